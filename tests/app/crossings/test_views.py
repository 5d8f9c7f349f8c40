import csv
import io
import re
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pytest
from flask import Flask

from app.act import acting
from app.crossings import service, slips
from app.desk import service as desk
from app.factory import create_app
from app.posts import service as posts
from app.site import Site
from border.permissions import Role
from db.database import Row
from tests import make
from tests.app import facts

Enter = Callable[[Role], make.Browser]


@pytest.fixture
def enter(app: Flask, site: Site) -> Enter:
    """Sign somebody of a role in, at the desk busia-1 where the role works at desks."""
    make.desk(site)

    def signed_in(role: Role) -> make.Browser:
        who = make.person(site, role)
        if role is Role.OFFICER:
            with acting(site, who) as act:
                desk.take_desk(act, "busia-1", hand_over=False)
        return make.Browser(app, site, who)

    return signed_in


def record(site: Site, said: dict[str, Any], username: str = "officer") -> Row:
    account = site.db.one("select id, name from accounts where username = :username", username=username)
    assert account is not None
    with acting(site, make.Who(account["id"], username, account["name"], Role.OFFICER, "busia-1")) as act:
        return service.record(act, said)


def events(site: Site, kind: str) -> int:
    return int(site.db.value("select count(*) from journal where kind = :kind", kind=kind))


WHY = {"reason": "second-line", "note": ""}


def test_an_empty_register_says_so(enter):
    assert "No crossing of this day" in make.text_of(enter(Role.OFFICER).get("/register"))


def test_the_register_counts_by_sex_and_folds_none(enter, site):
    browser = enter(Role.OFFICER)
    for number, sex in enumerate(["F", "X", "U"]):
        record(site, facts.crossing(f"i{number}", **facts.document(f"A{number}", sex=sex)))

    page = browser.get("/register").text

    cells = re.findall(r'<td class="number">(\d+)</td>', page[page.index("Totals") :])
    assert cells == ["0", "1", "1", "1", "3"]


@pytest.mark.parametrize(
    ("filter", "shown"),
    [
        ("direction=exit", ["THREE"]),
        ("decision=refuse", ["TWO"]),
        ("name=two", ["TWO"]),
        ("desk=busia-2", []),
        ("day=2026-11-23", []),
        ("sort=name", ["ONE", "THREE", "TWO"]),
        ("sort=oldest", ["ONE", "TWO", "THREE"]),
        ("page=999", []),
        ("name=%25_", ["THREE", "TWO", "ONE"]),
    ],
)
def test_the_register_is_filtered_and_sorted(enter, site, clock, filter, shown):
    browser = enter(Role.OFFICER)
    record(site, facts.crossing("i1", **facts.document("A1", surname="ONE")))
    clock.forward(60)
    record(site, facts.refused("i2", **facts.document("A2", surname="TWO")))
    clock.forward(60)
    record(site, facts.exit_of("i3", **facts.document("A3", surname="THREE")))

    page = browser.get(f"/register?{filter}").text

    assert re.findall(r'translate="no">(\w+), ANNA', page) == shown


def test_a_filter_that_cannot_be_is_told_beside_its_field(enter):
    answer = enter(Role.OFFICER).get("/register?day=soon")

    assert answer.status_code == 422
    assert "day-error" in answer.text


def test_the_register_leaves_as_csv_with_a_reason_that_is_kept(enter, site):
    officer, supervisor = enter(Role.OFFICER), enter(Role.SUPERVISOR)
    record(site, facts.crossing("i1", **facts.document("A1", surname="=CMD()", given_names="@X")))
    form = {"day": "2026-11-24", **WHY}

    assert officer.post("/register/export", form).status_code == 403
    assert supervisor.post("/register/export", {"day": "2026-11-24"}).status_code == 422
    answer = supervisor.post("/register/export", form)

    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["surname"], row["given_names"], row["days_granted"]) for row in rows] == [
        ("'=CMD()", "'@X", "30")
    ]
    assert events(site, "register.exported") == 1


def test_a_crossing_shows_its_stamp_and_what_was_not_asked(enter, site):
    browser = enter(Role.OFFICER)
    stamp = [
        {
            "name": "listed-person",
            "answer": "not-done",
            "findings": [],
            "source": "persons",
            "edition": None,
            "as_of": None,
            "why": "no-list",
        }
    ]
    row = record(site, facts.crossing("i1", stamp=stamp, zone=["P<UTOERIKSSON<<ANNA<MARIA"]))

    said = make.text_of(browser.get(f"/crossings/{row['crossing_id']}"))

    assert "Watchlist of persons no list loaded" in said
    assert "P&lt;UTOERIKSSON&lt;&lt;ANNA" in said


def test_a_crossing_that_is_none_is_not_found(enter):
    assert enter(Role.OFFICER).get("/crossings/none").status_code == 404


def test_an_officer_amends_at_the_desk_and_sees_both(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    address = f"/crossings/{row['crossing_id']}/amendment"
    form = {"seen": "0", "direction": "entry", "surname": "ERIKSON", "reason": "typed wrongly"}

    assert browser.get(address).status_code == 200
    assert browser.post(address, {**form, "reason": ""}).status_code == 422
    assert browser.post(address, {**form, "date_of_birth": "1974-13"}).status_code == 422
    assert browser.post(address, form).status_code == 303
    assert browser.post(address, form).status_code == 409

    page = browser.get(f"/crossings/{row['crossing_id']}").text
    assert "<del>ERIKSSON</del> <ins>ERIKSON</ins>" in page


def test_who_left_the_desk_amends_no_more(enter, site):
    browser = enter(Role.OFFICER)
    row = record(site, facts.crossing("i1"))
    browser.post("/desk/sitting/end")

    assert browser.get(f"/crossings/{row['crossing_id']}/amendment").status_code == 403
    assert "Amend" not in make.text_of(browser.get(f"/crossings/{row['crossing_id']}"))


PAPER = {
    "happened_on": "2026-11-24",
    "happened_at": "08:30",
    "written_by": "Brian Wekesa",
    "why": "no power",
    "desk": "busia-1",
    "direction": "entry",
    "capacity": "traveller",
    "type": "passport",
    "issuing_state": "UTO",
    "document_number": "L898902C3",
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "sex": "F",
    "nationality": "UTO",
    "decision": "admit",
    "purpose": "holiday",
    "days_granted": "5",
}


def test_a_crossing_from_paper_is_entered_once_and_says_so(enter, site):
    browser = enter(Role.OFFICER)
    blank = browser.get("/crossings/from-paper").text
    found = re.search(r'name="entry_id" value="([^"]+)"', blank)
    assert found is not None

    first = browser.post("/crossings/from-paper", {**PAPER, "entry_id": found[1]})
    second = browser.post("/crossings/from-paper", {**PAPER, "entry_id": found[1]})

    assert first.location == second.location
    assert events(site, "crossing.recorded") == 1
    said = make.text_of(browser.get(first.location))
    assert "Written down by Brian Wekesa" in said
    assert "entered from the paper log" in said


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("happened_at", "25:00"),
        ("happened_at", ""),
        ("happened_on", "yesterday"),
        ("happened_on", ""),
        ("written_by", ""),
        ("why", ""),
        ("sex", ""),
        ("type", "ticket"),
        ("document_number", "-"),
        ("days_granted", "many"),
        ("days_granted", "999"),
        ("surname", "A\x00B"),
        ("entry_id", "none"),
        ("desk", "busia-9"),
        ("happened_on", "1900-01-01"),
    ],
)
def test_a_paper_entry_that_cannot_be_comes_back_with_what_was_typed(enter, site, field, typed):
    form = {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001", field: typed}

    answer = enter(Role.OFFICER).post("/crossings/from-paper", form)

    assert answer.status_code == 422
    assert 'value="Brian Wekesa"' in answer.text or field == "written_by"
    assert events(site, "crossing.recorded") == 0


def test_a_paper_entry_sent_again_with_other_facts_is_told_what_stands(enter, site):
    browser = enter(Role.OFFICER)
    form = {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001"}
    browser.post("/crossings/from-paper", form)

    answer = browser.post("/crossings/from-paper", {**form, "document_number": "X1", "surname": "OTIENO"})

    assert answer.status_code == 409
    assert "ERIKSSON, ANNA MARIA, UTO L898902C3, on" in make.text_of(answer)
    assert 'value="OTIENO"' in answer.text
    assert events(site, "crossing.recorded") == 1


def test_what_lies_ahead_is_no_paper_entry(enter, site):
    form = {**PAPER, "entry_id": "019ab000-0000-7000-8000-000000000001", "happened_on": "2026-11-25"}

    answer = enter(Role.OFFICER).post("/crossings/from-paper", form)

    assert answer.status_code == 422
    assert "This lies ahead" in answer.text


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


def test_crossings_are_found_under_a_look_that_came_first(enter, site):
    browser = enter(Role.OFFICER)
    record(site, facts.crossing("i1"))
    form = {"number": "l898902c3", "first": "2026-11-01", "last": "2026-11-24"}

    assert browser.post("/crossings/search", form).status_code == 422
    found = browser.post("/crossings/search", {**form, **WHY}).location

    assert events(site, "search.made") == 1
    assert "1 crossing found" in make.text_of(browser.get(found))


def test_what_one_found_another_does_not_see_and_nobody_after_an_hour(enter, site, clock):
    browser, other = enter(Role.OFFICER), enter(Role.SUPERVISOR)
    form = {"number": "L898902C3", "first": "2026-11-01", "last": "2026-11-24", **WHY}
    found = browser.post("/crossings/search", form).location

    assert other.get(found).status_code == 303
    assert browser.get("/crossings/found/none").status_code == 303
    clock.forward(3600)
    assert browser.get(found).status_code in {302, 303}


def test_headquarters_opens_a_crossing_only_from_a_search(tmp_path, clock):
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    analyst = make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST))
    with acting(hq, make.SYSTEM) as act:
        row = service.record(act, facts.crossing("i1"))
    address = f"/crossings/{row['crossing_id']}"

    assert analyst.get(address).status_code == 303
    found = analyst.post(
        "/crossings/search", {"number": "L898902C3", "first": "2026-11-01", "last": "2026-11-24", **WHY}
    ).location
    assert analyst.get(f"{address}?look={found.rpartition('/')[2]}").status_code == 200
