import grp
import os
import pwd

import pytest

from hardware.device import Device
from hardware.devices_file import BadDevicesFile, DevicesFile, parse
from hardware.peer import Admitted

GOOD = """
[[device]]
desk = "busia-1"
kind = "mrz"
protocol = "stx-etx"
path = "/dev/mpaka/busia-1-mrz"
"""


def test_a_device_needs_desk_kind_protocol_and_path_only() -> None:
    assert parse(GOOD) == DevicesFile(
        devices=(Device("busia-1", "mrz", "stx-etx", "/dev/mpaka/busia-1-mrz", 9600, 8, "N", 50),),
        admitted=Admitted(frozenset(), None),
    )


def test_a_line_may_have_seven_bits_and_another_pace() -> None:
    device = parse(GOOD + 'baud = 115200\nbytesize = 7\nparity = "E"').devices[0]

    assert (device.baud, device.bytesize, device.parity) == (115200, 7, "E")


def test_a_post_without_readers_has_none() -> None:
    assert parse("").devices == ()


def test_those_who_may_connect_are_known_by_name() -> None:
    user, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name

    admitted = parse(f'[clients]\nusers = ["{user}"]\ngroup = "{group}"').admitted

    assert admitted == Admitted(frozenset({os.getuid()}), os.getgid())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "buad = 9600", r"device 1 \(busia-1\): 'buad' is no key; did you mean 'baud'\?"),
        (GOOD + 'colour = "red"', "'colour' is no key"),
        (GOOD.replace("stx-etx", "stxetx"), "protocol 'stxetx' is not known; did you mean 'stx-etx'"),
        (GOOD.replace('"mrz"', '"mzr"'), "kind 'mzr' is not known; did you mean 'mrz'"),
        (GOOD.replace('desk = "busia-1"', ""), r"device 1 \(no desk\): desk is missing"),
        (GOOD.replace("busia-1", "Busia 1", 1), "desk is 'Busia 1', but must be letters a-z"),
        (GOOD.replace("/dev/mpaka/", ""), "path is 'busia-1-mrz', but must be a whole path"),
        (GOOD + 'baud = "9600"', "baud is '9600', but must be a whole number"),
        (GOOD + "baud = true", "baud is True, but must be a whole number"),
        (GOOD + "baud = 1200", "baud is 1200, but must be one of 9600, 19200"),
        (GOOD + "bytesize = 7", "bytesize and parity is '7N'"),
        (GOOD + 'parity = "O"', "bytesize and parity is '8O'"),
        (GOOD + "gap_ms = 50", 'gap_ms goes with protocol = "gap" only'),
        (GOOD.replace("stx-etx", "gap") + "gap_ms = 5", "gap_ms is 5, but must be 10 to 1000"),
        (GOOD + GOOD, "two devices have the same desk and kind: busia-1 mrz"),
        (GOOD + GOOD.replace('desk = "busia-1', 'desk = "busia-2'), "two devices have the same path"),
        (GOOD.replace("[[device]]", "[device]"), r"a device is written \[\[device\]\]"),
        (GOOD.replace("device", "devices"), "the file: 'devices' is no key; did you mean 'device'"),
        ("[clients]\nuser = []", "clients: 'user' is no key; did you mean 'users'"),
        ('[clients]\nusers = ["nobody-of-this-name"]', "clients: .*nobody-of-this-name"),
        ("[clients]\nusers = 7", "users is a list of names"),
        ('[clients]\ngroup = ["a"]', "group is one name"),
        ("desk = ", "it is no TOML"),
    ],
)
def test_what_is_misspelt_stops_the_start_and_is_named(text: str, message: str) -> None:
    with pytest.raises(BadDevicesFile, match=message):
        parse(text)
