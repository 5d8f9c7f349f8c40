"""Lists of entries, lookouts and hits with a name of seventy letters without a break: no table runs off a screen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser

from app.accounts import passwords
from app.act import acting
from app.factory import create_app
from app.site import Site
from app.watchlist import hits, service
from border.hit import Met
from border.listing import Category, ListedName, pack
from border.permissions import Role
from border.traveller import Traveller
from sync import journal
from tests import make
from tests.app.lookouts import entries
from tests.browser.at_headquarters import look
from tests.browser.served import SECOND_EDITOR, Served, serving, who_of
from tests.browser.test_looks import TOO_WIDE

LONG = "ABCDEFGHIJ" * 7
LISTED = replace(entries.WANTED, names=(ListedName(LONG, LONG),), reason=LONG, shown=LONG, agency=LONG)
SIZES = ((768, 1024), (1366, 768))

RUN_OFF = """() => [...document.querySelectorAll('.scroll, .panel, .facts')]
    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className + ' ' + (e.getAttribute('aria-label') ?? ''))"""

BROKEN = """() => {
    const wrong = [], walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) for (const found of walker.currentNode.data.matchAll(/[\\p{L}\\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(walker.currentNode, found.index);
        range.setEnd(walker.currentNode, found.index + found[0].length);
        if (found[0].length < 17 && new Set([...range.getClientRects()].filter(r => r.width > 1).map(r => r.top)).size > 1) wrong.push(found[0]);
    }
    return wrong }"""
"""Words that fit into any column and are broken all the same."""

AT_HEADQUARTERS = (
    (Role.WATCHLIST_EDITOR, "/entries"),
    (Role.WATCHLIST_EDITOR, "/entries/viewed/{look}"),
    (Role.WATCHLIST_EDITOR, "/lookouts/review"),
    (Role.HQ_ANALYST, "/hits"),
    (Role.HQ_ANALYST, "/hits/{hit}"),
)
AT_THE_POST = ((Role.SUPERVISOR, "/lookouts"), (Role.SUPERVISOR, "/hits"), (Role.SUPERVISOR, "/hits/{hit}"))


@pytest.fixture(params=["hq", "post"])
def served(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Served]:
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    clock = make.HandClock()
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    post = make.site(tmp_path, "busia", clock)
    entries.look_out(post, LISTED)
    ended = entries.look_out(post, LISTED, names=(ListedName("LUND", "IVAR"),), papers=())
    entries.end(post, ended, LONG)
    hit_id = meet(post)
    hear(post, hq)
    site = hq if request.param == "hq" else post
    with serving(site, create_app(site)) as served:
        served.values["hit"] = hit_id
        if request.param == "hq":
            served.values["look"] = propose(site)
        yield served


def meet(site: Site) -> str:
    """Let a traveller meet an entry, and return the hit."""
    met = Met("persons", 1, "own:7", Category.CUSTOMS, name=f"{LONG}, {LONG}", said=pack(LISTED), bits=21.5)
    with acting(site, entries.GRACE) as act:
        occasion = service.Occasion("i1", "busia-1", "UTO:passport:P1", Traveller(LONG, LONG, "1974-08-12"))
        return hits.keep(act, occasion, met)


def hear(site: Site, above: Site) -> None:
    kinds = {"lookout.opened", "lookout.ended", "hit.found"}
    with above.db.transaction():
        for event in (event for _, event in journal.as_written(site.db) if event.kind in kinds):
            above.projections[event.kind][0](above.db, event)


def propose(site: Site) -> str:
    """Propose an entry and its change, and return the look at it."""
    one, other = who_of(site, Role.WATCHLIST_EDITOR), who_of(site, SECOND_EDITOR)
    entries.propose(site, entries.WANTED, one)
    entry_id = entries.propose(site, LISTED, one, why=LONG)
    entries.approve(site, entry_id, other)
    entries.change(site, entry_id, other, names=(ListedName(LONG[::-1]),))
    return look(site, entry_id)


@pytest.mark.parametrize("size", SIZES)
def test_no_long_word_makes_a_page_scroll_sideways_or_breaks_short_ones(
    served: Served, browser: Browser, size: tuple[int, int]
) -> None:
    wrong = {}
    with served.windows(browser) as windows:
        for role, address in AT_HEADQUARTERS if served.site.settings.is_hq else AT_THE_POST:
            page, path = windows.of(role.value), address.format(**served.values)
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(served.url(path))
            assert LONG in page.locator("main").inner_text()
            faults = [
                *page.evaluate(RUN_OFF),
                *page.evaluate(BROKEN),
                *(["page"] if page.evaluate(TOO_WIDE) else []),
            ]
            if faults:
                wrong[path] = faults

    assert wrong == {}
