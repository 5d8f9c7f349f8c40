from hardware.parity import FROM_EVEN_PARITY, SPOILT, WITH_EVEN_PARITY


def test_every_seven_bit_character_survives() -> None:
    characters = bytes(range(128))

    assert characters.translate(WITH_EVEN_PARITY).translate(FROM_EVEN_PARITY) == characters


def test_parity_is_even() -> None:
    assert b"\x02AC\r".translate(WITH_EVEN_PARITY) == b"\x82A\xc3\x8d"


def test_a_byte_with_one_wrong_bit_is_spoilt() -> None:
    for byte in bytes(range(128)).translate(WITH_EVEN_PARITY):
        assert {bytes((byte ^ 1 << bit,)).translate(FROM_EVEN_PARITY)[0] for bit in range(8)} == {SPOILT}
