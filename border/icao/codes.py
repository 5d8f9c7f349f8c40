"""The codes of states, bodies and persons in a machine-readable zone, each with the days it may be used.

Never decides whether a traveller may pass: it says what a code means, and from when to when.
Sources: Doc 9303-3 (eighth edition), section 5, parts A to H; ISO 3166-1 and, for withdrawn codes and their last
days, ISO 3166-3. Codes met on documents that no such list has are of kind UNOFFICIAL, with what they stand for.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from border.icao.states import ISO_3166


class Kind(StrEnum):
    """What a code stands for."""

    STATE = "state"  # ISO 3166-1, and D
    BRITISH = "british"  # a British nationality other than citizen
    BODY = "body"  # a body that issues documents of its own
    PERSON = "person"  # no nationality to name: stateless, refugee, unspecified
    WITHDRAWN = "withdrawn"  # of a state that is no more, or has another code now
    SPECIMEN = "specimen"
    UNOFFICIAL = "unofficial"  # met on documents, in no list


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its letters without fillers, its English name, and its days.

    valid_from, valid_until: the first and last day it may be used, None where there is no such day (or the lists
    tell none). state: the ISO 3166-1 code of the state that answers for the holder ('DEU' for D, 'GBR' for GBO,
    'COD' for ZAR), or the code itself where no state does.
    """

    code: str
    name: str
    kind: Kind
    state: str
    valid_from: date | None = None
    valid_until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the code may be used on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def known(code: str) -> Code | None:
    """Return what a code means, whether it is still in use or not; None where no list has it.

    code: as in the zone, with or without fillers.
    """
    return _CODES.get(code.rstrip("<"))


def find(code: str, on: date) -> Code | None:
    """Return what a code means on that day; None where no list has it or it may not be used then."""
    entry = known(code)
    return entry if entry and entry.valid_on(on) else None


_SINCE = """
ALA 2004-02-13   BES 2010-12-15   BLM 2007-09-21   COD 1997-07-14   CUW 2010-12-15   CZE 1993-06-15
ERI 1993-07-12   GGY 2006-03-29   IMN 2006-03-29   JEY 2006-03-29   MAF 2007-09-21   MNE 2006-09-26
PSE 1999-10-01   ROU 2002-02-01   SRB 2006-09-26   SSD 2011-08-09   SVK 1993-06-15   SXM 2010-12-15
TLS 2002-05-20   EUE 2016-07-01   XBA 2016-07-01   XEC 2016-07-01
"""
"""First days, where a code is younger than machine-readable documents. The last three: change record of 9303-3."""

_OTHERS = """
D   state      DEU Germany
GBD british    GBR British Overseas Territories citizen
GBN british    GBR British National (Overseas)
GBO british    GBR British Overseas citizen
GBP british    GBR British protected person
GBS british    GBR British subject
RKS state      RKS Kosovo
EUE body       EUE European Union
UNO body       UNO United Nations
UNA body       UNA United Nations specialized agency
UNK body       RKS Resident of Kosovo, document of the UN mission
XBA body       XBA African Development Bank
XIM body       XIM African Export-Import Bank
XCC body       XCC Caribbean Community
XCE body       XCE Council of Europe
XCO body       XCO Common Market for Eastern and Southern Africa
XEC body       XEC Economic Community of West African States
XPO body       XPO INTERPOL
XES body       XES Organization of Eastern Caribbean States
XMP body       XMP Parliamentary Assembly of the Mediterranean
XOM body       XOM Sovereign Military Order of Malta
XDC body       XDC Southern African Development Community
IAO body       IAO International Civil Aviation Organization
XXA person     XXA Stateless person (1954 Convention)
XXB person     XXB Refugee (1951 Convention)
XXC person     XXC Refugee (other)
XXX person     XXX Unspecified nationality
UTO specimen   UTO Utopia (specimen)
KYA unofficial KEN Kenya (as on some Kenyan identity cards)
WSA unofficial WSA World Service Authority (of no state)
XCT unofficial XCT Northern Cyprus
XKX unofficial RKS Kosovo
XXK unofficial RKS Kosovo
"""

_WITHDRAWN = """
ANT 2010-12-15 NLD Netherlands Antilles
BUR 1989-12-05 MMR Burma
BYS 1992-06-15 BLR Byelorussian SSR
CSK 1993-06-15 CSK Czechoslovakia
DDR 1990-10-30 DEU German Democratic Republic
FXX 1997-07-14 FRA France, Metropolitan
NTZ 1993-07-12 NTZ Neutral Zone
ROM 2002-02-01 ROU Romania
SCG 2006-09-26 SCG Serbia and Montenegro
SUN 1992-08-30 SUN Soviet Union
TMP 2002-05-20 TLS East Timor
YMD 1990-08-14 YEM Yemen, Democratic
YUG 2003-07-23 YUG Yugoslavia
ZAR 1997-07-14 COD Zaire
"""
"""With the last day and the state that answers now; one that has split answers for itself."""


def _table() -> dict[str, Code]:
    words = _SINCE.split()
    since = {code: date.fromisoformat(day) for code, day in zip(words[::2], words[1::2], strict=True)}
    rows = [(line[:3], "state", line[:3], line[4:]) for line in ISO_3166.strip().splitlines()]
    rows += [
        (r[0], r[1], r[2], r[3]) for r in (line.split(maxsplit=3) for line in _OTHERS.strip().splitlines())
    ]
    codes = {code: Code(code, name, Kind(kind), state, since.get(code)) for code, kind, state, name in rows}
    for code, last, state, name in (line.split(maxsplit=3) for line in _WITHDRAWN.strip().splitlines()):
        codes[code] = Code(code, name, Kind.WITHDRAWN, state, valid_until=date.fromisoformat(last))
    return codes


_CODES = _table()
