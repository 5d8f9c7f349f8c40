import pytest

from app.factory import create_app
from app.lookouts import service
from border.permissions import Role
from sync import journal
from tests import make
from tests.app.lookouts.test_forms import FORM
from tests.make import text_of

ENTRY = FORM | {"why": "letter of 20 November"}
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}%(x)s'


@pytest.fixture
def hq_app(hq):
    return create_app(hq)


@pytest.fixture
def faith(hq, hq_app):
    return make.Browser(hq_app, hq, make.person(hq, Role.WATCHLIST_EDITOR, "faith"))


@pytest.fixture
def hassan(hq, hq_app):
    return make.Browser(hq_app, hq, make.person(hq, Role.WATCHLIST_EDITOR, "hassan"))


@pytest.fixture
def grace(site, app):
    return make.Browser(app, site, make.person(site, Role.SUPERVISOR, "grace"))


def propose(faith, **changes):
    """Propose an entry; return the address of its page."""
    answer = faith.post("/entries/new", ENTRY | changes)
    assert answer.status_code == 303, text_of(answer)
    return answer.location


def opened(browser):
    """Open the one entry there is; return the address of its page."""
    (row,) = service.entries(browser.site, service.Wanted(), 1)
    return browser.post("/entries/viewed", {"entry_id": row["entry_id"], "reason": "review"}).location


def newest(site):
    (row,) = service.entries(site, service.Wanted(), 1)
    return service.proposals(site.db, row["entry_id"])[0]["proposal_id"]


def test_what_one_editor_proposes_another_approves(faith, hassan, hq):
    own = faith.get(propose(faith))
    page = opened(hassan)
    answer = hassan.post(f"{page}/approval", {"proposal_id": newest(hq)})

    assert "somebody else decides" in text_of(own)
    assert "Approve" not in text_of(own)
    assert answer.location == page
    shown = text_of(hassan.get(page))
    assert "Approved. It reaches the posts" in shown
    assert "Test faith" in shown
    assert "Approved by Test hassan" in shown


def test_ones_own_proposal_is_not_approved_by_sending_the_form_all_the_same(faith, hq):
    page = propose(faith)

    faith.post(f"{page}/approval", {"proposal_id": newest(hq)})

    shown = text_of(faith.get(page))
    assert "A second person decides on it" in shown
    assert service.entries(hq, service.Wanted("in-force"), 1) == []


def test_a_proposal_is_decided_on_under_its_own_entry_alone(faith, hassan, hq):
    propose(faith)
    propose(faith, surname="LUND")
    one, _lund = sorted(service.entries(hq, service.Wanted(), 1), key=lambda row: row["name"])
    page = hassan.post("/entries/viewed", {"entry_id": one["entry_id"], "reason": "review"}).location
    lund = next(row for row in service.entries(hq, service.Wanted(), 1) if "LUND" in row["name"])
    proposal_id = service.proposals(hq.db, lund["entry_id"])[0]["proposal_id"]

    for form in ("approval", "return"):
        hassan.post(f"{page}/{form}", {"proposal_id": proposal_id, "remark": "wrong"})

    assert service.entry(hq.db, lund["entry_id"])["state"] == "proposed"


def test_a_form_that_is_sent_twice_proposes_once(faith, hq):
    propose(faith)
    propose(faith)
    propose(faith, why="another letter")

    assert len(service.entries(hq, service.Wanted(), 1)) == 2


def test_the_second_of_two_approvers_is_told(faith, hassan, hq, hq_app):
    propose(faith)
    proposal = {"proposal_id": newest(hq)}
    third = make.Browser(hq_app, hq, make.person(hq, Role.WATCHLIST_EDITOR, "third"))
    pages = opened(hassan), opened(third)
    hassan.post(f"{pages[0]}/approval", proposal)

    third.post(f"{pages[1]}/return", proposal | {"remark": "no"})

    assert "It has been decided meanwhile" in text_of(third.get(pages[1]))


def test_a_wrong_form_comes_back_with_what_was_typed_and_what_is_wrong(faith, hq):
    answer = faith.post("/entries/new", ENTRY | {"basis": "", "births": HOSTILE, "reason": HOSTILE})

    assert answer.status_code == 422
    assert "Nobody is listed without a law" in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "letter of 20 November" in answer.text
    assert service.entries(hq, service.Wanted(), 1) == []


def test_hostile_text_is_shown_as_text(faith):
    page = propose(faith, surname=HOSTILE, reason=HOSTILE, shown=HOSTILE, why=HOSTILE)

    for address in (page, "/entries"):
        shown = faith.get(address).text
        assert "<script>alert" not in shown
        assert "{{ 7*7 }}" in shown


def test_a_protection_entry_speaks_of_protection(faith):
    page = propose(faith, category="child-at-risk", response="refer")

    shown = text_of(faith.get(page))
    assert "This person may need protection" in shown
    assert "Refer the traveller" not in shown


def test_who_is_protected_is_not_detained(faith):
    answer = faith.post("/entries/new", ENTRY | {"category": "missing", "response": "detain"})

    assert answer.status_code == 422
    assert "Whoever is protected is not detained" in answer.text


def test_reading_an_entry_is_an_event_and_only_the_readers_own(faith, hassan, hq):
    propose(faith)
    page = opened(hassan)

    looks = [
        event.payload["reason"] for _, event in journal.as_written(hq.db) if event.kind == "entry.viewed"
    ]
    foreign = faith.get(page)

    assert looks == ["review", "review"]
    assert foreign.location == "/entries"


def test_after_an_hour_an_entry_is_opened_anew(faith, clock):
    page = propose(faith)
    clock.forward(240)
    still = faith.get(page).status_code
    for _ in range(14):
        clock.forward(240)
        faith.get("/session/activity")

    assert still == 200
    assert faith.get(page).location == "/entries"


def test_sending_back_needs_a_reason(faith, hassan, hq):
    propose(faith)
    page = opened(hassan)

    empty = hassan.post(f"{page}/return", {"proposal_id": newest(hq), "remark": ""})
    hassan.post(f"{page}/return", {"proposal_id": newest(hq), "remark": "Which warrant?"})

    assert empty.status_code == 422
    assert "Which warrant?" in text_of(hassan.get(page))
    assert "Propose it again" in text_of(hassan.get(page))


def test_a_change_shows_what_would_be_different_and_a_late_one_loses_nothing(faith, hassan, hq):
    page = propose(faith)
    other = opened(hassan)
    hassan.post(f"{other}/approval", {"proposal_id": newest(hq)})
    seen = newest(hq)
    changed = ENTRY | {"seen": seen, "agency": "Customs"}
    faith.post(f"{page}/change", changed)

    late = hassan.post(f"{other}/change", changed | {"agency": "Revenue"})

    shown = text_of(hassan.get(other))
    assert "Requesting agency DCI Customs" in shown
    assert late.status_code == 422
    assert 'value="Revenue"' in late.text
    assert "Something was proposed or decided meanwhile" in text_of(late)


def test_a_withdrawal_is_proposed_and_approved(faith, hassan, hq):
    page = propose(faith)
    other = opened(hassan)
    hassan.post(f"{other}/approval", {"proposal_id": newest(hq)})
    faith.post(f"{page}/withdrawal", {"seen": newest(hq), "why": "lifted"})

    hassan.post(f"{other}/approval", {"proposal_id": newest(hq)})

    assert "withdrawn" in text_of(hassan.get(other))


def test_entries_are_filtered_and_paged(faith, monkeypatch):
    monkeypatch.setattr(service, "PAGE_ROWS", 2)
    for number in range(3):
        propose(faith, surname=f"NOBODY{number}", papers="", category="customs")
    propose(faith)

    first = text_of(faith.get("/entries?category=customs&state=waiting&words=nobody"))
    second = text_of(faith.get("/entries?category=customs&page=2"))
    odd = faith.get("/entries?category=enemy&state=x&page=-1&words=%25%00")

    assert "NOBODY1" in first
    assert "1 to 2 of 3" in first
    assert "ERIKSSON" not in first
    assert "NOBODY2" in second
    assert odd.status_code == 200


def test_entries_stand_in_the_order_of_name_or_review_day_over_all_pages(faith, monkeypatch):
    monkeypatch.setattr(service, "PAGE_ROWS", 2)
    for surname, review_on in (("BERG", "2027-03-01"), ("ADAMS", "2027-04-01"), ("CROFT", "2027-02-01")):
        propose(faith, surname=surname, given_names="", papers="", review_on=review_on)

    by_name, by_review = (faith.get(f"/entries?sort={sort}") for sort in ("name", "review"))
    last = text_of(faith.get("/entries?sort=review&page=2"))
    odd = faith.get("/entries?sort=weight")

    assert in_order(by_name, "ADAMS", "BERG")
    assert in_order(by_review, "CROFT", "BERG")
    assert "ADAMS" in last
    assert '<option value="review" selected>' in by_review.text
    assert "sort=review" in by_review.text.partition('rel="next" href="')[2].partition('"')[0]
    assert odd.status_code == 200


def test_what_is_withdrawn_comes_last_in_the_order_of_review_days(faith, hassan, hq):
    page = propose(faith, surname="BERG", review_on="2027-02-01")
    hassan.post(f"{opened(hassan)}/approval", {"proposal_id": newest(hq)})
    faith.post(f"{page}/withdrawal", {"seen": newest(hq), "why": "lifted"})
    hassan.post(f"{opened(hassan)}/approval", {"proposal_id": newest(hq)})
    propose(faith, surname="ADAMS", review_on="2027-04-01")

    assert in_order(faith.get("/entries?sort=review"), "ADAMS", "BERG")


def in_order(answer, *names):
    """Whether the rows of a table begin with these names."""
    rows = [row.partition("</th>")[0] for row in answer.text.split('<th scope="row" translate="no">')[1:]]
    return [row.partition(",")[0] for row in rows[: len(names)]] == list(names)


def test_a_supervisor_opens_a_lookout_and_ends_it(grace, site):
    answer = grace.post("/lookouts/new", ENTRY)
    listed = text_of(grace.get("/lookouts"))
    (row,) = service.lookouts(site, 1)
    empty = grace.post(f"/lookouts/{row['lookout_id']}/end", {"why": ""})
    grace.post(f"/lookouts/{row['lookout_id']}/end", {"why": "found"})

    assert answer.location == "/lookouts"
    assert "ERIKSSON, ANNA MARIA" in listed
    assert empty.status_code == 422
    assert "Ended by its post: Test grace" in text_of(grace.get("/lookouts"))


def test_a_lookout_form_sent_twice_leads_to_the_lookout_that_is_open(grace, site):
    grace.post("/lookouts/new", ENTRY)
    again = grace.post("/lookouts/new", ENTRY)

    assert again.location == "/lookouts"
    said = text_of(grace.get("/lookouts"))
    assert "In force until 25 Nov 2026 09:00" in said
    assert "seven days" not in said
    assert len(service.lookouts(site, 1)) == 1


def test_a_second_lookout_is_refused_and_nothing_typed_is_lost(grace):
    grace.post("/lookouts/new", ENTRY)

    again = grace.post("/lookouts/new", ENTRY | {"reason": "Seen again"})

    assert again.status_code == 422
    assert "A lookout is for one day" in again.text
    assert "Seen again" in again.text


def test_an_officer_learns_of_no_lookout(site, app):
    officer = make.Browser(app, site, make.person(site))

    assert officer.get("/lookouts").status_code == 403
    assert "Lookouts" not in text_of(officer.get("/desk"))


def test_headquarters_reviews_a_lookout_and_makes_an_entry_of_it(grace, site, faith, hq):
    grace.post("/lookouts/new", ENTRY)
    (row,) = service.lookouts(site, 1)
    opened_event = next(event for _, event in journal.as_written(site.db) if event.kind == "lookout.opened")
    with hq.db.transaction():
        journal.keep(hq.db, opened_event)
        hq.projections["lookout.opened"][0](hq.db, opened_event)

    empty = faith.post(f"/lookouts/{row['lookout_id']}/review", {"verdict": "", "why": "asked"})
    faith.post(f"/lookouts/{row['lookout_id']}/review", {"verdict": "kept", "why": "asked"})
    form = faith.get(f"/entries/new?lookout={row['lookout_id']}")
    propose(faith, lookout=row["lookout_id"])

    assert empty.status_code == 422
    assert "ERIKSSON" in form.text
    listed = text_of(faith.get("/lookouts/review"))
    assert "Seen: it runs to its end: Test faith" in listed
    assert "An entry was proposed of it." in listed


def test_a_lookout_that_is_nowhere_is_not_found(grace, faith):
    assert grace.post("/lookouts/nobody/end", {"why": "x"}).status_code == 422
    assert faith.get("/entries/new?lookout=nobody").status_code == 404
