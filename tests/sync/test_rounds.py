"""Rounds: each nudge leads to one, a pause holds nudges back and no hurry, and an end is an end."""

import threading

import pytest

from sync.rounds import ENDED, Rounds


class Going:
    """Does rounds as the test says: each ends with the next of `pauses`, None after them."""

    def __init__(self, *pauses: float | None) -> None:
        self.pauses = list(pauses)
        self.went = threading.Semaphore(0)

    def __call__(self) -> float | None:
        self.went.release()
        return self.pauses.pop(0) if self.pauses else None


@pytest.fixture
def started():
    """Start rounds in a thread, which ends with the test."""
    begun = []

    def start(going):
        rounds = Rounds(going)
        thread = threading.Thread(target=rounds.run)
        thread.start()
        begun.append((rounds, thread))
        assert going.went.acquire(timeout=20)
        return rounds, thread

    yield start
    for rounds, thread in begun:
        rounds.end()
        thread.join(20)
        assert not thread.is_alive()


def paused(rounds):
    while rounds._pause_s is None:
        threading.Event().wait(0.01)


def test_a_round_at_the_start_and_one_at_each_nudge(started):
    going = Going()
    rounds, _ = started(going)
    waited = going.went.acquire(timeout=0.2)
    rounds.nudge()

    assert not waited
    assert going.went.acquire(timeout=20)


@pytest.mark.parametrize("how", ["hurry", "resume"])
def test_a_pause_holds_a_nudge_back_and_not_what_ends_it(started, how):
    going = Going(300.0)
    rounds, _ = started(going)
    paused(rounds)
    rounds.nudge()
    nudged = going.went.acquire(timeout=0.2)
    getattr(rounds, how)()

    assert not nudged
    assert going.went.acquire(timeout=20)


def test_there_is_nothing_to_resume_where_nothing_went_wrong(started):
    going = Going()
    rounds, _ = started(going)
    rounds.resume()

    assert not going.went.acquire(timeout=0.2)


def test_after_a_pause_it_goes_on_by_itself(started):
    going = Going(0.05)
    started(going)

    assert going.went.acquire(timeout=20)


def test_a_round_that_ends_it_is_the_last(started):
    _, thread = started(Going(ENDED))

    thread.join(20)

    assert not thread.is_alive()
