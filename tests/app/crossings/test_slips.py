import re

import cv2
import numpy as np
import pypdfium2
import pytest

from app.act import acting
from app.crossings import slips
from app.factory import create_app
from app.posts import service as posts
from border.permissions import Role
from tests import make
from tests.app import facts
from tests.app.crossings.conftest import events, record


def test_the_first_print_is_the_original_and_each_further_one_a_copy(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    base = f"/crossings/{row['crossing_id']}/slip"

    preview = browser.get(base).text
    original = browser.post(f"{base}/prints", {"copy": "0"}).location
    again = browser.post(f"{base}/prints", {"copy": "0"}).location
    copy = browser.post(f"{base}/prints", {"copy": "1"}).location

    assert "<svg" not in preview[preview.index('narrow slip"') :]
    assert (original, again, copy) == (f"{base}/prints/0", f"{base}/prints/0", f"{base}/prints/1")
    assert events(site, "slip.printed") == 2
    assert "Copy" not in make.text_of(browser.get(original))
    assert "Copy 1" in make.text_of(browser.get(copy))


def test_a_print_is_seen_by_whoever_made_it_and_for_ten_minutes(enter, site, clock, app):
    browser, colleague = enter(Role.OFFICER), enter(Role.SUPERVISOR)
    row = record(site, facts.crossing("i1"))
    address = f"/crossings/{row['crossing_id']}/slip/prints"
    browser.post(address, {"copy": "0"})

    assert browser.get(f"{address}/0").status_code == 200
    assert colleague.get(f"{address}/0").status_code == 303
    assert browser.get(f"{address}/7").status_code == 303
    clock.forward(601)
    assert browser.get(f"{address}/0").status_code == 303


def test_a_refusal_prints_as_a_notice_with_ground_law_and_review(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.refused("i1") | {"refusal": {**facts.REFUSAL, "remark": "no eTA <b>"}})

    said = make.text_of(browser.get(f"/crossings/{row['crossing_id']}/slip"))

    assert "Notice of refusal" in said
    assert "Ground C" in said
    assert "Kenya Citizenship and Immigration Act, section 34" in said
    assert "review of this decision" in said
    assert "no eTA &lt;b&gt;" in said


def test_that_no_lawyer_has_seen_an_article_is_for_the_officer_and_not_on_the_paper(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.refused("i1"))

    for_officer, paper = browser.get(f"/crossings/{row['crossing_id']}/slip").text.split("<article")

    assert "reviewed by a lawyer" in for_officer
    assert "lawyer" not in paper


@pytest.fixture
def jkia(tmp_path, clock, site):
    """Another post, which trusts the slips of Busia."""
    other = make.site(tmp_path, "jkia", clock)
    with acting(other, make.SYSTEM) as act:
        posts.trust(act, name="busia", title="Busia", public_key=site.identity.public)
    return other


@pytest.mark.slow
def test_a_printed_slip_is_read_from_its_pdf_and_believed_at_another_post(enter, site, jkia):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    address = browser.post(f"/crossings/{row['crossing_id']}/slip/prints", {"copy": "0"}).location

    answer = browser.get(f"{address}.pdf")
    page = pypdfium2.PdfDocument(answer.data)[0].render(scale=4).to_numpy()
    text, _, _ = cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(page))
    elsewhere = make.Browser(create_app(jkia), jkia, make.person(jkia))
    said = make.text_of(elsewhere.post("/slips/verify", {"code": text}))

    assert answer.mimetype == "application/pdf"
    assert text == slips.code(site, row)
    assert "Signed by Busia: the slip is genuine" in said
    assert "ERIKSSON" not in said


def test_a_key_that_is_not_known_is_said_to_be_so(enter, site, tmp_path, clock):
    enter(Role.OFFICER)
    stranger = make.site(tmp_path, "moyale", clock)
    text = slips.code(site, record(site, facts.crossing("i1")))

    browser = make.Browser(create_app(stranger), stranger, make.person(stranger))

    assert "a key this post does not know" in make.text_of(browser.post("/slips/verify", {"code": text}))


def test_a_slip_altered_by_one_character_is_forged(enter, site):
    browser = enter(Role.OFFICER)
    text = slips.code(site, record(site, facts.crossing("i1", days_granted=5)))
    altered = text[:-4] + ("0" if text[-4] != "0" else "1") + text[-3:]

    assert "The slip is forged or was altered" in make.text_of(
        browser.post("/slips/verify", {"code": altered})
    )


def test_a_slip_of_a_crossing_that_was_voided_since_says_so(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    text = slips.code(site, row)
    browser.post(
        f"/crossings/{row['crossing_id']}/amendment",
        {"seen": "0", "voided": "yes", "reason": "wrong document"},
    )

    assert "The crossing was voided" in make.text_of(browser.post("/slips/verify", {"code": text}))


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ({"voided": "yes"}, "stop"),
        ({"surname": "ERIKSON"}, "caution"),
        (None, "note"),
    ],
)
def test_a_slip_looks_genuine_only_while_its_crossing_stands(enter, site, said, level):
    browser = enter(Role.OFFICER)
    row = record(site, facts.exit_of("i1"))
    text = slips.code(site, row)
    if said:
        form = {"seen": "0", "reason": "wrong document", **said}
        assert browser.post(f"/crossings/{row['crossing_id']}/amendment", form).status_code == 303

    page = browser.post("/slips/verify", {"code": text}).text.split("<h1>")[1]

    assert re.findall(r'class="banner (\w+)"', page) == [level]


def test_another_post_says_that_it_does_not_know_what_became_of_a_crossing(enter, site, jkia):
    enter(Role.OFFICER)
    text = slips.code(site, record(site, facts.crossing("i1")))

    elsewhere = make.Browser(create_app(jkia), jkia, make.person(jkia))
    said = make.text_of(elsewhere.post("/slips/verify", {"code": text}))

    assert "What became of it since is known at its post and at headquarters only." in said


def test_a_slip_that_the_post_signed_of_a_crossing_it_does_not_know_is_not_taken_at_its_word(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    text = slips.code(site, row | {"crossing_id": "019ab000-0000-7000-8000-00000000ffff"})

    page = browser.post("/slips/verify", {"code": text}).text

    assert "no such crossing is kept here" in page
    assert re.findall(r'class="banner (\w+)"', page) == ["caution"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MPAKA:",
        "MPAKA:" + "Z" * 300,
        "MPAKA:" + "0" * 230,
        "<script>alert(1)</script>",
        "😀",
        "A" * 5000,
    ],
)
def test_text_that_is_no_slip_is_told_and_breaks_nothing(enter, text):
    answer = enter(Role.OFFICER).post("/slips/verify", {"code": text})

    assert answer.status_code == 422
    assert "This is no code of a slip of ours" in answer.text
