"""The search index over an edition file: from a traveller to the listed persons worth comparing, in milliseconds.

The tables lie in the edition's own file, so that rows and index are swapped as one. Persons are found by the keys of
border/matching/keys.py, hashed to eight bytes; a traveller's words are first joined by the words of the lists that are
spelt like them, found through what is left of a word when letters are taken away. Nothing is held in memory but what
SQLite maps of the file. Built once, a file is read without locks by one connection a thread; `change` is for drafts.
"""

import heapq
import json
import math
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA
from sqlite_utils.utils import sqlite3

from app.editions.file import PLANTED, PLANTED_DOCUMENT, PLANTED_PERSON, document_of
from border.listing import BadSubject, Subject, unpack
from border.matching.evidence import threshold
from border.matching.keys import kept, sought_under
from border.matching.score import Comparison, budget, compare
from border.matching.sought import Sought
from border.matching.words import Word, joined, parted, shortened, word_of, words
from border.watchlist import ListedDocument

MOST_CANDIDATES = 150
MOST_LIKE = 8
"""Words of the lists, spelt like a traveller's, that are sought beside it."""
MOST_PARTINGS = 2
"""Ways of parting one word in two that are followed, where the lists know both parts."""
HEAVY = 1_200
"""Persons under one key from which it is not asked: it tells next to nothing, and reading it costs more than all others."""
BACKGROUND = 20_000
"""Persons of whom nothing is known and who are counted in: on a list of three no word is common, and none is rare."""
MAPPED = 1 << 30
CHUNK = 5_000


class IndexMissing(Exception):
    """The file of an edition is gone, or has no index that can be read."""

    number = "L160"


def build(path: Path) -> None:
    """Add the index to an edition file. The same rows make the same index; memory does not grow with them."""
    with _writing(path) as db:
        for statement in CREATE:
            db.execute(statement)
        _take_in(db, _persons(db))
        db.execute(SORT_KEYS)
        db.execute(EMPTY_LOOSE)
        db.execute(NOTE_HEAVY, {"heavy": HEAVY})


def change(path: Path, gone: Iterable[str], come: Iterable[Subject]) -> None:
    """Follow a change of the file's rows: entries that went (or are to be taken anew), and those that came.

    What a person was found by stays in the keys and leads nowhere; the next whole edition is free of it.
    """
    with _writing(path) as db:
        for entry in gone:
            _leave_out(db, entry)
        _take_in(db, come)
        db.execute(MERGE_KEYS)
        db.execute(EMPTY_LOOSE)


def self_test(path: Path) -> bool:
    """Say whether both planted entries are found as travellers and documents are, the person with a slip of the pen."""
    try:
        with closing(Index(path)) as index:
            name, birth = PLANTED_PERSON.names[0], PLANTED_PERSON.births[0]
            slipped = Sought(name.surname.replace("C", "K"), name.given_names, birth.first, "F", "UTO")
            met = {found.subject.entry for found in index.compared(slipped)}
            listed = index.documents(PLANTED_DOCUMENT.key)
    except (IndexMissing, BadSubject):
        return False
    return PLANTED_PERSON.entry in met and PLANTED_DOCUMENT.id in {each.id for each in listed}


class Index:
    """An edition, opened for asking. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Raises IndexMissing."""
        self._path = path
        self._local = threading.local()
        self._opened: list[Any] = []
        self.persons = int(self._all(PERSONS)[0][0])
        self._heavy = frozenset(key for (key,) in self._all(HEAVY_KEYS))
        self.rarity = lru_cache(maxsize=20_000)(self._rarity_of)
        self.threshold = threshold(self.persons)

    def screen(self, sought: Sought, at_least: float | None = None, most: int = 10) -> list[Comparison]:
        """Return whom a traveller meets: the document's own first, then from `at_least` bits (the threshold), best first."""
        floor = self.threshold if at_least is None else at_least
        met = [
            found
            for found in self.compared(sought)
            if (found.by_document or found.bits >= floor) and found.subject.source != PLANTED
        ]
        return met[:most]

    def compared(self, sought: Sought) -> list[Comparison]:
        """Return every candidate that has anything in common with a traveller, best first."""
        found = [compare(sought, subject, self.rarity) for subject in self._subjects(self._numbers(sought))]
        return sorted(
            (each for each in found if each),
            key=lambda each: (not each.by_document, -each.bits, each.subject.entry),
        )

    def candidates(self, sought: Sought, most: int = MOST_CANDIDATES) -> list[str]:
        """Return the entries worth comparing, likeliest first."""
        return [subject.entry for subject in self._subjects(self._numbers(sought, most))]

    def documents(self, key: str) -> list[ListedDocument]:
        """Return the listed documents under a key of border.watchlist.listed_key."""
        state, _, number = key.partition(":")
        return [document_of(row) for row in self._all(DOCUMENTS, {"state": state, "number": number})]

    def documents_numbered(self, number: str) -> list[ListedDocument]:
        """Return the listed documents of a bare number, whoever issued them."""
        return [document_of(row) for row in self._all(DOCUMENTS_NUMBERED, {"number": number})]

    def lists(self, entry: str) -> bool:
        """Say whether there is a person or a document of this entry."""
        return bool(self._all(LISTS, {"entry": entry}))

    def subject(self, entry: str) -> Subject | None:
        rows = self._all(SUBJECT, {"entry": entry})
        return unpack(*rows[0]) if rows else None

    def close(self) -> None:
        for connection in self._opened:
            connection.close()

    def _numbers(self, sought: Sought, most: int = MOST_CANDIDATES) -> list[int]:
        """Return the likeliest listed persons by what their keys tell, most first."""
        ours = self._sounds_sought(words(f"{sought.given_names} {sought.surname}"))
        told: dict[int, float] = {}
        for key in sought_under(sought, ours):
            bits = key.bits + sum(map(self.rarity, filter(None, key.sounds)))
            told[hashed(key.text)] = bits
        asked = json_list(key for key in told if key not in self._heavy)
        best: dict[int, float] = {}
        for key, number in self._all(KEYS, {"keys": asked}):
            bits = told[key]
            known = best.get(number)
            best[number] = bits if known is None else max(bits, known) + 0.5
        return heapq.nsmallest(most, best, key=lambda number: (-best[number], number))

    def _sounds_sought(self, ours: Sequence[Word]) -> list[list[str]]:
        """Return the sounds of each word, and of words that come out when a space is taken away or put in."""
        whole = [word for word in ours if not word.is_initial]
        halves = {word.text: parted(word.text) for word in whole}
        asked = [*joined(ours), *(half for pairs in halves.values() for pair in pairs for half in pair)]
        known = {word for (word,) in self._all(KNOWN_WORDS, {"words": json.dumps(asked)})} if asked else set()
        found = [self._sounds_like(word) for word in whole]
        found += [list(word_of(text).sounds) for text in joined(ours) if text in known]
        for pairs in halves.values():
            both = [pair for pair in pairs if known.issuperset(pair)]
            found += [list(word_of(half).sounds) for pair in both[:MOST_PARTINGS] for half in pair]
        return found

    def _sounds_like(self, word: Word) -> list[str]:
        """Return a word's own sounds and those of the lists' words that are spelt like it."""
        near = self._near(word.text) if len(word.text) > 2 else []
        return list(dict.fromkeys([*word.sounds, *near]))[: MOST_LIKE + len(word.sounds)]

    def _near(self, text: str) -> list[str]:
        asked = json_list(hashed(rest) for rest in shortened(text))
        found = {(word, sounds, persons) for word, sounds, persons in self._all(WORDS_LIKE, {"keys": asked})}
        close = sorted(
            (slips, -persons, word, sounds)
            for word, sounds, persons in found
            for slips in [OSA.distance(text, word, score_cutoff=budget(max(len(text), len(word))))]
            if 0 < slips <= budget(max(len(text), len(word)))
        )
        return [sounds.partition(" ")[0] for _, _, _, sounds in close]

    def _subjects(self, numbers: Sequence[int]) -> list[Subject]:
        """Return the persons of these numbers, in this order; a number that leads nowhere any more is left out."""
        rows = {number: row for number, *row in self._all(LISTED, {"numbers": json_list(numbers)})}
        return [unpack(*rows[number]) for number in numbers if number in rows]

    def _rarity_of(self, sound: str) -> float:
        rows = self._all(SOUND, {"sound": sound})
        return math.log2((self.persons + BACKGROUND) / ((rows[0][0] if rows else 0) + 1))

    def _all(self, statement: str, said: dict[str, Any] | None = None) -> list[Any]:
        try:
            return list(self._connection().execute(statement, said or {}))
        except sqlite3.Error as error:
            raise IndexMissing(f"{self._path.name} cannot be asked: {error}") from error

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            connection.execute(f"pragma mmap_size = {MAPPED}")
            connection.execute("pragma cache_size = -2000")
            self._local.connection = connection
            self._opened.append(connection)
        return connection


def hashed(text: str) -> int:
    """Return a key as SQLite keeps whole numbers: eight bytes with a sign."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def json_list(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"


def _take_in(db: Any, subjects: Iterable[Subject]) -> None:
    """Number persons and write down their keys, sounds and words."""
    (last,) = db.execute(LAST_NUMBER).fetchone()
    waiting = enumerate(subjects, start=last + 1)
    sounds: Counter[str] = Counter()
    known: Counter[Word] = Counter()
    while chunk := list(islice(waiting, CHUNK)):
        rows, keys = [], []
        for number, subject in chunk:
            own = {word for name in subject.names for word in words(name.text)}
            heard = sorted({sound for word in own for sound in word.sounds})
            rows.append((number, subject.entry, " ".join(heard)))
            keys += [(hashed(key), number) for key in sorted(kept(subject))]
            sounds.update(heard)
            known.update(own)
        db.executemany(PUT_LISTED, rows)
        db.executemany(PUT_LOOSE, keys)
        if len(known) > 20 * CHUNK:
            _write_down(db, sounds, known)
    _write_down(db, sounds, known)


def _write_down(db: Any, sounds: Counter[str], known: Counter[Word]) -> None:
    """Add up how many persons have a sound or a word, and forget them here."""
    db.executemany(ADD_SOUND, sorted(sounds.items()))
    for word, persons in sorted(known.items(), key=lambda each: each[0].text):
        new = db.execute(HAS_WORD, [word.text]).fetchone() is None
        db.execute(ADD_WORD, [word.text, " ".join(word.sounds), persons])
        if new and len(word.text) > 2:
            db.executemany(
                PUT_SHORTENED, [(hashed(rest), word.text) for rest in sorted(shortened(word.text))]
            )
    sounds.clear()
    known.clear()


def _leave_out(db: Any, entry: str) -> None:
    row = db.execute(HEARD, [entry]).fetchone()
    if row is not None:
        db.executemany(ADD_SOUND, [(sound, -1) for sound in row[0].split()])
        db.execute(TAKE_LISTED, [entry])


def _persons(db: Any) -> Iterator[Subject]:
    reader = db.cursor()
    for entry, category, said in reader.execute(ALL_PERSONS):
        yield unpack(entry, category, said)


@contextmanager
def _writing(path: Path) -> Iterator[Any]:
    """Open a draft, which is made durable as a whole or thrown away."""
    with closing(sqlite3.connect(str(path), isolation_level=None)) as db:
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -32000", "temp_store = file"):
            db.execute(f"pragma {pragma}")
        db.execute("begin")
        yield db
        db.execute("commit")


CREATE = (
    "create table listed (number integer primary key, entry text not null unique, sounds text not null) strict",
    "create table keys (key integer, number integer, primary key (key, number)) strict, without rowid",
    "create table loose (key integer not null, number integer not null) strict",
    "create table sounds (sound text primary key, persons integer not null) strict, without rowid",
    "create table words (word text primary key, sounds text not null, persons integer not null) strict, without rowid",
    "create table shortened (key integer, word text, primary key (key, word)) strict, without rowid",
    "create table heavy (key integer primary key) strict",
    "create index documents_by_number on documents (number, issuing_state)",
)

SORT_KEYS = """
    insert into keys
    select distinct key, number
      from loose
     order by key, number
"""
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

LAST_NUMBER = "select coalesce(max(number), 0) from listed"
PUT_LISTED = "insert into listed (number, entry, sounds) values (?, ?, ?)"
PUT_LOOSE = "insert into loose (key, number) values (?, ?)"
PUT_SHORTENED = "insert or ignore into shortened (key, word) values (?, ?)"
HAS_WORD = "select 1 from words where word = ?"
ADD_WORD = """
    insert into words (word, sounds, persons)
    values (?, ?, ?)
        on conflict (word) do update
       set persons = persons + excluded.persons
"""
ADD_SOUND = """
    insert into sounds (sound, persons)
    values (?, ?)
        on conflict (sound) do update
       set persons = persons + excluded.persons
"""
HEARD = "select sounds from listed where entry = ?"
TAKE_LISTED = "delete from listed where entry = ?"
ALL_PERSONS = "select entry, category, said from persons order by entry"

PERSONS = "select count(*) from listed"
HEAVY_KEYS = "select key from heavy"
SOUND = "select persons from sounds where sound = :sound"
SUBJECT = "select entry, category, said from persons where entry = :entry"
LISTS = """
    select entry from persons where entry = :entry
     union all
    select entry from documents where entry = :entry
"""

KEYS = """
    select k.key, k.number
      from json_each(:keys) j
     cross join keys k on k.key = j.value
"""
LISTED = """
    select l.number, p.entry, p.category, p.said
      from json_each(:numbers) j
     cross join listed l on l.number = j.value
      join persons p on p.entry = l.entry
"""
KNOWN_WORDS = """
    select w.word
      from json_each(:words) j
     cross join words w on w.word = j.value
"""
WORDS_LIKE = """
    select w.word, w.sounds, w.persons
      from json_each(:keys) j
     cross join shortened s on s.key = j.value
      join words w on w.word = s.word
"""
DOCUMENTS = """
    select entry, issuing_state, number, type, category, reason, reported_on
      from documents
     where number = :number
       and issuing_state = :state
     order by entry
"""
DOCUMENTS_NUMBERED = """
    select entry, issuing_state, number, type, category, reason, reported_on
      from documents
     where number = :number
     order by entry
"""
