import json
from datetime import UTC, datetime, timedelta

import pytest

from app.act import Who, acting
from app.crossings import service
from app.crossings.paper import EnteredAlready, NeedsSupervisor, PaperEntry, TooLongAgo, record_late
from app.crossings.service import Amendment
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import service as watchlist
from border.checks import Answer, from_stamp
from border.crossing import Admission, Direction, Refusal
from border.document import Document, DocumentType
from border.fields import MissingField, NotPossible, UnknownChoice
from border.inspection import CHECKS
from border.traveller import Sex, Traveller
from border.vehicle import Vehicle
from tests import make
from tests.app import facts

THEN = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
DAY = 86_400


@pytest.fixture
def site(site: Site, clock: make.HandClock) -> Site:
    """Busia on the morning after: founded the day before, with one desk."""
    make.desk(site)
    clock.forward(DAY)
    return site


def entry(**changes) -> PaperEntry:
    said = {
        "entry_id": "019ab000-0000-7000-8000-000000000001",
        "happened_at": THEN,
        "written_by": "Brian Wekesa",
        "why": "no power from 16:00 to 19:00",
        "desk": "busia-1",
        "direction": Direction.ENTRY,
        "document": Document(DocumentType.PASSPORT, "UTO", "L898902C3", "2028-04-15"),
        "traveller": Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO"),
        "decision": Admission("holiday", 30, "Hotel Utopia"),
    }
    return PaperEntry(**said | changes)


def enter(site: Site, typed: PaperEntry, who: Who = facts.OFFICER):
    with acting(site, who) as act:
        return record_late(act, typed, watchlist.ask)


def entered(site: Site) -> int:
    return int(site.db.value("select count(*) from journal where kind = 'crossing.recorded'"))


def test_a_crossing_from_paper_keeps_when_it_happened_and_who_wrote_it_down(site):
    row = enter(site, entry())

    assert (row["happened_at"], row["day"], row["hour"]) == ("2026-11-24T14:30:00.000Z", "2026-11-24", 17)
    assert (row["late_written_by"], row["officer_name"]) == ("Brian Wekesa", "Amina Otieno")
    assert row["until_on"] == "2026-12-24"
    assert row["recorded_at"] == "2026-11-25T06:00:00.000Z"


def test_the_stamp_says_what_was_not_asked_then(site):
    row = enter(site, entry())

    checks = from_stamp(json.loads(row["stamp"]))

    assert [check.name for check in checks] == list(CHECKS)
    assert {check.answer for check in checks} == {Answer.NOT_DONE}
    assert {check.name: check.why for check in checks}["stolen-document"] == "no-list"
    assert {check.name: check.why for check in checks}["validity"] == "paper-log"


def test_the_same_form_sent_twice_enters_one_crossing(site):
    first = enter(site, entry())

    assert enter(site, entry()) == first
    assert entered(site) == 1


def test_the_same_form_sent_again_after_an_amendment_is_harmless_too(site, clock):
    row = enter(site, entry())
    with acting(site, facts.SUPERVISOR) as act:
        service.amend(
            act,
            Amendment(row["crossing_id"], {"carrier": "Lake Coaches"}, "left out", False, 0),
            watchlist.ask_anew,
        )
    clock.forward(20 * DAY)

    assert enter(site, entry())["carrier"] == "Lake Coaches"
    assert entered(site) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"traveller": Traveller("ERIKSSON", "ANNA", "1974-08-12", Sex.F, "UTO")},
        {"document": Document(DocumentType.PASSPORT, "UTO", "L898902C3", "2029-04-15")},
        {"happened_at": datetime(2026, 11, 24, 14, 31, tzinfo=UTC)},
        {"decision": Admission("holiday", 29, "Hotel Utopia")},
        {"decision": Refusal("A")},
        {"written_by": "Amina Otieno"},
        {"why": "the reader was broken"},
        {"vehicle": Vehicle("KBX 114C")},
    ],
)
def test_the_same_form_with_other_facts_is_not_taken_for_the_first(site, changes):
    enter(site, entry())

    with pytest.raises(EnteredAlready):
        enter(site, entry(**changes))


def test_the_id_of_a_crossing_is_none_of_a_form(site):
    with acting(site, facts.OFFICER) as act:
        row = service.record(act, facts.crossing("i1", address="Hotel Utopia"))

    with pytest.raises(EnteredAlready):
        enter(site, entry(entry_id=row["crossing_id"]))


def test_the_same_form_at_two_posts_is_two_crossings(site, clock, tmp_path):
    jkia = make.site(tmp_path, "jkia", clock)
    make.desk(jkia)
    now = make.NOW + timedelta(days=1)

    ids = {enter(post, entry(happened_at=now))["crossing_id"] for post in (site, jkia)}

    assert len(ids) == 2


def test_a_desk_that_the_post_does_not_have_has_written_no_paper(site):
    with pytest.raises(UnknownChoice) as caught:
        enter(site, entry(desk="busia-9"))

    assert caught.value.field == "desk"


def test_what_happened_more_than_fourteen_days_ago_a_supervisor_enters(site, clock):
    clock.forward(13 * DAY)
    enter(site, entry())
    clock.forward(DAY)
    other = entry(entry_id="019ab000-0000-7000-8000-000000000002")

    with pytest.raises(NeedsSupervisor):
        enter(site, other)

    assert enter(site, other, facts.SUPERVISOR)["late_written_by"] == "Brian Wekesa"


def test_nothing_is_entered_from_more_than_a_year_ago_by_anybody(site, clock):
    clock.forward(365 * DAY)

    with pytest.raises(TooLongAgo):
        enter(site, entry(), facts.SUPERVISOR)


def test_nothing_is_entered_from_before_the_day_the_post_was_founded(site):
    morning = entry(happened_at=datetime(2026, 11, 23, 21, 0, tzinfo=UTC))

    assert enter(site, morning)["day"] == "2026-11-24"
    with pytest.raises(TooLongAgo):
        enter(
            site,
            entry(
                entry_id="019ab000-0000-7000-8000-000000000002",
                happened_at=datetime(2026, 11, 23, 20, 59, tzinfo=UTC),
            ),
        )


def test_what_lies_ahead_cannot_have_happened(site):
    with pytest.raises(NotPossible):
        enter(site, entry(happened_at=datetime(2026, 11, 25, 6, 0, 1, tzinfo=UTC)))


@pytest.mark.parametrize("field", ["written_by", "why", "desk"])
def test_who_and_why_and_where_are_asked_for(field):
    with pytest.raises(MissingField):
        entry(**{field: "  "})


def test_the_rules_of_a_decision_hold_on_paper_too(site):
    citizen = Traveller("OTIENO", "ACHIENG", "1980-01-01", Sex.F, "KEN")

    with pytest.raises(NotPossible):
        enter(site, entry(traveller=citizen, decision=Refusal("A")))


def test_an_exit_from_paper_closes_the_stay_it_ended(site):
    enter(site, entry())
    enter(
        site,
        entry(
            entry_id="019ab000-0000-7000-8000-000000000002",
            direction=Direction.EXIT,
            decision=Admission(),
            happened_at=datetime(2026, 11, 24, 18, 0, tzinfo=UTC),
        ),
    )

    assert travellers.open_stay(site.db, facts.DOCUMENT["id"]) is None
