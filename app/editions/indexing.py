"""Making the search index of an edition file: whole, or following a delta; either way the same rows make the same index.

Drafts alone are written, by one process, and thrown away where it ends before its time. What is asked of the tables
stands in app/editions/index.py.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3

from border.listing import Birth, ListedName, Subject, unpack
from border.matching.keys import KEY_BITS, RULES, json_list, kept, number_of
from border.matching.words import in_order, shortened, words

HEAVY = 1_200
"""Persons under one key from which it is not asked: it tells next to nothing, and reading it costs more than all others."""
CHUNK = 5_000
SORTED_AT_ONCE = 1_500_000
"""Keys: some sixty megabytes of memory."""


def build(path: Path) -> None:
    """Add the index to an edition file. The same rows make the same index; memory does not grow with them."""
    with _writing(path) as db:
        for statement in CREATE:
            db.execute(statement)
        _take_in(db, _persons(db))
        _sort_keys(db)
        db.execute(EMPTY_LOOSE)
        db.execute(NOTE_HEAVY, {"heavy": HEAVY})
        db.execute(f"pragma user_version = {RULES}")


def build_anew(path: Path) -> None:
    """Throw the index of a draft away, which was made by other rules than ours, and build it."""
    with _writing(path) as db:
        for statement in DROP:
            db.execute(statement)
    build(path)


def follows_our_rules(path: Path) -> bool:
    """Say whether an index was made by the rules that we ask it by."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return bool(db.execute("pragma user_version").fetchone()[0] == RULES)


def leave_out(path: Path, entries: Iterable[Any]) -> None:
    """Take entries out of the index; while the file still has their rows, for by these their keys are known."""
    with _writing(path) as db:
        gone = [subject for subject in (_listed(db, entry) for entry in entries) if subject]
        _take_out(db, gone)
        db.execute(DROP_KEYS)
        _note_heavy(db)


def take_in(path: Path, subjects: Iterable[Subject]) -> None:
    """Put entries into the index, of which it knows none. It is then as if it had been built with them."""
    with _writing(path) as db:
        _take_in(db, subjects)
        db.execute(MERGE_KEYS)
        _note_heavy(db)


def names_as(names: Iterable[ListedName]) -> str:
    """Return names as the index keeps them for a first look: folded words in the order of the alphabet.

    >>> names_as([ListedName("ERIKSSON", "Ma Anna"), ListedName("", "Ana")])
    'ANNA ERIKSSON MA;ANA'
    """
    return ";".join(dict.fromkeys(in_order(words(name.text)) for name in names))


def born_as(births: Iterable[Birth]) -> str:
    """Return births as the index keeps them: without words, and each day once.

    >>> born_as(
    ...     [
    ...         Birth("1980-05-17", "1980-05-17"),
    ...         Birth("1981-01-01", "1981-12-31", circa=True),
    ...         Birth(text="old"),
    ...     ]
    ... )
    '1980-05-17 1981-01-01/1981-12-31~ ?'
    """
    return " ".join(
        (birth.first if birth.is_day else f"{birth.first}/{birth.last}") + "~" * birth.circa
        if birth.is_known
        else "?"
        for birth in births
    )


def _take_in(db: Any, subjects: Iterable[Subject]) -> None:
    """Number persons and write down their keys, sounds and words."""
    waiting = iter(subjects)
    while chunk := list(islice(waiting, CHUNK)):
        numbers = _numbered(db, [subject.entry for subject in chunk])
        db.executemany(
            PUT_LISTED,
            [
                (number, subject.entry, born_as(subject.births), names_as(subject.names))
                for number, subject in zip(numbers, chunk, strict=True)
            ],
        )
        _count(db, list(zip(numbers, chunk, strict=True)), 1)


def _take_out(db: Any, gone: Sequence[Subject]) -> None:
    numbers = [db.execute(NUMBER, [subject.entry]).fetchone()[0] for subject in gone]
    _count(db, list(zip(numbers, gone, strict=True)), -1)
    db.executemany(TAKE_LISTED, [(number,) for number in numbers])
    db.execute(TAKE_SOUNDS)
    for (word,) in db.execute(WORDS_GONE).fetchall():
        db.executemany(TAKE_SHORTENED, [(number_of(rest), word) for rest in shortened(word)])
    db.execute(TAKE_WORDS)


def _numbered(db: Any, entries: Sequence[str]) -> list[int]:
    """Return a number for each entry: its own, so that the same rows make the same index whatever came when.

    Where another entry has it already, which one list of a thousand with a million entries meets, the next one that is free.
    """
    own = [number_of(entry) for entry in entries]
    taken = {number for (number,) in db.execute(TAKEN, {"numbers": json_list(own)})}
    found: dict[int, None] = {}
    for number in own:
        free = number
        while free in taken or free in found:
            free += 1
            taken.update(each for (each,) in db.execute(TAKEN, {"numbers": json_list([free])}))
        found[free] = None
    return list(found)


def _count(db: Any, chunk: Sequence[tuple[int, Subject]], by: int) -> None:
    """Write down the keys of some persons, and add them to (or take them from) those who have a sound or a word."""
    sounds: Counter[str] = Counter()
    known: Counter[str] = Counter()
    keys: list[tuple[int, int]] = []
    for number, subject in chunk:
        own = {word for name in subject.names for word in words(name.text)}
        sounds.update({sound for word in own for sound in word.sounds})
        known.update({word.text for word in own})
        keys += [(key, number) for key in sorted(kept(subject))]
    db.executemany(PUT_LOOSE, keys)
    db.executemany(ADD_SOUND, [(sound, by * persons) for sound, persons in sorted(sounds.items())])
    for text, persons in sorted(known.items()):
        new = by > 0 and db.execute(HAS_WORD, [text]).fetchone() is None
        db.execute(ADD_WORD, [text, by * persons])
        if new and len(text) > 2:
            db.executemany(PUT_SHORTENED, [(number_of(rest), text) for rest in sorted(shortened(text))])


def _sort_keys(db: Any) -> None:
    """Sort the keys in slices of their range: our SQLite sorts in memory, whatever it is told."""
    slices = db.execute(COUNT_LOOSE).fetchone()[0] // SORTED_AT_ONCE + 1
    bounds = [2**KEY_BITS * at // slices for at in range(slices + 1)]
    for first, end in pairwise(bounds):
        db.execute(SORT_KEYS, {"first": first, "end": end})


def _note_heavy(db: Any) -> None:
    """Count anew the keys that were touched, and forget which they were."""
    db.execute(FORGET_HEAVY)
    db.execute(NOTE_HEAVY_OF_LOOSE, {"heavy": HEAVY})
    db.execute(EMPTY_LOOSE)


def _listed(db: Any, entry: Any) -> Subject | None:
    """Return a listed person; None where there is none, or a delta names something that is no entry."""
    row = db.execute(LISTED_SUBJECT, [entry]).fetchone() if isinstance(entry, str) else None
    return unpack(*row) if row else None


def _persons(db: Any) -> Iterator[Subject]:
    reader = db.cursor()
    for entry, category, said in reader.execute(ALL_PERSONS):
        yield unpack(entry, category, said)


@contextmanager
def _writing(path: Path) -> Iterator[Any]:
    """Open a draft, which is made durable as a whole or thrown away."""
    with closing(sqlite3.connect(str(path), isolation_level=None)) as db:
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -32000"):
            db.execute(f"pragma {pragma}")
        db.execute("begin")
        yield db
        db.execute("commit")


CREATE = (
    "create table listed (number integer primary key, entry text not null unique, born text not null, names text not null) strict",
    "create table keys (key integer, number integer, primary key (key, number)) strict, without rowid",
    "create table loose (key integer not null, number integer not null) strict",
    "create table sounds (sound text primary key, persons integer not null) strict, without rowid",
    "create table words (word text primary key, persons integer not null) strict, without rowid",
    "create table shortened (key integer, word text, primary key (key, word)) strict, without rowid",
    "create table heavy (key integer primary key) strict",
    "create index documents_by_number on documents (number, issuing_state)",
)

TABLES = ("listed", "keys", "loose", "sounds", "words", "shortened", "heavy")
DROP = (
    *(f"drop table if exists {table}" for table in TABLES),
    "drop index if exists documents_by_number",
)

SORT_KEYS = """
    insert into keys
    select distinct key, number
      from loose
     where key >= :first
       and key < :end
     order by key, number
"""
COUNT_LOOSE = "select count(*) from loose"
MERGE_KEYS = """
    insert or ignore into keys
    select key, number
      from loose
     order by key, number
"""
EMPTY_LOOSE = "delete from loose"

NOTE_HEAVY = """
    insert into heavy
    select key
      from keys
     group by key
    having count(*) > :heavy
"""

DROP_KEYS = """
    delete from keys
     where (key, number) in (select key, number from loose)
"""
FORGET_HEAVY = """
    delete from heavy
     where key in (select key from loose)
"""
NOTE_HEAVY_OF_LOOSE = """
    insert into heavy
    select l.key
      from (select distinct key from loose) l
     where (select count(*) from (select 1 from keys k where k.key = l.key limit :heavy + 1)) > :heavy
"""

TAKEN = """
    select l.number
      from json_each(:numbers) j
     cross join listed l on l.number = j.value
"""
NUMBER = "select number from listed where entry = ?"
LISTED_SUBJECT = """
    select p.entry, p.category, p.said
      from listed l
      join persons p on p.entry = l.entry
     where l.entry = ?
"""
PUT_LISTED = "insert into listed (number, entry, born, names) values (?, ?, ?, ?)"
TAKE_LISTED = "delete from listed where number = ?"
PUT_LOOSE = "insert into loose (key, number) values (?, ?)"
PUT_SHORTENED = "insert or ignore into shortened (key, word) values (?, ?)"
TAKE_SHORTENED = "delete from shortened where key = ? and word = ?"
HAS_WORD = "select 1 from words where word = ?"
ADD_WORD = """
    insert into words (word, persons)
    values (?, ?)
        on conflict (word) do update
       set persons = persons + excluded.persons
"""
WORDS_GONE = "select word from words where persons <= 0 order by word"
TAKE_WORDS = "delete from words where persons <= 0"
ADD_SOUND = """
    insert into sounds (sound, persons)
    values (?, ?)
        on conflict (sound) do update
       set persons = persons + excluded.persons
"""
TAKE_SOUNDS = "delete from sounds where persons <= 0"
ALL_PERSONS = "select entry, category, said from persons order by entry"
