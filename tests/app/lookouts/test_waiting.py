"""What waits for an editor is told on every page, and on the page of entries with a way to it."""

import pytest

from app.factory import create_app
from app.lookouts import service
from app.lookouts.service import Waiting
from border.listing import ListedName
from border.permissions import Role
from tests import make
from tests.app.lookouts import entries
from tests.app.lookouts.entries import FAITH, HASSAN
from tests.app.lookouts.test_lookouts import say
from tests.make import text_of

DAY_S = 86_400


def page(hq, who, path="/entries"):
    return text_of(make.Browser(create_app(hq), hq, who).get(path))


@pytest.fixture
def editor(hq):
    return make.person(hq, Role.WATCHLIST_EDITOR, "zawadi")


def test_a_proposal_waits_for_everybody_but_whoever_made_it(hq, proposed):
    assert service.waiting(hq, HASSAN) == Waiting(to_decide=1)
    assert service.waiting(hq, FAITH) == Waiting()


def test_an_entry_is_due_once_its_review_day_has_come(hq, proposed, clock):
    entries.approve(hq, proposed)
    entries.approve(hq, entries.propose(hq, review_on="2026-12-01"))
    assert service.waiting(hq, HASSAN) == Waiting()

    clock.forward(7 * DAY_S)

    assert service.waiting(hq, HASSAN) == Waiting(due=1)


def test_an_entry_is_due_fourteen_days_before_it_expires_and_no_more_after(hq, clock):
    entries.approve(hq, entries.propose(hq, expires_on="2026-12-20"))
    told = []
    for _day in range(30):
        told.append(service.waiting(hq, HASSAN).due)
        clock.forward(DAY_S)

    assert told == [0] * 12 + [1] * 15 + [0] * 3


def test_nobody_else_is_told(hq, proposed):
    assert service.waiting(hq, make.person(hq, Role.HQ_ANALYST)) == Waiting()


def test_the_page_of_entries_leads_to_what_waits(hq, proposed, editor, clock):
    entries.approve(hq, entries.propose(hq, review_on="2026-12-01"))
    clock.forward(7 * DAY_S)

    said = page(hq, editor)

    assert "1 proposal waits for your decision Show what waits" in said
    assert "1 entry is due for review, or expires within fourteen days" in said
    assert "1 entry to decide on" in said
    assert "1 entry due for review" in page(hq, editor, "/lookouts/review")


def test_a_lookout_waits_until_it_is_reviewed_and_stands_first_until_then(site, hq, clock):
    seen = entries.look_out(site)
    say(site, hq, "lookout.opened")
    clock.forward(60)
    other = entries.look_out(site, names=(ListedName("LUND", "IVAR"),), papers=())
    say(site, hq, "lookout.opened")
    assert service.waiting(hq, HASSAN) == Waiting(lookouts=2)

    entries.review(hq, other, "kept")

    assert service.waiting(hq, HASSAN) == Waiting(lookouts=1)
    assert [row["lookout_id"] for row in service.lookouts(hq, 1)] == [seen, other]
