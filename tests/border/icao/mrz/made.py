"""Made-up details for zones of every format: what the properties of reading and writing are tried on."""

from datetime import date

from hypothesis import strategies as st

from border.icao.dates import PartialDate
from border.icao.mrz.compose import Details

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALPHANUMERIC = f"{LETTERS}0123456789"
BIRTHS = st.dates(date(1930, 1, 1), date(2025, 12, 31))
EXPIRIES = st.dates(date(2027, 1, 1), date(2060, 12, 31))

_NAMES = st.lists(st.text("ABDEIKMNORSUWZ", min_size=2, max_size=8), min_size=1, max_size=2).map(" ".join)
_NUMBERS = {"TD1": 22, "TD2": 14}
_OPTIONAL = {"TD1": 0, "TD2": 0, "TD3": 14, "MRV-A": 16, "MRV-B": 8}


@st.composite
def details(draw: st.DrawFn, *, plain: bool = False) -> Details:
    """Draw details that fit their format; plain: only what the peer can read too."""
    name = draw(st.sampled_from(sorted(_OPTIONAL)))
    longest = 9 if plain else _NUMBERS.get(name, 9)
    return Details(
        format=name,
        document_code={"TD3": "P", "MRV-A": "V", "MRV-B": "V"}.get(name, "I"),
        issuing_state=draw(st.sampled_from(["KEN", "UGA", "D", "GBO", "UTO", "XXA"])),
        nationality=draw(st.sampled_from(["KEN", "UGA", "D", "GBO", "UTO", "XXA"])),
        document_number=draw(st.text(ALPHANUMERIC, min_size=1, max_size=longest)),
        surname=draw(_NAMES.filter(lambda name: len(name) < 10)),
        given_names=draw(_NAMES.filter(lambda name: len(name) < 18)),
        date_of_birth=draw(BIRTHS if plain else st.one_of(BIRTHS, st.none(), st.just(PartialDate(1985, 12)))),
        date_of_expiry=draw(EXPIRIES),
        sex=draw(st.sampled_from("MFU" if plain else "MFXU")),
        optional_data=draw(st.text(ALPHANUMERIC, max_size=_OPTIONAL[name])),
    )
