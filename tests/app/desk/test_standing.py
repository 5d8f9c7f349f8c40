from dataclasses import dataclass, replace
from datetime import date

import pytest
from flask import Flask

from app.act import SYSTEM, acting
from app.desk.standing import states
from app.devices.service import Readers
from app.watchlist import hits
from app.watchlist.service import Occasion
from app.web.frame import Level
from border.hit import Met
from border.listing import Category, Response
from border.permissions import Role
from border.traveller import Sex, Traveller
from tests import make
from tests.app.desk import at_desk
from tests.app.desk.at_desk import Desk

JANE = Traveller("OKELLO", "JANE", "1990-05-17", Sex.F, "UGA")
SILENT = Met("persons", 1, "own:9", Category.WANTED, Response.SILENT, name="Okello, Jane", hash="h9")
SINCE = "2026-11-24T06:00:00.000Z"


@dataclass
class Line:
    """The status line of whoever sits at the desk."""

    app: Flask
    desk: Desk
    readers: Readers

    def said(self) -> list[tuple[Level, str]]:
        with self.app.test_request_context():
            return [(one.level, one.text) for one in states(self.desk.site, self.readers, self.desk.who)]


@pytest.fixture
def line(app, desk) -> Line:
    """All has reached headquarters, and no list is loaded."""
    reached(desk)
    return Line(app, desk, Readers())


def reached(desk: Desk) -> None:
    """Note that headquarters has everything so far."""
    head = desk.site.db.one("select max(seq) as seq from journal")
    with desk.site.db.transaction():
        desk.site.db.run("delete from push_state")
        desk.site.db.insert(
            "push_state",
            {"node": "busia", "epoch": 1, "seq": head["seq"], "heard_at": SINCE, "failures": 0, "stopped": 0},
        )


def test_no_list_is_said_and_no_reader_is_where_there_is_none(line):
    assert line.said() == [
        (Level.WELL, "Headquarters is up to date"),
        (Level.CAUTION, "List of documents: none loaded"),
        (Level.CAUTION, "List of persons: none loaded"),
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("ready", (Level.WELL, "Reader ready")),
        ("reading", (Level.WELL, "Reader ready")),
        ("absent", (Level.CAUTION, "Reader not there")),
    ],
)
def test_the_reader_of_the_desk_is_said(line, state, said):
    line.readers.heard("busia-1", state, SINCE)
    line.readers.heard("busia-2", "absent", SINCE)

    assert line.said()[0] == said


def test_an_agent_that_is_away_is_a_reader_that_is_not_there(line):
    line.readers.agent_there(False)

    assert line.said()[0] == (Level.CAUTION, "Reader not there")


def test_who_sits_nowhere_hears_of_no_reader(app, busia, colleague, line):
    line.readers.heard("busia-1", "absent", SINCE)

    with app.test_request_context():
        said = [one.text for one in states(busia, line.readers, colleague)]

    assert said[0].startswith("Headquarters")


def test_a_link_that_is_down_counts_the_crossings_that_wait_and_their_age(line, desk):
    for number in (1, 2):
        desk.decide(desk.scan(reading_id=f"r{number}"))
    desk.pass_time(600)

    level, said = line.said()[0]

    assert level is Level.CAUTION
    assert said.startswith("2 crossings not yet at headquarters, the oldest for 10 min")
    assert said.endswith("They are kept here.")


def test_what_waits_a_moment_is_no_worry(line, desk):
    desk.decide(desk.scan())

    assert line.said()[0] == (Level.WELL, "Headquarters is up to date")


def test_a_link_that_is_down_with_no_crossing_behind_it_says_so(line, desk):
    make.desk(desk.site, "busia-9")
    desk.pass_time(600)

    level, said = line.said()[0]

    assert level is Level.CAUTION
    assert said.endswith("It has every crossing.")


def test_a_silent_hit_that_alone_waits_is_told_to_those_who_may_know_of_it_and_to_nobody_else(line, desk):
    busia = desk.site
    supervisor, examiner = (make.person(busia, role) for role in (Role.SUPERVISOR, Role.EXAMINER))
    reached(desk)
    with acting(busia, SYSTEM) as act:
        hits.keep(act, Occasion("i1", "busia-1", "UGA:passport:B1", JANE), SILENT)
    desk.pass_time(600)

    with line.app.test_request_context():
        said = [
            [s.text for s in states(busia, line.readers, who)] for who in (desk.who, examiner, supervisor)
        ]

    assert "Headquarters is up to date" in said[0]
    assert "Headquarters is up to date" in said[1]
    assert said[2][:2] == ["1 silent hit", "Headquarters not reached for 10 min. It has every crossing."]


@pytest.mark.parametrize(("days", "level"), [(7, Level.NOTE), (8, Level.CAUTION)])
def test_a_list_is_said_with_its_day_and_is_old_after_a_week(line, desk, days, level):
    at_desk.load(desk.site, at_desk.NOBODY_LISTED, on=date(2026, 11, 24 - days))
    reached(desk)

    assert line.said()[-1] == (level, f"List of persons of {24 - days} Nov 2026")


def test_a_list_is_old_when_the_sites_own_limit_says_so(line, desk):
    at_desk.load(desk.site, at_desk.NOBODY_LISTED, on=date(2026, 11, 22))
    reached(desk)
    desk.site = replace(desk.site, settings=replace(desk.site.settings, edition_limit_days=1))

    assert line.said()[-1] == (Level.CAUTION, "List of persons of 22 Nov 2026")


def test_an_edition_that_was_refused_is_told_to_those_who_can_do_something_about_it(line):
    busia = line.desk.site
    with acting(busia, SYSTEM) as act:
        act.record("edition.refused", {"number": 7, "why": "digest", "file": "f" * 64})
    supervisor = make.person(busia, Role.SUPERVISOR)

    with line.app.test_request_context():
        told = states(busia, line.readers, supervisor)

    alarm = (Level.STOP, "Edition 7 was refused, the one before stays. Look at Editions.")
    assert alarm in [(one.level, one.text) for one in told]
    assert alarm not in line.said()
