import json
from datetime import UTC, datetime

import pytest

from app.act import acting
from app.crossings.paper import PaperEntry, record_late
from app.site import Site
from app.travellers import service as travellers
from app.watchlist import service as watchlist
from border.checks import Answer, from_stamp
from border.crossing import Admission, Direction, Refusal
from border.document import Document, DocumentType
from border.fields import MissingField, NotPossible
from border.inspection import CHECKS
from border.traveller import Sex, Traveller
from tests.app import facts

THEN = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


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


def enter(site: Site, typed: PaperEntry):
    with acting(site, facts.OFFICER) as act:
        return record_late(act, typed, watchlist.ask)


def test_a_crossing_from_paper_keeps_when_it_happened_and_who_wrote_it_down(site):
    row = enter(site, entry())

    assert (row["happened_at"], row["day"], row["hour"]) == ("2026-11-23T14:30:00.000Z", "2026-11-23", 17)
    assert (row["late_written_by"], row["officer_name"]) == ("Brian Wekesa", "Amina Otieno")
    assert row["until_on"] == "2026-12-23"
    assert row["recorded_at"] == "2026-11-24T06:00:00.000Z"


def test_the_stamp_says_what_was_not_asked_then(site):
    row = enter(site, entry())

    checks = from_stamp(json.loads(row["stamp"]))

    assert [check.name for check in checks] == list(CHECKS)
    assert {check.answer for check in checks} == {Answer.NOT_DONE}
    assert {check.name: check.why for check in checks}["stolen-document"] == "no-list"
    assert {check.name: check.why for check in checks}["validity"] == "paper-log"


def test_the_same_form_sent_twice_enters_one_crossing(site):
    first = enter(site, entry())

    assert enter(site, entry(why="again")) == first


def test_what_lies_ahead_cannot_have_happened(site):
    with pytest.raises(NotPossible):
        enter(site, entry(happened_at=datetime(2026, 11, 24, 6, 0, 1, tzinfo=UTC)))


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
            happened_at=datetime(2026, 11, 23, 18, 0, tzinfo=UTC),
        ),
    )

    assert travellers.open_stay(site.db, facts.DOCUMENT["id"]) is None
