"""What a process does once it has started."""

import gc

import pytest

from app.running import settle


@pytest.fixture
def collector_as_it_was():
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.mark.usefixtures("collector_as_it_was")
def test_a_settled_process_passes_over_what_its_start_has_made():
    settle()

    assert gc.get_freeze_count() > 0
    assert gc.get_threshold()[0] >= 50_000
