"""The screening file: the same rows are the same edition, a delta makes it, and nothing else passes for it."""

import hashlib

import pytest

from app.editions import file, wire
from app.editions.file import About, BadFile
from tests.app.editions.listed import document, person

ABOUT = About(7, "2026-11-24T06:00:00.000Z", "2026-11-24", {"own": "3", "sltd": "2026-11-23"})


def written(path, persons, documents, about=ABOUT):
    rows = (file.person_row(one, with_row=True) for one in persons)
    return file.write(path, about, rows, (file.document_row(one) for one in documents))


def test_a_file_says_what_it_is_and_holds_the_planted_entries(tmp_path):
    told = written(tmp_path / "a.db", [person(1), person(2)], [document(1)])

    assert (told.persons, told.documents) == (3, 2)
    assert file.read_about(tmp_path / "a.db") == told
    assert file.counted(tmp_path / "a.db", ABOUT) == told


def test_the_order_in_which_entries_come_does_not_change_the_digest(tmp_path):
    one = written(tmp_path / "a.db", [person(1), person(2)], [document(1), document(2)])
    other = written(tmp_path / "b.db", [person(2), person(1)], [document(2), document(1)])

    assert one == other


def test_the_digest_is_the_sum_of_the_hashes_of_its_rows(tmp_path):
    told = written(tmp_path / "a.db", [], [])

    rows = [
        "persons\x1ftest:1\x1fother\x1f"
        '{"n":[["SPECIMEN","ERIKA MPAKA","primary"]],"b":[["1900-01-01","1900-01-01"]],"s":"F","c":["UTO"],"do":"refer"}',
        "documents\x1ftest:2\x1fUTO\x1fMPAKATEST1\x1f\x1fstolen\x1f\x1f",
    ]
    total = sum(int(hashlib.sha256(row.encode()).hexdigest(), 16) for row in rows)
    assert told.digest == f"{total % 2**256:064x}"


def test_an_entry_that_comes_twice_is_kept_once_as_it_came_last(tmp_path):
    twice = written(tmp_path / "a.db", [person(1), person(1, reason="later")], [])
    once = written(tmp_path / "b.db", [person(1, reason="later")], [])

    assert twice == once


def test_a_persons_row_as_published_stays_at_headquarters_unless_it_is_asked_for():
    subject = person(1, row="<INDIVIDUAL>")

    assert "INDIVIDUAL" in file.person_row(subject, with_row=True)[2]
    assert "INDIVIDUAL" not in file.person_row(subject, with_row=False)[2]


def test_a_delta_makes_the_newer_edition_of_the_older_one(tmp_path):
    old = written(tmp_path / "old.db", [person(1), person(2), person(3)], [document(1), document(2)])
    new = written(
        tmp_path / "new.db", [person(2, reason="changed"), person(3), person(4)], [document(2), document(3)]
    )

    changes = list(file.difference(tmp_path / "old.db", tmp_path / "new.db"))
    wire.pack_changes(changes, tmp_path / "delta")
    file.apply(tmp_path / "old.db", new, wire.unpack_changes(tmp_path / "delta"))

    assert [change[:2] for change in changes] == [
        ("p", "own:1"),
        ("p", "own:2"),
        ("p", "own:4"),
        ("d", "sltd:1"),
        ("d", "sltd:3"),
    ]
    assert old.digest != new.digest
    assert file.counted(tmp_path / "old.db", ABOUT) == new
    assert file.read_about(tmp_path / "old.db") == new


@pytest.mark.parametrize(
    "change",
    [
        ["x", "own:1", None],
        ["p", "own:1"],
        ["p", "own:1", "wanted"],
        ["p", "own:1", "wanted", "{}", "more"],
        ["p", "own:1", "wanted", None],
        ["p", "own:1", "wanted", 7],
        ["p", "own:9", None],
        ["d", "sltd:1", "UTO"],
    ],
)
def test_a_delta_that_says_what_no_delta_says_is_refused(tmp_path, change):
    told = written(tmp_path / "a.db", [person(1)], [document(1)])

    with pytest.raises(BadFile):
        file.apply(tmp_path / "a.db", told, [change])


@pytest.mark.parametrize("bytes_of_it", [b"", b"SQLite format 3\x00" + b"\x00" * 90, b"%PDF-1.7" * 500])
def test_what_is_no_screening_file_is_refused(tmp_path, bytes_of_it):
    (tmp_path / "a.db").write_bytes(bytes_of_it)

    with pytest.raises(BadFile):
        file.read_about(tmp_path / "a.db")
    with pytest.raises(BadFile):
        file.counted(tmp_path / "a.db", ABOUT)


def test_the_wire_form_unpacks_to_the_same_bytes(tmp_path):
    written(tmp_path / "a.db", [person(number) for number in range(50)], [])

    packed = wire.pack(tmp_path / "a.db", tmp_path / "a.zst")
    wire.unpack(tmp_path / "a.zst", tmp_path / "b.db")

    assert (tmp_path / "a.zst").stat().st_size == packed.bytes
    assert (tmp_path / "b.db").read_bytes() == (tmp_path / "a.db").read_bytes()


def test_a_wire_form_that_is_cut_does_not_unpack(tmp_path):
    written(tmp_path / "a.db", [person(number) for number in range(50)], [])
    wire.pack(tmp_path / "a.db", tmp_path / "a.zst")
    whole = (tmp_path / "a.zst").read_bytes()
    for length in range(0, len(whole) - 4, len(whole) // 9):
        (tmp_path / "cut.zst").write_bytes(whole[:length])

        with pytest.raises(BadFile):
            wire.unpack(tmp_path / "cut.zst", tmp_path / "b.db")


def test_a_delta_that_is_cut_is_no_shorter_delta(tmp_path):
    wire.pack_changes([("p", f"own:{number}", None) for number in range(2000)], tmp_path / "delta")
    whole = (tmp_path / "delta").read_bytes()
    (tmp_path / "cut").write_bytes(whole[:-7])

    with pytest.raises(BadFile):
        list(wire.unpack_changes(tmp_path / "cut"))


def test_a_bomb_ends_where_no_edition_is_larger(tmp_path, monkeypatch):
    monkeypatch.setattr(wire, "MOST_RAW", 1 << 20)
    (tmp_path / "zeros").write_bytes(bytes(3 << 20))
    wire.pack(tmp_path / "zeros", tmp_path / "bomb.zst")

    with pytest.raises(BadFile, match="unpacks to more"):
        wire.unpack(tmp_path / "bomb.zst", tmp_path / "b.db")
