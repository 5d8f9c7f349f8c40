import pytest
from serial.tools.list_ports_common import ListPortInfo

from hardware.mrz import wire
from hardware.probe import described, protocols_of
from tests.hardware.specimens import TD3


@pytest.mark.parametrize("protocol", sorted(set(wire.FRAMES) - {"gap"}))
def test_the_protocol_of_a_swipe_is_among_those_named(protocol: str) -> None:
    assert protocol in protocols_of(wire.frame(protocol, TD3))


def test_garbage_is_no_protocol() -> None:
    assert protocols_of(b"\x80\xf8\x78" * 30) == []


def test_a_port_is_described_by_whose_reader_it_is() -> None:
    port = ListPortInfo("/dev/ttyACM7")
    port.vid, port.product = 0x0DB5, "Swipe"

    assert list(described([port])) == ["/dev/ttyACM7: Access IS, Swipe\n"]
