"""The pages of thresholds: who may not, what cannot be, try, propose, approve."""

import pytest

from app.thresholds import service as thresholds
from border.hit import Verdict
from border.listing import Category
from border.permissions import Role
from tests import make
from tests.app.figures.conftest import found
from tests.make import text_of

pytestmark = pytest.mark.slow

HERE = "/hits/thresholds/customs"
PROPOSAL = {"margin": "4", "reason": "too many namesakes"}


def proposed(faith, **changes):
    """Propose a margin; return the address of the proposal."""
    assert faith.post(f"{HERE}/proposal", PROPOSAL | changes).status_code == 303
    (row,) = thresholds.waiting(faith.site.db)
    return f"/hits/thresholds/proposals/{row['proposal_id']}"


def test_before_anything_is_set_the_page_says_so(ruth):
    said = text_of(ruth.get("/hits/thresholds"))

    assert "Customs 0.0 – – never set: as the list asks Try" in said
    assert "Nothing was decided yet." in said


def test_an_analyst_reads_and_tries_and_sets_nothing(ruth, faith):
    address = proposed(faith)

    assert "Propose it" not in ruth.get(f"{HERE}?margin=4").text
    assert "Send back" not in ruth.get("/hits/thresholds").text
    for path in (f"{HERE}/proposal", f"{HERE}/past-crossings", f"{address}/approval", f"{address}/rejection"):
        assert ruth.post(path, PROPOSAL).status_code == 403


def test_a_post_has_no_thresholds_page(app, site):
    browser = make.Browser(app, site, make.person(site, Role.SUPERVISOR))

    assert browser.get("/hits/thresholds").status_code == 404


@pytest.mark.parametrize("margin", ["", "-1", "21", "many", "nan", "1" * 40])
def test_a_margin_that_cannot_be_is_told_beside_its_field_and_kept_as_typed(faith, margin):
    answers = [faith.get(f"{HERE}?margin={margin}")]
    answers += [faith.post(f"{HERE}/{what}", {"margin": margin}) for what in ("proposal", "past-crossings")]

    for answer in answers:
        assert answer.status_code == 422
        assert 'id="margin-error"' in answer.text
    assert thresholds.waiting(faith.site.db) == []


def test_an_unknown_category_is_no_page(faith):
    for path in ("", "/progress?margin=1"):
        assert faith.get(f"/hits/thresholds/weather{path}").status_code == 404
    assert faith.post("/hits/thresholds/weather/proposal", PROPOSAL).status_code == 404


def test_a_margin_is_tried_before_there_is_a_form_to_propose_it(hq, faith):
    for margin, verdict in [
        (1.0, Verdict.SAME),
        (2.0, Verdict.SAME),
        (3.0, None),
        (5.0, Verdict.SAME),
        (6.0, None),
    ]:
        found(hq, verdict, margin=margin)

    before, after = faith.get(HERE), faith.get(f"{HERE}?margin=4")

    assert "Propose it" not in before.text
    said = text_of(after)
    assert "Posts found 5 hits of this category by name; 3 confirmed." in said
    assert "With this setting: 2 hits, of which 1 were confirmed." in said
    assert "2 confirmed hits would not have been shown" in said
    assert "Propose it" in said


def test_without_a_reason_nothing_is_proposed_and_what_was_tried_stays(faith):
    answer = faith.post(f"{HERE}/proposal", {"margin": "4", "reason": " "})

    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert 'value="4"' in answer.text


def test_one_editor_proposes_and_another_approves(hq, faith, hassan):
    found(hq, Verdict.SAME, margin=1.0)
    address = proposed(faith)
    own, others = faith.get("/hits/thresholds").text, text_of(hassan.get("/hits/thresholds"))
    by_oneself = faith.post(f"{address}/approval")
    margins = thresholds.margins(hq.db)
    by_another = hassan.post(f"{address}/approval")

    assert f"{address}/approval" not in own
    assert (
        "1 hits by name in thirty days, 1 confirmed. With it: 0 hits, 0 confirmed; 1 confirmed would not"
        in others
    )
    assert (by_oneself.status_code, margins) == (303, {})
    assert by_another.status_code == 303
    said = text_of(hassan.get("/hits/thresholds"))
    assert "It holds. Posts follow as soon as they hear of it." in said
    assert "Customs 4.0 24 Nov 2026 09:00 Test faith, Test hassan too many namesakes" in said
    assert "A second person decides on it." in text_of(faith.get("/hits/thresholds"))


def test_what_is_sent_back_needs_a_word_why(hq, faith, hassan):
    address = proposed(faith)

    assert hassan.post(f"{address}/rejection", {"remark": ""}).status_code == 422
    assert hassan.post(f"{address}/rejection", {"remark": "it hides half"}).status_code == 303
    assert "it hides half" in hassan.get("/hits/thresholds").text
    assert "This is how it stands now" in text_of(hassan.get(hassan.post(f"{address}/approval").location))


@pytest.mark.parametrize("what", ["approval", "rejection"])
def test_a_decision_sent_twice_is_told_as_ones_own(faith, hassan, what):
    address = proposed(faith)
    for _ in range(2):
        answer = hassan.post(f"{address}/{what}", {"remark": "it hides half"})

    assert "meanwhile" not in text_of(hassan.get(answer.location))


def test_a_proposal_sent_twice_is_told_as_proposed(faith):
    proposed(faith)
    proposed(faith)

    assert "Decide on that one first" not in text_of(faith.get("/hits/thresholds"))


def test_a_second_proposal_of_a_category_waits_its_turn(faith, hassan):
    proposed(faith)

    answer = hassan.post(f"{HERE}/proposal", PROPOSAL | {"margin": "5"})

    assert "Decide on that one first" in text_of(hassan.get(answer.location))


def test_what_is_in_force_already_is_not_proposed(faith):
    answer = faith.post(f"{HERE}/proposal", PROPOSAL | {"margin": "0"})

    assert answer.status_code == 422
    assert "This margin is in force already." in text_of(answer)


def test_a_lower_margin_says_that_hits_alone_do_not_tell(hq, faith, hassan, clock):
    hassan.post(f"{proposed(faith)}/approval")
    clock.forward(60)

    lower, same = (text_of(faith.get(f"{HERE}?margin={margin}")) for margin in ("2", "4"))

    assert "What it would add is not known from hits" in lower
    assert "What it would add is not known from hits" not in same
    assert thresholds.highest_since(hq.db, Category.CUSTOMS, "2026-11-24T07:00:00.000Z") == 4.0


def test_a_trial_on_past_crossings_is_asked_for_and_told(hq, faith):
    answer = faith.post(f"{HERE}/past-crossings", {"margin": "2,5"})
    waits = faith.get(f"{HERE}?margin=2.5").text
    row = thresholds.next_trial(hq.db)
    told = {name: row[name] for name in ("category", "margin", "asked_at")}
    counts = {"crossings": 900, "shown": 41, "shown_now": 3, "travellers": 38}
    ended = {"state": "done", "ended_at": "2026-11-24T06:00:00.000Z", "edition": 7}
    thresholds.keep_trial(hq.db, told | counts | ended)
    done = faith.fragment(f"{HERE}/progress?margin=2.5")

    assert answer.status_code == 303
    assert "every 2s" in waits
    assert "Waits for its turn" in waits
    assert "every 2s" not in done.text
    assert "900 crossings of all posts were laid beside the list." in text_of(done)
    assert "With this setting: 41 meetings by name." in text_of(done)
    assert "It would stop 38 travellers more." in text_of(done)
