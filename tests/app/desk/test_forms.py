import pytest

from app.desk import forms
from border.crossing import Admission, Direction, Referral, Refusal
from border.fields import BadCharacter, FieldError, MissingField, NotANumber, OutOfRange, UnknownChoice
from border.visa_rules import Capacity
from tests.app.desk.at_desk import PASS


@pytest.mark.parametrize(
    ("form", "decision"),
    [
        ({"decision": "admit"}, Admission()),
        (
            {"decision": "admit", "purpose": "visit", "days_granted": " 30 ", "address": " Moi  Avenue "},
            Admission("visit", 30, "Moi Avenue"),
        ),
        (
            {"decision": "admit", "purpose": "visit", "purpose_other": "grazing", "authority": "ETA-7"},
            Admission("grazing", authority="ETA-7"),
        ),
        ({"decision": "refer", "reason": "child"}, Referral("child")),
        ({"decision": "refuse", "ground": "C", "note": "no eTA"}, Refusal("C", "no eTA")),
        ({"decision": "put-aside"}, None),
    ],
)
def test_a_form_says_one_decision(form, decision):
    assert forms.decision(form) == decision


@pytest.mark.parametrize(
    ("form", "error", "field"),
    [
        ({}, MissingField, "decision"),
        ({"decision": "release"}, UnknownChoice, "decision"),
        ({"decision": "refer"}, MissingField, "reason"),
        ({"decision": "refer", "reason": "other"}, MissingField, "note"),
        ({"decision": "refuse"}, MissingField, "ground"),
        ({"decision": "refuse", "ground": "Z"}, UnknownChoice, "ground"),
        ({"decision": "admit", "purpose": "spying"}, UnknownChoice, "purpose"),
        ({"decision": "admit", "days_granted": "0"}, OutOfRange, "days_granted"),
        ({"decision": "admit", "days_granted": "366"}, OutOfRange, "days_granted"),
        ({"decision": "admit", "address": "Moi\u202eAvenue"}, BadCharacter, "address"),
    ],
)
def test_what_is_no_decision_names_its_field(form, error, field):
    with pytest.raises(error) as wrong:
        forms.decision(form)

    assert wrong.value.field == field


@pytest.mark.parametrize("typed", ["many", "-1", "+3", "1.5", "1e3", "0x1F", "٣", "²", "1 000", "9" * 10])
def test_what_is_no_whole_number_is_not_guessed(typed):
    with pytest.raises(NotANumber):
        forms.number({"days_granted": typed}, "days_granted")


@pytest.mark.parametrize(
    ("typed", "number"), [("", None), ("  ", None), ("007", 7), ("999999999", 999_999_999)]
)
def test_a_whole_number_is_taken(typed, number):
    assert forms.number({"days_granted": typed}, "days_granted") == number


def test_a_document_and_its_holder_are_taken_as_typed():
    document, traveller = forms.document(PASS), forms.traveller(PASS)

    assert (document.key, document.valid_until) == ("UGA:border-pass:BP7712", "")
    assert (traveller.name, traveller.date_of_birth) == ("<script>alert(1)</script>, Grace", "1985")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", ""),
        ("type", "library-card"),
        ("issuing_state", ""),
        ("issuing_state", "Uganda"),
        ("document_number", " / "),
        ("document_number", "é<>"),
        ("document_number", "№ 12"),
        ("type", "visa"),
        ("surname", "<<<"),
        ("given_names", "-.-"),
        ("document_number", "7" * 31),
        ("valid_until", "31.12.2026"),
        ("surname", "Ok\x00ello"),
        ("surname", "O" * 101),
        ("date_of_birth", "1985-13"),
        ("sex", ""),
        ("sex", "W"),
        ("nationality", "U*A"),
    ],
)
def test_what_cannot_be_a_document_or_its_holder_names_its_field(field, value):
    form = PASS | {field: value}

    with pytest.raises(FieldError) as wrong:
        _ = forms.document(form), forms.traveller(form)

    assert wrong.value.field == field


def test_a_zone_is_its_lines_without_gaps_and_in_capitals():
    assert forms.zone({"zone": " p<uto erik \r\n\r\n l898 902 \n"}) == ["P<UTOERIK", "L898902"]


@pytest.mark.parametrize("size", [88, 72, 90])
def test_a_zone_that_came_as_one_line_is_cut_where_its_format_ends_lines(size):
    one = "".join(chr(ord("A") + place % 26) for place in range(size))

    lines = forms.zone({"zone": one})

    assert "".join(lines) == one
    assert {len(line) for line in lines} == {{88: 44, 72: 36, 90: 30}[size]}


def test_a_course_is_a_direction_and_a_capacity():
    chosen = forms.course({"direction": "exit", "capacity": "crew"})

    assert (chosen.direction, chosen.capacity) == (Direction.EXIT, Capacity.CREW)


@pytest.mark.parametrize(
    "form", [{}, {"direction": "up", "capacity": "crew"}, {"direction": "exit", "capacity": ""}]
)
def test_what_is_no_course_is_refused(form):
    with pytest.raises(FieldError):
        forms.course(form)


def test_a_plate_is_kept_in_one_spelling():
    vehicle = forms.vehicle({"vehicle_plate": "kda 123-a", "carrier": " Easy  Coach "})

    assert (vehicle.plate, vehicle.carrier) == ("KDA123A", "Easy Coach")
