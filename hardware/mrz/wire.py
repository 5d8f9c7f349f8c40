"""The bytes that a reader sends for a zone, by protocol: what the simulator speaks, and the tests compare with.

Written from the makers' papers, not from our framing, which reads the same papers (see hardware.mrz.documented).
"""

from collections.abc import Callable, Mapping, Sequence


def frame(protocol: str, lines: Sequence[str]) -> bytes:
    """Return what a reader with this protocol sends for these lines. Raises KeyError for an unknown protocol."""
    return FRAMES[protocol]([line.encode("ascii") for line in lines])


def _rte(lines: list[bytes]) -> bytes:
    width = 30 if len(lines) == 3 else 44
    three = [*[b""] * (3 - len(lines)), *(line[:width].ljust(width, b"_") for line in lines)]
    text = b"\x02" + b"0" + b"".join(line + b"\r" for line in three) + b"\x03"
    length = 2 + 2 + len(text) + 1
    block = bytes((length & 0x7F, length >> 7)) + b"OU" + text
    check = 0
    for byte in block:
        check ^= byte
    return b"\x01" + block + bytes((check,))


def _stx_etx(lines: list[bytes]) -> bytes:
    return b"\x02" + b"\r".join(lines) + b"\x03"


def _desko(lines: list[bytes]) -> bytes:
    return b"O\x02" + b"".join(line + b"\r" for line in lines) + b"\x03" + b"E"


def _elyctis(lines: list[bytes]) -> bytes:
    text = b"".join(line + b"\r" for line in lines)
    return b"I" + len(text).to_bytes(2, "big") + text


def _between_cr(lines: list[bytes]) -> bytes:
    return b"\r".join(lines)


def _each_cr(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\r" for line in lines)


def _each_crlf(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\r\n" for line in lines)


def _each_cr_last_first(lines: list[bytes]) -> bytes:
    return _each_cr(lines[::-1])


FRAMES: Mapping[str, Callable[[list[bytes]], bytes]] = {
    "stx-etx": _stx_etx,
    "cr": _each_cr,
    "crlf": _each_crlf,
    "count": _between_cr,
    "gap": _between_cr,
    "rte": _rte,
    "desko": _desko,
    "elyctis": _elyctis,
    "honeywell": _between_cr,
    "code": _each_cr_last_first,
    "cdc": _each_crlf,
}
