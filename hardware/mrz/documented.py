"""One framing for the six formats whose makers have published them.

| maker | a frame |
|---|---|
| 3M, Gemalto: RTE Native | `SOH length-low length-high O U STX flag [line] CR [line] CR line CR ETX BCC`, lines padded with `_` |
| Desko: CUTE | `SOD STX line CR line CR [line CR] ETX EOD` |
| Elyctis: IDBOX | `49 L1 L2 data`, length most significant byte first |
| Honeywell imagers | `line CR line [CR line]`: 89 bytes for a TD3, 92 for a TD1 |
| Code Corporation | each row as it is decoded, in any order |
| others with CDC-ACM | lines with CR, LF or both |

Sources: 3M RTE6701-OEM Integration Manual, p. 25 f.; DESKO Serial Protocol Spec 7 000 310 001, release 2.12;
Elyctis Scanner Command Set v1.7; Code Corporation Interface Configuration Document, 12.5. The block check of
RTE Native is not spelt out there; it is taken by ISO 1745: all bytes after SOH up to and with ETX, by exclusive or.
"""

import re
from functools import reduce
from operator import xor

from hardware.mrz.framing import STX, Framing, between_stx_and_etx, counted_in_any_order, zone_left
from hardware.mrz.zone import Lines, rows, zone

INQUIRED = b"I\x00"
"""How an Elyctis answer begins: no zone is longer than 255 bytes."""

_RTE_HEADER = re.compile(rb"\x01..OU\x02", re.DOTALL)
_RTE_BLOCK = re.compile(rb".*\x01(..OU\x02.([^\x03]*)\x03)(.)", re.DOTALL)


def block_check(block: bytes) -> int:
    """Return the exclusive or of all bytes."""
    return reduce(xor, block, 0)


def _ended(plain: bytes) -> Lines | None:
    if _RTE_HEADER.search(plain):
        return _rte(plain)
    if STX in plain:
        return between_stx_and_etx(plain)
    if INQUIRED in plain:
        return _elyctis(plain)
    return counted_in_any_order(plain)


def _left(plain: bytes) -> Lines:
    return () if _RTE_HEADER.search(plain) else zone_left(plain)


def _rte(plain: bytes) -> Lines | None:
    block = _RTE_BLOCK.fullmatch(plain)
    if block is None:
        return None
    checked, text, check = block.groups()
    return _unpadded(text) if block_check(checked) == check[0] else ()


def _unpadded(text: bytes) -> Lines:
    """Two lines are padded to 44 even where the document is a TD2, whose lines end at 36."""
    lines = [line.rstrip(b"_") for line in text.split(b"\r") if line]
    longest = max(map(len, lines), default=0)
    width = 30 if len(lines) == 3 else 36 if longest <= 36 else 44
    return zone(rows(b"\r".join(line.ljust(width, b"<") for line in lines)))


def _elyctis(plain: bytes) -> Lines | None:
    """An answer of no bytes says that no document lies there; it ends nothing."""
    answer = plain[plain.rfind(INQUIRED) + len(INQUIRED) :]
    if not answer or answer[0] == 0 or len(answer) <= answer[0]:
        return None
    return zone_left(answer[1:])


DOCUMENTED = Framing(_ended, left=_left)
