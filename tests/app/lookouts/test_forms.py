from datetime import date

import pytest

from app.lookouts import forms
from border.document import DocumentType
from border.listing import Birth, ListedName, NameKind, Paper
from border.lookout import Unfit
from tests.app.lookouts import entries

TODAY = date(2026, 11, 24)
FORM = {
    "surname": "ERIKSSON",
    "given_names": "ANNA MARIA",
    "births": "1974-08-12",
    "sex": "F",
    "nationalities": "UTO",
    "papers": "l898902c3, passport, uto",
    "category": "wanted",
    "response": "refer",
    "reason": "Warrant for fraud\nof 2026",
    "shown": "",
    "basis": "Penal Code, section 313",
    "agency": "DCI",
    "handling": "",
    "photo": "",
    "expires_on": "",
    "review_on": "2027-05-01",
}


def wrong(**changes):
    """Return field -> number of what is wrong with the form, changed so."""
    with pytest.raises(Unfit) as caught:
        forms.entry(FORM | changes, TODAY)
    return {error.field: error.number for error in caught.value.errors}


def test_a_form_is_read_as_an_editor_writes_it():
    subject = forms.entry(FORM, TODAY)

    assert subject.names == (ListedName("ERIKSSON", "ANNA MARIA"),)
    assert subject.papers == (Paper("L898902C3", DocumentType.PASSPORT, "UTO"),)
    assert subject.reason == "Warrant for fraud of 2026"


def test_what_is_read_is_written_into_the_form_of_a_change_again():
    said = forms.typed(entries.WANTED)

    assert forms.typed(forms.entry(said, TODAY)) == said
    assert said["aliases"] == "~Anya"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ERIKSSON, Anna", ListedName("ERIKSSON", "Anna", NameKind.ALIAS)),
        ("Anna of Utopia", ListedName("", "Anna of Utopia", NameKind.ALIAS)),
        ("~ Anya", ListedName("", "Anya", NameKind.WEAK)),
        ("Anna <b>, O'Neil", ListedName("Anna <b>", "O'Neil", NameKind.ALIAS)),
        ("آنا", ListedName("", "آنا", NameKind.SCRIPT)),
    ],
)
def test_other_names_stand_one_a_line(typed, name):
    subject = forms.entry(FORM | {"aliases": f"\n{typed}\n\n"}, TODAY)

    assert subject.names[1:] == (name,)


@pytest.mark.parametrize(
    ("typed", "birth"),
    [
        ("1985", Birth("1985-01-01", "1985-12-31")),
        ("1985-12", Birth("1985-12-01", "1985-12-31")),
        ("about 1985", Birth("1985-01-01", "1985-12-31", circa=True)),
        ("1980 to 1985", Birth("1980-01-01", "1985-12-31")),
        ("1985-12-01", Birth("1985-12-01", "1985-12-01")),
    ],
)
def test_births_may_be_known_in_part(typed, birth):
    assert forms.entry(FORM | {"births": typed}, TODAY).births == (birth,)


@pytest.mark.parametrize(
    ("field", "typed", "number"),
    [
        ("surname", "A" * 101, "B154"),
        ("given_names", "a\u202eb", "B155"),
        ("aliases", "\n".join("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF"), "B154"),
        ("births", "12/8/1974", "B157"),
        ("births", "1985 to 1980", "B157"),
        ("births", "about ", "B157"),
        ("births", "1974-13", "B157"),
        ("sex", "", "B151"),
        ("sex", "W", "B152"),
        ("nationalities", "KEN QQQ", "B152"),
        ("papers", ", UTO", "B151"),
        ("papers", "A1, Utopia", "B152"),
        ("papers", "A" * 31, "B154"),
        ("category", "", "B151"),
        ("category", "enemy", "B152"),
        ("response", "", "B151"),
        ("response", "shoot", "B152"),
        ("reason", " ", "B151"),
        ("reason", "a" * 501, "B154"),
        ("basis", "", "B151"),
        ("agency", "\u0000", "B155"),
        ("photo", "p" * 201, "B154"),
        ("review_on", "", "B151"),
        ("review_on", "2026-11-24", "B153"),
        ("review_on", "2027-12-01", "B153"),
        ("review_on", "2027-05", "B153"),
        ("review_on", "soon", "B157"),
        ("expires_on", "2026-11-24", "B153"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_alone(field, typed, number):
    assert wrong(**{field: typed}) == {field: number}


def test_an_empty_form_tells_all_that_is_needed():
    with pytest.raises(Unfit) as caught:
        forms.entry({}, TODAY)

    assert {error.field for error in caught.value.errors} == {
        "surname", "sex", "category", "response", "reason", "basis", "agency", "review_on",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("nationalities", "%(x)s", "%(X)S is no code of a state, such as KEN."),
        ("births", "%d", "%d cannot be read."),
        ("papers", "A1, %s", "%S is no code of a state and no kind of document known here."),
    ],
)
def test_the_words_of_an_error_hold_whatever_was_typed(app, field, typed, said):
    with pytest.raises(Unfit) as caught:
        forms.entry(FORM | {field: typed}, TODAY)

    with app.test_request_context():
        assert forms.sentences(caught.value)[field].startswith(said)
