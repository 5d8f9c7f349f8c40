"""Ids sort by the instant they were made at, whatever chance adds."""

from hypothesis import given
from hypothesis import strategies as st

from app.ids import uuid7

INSTANTS = st.integers(min_value=0, max_value=(1 << 48) - 1)
CHANCE = st.binary(min_size=10, max_size=10)


def test_the_published_example_comes_out():
    """RFC 9562, appendix A.6."""
    assert (
        uuid7(0x017F22E279B0, bytes.fromhex("0cc318c4dc0c0c07398f")) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    )


@given(INSTANTS, CHANCE, CHANCE)
def test_a_later_instant_sorts_behind_whatever_chance_says(instant, one, other):
    assert instant == 0 or uuid7(instant - 1, one) < uuid7(instant, other)


@given(INSTANTS, CHANCE)
def test_every_id_says_its_version_and_variant(instant, chance):
    made = uuid7(instant, chance)

    assert made[14] == "7"
    assert made[19] in "89ab"
