"""The search index over an edition file: found at once, gone at once, the same everywhere."""

import hashlib
import threading
from contextlib import closing
from dataclasses import replace

import pytest
from sqlite_utils.utils import sqlite3

from app.editions import file
from app.editions.index import MOST_CANDIDATES, Index, IndexMissing, build, change, self_test
from border.listing import Birth, Category, ListedName, NameKind, Paper, Subject
from border.matching.sought import Sought
from border.traveller import Sex
from border.watchlist import ListedDocument

ABDI = Subject(
    "stop:1",
    (ListedName("", "Cabdiraxmaan Cali Faarax"), ListedName("", "عبد الرحمن علي فرح", NameKind.SCRIPT)),
    (Birth("1980-01-01", "1980-12-31"),),
    Sex.M,
    ("SOM",),
    (Paper("P0123456", None, "SOM"),),
    Category.WANTED,
)
ANNA = Subject(
    "stop:2", (ListedName("ERIKSSON", "ANNA MARIA"),), (Birth("1974-08-12", "1974-08-12"),), Sex.F, ("UTO",)
)
STOLEN = ListedDocument("lost:1", "UTO", "L898902C3")
TRAVELLER = Sought("FARAH", "ABDIRAHMAN ALI", "1980-05-17", "M", "SOM")


def edition(folder, subjects=(ABDI, ANNA), documents=(STOLEN,), name="edition.db"):
    path = folder / name
    about = file.About(1, "2026-11-24T06:00:00.000Z", "2026-11-24", {})
    file.write(
        path,
        about,
        (file.person_row(subject, with_row=False) for subject in subjects),
        (file.document_row(document) for document in documents),
    )
    build(path)
    return path


def met(path, sought=TRAVELLER, **how):
    with closing(Index(path)) as index:
        return [found.subject.entry for found in index.screen(sought, **how)]


def test_a_traveller_is_met_in_another_spelling(tmp_path):
    assert met(edition(tmp_path)) == ["stop:1"]


@pytest.mark.parametrize(
    "sought",
    [
        Sought("ERIKSSON", "ANNA MARIA", "1974-08-12", "F", "UTO"),
        Sought("ERIKSON", "ANNA", "1974-12-08", "F", "UTO"),
        Sought("MARIA", "ERIKSSON ANNA", "1974-08-12", "F", "UTO"),
        Sought("ERIKSSON", "ANNAMARIA", "1974-08-12", "F", ""),
        Sought("ERIKSSON", "ANNA MARIA", "", "F", "UTO"),
        Sought("ERIKSSON<ANNA<M", "", "1974-08-12", "F", "UTO", names_truncated=True),
    ],
)
def test_damaged_names_and_births_find_their_person(tmp_path, sought):
    assert met(edition(tmp_path), sought) == ["stop:2"]


@pytest.mark.parametrize(
    "sought",
    [
        Sought("KAMAU", "JOHN", "1974-08-12", "M", "KEN"),
        Sought("ERIKSSON", "BERTA", "1960-03-04", "F", "UTO"),
        Sought("ALI", "ABDIRAHMAN", "1999-05-17", "M", "SOM"),
        Sought("", "", "", "", ""),
    ],
)
def test_others_pass(tmp_path, sought):
    assert met(edition(tmp_path), sought) == []


def test_a_document_is_met_whatever_the_name(tmp_path):
    bearer = Sought("KAMAU", "JOHN", "1999-05-17", "M", "KEN", "P 0123456", "SOM")

    with closing(Index(edition(tmp_path))) as index:
        (found,) = index.screen(bearer)

    assert (found.subject.entry, found.by_document) == ("stop:1", True)


def test_a_listed_document_is_found_by_its_key_alone(tmp_path):
    with closing(Index(edition(tmp_path))) as index:
        assert index.documents(STOLEN.key) == [STOLEN]
        assert index.documents("KEN:L898902C3") == []


def test_what_was_planted_is_found_by_the_self_test_and_shown_to_nobody(tmp_path):
    path = edition(tmp_path)
    planted = file.PLANTED_PERSON

    assert self_test(path)
    assert (
        met(path, Sought(planted.names[0].surname, planted.names[0].given_names, "1900-01-01", "F", "UTO"))
        == []
    )


def test_an_index_without_what_was_planted_fails_its_test(tmp_path):
    path = edition(tmp_path)

    change(path, [file.PLANTED_PERSON.entry], [])

    assert not self_test(path)


def test_who_is_added_is_found_and_who_is_withdrawn_is_not(tmp_path):
    path = edition(tmp_path, [ANNA])
    assert met(path) == []

    with sqlite3.connect(path) as db:
        db.execute("insert into persons values (?, ?, ?)", file.person_row(ABDI, with_row=False))
    change(path, [], [ABDI])
    assert met(path) == ["stop:1"]

    change(path, ["stop:1"], [])
    assert met(path) == []


def test_scores_are_the_same_after_changes_as_after_a_whole_build(tmp_path):
    changed, whole = edition(tmp_path, [ANNA], name="changed.db"), edition(tmp_path, name="whole.db")
    with sqlite3.connect(changed) as db:
        db.execute("insert into persons values (?, ?, ?)", file.person_row(ABDI, with_row=False))
    other = replace(ABDI, names=(ListedName("", "Somebody Else"),))
    change(changed, [], [other])
    change(changed, ["stop:1"], [ABDI])

    with closing(Index(changed)) as one, closing(Index(whole)) as two:
        assert one.screen(TRAVELLER) == two.screen(TRAVELLER)


def test_the_same_rows_make_the_same_file(tmp_path):
    one, two = edition(tmp_path, name="one.db"), edition(tmp_path, name="two.db")

    digests = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (one, two)}

    assert len(digests) == 1


def test_threads_ask_side_by_side(tmp_path):
    answers = []
    with closing(Index(edition(tmp_path))) as index:
        threads = [
            threading.Thread(target=lambda: answers.append(index.screen(TRAVELLER)[0].bits)) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(answers) == 8
    assert len(set(answers)) == 1


def test_no_more_are_laid_beside_a_traveller_than_agreed(tmp_path):
    many = [replace(ANNA, entry=f"stop:{number}") for number in range(MOST_CANDIDATES + 50)]

    with closing(Index(edition(tmp_path, many))) as index:
        assert len(index.candidates(Sought("ERIKSSON", "ANNA", "1974-08-12", "F", "UTO"))) == MOST_CANDIDATES


def test_a_hostile_name_costs_no_more_than_a_long_one(tmp_path):
    with closing(Index(edition(tmp_path))) as index:
        assert index.screen(Sought("A" * 10_000, "ب" * 10_000, "1974-08-12", "F", "UTO")) == []
        assert (
            index.screen(Sought(" ".join("ABCDEFGH"[: n + 1] for n in range(8)) * 40, "", "", "", "")) == []
        )


@pytest.mark.parametrize("octets", [b"", b"no database at all, but long enough to be looked at" * 20])
def test_a_file_that_cannot_be_asked_is_told(tmp_path, octets):
    path = tmp_path / "edition.db"
    path.write_bytes(octets)

    with pytest.raises(IndexMissing):
        Index(path)
    assert not self_test(path)


def test_a_file_that_is_gone_is_told(tmp_path):
    with pytest.raises(IndexMissing):
        Index(tmp_path / "edition.db")
