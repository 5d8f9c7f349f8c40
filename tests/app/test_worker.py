"""The worker: one a site, its timetable loses nothing, a hit goes at once, and a fault ends no work."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.events import EVENT_JOB_MISSED

from app.act import SYSTEM, acting
from app.replication.jobs import Urgency, ways_down
from app.running import AlreadyRunning, only_one
from app.schedule import THREADS, scheduler, timetable
from app.worker import attempt
from appliance.identity import BadKey
from tests import make
from tests.house.tree import TOP

pytestmark = pytest.mark.slow


class CountingPusher:
    """Counts who asks it to send."""

    def __init__(self) -> None:
        self.nudged = self.hurried = 0

    def nudge(self) -> None:
        self.nudged += 1

    def hurry(self) -> None:
        self.hurried += 1


def hit(site, number=1, kind="hit.found"):
    payload = {
        "hit_id": f"hit-{number}",
        "inspection_id": f"inspection-{number}",
        "list": "persons",
        "edition": 1,
        "entry_id": "e",
        "category": "wanted",
        "kind": "person",
        "score": None,
        "reasons": ["same name"],
        "document_id": "UTO:passport:X",
        "desk": "busia-1",
    }
    with acting(site, SYSTEM) as act:
        act.record(kind, payload)


def in_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)


# --- one of a kind ------------------------------------------------------------------------------------------------


def test_a_second_process_of_a_kind_is_refused_and_told_which_one_is_there(tmp_path):
    with only_one(tmp_path / "run", "worker"):
        with (
            pytest.raises(AlreadyRunning, match="a worker already works on"),
            only_one(tmp_path / "run", "worker"),
        ):
            pass
        with only_one(tmp_path / "run", "web"):
            pass


def test_the_lock_ends_with_the_process_however_it_ends(tmp_path):
    code = (
        "import os, sys; from pathlib import Path; from app.running import only_one\n"
        "with only_one(Path(sys.argv[1]), 'worker'):\n    os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=TOP, timeout=30, check=False)

    with only_one(tmp_path, "worker"):
        told = (tmp_path / "worker.pid").read_text()

    assert int(told) > 0
    assert (tmp_path / "worker.pid").read_text() == ""


def test_a_second_worker_on_a_folder_ends_at_once_with_a_clear_message(site):
    with only_one(site.settings.run, "worker"):
        ended = subprocess.run(
            [sys.executable, "-m", "app.worker", "--data", str(site.settings.data)],
            cwd=TOP,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )

    assert ended.returncode == 1
    assert "a worker already works on" in ended.stderr


def test_a_worker_that_would_push_in_the_clear_does_not_start(tmp_path):
    post = make.site(tmp_path, hq_url="http://hq.example")

    ended = subprocess.run(
        [sys.executable, "-m", "app.worker", "--data", str(post.settings.data)],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert ended.returncode == 1
    assert "plain http is for this machine only" in ended.stderr


def test_a_worker_ends_cleanly_when_told_to(site):
    process = subprocess.Popen(
        [sys.executable, "-m", "app.worker", "--data", str(site.settings.data)],
        cwd=TOP,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "at work" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=20)[1]

    assert process.returncode == 0
    assert "Traceback" not in rest
    assert "has ended" in rest


# --- the timetable ------------------------------------------------------------------------------------------------


def test_a_job_that_comes_late_because_all_are_busy_is_done_all_the_same():
    """By default it is dropped for good after one second, with no more than an event."""
    timed, gate, done, missed = scheduler(), threading.Event(), threading.Event(), []
    begun = threading.Semaphore(0)

    def busy() -> None:
        begun.release()
        gate.wait(20)

    timed.add_listener(missed.append, EVENT_JOB_MISSED)
    timed.start()
    for number in range(THREADS):
        timed.add_job(busy, id=f"busy-{number}")
    for _ in range(THREADS):
        assert begun.acquire(timeout=10)
    timed.add_job(done.set, "date", run_date=datetime(2020, 1, 1, tzinfo=UTC), id="late")
    held = done.wait(0.3)
    gate.set()

    assert not held
    assert done.wait(10)
    assert missed == []
    timed.shutdown()


def test_runs_that_were_missed_are_made_up_for_by_one():
    timed, ran = scheduler(), threading.Semaphore(0)
    begun = datetime.now(UTC) - timedelta(hours=3)  # noqa: TID251 the scheduler asks the machine's clock
    timed.add_job(ran.release, "interval", seconds=3600, next_run_time=begun, id="hourly")
    timed.start()

    assert ran.acquire(timeout=10)
    assert not ran.acquire(timeout=0.5)
    timed.shutdown()


def test_a_job_never_runs_twice_at_once():
    timed = scheduler()
    timed.add_job(lambda: None, "interval", seconds=30, id="push")
    timed.start(paused=True)

    (job,) = timed.get_jobs()
    assert (job.max_instances, job.coalesce, job.misfire_grace_time) == (1, True, None)
    timed.shutdown()


def test_the_timetable_is_in_utc_and_in_memory(tmp_path):
    """Two schedulers on one shared store run a job twice; ours share nothing, and the lock lets only one be."""
    one, other = scheduler(), scheduler()
    one.add_job(lambda: None, "interval", seconds=30, id="push")
    one.start(paused=True)
    other.start(paused=True)

    assert str(one.timezone) == "UTC"
    assert other.get_jobs() == []
    one.shutdown()
    other.shutdown()


def test_a_post_nudges_its_push_by_its_setting_and_headquarters_pushes_nothing(tmp_path):
    post = make.site(tmp_path, push_every_s=7)
    pusher = CountingPusher()

    job, *others = timetable(post, pusher)
    job.work()

    assert (job.name, job.every_s, pusher.nudged) == ("push", 7, 1)
    assert [other.name for other in others] == [job.name for job in timetable(post, None)]
    assert [other.name for other in others] == [
        "keep the index",
        "raise hits",
        "look back",
        "confirm numbers",
        "close delisted",
    ]


def test_what_comes_down_is_asked_for_by_the_settings_where_headquarters_key_is_known(tmp_path):
    key = make.site(tmp_path, "hq", role="hq", kind="hq").identity.public
    told = make.site(tmp_path, hq_url="http://127.0.0.1:1", hq_key=key, pull_every_s=11, editions_every_s=13)
    deaf = make.site(tmp_path, "jkia", hq_url="http://127.0.0.1:1")

    jobs = timetable(told, None, ways_down(told))

    assert {("pull", 11), ("editions", 13)} <= {(job.name, job.every_s) for job in jobs}
    assert ways_down(deaf) == []


def test_a_key_of_headquarters_that_is_none_does_not_start_the_worker(tmp_path):
    with pytest.raises(BadKey):
        ways_down(make.site(tmp_path, hq_url="http://127.0.0.1:1", hq_key="no key"))


# --- at once after a hit ------------------------------------------------------------------------------------------


def test_a_hit_is_hurried_once_and_other_work_is_not(site):
    pusher = CountingPusher()
    urgency = Urgency(site, pusher)
    urgency.look()
    in_a_thread(lambda: make.desk(site))
    urgency.look()
    before = pusher.hurried
    in_a_thread(lambda: hit(site))
    urgency.look()
    in_a_thread(lambda: make.desk(site, "busia-2"))
    urgency.look()

    assert (before, pusher.hurried) == (0, 1)


def test_each_new_hit_is_hurried_a_silent_one_too(site):
    pusher = CountingPusher()
    urgency = Urgency(site, pusher)
    for number, kind in enumerate(("hit.found", "hit.found_silently", "hit.found")):
        in_a_thread(lambda number=number, kind=kind: hit(site, number, kind))
        urgency.look()

    assert pusher.hurried == 3


def test_a_hit_that_was_found_while_no_worker_ran_is_hurried_at_start(site):
    hit(site)
    pusher = CountingPusher()

    Urgency(site, pusher).look()

    assert pusher.hurried == 1


# --- faults -------------------------------------------------------------------------------------------------------


def test_a_fault_is_logged_under_a_number_and_life_goes_on(caplog):
    def broken() -> None:
        raise ZeroDivisionError

    assert attempt("push", broken) is False
    assert attempt("push", lambda: None) is True
    (record,) = caplog.records
    assert record.getMessage().startswith("fault F-")
    assert record.exc_info is not None


def test_the_web_and_its_pages_are_not_loaded_by_the_worker():
    code = "import sys, app.worker; print(sorted({'flask', 'werkzeug', 'jinja2'} & set(sys.modules)))"

    told = subprocess.run(
        [sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, timeout=60, check=True
    )

    assert told.stdout.strip() == "[]"


def test_the_looking_costs_next_to_nothing_when_nothing_happens(site, monkeypatch):
    urgency = Urgency(site, CountingPusher())
    urgency.look()
    monkeypatch.setattr("app.replication.jobs.newest_urgent", lambda *_: pytest.fail("asked"))

    for _ in range(100):
        urgency.look()
