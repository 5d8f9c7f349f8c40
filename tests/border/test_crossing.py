import pytest

from border.crossing import Admission, Direction, Referral, Refusal, Situation, check_fits
from border.fields import BadCharacter, MissingField, NotPossible, OutOfRange, TooLong, UnknownChoice
from border.grounds import GROUNDS
from border.purposes import PURPOSES
from border.visa import EntryRule
from border.visa_rules import Capacity, Need

EXEMPT = EntryRule(Need.NOTHING, 90, "source")
ETA = EntryRule(Need.ETA, 90, "source")
VISITOR = Situation(Direction.ENTRY, citizen=False, rule=EXEMPT)
ETA_VISITOR = Situation(Direction.ENTRY, citizen=False, rule=ETA)
VISA_VISITOR = Situation(Direction.ENTRY, citizen=False, rule=EntryRule(Need.VISA, 90, "source"))
CITIZEN = Situation(Direction.ENTRY, citizen=True)
LEAVING = Situation(Direction.EXIT, citizen=False)
CREW = Situation(
    Direction.ENTRY, citizen=False, capacity=Capacity.CREW, rule=EntryRule(Need.NOTHING, None, "s")
)


@pytest.mark.parametrize(
    ("values", "error", "field"),
    [
        ({"purpose": "Holiday"}, UnknownChoice, "purpose"),
        ({"days_granted": 0}, OutOfRange, "days_granted"),
        ({"days_granted": 366}, OutOfRange, "days_granted"),
        ({"address": "x" * 201}, TooLong, "address"),
        ({"address": "one\ntwo"}, BadCharacter, "address"),
        ({"authority": "x" * 41}, TooLong, "authority"),
    ],
)
def test_an_admission_that_could_not_be_written_down_cannot_be(values, error, field):
    with pytest.raises(error) as refused:
        Admission(**values)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("ground", "error"), [("", MissingField), ("J", UnknownChoice), ("a", UnknownChoice)]
)
def test_a_refusal_needs_a_ground_from_the_list(ground, error):
    with pytest.raises(error):
        Refusal(ground)


def test_a_referral_for_another_reason_must_say_which():
    with pytest.raises(MissingField) as refused:
        Referral("other", "  ")

    assert refused.value.field == "note"


def test_a_referral_for_a_named_reason_needs_no_note():
    assert Referral("document").note == ""


def test_a_citizen_is_never_refused_entry():
    with pytest.raises(NotPossible) as refused:
        check_fits(Refusal("A"), CITIZEN)

    assert refused.value.field == "ground"


@pytest.mark.parametrize("situation", [VISITOR, LEAVING, Situation(Direction.EXIT, citizen=True)])
def test_others_and_whoever_leaves_can_be_refused(situation):
    check_fits(Refusal("H"), situation)


@pytest.mark.parametrize("situation", [VISITOR, CITIZEN, LEAVING, CREW])
def test_anybody_can_be_referred(situation):
    check_fits(Referral("identity"), situation)


@pytest.mark.parametrize(
    ("admission", "field"),
    [(Admission(), "purpose"), (Admission("holiday"), "days_granted")],
)
def test_a_visitor_is_admitted_for_a_purpose_and_for_days(admission, field):
    with pytest.raises(MissingField) as refused:
        check_fits(admission, VISITOR)

    assert refused.value.field == field


def test_nobody_is_granted_more_days_than_the_rule_has():
    with pytest.raises(OutOfRange) as refused:
        check_fits(Admission("holiday", 91), VISITOR)

    assert refused.value.facts["most"] == 90


def test_the_last_day_of_the_rule_can_be_granted():
    check_fits(Admission("holiday", 90), VISITOR)


def test_whoever_needs_a_visa_and_stays_longer_gives_an_address():
    with pytest.raises(MissingField) as refused:
        check_fits(Admission("holiday", 8), VISA_VISITOR)

    assert refused.value.field == "address"


@pytest.mark.parametrize(
    ("admission", "situation"),
    [
        (Admission("holiday", 7), VISA_VISITOR),
        (Admission("holiday", 8, "Moi Avenue 1"), VISA_VISITOR),
        (Admission("holiday", 90), ETA_VISITOR),
        (Admission("holiday", 90), VISITOR),
    ],
)
def test_nobody_else_is_asked_for_an_address(admission, situation):
    check_fits(admission, situation)


@pytest.mark.parametrize("situation", [CITIZEN, LEAVING])
@pytest.mark.parametrize(
    "admission",
    [Admission("holiday"), Admission(days_granted=3), Admission(address="x"), Admission(authority="x")],
)
def test_a_citizen_or_whoever_leaves_is_admitted_without_terms(situation, admission):
    with pytest.raises(NotPossible):
        check_fits(admission, situation)


@pytest.mark.parametrize("situation", [CITIZEN, LEAVING])
def test_a_plain_admission_fits_where_there_are_no_terms(situation):
    check_fits(Admission(), situation)


def test_crew_are_admitted_without_days_but_for_a_purpose():
    check_fits(Admission("crew"), CREW)
    with pytest.raises(MissingField):
        check_fits(Admission(), CREW)


def test_an_entry_whose_rule_was_not_found_still_needs_days():
    with pytest.raises(MissingField):
        check_fits(Admission("holiday"), Situation(Direction.ENTRY, citizen=False))


def test_grounds_are_lettered_from_a_to_i_and_none_pretends_to_be_reviewed():
    assert [ground.letter for ground in GROUNDS] == list("ABCDEFGHI")
    assert all(ground.words and ground.article for ground in GROUNDS)
    assert not any(ground.reviewed for ground in GROUNDS)


def test_purposes_have_codes_of_their_own_and_keep_both_countings():
    codes = [purpose.code for purpose in PURPOSES]

    assert len(codes) == len(set(codes))
    assert {p.irts for p in PURPOSES} == {"", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", "2"}
    assert {p.tri for p in PURPOSES} > {
        "holiday", "vfr", "business", "mice", "transit", "education", "medical", "religious", "sports",
    }  # fmt: skip


def test_a_purpose_is_counted_among_tourists_in_both_countings_or_in_neither():
    assert [p.code for p in PURPOSES if bool(p.irts) != bool(p.tri)] == []
