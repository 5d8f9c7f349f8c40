"""Who needs what to enter Kenya, as rows with the days they hold from and until. Data: change rows, not code.

The first row that fits counts. Rows of the same regime are never edited when the law changes: the old one gets its
last day, the new one is added. What each source leaves open is marked `uncertain` and said so to the officer.

Sources
  2024: Kenya Citizenship and Immigration (Amendment) Regulations 2023, Legal Notice 1 of 2 January 2024, in use since
        5 January 2024: no visas; an electronic travel authorisation (eTA) for everyone but the exempt.
  2025: Kenya Citizenship and Immigration (Amendment) Regulations 2025, Legal Notice 93 of 30 May 2025, regulation 15G
        and Seventeenth Schedule: 34 classes of exempt persons. Read in the press, not in the Gazette: the Schedule's
        own text must be compared before a post relies on this table.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from border.document import DocumentType

ETA_2024 = "Legal Notice 1 of 2024 (eTA)"
EXEMPT_2025 = "Legal Notice 93 of 2025, Seventeenth Schedule"

ETA_DAY = date(2024, 1, 5)
EXEMPT_DAY = date(2025, 5, 30)


class Need(StrEnum):
    """What a person must hold to enter, besides the travel document."""

    NOTHING = "nothing"
    ETA = "eta"
    VISA = "visa"


class Capacity(StrEnum):
    """As what somebody crosses."""

    TRAVELLER = "traveller"
    DRIVER = "driver"
    CREW = "crew"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule. days: the longest stay it gives, None where it sets none. An empty set of conditions means any."""

    needs: Need
    days: int | None
    valid_from: date
    source: str
    valid_until: date | None = None
    uncertain: bool = False
    nationalities: AbstractSet[str] = frozenset()
    issuing_states: AbstractSet[str] = frozenset()
    types: AbstractSet[DocumentType] = frozenset()
    capacities: AbstractSet[Capacity] = frozenset()


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


KENYA = _codes("KEN KYA")
"""Kenya's code, and the one said to stand on some of its identity cards."""

EAST_AFRICAN_COMMUNITY = _codes("BDI COD RWA SSD TZA UGA")
"""The partner states the regulations name. Somalia joined on 4 March 2024 and is not among them."""

EXEMPT_90 = _codes(
    "BHS BLZ BRB BRN BWA COG COM CYP DMA ERI ETH FJI GHA GMB GRD GUY JAM KIR KNA LCA LSO MDV MOZ MUS MWI MYS "
    "NAM NRU PNG SGP SLB SLE SMR SWZ SYC TON TTO TUV VCT VUT WSM ZAF ZMB ZWE"
)
EXEMPT_60 = _codes(
    "AGO BEN BFA CAF CIV CMR CPV DJI DZA EGY GAB GIN GNB GNQ MAR MLI NER NGA SDN SEN TCD TGO TUN"
)
EXEMPT_60_UNSEEN = _codes("LBR MDG MRT STP")
"""Held to be in the sixty-day list, as all African states but Libya and Somalia are said to be exempt; not seen by
name in the sources read."""

ORGANISATIONS = _codes("UNO UNA XBA XCO")
"""United Nations and its agencies, African Development Bank, COMESA: the Schedule's bodies that have a code."""

NO_STATE = _codes("XXA XXB XXC XXX")

OFFICIAL_CODES = frozenset({"PD", "PO", "PS"})
"""Document codes of diplomatic, official and service passports. Several states' are exempt for differing stays
(Brazil, China, India, Iran and Turkey are named), which this table does not hold yet."""

ROWS: tuple[Row, ...] = (
    Row(
        Need.NOTHING,
        None,
        date(2010, 8, 27),
        "Constitution of Kenya 2010, article 39(3)",
        nationalities=KENYA,
    ),
    Row(Need.NOTHING, None, ETA_DAY, ETA_2024, capacities={Capacity.CREW}),
    Row(
        Need.NOTHING,
        None,
        ETA_DAY,
        ETA_2024,
        issuing_states=KENYA,
        types={DocumentType.CONVENTION_DOCUMENT},
    ),
    Row(
        Need.NOTHING,
        None,
        ETA_DAY,
        ETA_2024,
        uncertain=True,
        issuing_states=KENYA,
        nationalities=frozenset({"XXB"}),
    ),
    Row(Need.NOTHING, None, EXEMPT_DAY, EXEMPT_2025, uncertain=True, issuing_states=ORGANISATIONS),
    Row(Need.NOTHING, 180, ETA_DAY, ETA_2024, nationalities=EAST_AFRICAN_COMMUNITY),
    Row(Need.NOTHING, 90, EXEMPT_DAY, EXEMPT_2025, nationalities=EXEMPT_90),
    Row(Need.NOTHING, 60, EXEMPT_DAY, EXEMPT_2025, nationalities=EXEMPT_60),
    Row(Need.NOTHING, 60, EXEMPT_DAY, EXEMPT_2025, uncertain=True, nationalities=EXEMPT_60_UNSEEN),
    # A driver is crew where a manifest names him; a lorry at a land post rarely has one.
    Row(Need.NOTHING, None, ETA_DAY, ETA_2024, uncertain=True, capacities={Capacity.DRIVER}),
    Row(Need.ETA, 90, ETA_DAY, ETA_2024, uncertain=True, nationalities=NO_STATE),
    Row(Need.ETA, 90, ETA_DAY, ETA_2024),
    # The visa regime before is not kept in rows: only crossings entered late from paper could meet it.
    Row(Need.VISA, None, date(2011, 8, 30), "Regulations 2012", valid_until=date(2024, 1, 4), uncertain=True),
)

EXEMPT_PERSONS: tuple[tuple[str, str], ...] = (
    ("resident", "Permanent resident, or holder of a valid permit or pass"),
    ("re-entry-pass", "Holder of a re-entry pass"),
    ("accredited", "Member of a mission or organisation accredited to Kenya"),
    ("airside-transit", "In transit, not leaving the airport"),
    ("same-ship", "Arriving and leaving by the same ship, not leaving it"),
    ("private-refuelling", "Owner of a private aircraft stopping to refuel, not leaving the airport"),
    ("official-laissez-passer", "Official of an organisation the Schedule names, on its laissez-passer"),
    ("official-passport", "Holder of a diplomatic, official or service passport the Schedule names"),
    ("forces", "Member of forces the Schedule names"),
)
"""Exemptions that no document number tells: the officer sees the paper and says which. Code and words."""
