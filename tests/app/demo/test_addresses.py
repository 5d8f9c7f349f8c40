"""Ports that are free, and what a site is told of them."""

import socket

import pytest

from app.demo import addresses
from app.demo.plan import places
from hardware import devices_file


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind((addresses.HOST, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_where_somebody_listens_is_passed_over(taken):
    first, second = addresses.free_ports(taken, 2)

    assert taken < first < second


def test_any_free_ports_are_different_ones():
    assert len(set(addresses.free_ports(0, 6))) == 6


def test_where_too_few_ports_are_left_it_is_said():
    with pytest.raises(OSError, match="no 9 free ports from 65530 on"):
        addresses.free_ports(65_530, 9)


def test_the_agent_can_follow_the_devices_file_whatever_the_folder_is_called(tmp_path):
    post = places(tmp_path / 'a "demo" \\ folder', 1)[1]

    read = devices_file.parse(addresses.devices(post))

    assert [(device.desk, device.kind, device.path) for device in read.devices] == [
        ("busia-1", "mrz", str(post.folder / "readers" / "busia-1-mrz")),
        ("busia-2", "mrz", str(post.folder / "readers" / "busia-2-mrz")),
    ]
