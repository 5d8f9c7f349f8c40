"""A headquarters with its editors and analyst, and hits it has heard of."""

from itertools import count

import pytest

from app.act import acting
from app.factory import create_app
from app.watchlist import hits, service
from border.hit import Met, Ruling, Verdict
from border.listing import Category, ListedName, pack
from border.permissions import Role
from border.traveller import Sex, Traveller
from tests import make
from tests.app import facts
from tests.app.editions.listed import person

ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
numbers = count(1)


@pytest.fixture
def hq(tmp_path, clock):
    return make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")


@pytest.fixture
def hq_app(hq):
    return create_app(hq)


@pytest.fixture
def faith(hq, hq_app):
    return make.Browser(hq_app, hq, make.person(hq, Role.WATCHLIST_EDITOR, "faith"))


@pytest.fixture
def hassan(hq, hq_app):
    return make.Browser(hq_app, hq, make.person(hq, Role.WATCHLIST_EDITOR, "hassan"))


@pytest.fixture
def ruth(hq, hq_app):
    return make.Browser(hq_app, hq, make.person(hq, Role.HQ_ANALYST, "ruth"))


def found(site, verdict=None, traveller=ANNA, entry="own:7", *, margin=2.0, agency="DCI"):
    """Let a hit be found, and decided."""
    said = pack(person(7, names=(ListedName("ERIKSSON", "ANNA"),), agency=agency))
    met = Met(
        "persons", 1, entry, Category.CUSTOMS, name="Eriksson, Anna", hash="h", said=said, margin=margin
    )
    with acting(site, facts.OFFICER) as act:
        occasion = service.Occasion(f"i{next(numbers)}", "busia-1", "UTO:passport:L898902C3", traveller)
        hit_id = hits.keep(act, occasion, met)
    if verdict is not None:
        with acting(site, facts.SUPERVISOR) as act:
            hits.adjudicate(act, hit_id, Ruling(verdict, "a scar tells"))
    return hit_id


def a_day_of_hits(site):
    """Five hits of two lists: one confirmed, two of somebody else, one open, one closed."""
    found(site, Verdict.SAME)
    found(site, Verdict.NOT_SAME)
    found(site, Verdict.NOT_SAME, Traveller("A", "B", "1990-01-01", Sex.X, "KEN"))
    found(site, None, Traveller("C", "D", "", Sex.U, ""), entry="un:1", agency="")
    found(site, None, entry="own:9", agency="KRA")
    with acting(site, facts.OFFICER) as act:
        hits.close_withdrawn(act, ["own:9"])
