"""Names and two-letter codes of states, as lists write them, into the codes of Doc 9303-3.

Source: ISO 3166-1 for the codes; the other spellings are those met in the UN, OFAC and EU lists.
"""

import re
import unicodedata

from border.icao import codes
from border.icao.states import ISO_3166

_TWO = """
AF AFG AX ALA AL ALB DZ DZA AS ASM AD AND AO AGO AI AIA AQ ATA AG ATG AR ARG AM ARM AW ABW AU AUS AT AUT AZ AZE BS BHS
BH BHR BD BGD BB BRB BY BLR BE BEL BZ BLZ BJ BEN BM BMU BT BTN BO BOL BQ BES BA BIH BW BWA BV BVT BR BRA IO IOT BN BRN
BG BGR BF BFA BI BDI CV CPV KH KHM CM CMR CA CAN KY CYM CF CAF TD TCD CL CHL CN CHN CX CXR CC CCK CO COL KM COM CG COG
CD COD CK COK CR CRI CI CIV HR HRV CU CUB CW CUW CY CYP CZ CZE DK DNK DJ DJI DM DMA DO DOM EC ECU EG EGY SV SLV GQ GNQ
ER ERI EE EST SZ SWZ ET ETH FK FLK FO FRO FJ FJI FI FIN FR FRA GF GUF PF PYF TF ATF GA GAB GM GMB GE GEO DE DEU GH GHA
GI GIB GR GRC GL GRL GD GRD GP GLP GU GUM GT GTM GG GGY GN GIN GW GNB GY GUY HT HTI HM HMD VA VAT HN HND HK HKG HU HUN
IS ISL IN IND ID IDN IR IRN IQ IRQ IE IRL IM IMN IL ISR IT ITA JM JAM JP JPN JE JEY JO JOR KZ KAZ KE KEN KI KIR KP PRK
KR KOR KW KWT KG KGZ LA LAO LV LVA LB LBN LS LSO LR LBR LY LBY LI LIE LT LTU LU LUX MO MAC MG MDG MW MWI MY MYS MV MDV
ML MLI MT MLT MH MHL MQ MTQ MR MRT MU MUS YT MYT MX MEX FM FSM MD MDA MC MCO MN MNG ME MNE MS MSR MA MAR MZ MOZ MM MMR
NA NAM NR NRU NP NPL NL NLD NC NCL NZ NZL NI NIC NE NER NG NGA NU NIU NF NFK MK MKD MP MNP NO NOR OM OMN PK PAK PW PLW
PS PSE PA PAN PG PNG PY PRY PE PER PH PHL PN PCN PL POL PT PRT PR PRI QA QAT RE REU RO ROU RU RUS RW RWA BL BLM SH SHN
KN KNA LC LCA MF MAF PM SPM VC VCT WS WSM SM SMR ST STP SA SAU SN SEN RS SRB SC SYC SL SLE SG SGP SX SXM SK SVK SI SVN
SB SLB SO SOM ZA ZAF GS SGS SS SSD ES ESP LK LKA SD SDN SR SUR SJ SJM SE SWE CH CHE SY SYR TW TWN TJ TJK TZ TZA TH THA
TL TLS TG TGO TK TKL TO TON TT TTO TN TUN TR TUR TM TKM TC TCA TV TUV UG UGA UA UKR AE ARE GB GBR US USA UM UMI UY URY
UZ UZB VU VUT VE VEN VN VNM VG VGB VI VIR WF WLF EH ESH YE YEM ZM ZMB ZW ZWE XK RKS SU SUN YU YUG UK GBR EL GRC
""".split()

_OTHERS = """
COD Democratic Republic of the Congo|Congo, Democratic Republic of the|DR Congo|Congo-Kinshasa|DRC
COG Republic of the Congo|Congo, Republic of the|Congo-Brazzaville
PRK Democratic People's Republic of Korea|Korea, North|North Korea|DPRK
KOR Republic of Korea|Korea, South|South Korea
IRN Iran (Islamic Republic of)|Iran|Islamic Republic of Iran
SYR Syrian Arab Republic|Syria
GBR United Kingdom of Great Britain and Northern Ireland|United Kingdom|Great Britain|UK
USA United States of America|United States
RUS Russian Federation|Russia
TZA United Republic of Tanzania|Tanzania|Tanzania, United Republic of
PSE State of Palestine|Palestine|Palestinian|West Bank|Region: Gaza|Palestinian Territory, Occupied
TUR Türkiye|Turkey
SUN former Soviet Union|Soviet Union|Union of Soviet Socialist Republics
VNM Viet Nam|Vietnam
LAO Lao People's Democratic Republic|Laos
MDA Republic of Moldova|Moldova|Moldova, Republic of
BOL Bolivia (Plurinational State of)|Bolivia
VEN Venezuela (Bolivarian Republic of)|Venezuela
CIV Côte d'Ivoire|Ivory Coast|Cote d Ivoire
CPV Cabo Verde|Cape Verde
SWZ Eswatini|Swaziland
MMR Myanmar|Burma
MKD North Macedonia|The Republic of North Macedonia|Macedonia
CZE Czechia|Czech Republic
NLD Netherlands|The Netherlands|Netherlands (Kingdom of the)
GMB Gambia|The Gambia|Gambia, The
BHS Bahamas|The Bahamas|Bahamas, The
BRN Brunei Darussalam|Brunei
TLS Timor-Leste|East Timor
HKG Hong Kong|China, Hong Kong Special Administrative Region
MAC Macau|Macao
TWN Taiwan|Taiwan, Province of China
VAT Holy See|Vatican City
SSD South Sudan
LBY Libya|Libyan Arab Jamahiriya
RKS Kosovo
XXA stateless
YUG former Yugoslavia|Yugoslavia
"""


def code(said: str) -> str:
    """Return the three-letter code (or `D`) for a code of two or three letters or a name; '' where none is known."""
    text = said.strip()
    plain = text.upper()
    if len(plain) <= 3 and (found := _BY_TWO.get(plain) or (codes.known(plain) and plain)):
        return found
    return _BY_NAME.get(_folded(text), "")


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"[a-z]+", "".join(c for c in letters if not unicodedata.combining(c))))


def _names() -> dict[str, str]:
    found = {_folded(line[4:]): line[:3] for line in ISO_3166.strip().splitlines()}
    for line in _OTHERS.strip().splitlines():
        found |= {_folded(name): line[:3] for name in line[4:].split("|")}
    return found


_BY_TWO = dict(zip(_TWO[::2], _TWO[1::2], strict=True))
_BY_NAME = _names()
