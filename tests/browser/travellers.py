"""Screens of the desk with made-up travellers, one for each thing that can be seen there."""

from dataclasses import replace

from app.desk.screen import (
    Asked,
    Bar,
    Correction,
    Course,
    Done,
    Fact,
    Found,
    Group,
    Inspection,
    Leaving,
    Override,
    Past,
    Screen,
    Terms,
    Urls,
)
from app.web import sentences, words
from app.web.frame import Level
from app.web.listed import Told
from border import grounds

URLS = Urls(stream="/stream", decide="/desk/decisions", zone="/desk/zone", manual="/desk/manual")

COURSE = Course(
    "entry",
    "traveller",
    directions=(("entry", "Entry"), ("exit", "Exit")),
    capacities=(("traveller", "Traveller"), ("driver", "Driver"), ("crew", "Crew")),
)

KEYED = ("holiday", "visit", "education", "health", "religion", "shopping", "transit", "business")
PURPOSES = tuple((code, sentences.PURPOSES[code]) for code in KEYED)
MORE = tuple(pair for pair in sentences.PURPOSES.items() if pair[0] not in KEYED)
REASONS = (
    ("document", "Document"),
    ("identity", "Identity"),
    ("listed", "On a list"),
    ("purpose", "Purpose of the stay"),
    ("child", "Child alone"),
    ("protection", "Protection"),
    ("other", "Other"),
)
GROUNDS = tuple(
    (ground.letter, f"{ground.letter}  {words.ground(ground.letter)}") for ground in grounds.GROUNDS
)

CHECKS = (
    Asked(Level.WELL, "Check digits hold"),
    Asked(Level.WELL, "Document valid to 15 Apr 2031"),
    Asked(Level.WELL, "Issuing state and nationality known"),
    Asked(Level.WELL, "Not on the list of stolen documents", "list 12 of 23 Nov"),
    Asked(Level.WELL, "Not on a watchlist", "list 41 of 23 Nov"),
    Asked(Level.WELL, "No open stay, no over-stay at this post"),
    Asked(Level.WELL, "No eTA needed: Partner State of the Community"),
    Asked(Level.NOT_DONE, "Stays at other posts", "not asked: no link"),
)

PAST = (
    Past("2025-12-02 17:40", "JKIA", "Exit"),
    Past("2025-11-18 05:12", "JKIA", "Entry, 90 days"),
    Past("2023-08-30 11:05", "Namanga", "Exit"),
)

CLEAR = Inspection(
    id="0193-clear",
    name="ERIKSSON, ANNA MARIA",
    read="read 14:02:11 by the reader",
    facts=(
        Fact("Document", "P UTO L898902C3", code=True),
        Fact("Nationality", "UTO Utopia"),
        Fact("Born", "12 Aug 1974 (52)"),
        Fact("Sex", "F"),
        Fact("Expires", "15 Apr 2031"),
        Fact("Personal number", "ZE184226B", code=True),
    ),
    zone=("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F3104159ZE184226B<<<<<10"),
    checks=CHECKS,
    checked="7 clear · 1 not done",
    notes=("The document expires within six months, on 15 Apr 2031",),
    past=PAST,
    course=COURSE,
    bar=Bar(
        say="All checks are answered.",
        admit="Admit",
        focus="terms",
        terms=Terms(PURPOSES, MORE, days=90, most_days=90),
        reasons=REASONS,
        refuse="Refuse entry…",
        grounds=GROUNDS,
    ),
)

ARREST = Told(
    "Wanted · May be a listed person",
    "Hold the traveller and call the supervisor.",
    "Arrest on entry.",
    "Firm: more than the name speaks for it (42.4 bits)",
    "same date of birth, word that sounds the same, same nationality",
    "OKELO, JANNE",
    "17 May 1990",
    "At headquarters, reference 2026/17",
)

HIT = replace(
    CLEAR,
    id="0193-hit",
    found=(
        Found(Level.STOP, "May be a listed person: arrest on entry", ARREST, "/hits/0193-hit"),
        Found(Level.CAUTION, "Stayed 12 days longer than granted at the last visit"),
    ),
    checks=(
        Asked(Level.STOP, "Watchlist: may be a listed person", "list 41 of 23 Nov"),
        Asked(Level.CAUTION, "Over-stay of 12 days at the last visit"),
        *CHECKS[:4],
        *CHECKS[6:],
    ),
    checked="1 stop · 1 look · 5 clear · 1 not done",
    facts=(
        *CLEAR.facts[:5],
        Fact("Stay", "12 days too long, to 14 Dec 2025", Level.CAUTION, "over-stay"),
    ),
    bar=replace(
        CLEAR.bar,
        say="Admission needs a supervisor at this desk and a reason.",
        focus="refer",
        override=Override("A listed person may only pass with a supervisor's sign-in.", supervisor=True),
        leaving=Leaving(
            "A listed person is put aside only when a supervisor answers for it.", supervisor=True
        ),
        terms=replace(CLEAR.bar.terms or Terms(()), asks_authority=True, asks_address=True),
    ),
)

DIGIT = replace(
    CLEAR,
    id="0193-digit",
    found=(Found(Level.STOP, "A check digit does not hold: the document may be altered, or was misread"),),
    correction=Correction(
        "Document number: read L8989O2C3. With L898902C3 every digit holds.",
        "Take L898902C3",
        "/desk/correction",
    ),
    facts=(
        Fact("Document", "P UTO L8989O2C3", Level.STOP, "digit read 6, should be 4", code=True),
        *CLEAR.facts[1:],
    ),
    checks=(Asked(Level.STOP, "Check digits: document number does not hold"), *CHECKS[1:]),
    bar=replace(
        CLEAR.bar, focus="correct", override=Override("A wrong check digit may only pass with a reason.")
    ),
)

KENYAN = replace(
    CLEAR,
    id="0193-kenyan",
    name="MWANGI, JOYCE WANJIKU",
    facts=(
        Fact("Document", "P KEN AK0123456", code=True),
        Fact("Nationality", "KEN Kenya"),
        *CLEAR.facts[2:5],
    ),
    zone=(),
    past=(),
    bar=replace(CLEAR.bar, focus="admit", terms=None, refuse="", grounds=()),
)

WAITING = Screen(
    title="Desk 3, entry",
    urls=URLS,
    reader=Level.WELL,
    waiting="Place a document on the reader",
    done=Done("ERIKSSON, ANNA MARIA admitted for 90 days at 14:01", slip="/slips/1", amend="/crossings/1"),
)

SCREENS = {
    "waiting": WAITING,
    "fault": replace(
        WAITING,
        done=None,
        fault="The reader sent what is no machine-readable zone. Wipe the glass, try once more, or type the two lines.",
    ),
    "clear": replace(WAITING, inspection=CLEAR),
    "hit": replace(WAITING, inspection=HIT),
    "digit": replace(WAITING, inspection=DIGIT),
    "kenyan": replace(
        WAITING,
        inspection=KENYAN,
        group=Group("Bus KBX 123A, Easy Coach: 14 scanned, 2 to look at", "/groups/1"),
    ),
}
