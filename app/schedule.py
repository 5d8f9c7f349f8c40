"""The worker's timetable: what is done by itself, and how often.

Nothing of it survives the process: what must (how far the push has come) lies in tables. APScheduler's own defaults lose
work: a job that starts a second late is dropped for good, and two schedulers on one store run it twice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from app.desk import jobs as desk
from app.editions import jobs as editions
from app.lists import jobs as lists
from app.replication.jobs import Way
from app.site import Site
from app.watchlist import jobs as watchlist
from sync.push import Pusher

THREADS = 4


@dataclass(frozen=True, slots=True)
class Job:
    """Something done every so many seconds. work: returns soon, and may be late but not lost."""

    name: str
    every_s: int
    work: Callable[[], None]


def timetable(site: Site, pusher: Pusher | None, ways: Sequence[Way] = ()) -> list[Job]:
    """Return the jobs of this site. ways: what comes down to it."""
    of_index = Job("keep the index", editions.LOOK_EVERY_S, partial(editions.index_by_our_rules, site))
    if site.settings.is_hq:
        return [
            of_index,
            Job("import lists", lists.LOOK_EVERY_S, partial(lists.work, site)),
            Job("publish", site.settings.publish_every_s, partial(editions.publish_pending, site)),
            Job("publish at once", editions.LOOK_EVERY_S, partial(editions.publish_asked_for, site)),
            Job("try margins", watchlist.TRY_EVERY_S, partial(watchlist.try_margins, site)),
        ]
    up = [Job("push", site.settings.push_every_s, pusher.nudge)] if pusher else []
    up.append(of_index)
    up.append(Job("raise hits", watchlist.RAISE_EVERY_S, partial(watchlist.raise_unanswered, site)))
    up.append(Job("look back", watchlist.LOOK_BACK_EVERY_S, partial(watchlist.look_back, site)))
    up.append(Job("confirm numbers", desk.CONFIRM_EVERY_S, partial(desk.confirm_numbers, site)))
    up.append(Job("close delisted", watchlist.CLOSE_EVERY_S, partial(watchlist.close_delisted, site)))
    return up + [Job(way.name, way.every_s, way.rounds.nudge) for way in ways]


def scheduler() -> BackgroundScheduler:
    """Return a scheduler that drops nothing, repeats nothing and runs nothing twice at once."""
    return BackgroundScheduler(
        timezone=UTC,
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(THREADS)},
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
