"""A listed person, packed for the posts and unpacked there."""

import pytest

from border.document import DocumentType
from border.listing import (
    BadSubject,
    Birth,
    Category,
    ListedName,
    NameKind,
    Paper,
    Response,
    Subject,
    pack,
    unpack,
)
from border.traveller import Sex

WHOLE = Subject(
    "own:1",
    (ListedName("SPECIMEN", "ERIKA"), ListedName("", "Эрика", NameKind.SCRIPT)),
    (Birth("1964-08-12", "1964-08-12"), Birth("1960-01-01", "1965-12-31", True), Birth(text="about forty")),
    Sex.F,
    ("UTO", "D"),
    (Paper("C01X00T47", DocumentType.PASSPORT, "D"), Paper("prose, no number")),
    Category.WANTED,
    Response.SILENT,
    "why",
    "what the officer may see",
    "the law",
    "the agency",
    "H2",
    "photo/1",
    "2027-01-01",
    "2026-12-01",
    "<row/>",
)


@pytest.mark.parametrize("subject", [WHOLE, Subject("un:1", (ListedName(given_names="X"),))])
def test_what_was_packed_comes_out_the_same(subject):
    assert unpack(subject.entry, subject.category, pack(subject)) == subject


@pytest.mark.parametrize(
    "said", ["", "[]", "{}", '{"n":[["A"]],"do":"refer"}', '{"n":[],"do":"shoot"}', "[" * 100_000]
)
def test_a_damaged_entry_is_told_by_its_name(said):
    with pytest.raises(BadSubject, match="un:7"):
        unpack("un:7", "wanted", said)


def test_terrorism_is_shown_first_and_the_missing_are_protected():
    assert Category.TERRORISM.priority == 1
    assert [one for one in Category if one.protects] == [Category.CHILD_AT_RISK, Category.MISSING]
