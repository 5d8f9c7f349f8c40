"""Headquarters with two editors, and what they write of a listed person."""

import pytest

from tests import make
from tests.app.lookouts import entries


@pytest.fixture
def hq(tmp_path, clock):
    return make.site(tmp_path, "hq", clock, role="hq", kind="hq")


@pytest.fixture
def proposed(hq):
    """The id of an entry that Faith proposed."""
    return entries.propose(hq)
