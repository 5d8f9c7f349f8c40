import threading

import pytest

from app.act import NotAllowed, acting
from app.desk import decisions, service, store
from border.crossing import Admission, Direction, Referral, Refusal
from border.fields import MissingField, NotPossible, OutOfRange
from border.permissions import Role
from border.visa_rules import Capacity
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import EXPIRED, GERMAN, KENYAN, THIRTY_DAYS, UGANDAN, Desk

NO_TERMS = Admission()


def recorded(desk: Desk) -> list[dict]:
    return at_desk.events(desk.site, "crossing.recorded")


# The same again, and somebody else's


def test_a_decision_sent_twice_is_one_crossing(desk):
    inspection_id = desk.scan()

    first = desk.decide(inspection_id)
    again = desk.decide(inspection_id)

    assert first["crossing_id"] == again["crossing_id"]
    assert len(recorded(desk)) == 1


@pytest.mark.parametrize("other", [Refusal("E"), Referral("identity")])
def test_another_decision_after_the_first_is_refused_and_told(desk, other):
    inspection_id = desk.scan()
    desk.decide(inspection_id)

    with pytest.raises(service.InspectionGone):
        desk.decide(inspection_id, other)

    assert [crossing["decision"] for crossing in recorded(desk)] == ["admit"]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (THIRTY_DAYS, Admission("visit", 90)),
        (THIRTY_DAYS, Admission("business", 30)),
        (THIRTY_DAYS, Admission("visit", 30, "Hotel Busia")),
        (Refusal("E"), Refusal("C")),
        (Refusal("E", "no ticket"), Refusal("E", "no money")),
        (Referral("identity"), Referral("document")),
        (Referral("identity", "looks older"), Referral("identity", "looks younger")),
    ],
)
def test_the_same_decision_with_other_terms_is_refused_and_told(desk, first, other):
    inspection_id = desk.scan()
    desk.decide(inspection_id, first)

    with pytest.raises(decisions.DecidedOtherwise) as stands:
        desk.decide(inspection_id, other)

    assert stands.value.facts["outcome"] == first.outcome
    assert desk.decide(inspection_id, first)["id"] == inspection_id


def test_a_page_of_an_older_round_decides_nothing(desk):
    inspection_id = desk.scan(reading_id="r1")
    desk.scan(reading_id="r2")

    with pytest.raises(decisions.ChangedMeanwhile):
        desk.decide(inspection_id, round_=1)

    assert recorded(desk) == []


def test_nobody_is_decided_while_the_checks_run(desk):
    inspection_id = desk.scan(check=False)

    with pytest.raises(decisions.ChecksRunning):
        desk.decide(inspection_id)


def test_nobody_is_decided_after_being_put_aside(desk):
    inspection_id = desk.scan()
    desk.put_aside(inspection_id)

    with pytest.raises(service.InspectionGone):
        desk.decide(inspection_id)


def test_putting_aside_twice_is_once(desk):
    inspection_id = desk.scan()

    desk.put_aside(inspection_id)
    desk.put_aside(inspection_id)

    assert len(at_desk.events(desk.site, "inspection.abandoned")) == 1


def test_what_was_decided_is_put_aside_no_more(desk):
    inspection_id = desk.scan()
    desk.decide(inspection_id)

    with pytest.raises(service.InspectionGone):
        desk.put_aside(inspection_id)


def test_nobody_decides_at_the_desk_of_somebody_else(desk, second):
    inspection_id = desk.scan()

    with pytest.raises(service.NotAtDesk):
        second.decide(inspection_id)


def test_a_document_on_two_desks_is_decided_at_one(desk, second):
    here, there = desk.scan(), second.scan()
    desk.decide(here)

    with pytest.raises(decisions.CrossedElsewhere) as crossed:
        second.decide(there)

    assert crossed.value.facts["desk"] == "busia-1"
    assert len(recorded(desk)) == 1


def test_a_crossing_that_was_voided_keeps_nobody_back(desk, second):
    here, there = desk.scan(), second.scan()
    crossing_id = desk.decide(here)["crossing_id"]
    at_desk.void(desk.site, make.person(desk.site, Role.SUPERVISOR), crossing_id)

    assert second.decide(there)["state"] == "decided"


def test_two_officers_who_decide_on_one_document_at_the_same_moment_make_one_crossing(desk, second):
    work = [(desk, desk.scan()), (second, second.scan())]
    refused, ready = [], threading.Barrier(2)

    def decide(one: Desk, inspection_id: str) -> None:
        ready.wait(10)
        try:
            one.decide(inspection_id)
        except decisions.CrossedElsewhere:
            refused.append(one.name)

    threads = [threading.Thread(target=decide, args=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(refused) == 1
    assert len(recorded(desk)) == 1


def test_one_form_sent_eight_times_at_the_same_moment_is_one_crossing(desk):
    inspection_id, made = desk.scan(), []
    threads = [
        threading.Thread(target=lambda: made.append(desk.decide(inspection_id, round_=1)["crossing_id"]))
        for _ in range(8)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(made) == 8
    assert len(set(made)) == len(recorded(desk)) == 1


# Terms


def test_a_citizen_enters_without_terms(desk):
    desk.decide(desk.scan(KENYAN), NO_TERMS)

    (crossing,) = recorded(desk)
    assert (crossing["decision"], crossing["purpose"], crossing["days_granted"]) == ("admit", None, None)


def test_an_exit_needs_no_terms(busia, officer, checker):
    leaving = Desk(busia, officer, checker, "busia-out").sit()

    leaving.decide(leaving.scan(), NO_TERMS)

    assert [(c["direction"], c["purpose"]) for c in recorded(leaving)] == [("exit", None)]


@pytest.mark.parametrize(
    ("details", "admission", "error", "field"),
    [
        (UGANDAN, Admission("", 30), MissingField, "purpose"),
        (UGANDAN, Admission("visit"), MissingField, "days_granted"),
        (UGANDAN, Admission("visit", 181), OutOfRange, "days_granted"),
        (GERMAN, Admission("visit", 91), OutOfRange, "days_granted"),
        (KENYAN, Admission("visit"), NotPossible, "purpose"),
    ],
)
def test_terms_follow_the_rule_of_the_nationality(desk, details, admission, error, field):
    inspection_id = desk.scan(details)

    with pytest.raises(error) as wrong:
        desk.decide(inspection_id, admission)

    assert wrong.value.field == field
    assert desk.row(inspection_id)["state"] == "open"


@pytest.mark.parametrize(
    ("details", "admission", "until_on"),
    [
        (UGANDAN, Admission("visit", 180), "2027-05-23"),
        (GERMAN, Admission("holiday", 7, authority="ETA-77"), "2026-12-01"),
        (GERMAN, Admission("holiday", 90), "2027-02-22"),
        (GERMAN, Admission("holiday", 90, "Moi Avenue 1, Nairobi"), "2027-02-22"),
    ],
)
def test_terms_within_the_rule_are_granted_and_kept(desk, details, admission, until_on):
    desk.decide(desk.scan(details), admission)

    (crossing,) = recorded(desk)
    assert (crossing["days_granted"], crossing["until_on"]) == (admission.days_granted, until_on)
    assert (crossing["address"] or "", crossing["authority"] or "") == (
        admission.address,
        admission.authority,
    )


def test_crew_are_admitted_as_crew_and_without_days(desk):
    inspection_id = desk.scan(GERMAN)
    with acting(desk.site, desk.who, "test") as act:
        service.set_course(act, inspection_id, Direction.ENTRY, Capacity.CREW)
    desk.checker.ask(inspection_id, "busia-1")

    desk.decide(inspection_id, Admission("crew"))

    (crossing,) = recorded(desk)
    assert (crossing["capacity"], crossing["days_granted"]) == ("crew", None)


# Refusals


def test_a_citizen_is_never_refused_entry(desk):
    inspection_id = desk.scan(KENYAN)

    with pytest.raises(NotPossible):
        desk.decide(inspection_id, Refusal("A"))

    assert recorded(desk) == []


def test_a_refusal_carries_its_ground_and_the_article(desk):
    desk.decide(desk.scan(GERMAN), Refusal("C", "no eTA shown"))

    (crossing,) = recorded(desk)
    assert crossing["decision"] == "refuse"
    assert crossing["refusal"] == {
        "ground": "C",
        "article": "section 34; Legal Notice 1 of 2024",
        "remark": "no eTA shown",
    }
    assert crossing["override"] is None


# Alarms


def test_an_alarm_is_passed_with_a_reason_only(desk):
    inspection_id = desk.scan(EXPIRED)

    with pytest.raises(MissingField) as missing:
        desk.decide(inspection_id)
    assert missing.value.field == "reason"

    desk.decide(inspection_id, override_reason="returns to a hospital in Busia")
    assert recorded(desk)[0]["override"] == {
        "reason": "returns to a hospital in Busia",
        "supervisor_id": None,
    }


def test_a_listed_person_passes_only_with_a_supervisor(desk, supervisor, colleague):
    at_desk.load(desk.site, at_desk.JANE_LISTED)
    inspection_id = desk.scan()

    for nobody in (None, colleague):
        with pytest.raises(decisions.SupervisorNeeded):
            desk.decide(inspection_id, override_reason="mistaken", supervisor=nobody)
    desk.decide(inspection_id, override_reason="twin sister", supervisor=supervisor)

    (crossing,) = recorded(desk)
    assert crossing["override"] == {"reason": "twin sister", "supervisor_id": supervisor.account_id}
    assert crossing["hit_ids"] == [at_desk.events(desk.site, "hit.found")[0]["hit_id"]]


def test_a_supervisor_at_their_own_desk_answers_with_a_reason(senior):
    at_desk.load(senior.site, at_desk.STOLEN, "documents")

    senior.decide(senior.scan(), override_reason="recovered by its holder")

    assert recorded(senior)[0]["override"]["supervisor_id"] == senior.who.account_id


def test_an_alarm_keeps_nobody_from_refusing_or_referring(desk):
    at_desk.load(desk.site, at_desk.STOLEN, "documents")

    desk.decide(desk.scan(reading_id="r1"), Refusal("B"))
    desk.decide(desk.scan(reading_id="r2"), Referral("document"))

    assert len(recorded(desk)) == 1
    assert len(at_desk.events(desk.site, "referral.opened")) == 1


# The second line


def referred(desk: Desk) -> tuple[str, str]:
    """Refer a traveller; return the inspection's id and the referral's."""
    inspection_id = desk.scan()
    desk.decide(inspection_id, Referral("identity", "looks older"))
    return inspection_id, desk.row(inspection_id)["referral_id"]


def test_a_referral_waits_in_the_queue_and_leaves_the_desk(desk):
    _, referral_id = referred(desk)

    (waiting,) = store.open_referrals(desk.site.db, "busia")
    assert (waiting["id"], waiting["reason"], waiting["remark"]) == (referral_id, "identity", "looks older")
    assert waiting["lies_at"] is None
    assert desk.open() == []


def test_referring_twice_is_one_referral(desk):
    inspection_id, _ = referred(desk)

    desk.decide(inspection_id, Referral("identity"))

    assert len(at_desk.events(desk.site, "referral.opened")) == 1


def test_the_second_line_asks_anew_decides_and_closes_the_referral(desk, senior):
    inspection_id, referral_id = referred(desk)
    at_desk.load(desk.site, at_desk.NOBODY_LISTED)

    assert senior.resume(referral_id) == inspection_id
    assert senior.check(inspection_id, "listed-person")["edition"] == "1"
    assert store.open_referrals(desk.site.db, "busia")[0]["lies_at"] == "busia-2"
    senior.decide(inspection_id)

    assert recorded(senior)[0]["referral_id"] == referral_id
    assert store.open_referrals(desk.site.db, "busia") == []


def test_an_officer_brings_nobody_back_from_the_second_line(desk):
    _, referral_id = referred(desk)

    with pytest.raises(NotAllowed):
        desk.resume(referral_id)


def test_an_officer_who_takes_the_desk_over_can_only_send_a_referred_traveller_back(desk, senior):
    inspection_id, referral_id = referred(desk)
    senior.resume(referral_id)
    relief = Desk(desk.site, desk.who, desk.checker, "busia-2").sit(hand_over=True)

    for forbidden in (THIRTY_DAYS, Refusal("E")):
        with pytest.raises(NotAllowed):
            relief.decide(inspection_id, forbidden)
    with pytest.raises(NotAllowed):
        relief.put_aside(inspection_id)
    relief.decide(inspection_id, Referral("identity"))

    (waiting,) = store.open_referrals(desk.site.db, "busia")
    assert (waiting["id"], waiting["lies_at"]) == (referral_id, None)


def test_a_referral_brought_twice_lies_there_once_and_at_one_desk(desk, senior):
    inspection_id, referral_id = referred(desk)
    other = Desk(desk.site, make.person(desk.site, Role.EXAMINER), desk.checker, "busia-out").sit()
    senior.resume(referral_id)

    assert senior.resume(referral_id) == inspection_id
    with pytest.raises(service.NotAtDesk):
        other.resume(referral_id)

    assert senior.open() == [inspection_id]


def test_a_referral_that_was_put_aside_is_closed(desk, senior):
    inspection_id, referral_id = referred(desk)
    senior.resume(referral_id)

    senior.put_aside(inspection_id)

    assert store.open_referrals(desk.site.db, "busia") == []
    with pytest.raises(service.InspectionGone):
        senior.resume(referral_id)


def test_a_page_from_before_the_referral_decides_nothing_after_it(desk, senior):
    inspection_id, referral_id = referred(desk)
    senior.resume(referral_id)

    with pytest.raises(decisions.ChangedMeanwhile):
        senior.decide(inspection_id, round_=1)
