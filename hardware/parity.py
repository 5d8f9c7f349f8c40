"""Seven data bits with even parity, kept in eight.

7E1 and 8N1 both put ten bits on the wire, so a port is always opened 8N1 and the eighth bit is judged here:
pyserial clears INPCK, by which the kernel would no longer check it, and a pty takes 8N1 only.
"""

SPOILT = 0xFF
"""What stands for a byte whose parity is wrong: in no alphabet of ours."""


def _is_even(byte: int) -> bool:
    return byte.bit_count() % 2 == 0


WITH_EVEN_PARITY = bytes(byte if _is_even(byte) or byte > 0x7F else byte | 0x80 for byte in range(256))
"""Table for bytes.translate: seven-bit characters as a 7E1 port sends them."""

FROM_EVEN_PARITY = bytes(byte & 0x7F if _is_even(byte) else SPOILT for byte in range(256))
"""Table back; a byte with wrong parity becomes SPOILT."""

FROM_EIGHT_BITS = bytes(range(256))
"""The table of 8N1: every byte is itself."""
