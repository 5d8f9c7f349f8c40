"""What changed since a whole filter: exact, small on the wire, and never believed without the filter that it is on."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.numbers import changes, manifest, publishing, service
from app.numbers.changes import Changed
from app.numbers.filter import BadFilter, build
from app.numbers.service import Refused
from sync.manifest import wire_of
from tests.app.numbers.conftest import events
from tests.house.tree import TOP

MANY = tuple(f"M{number}" for number in range(200))


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch):
    """Lists of tests are short: let what changed take as much as the whole."""
    monkeypatch.setattr(publishing, "MOST_CHANGED", 1.0)


@pytest.fixture
def whole(between):
    """A post that uses filter 1, which is whole."""
    between.load(*MANY, "A1")
    between.offer()
    return between


def on_wire(between):
    return sorted(path.name for path in between.file("").glob("*.[cf]*"))


def test_what_came_is_affirmed_and_what_went_is_denied_by_some_bytes_beside_the_filter(whole):
    loaded, _ = whole.load(*MANY, "A2")

    assert whole.offer() == 2
    assert [whole.may_hold(number) for number in ("A1", "A2", *MANY)] == [False, True, *[True] * 200]
    assert (loaded.manifest.name, loaded.manifest.wire.bytes) == ("2.changes", 16 + 3 * 8 + 2 * 8 + 16)
    assert service.current(whole.post).count == 201


def test_changes_are_of_the_last_whole_filter_so_that_a_post_needs_the_newest_alone(whole):
    whole.load(*MANY, "A1", "A2")
    whole.load(*MANY, "A1", "A2", "A3")

    assert whole.offer() == 3
    assert [whole.may_hold(number) for number in ("A1", "A2", "A3", "A4")] == [True, True, True, False]


def test_a_post_without_a_filter_fetches_the_whole_one_and_then_what_changed(between):
    between.load(*MANY)
    between.load(*MANY, "A2")

    assert (between.offer(), between.offer(), between.offer()) == (1, 2, None)
    assert between.may_hold("A2")


def test_where_much_has_changed_or_is_told_to_the_next_filter_is_a_whole_one(whole, monkeypatch):
    monkeypatch.setattr(publishing, "MOST_CHANGED", 1 / 100)
    whole.load(*MANY[:150])
    file = whole.folder / "numbers.txt"
    again = service.load(whole.hq, SYSTEM, file, whole=True, tell=print)

    assert on_wire(whole) == ["2.filter", "3.filter"]
    assert (again.unchanged, whole.offer(), service.current(whole.post).base) == (False, 3, None)


def test_a_post_on_changes_of_an_older_filter_goes_on_with_the_next_whole_one(whole):
    whole.load(*MANY, "A2")
    whole.offer()
    service.load(whole.hq, SYSTEM, whole.folder / "numbers.txt", whole=True, tell=print)
    whole.load(*MANY, "A3")

    assert (whole.offer(), whole.offer()) == (3, 4)
    assert (whole.may_hold("A2"), whole.may_hold("A3")) == (False, True)


def test_headquarters_and_the_post_keep_the_whole_filter_as_long_as_something_needs_it(whole):
    for number in ("A2", "A3", "A4"):
        whole.load(*MANY, number)
        whole.offer()

    assert on_wire(whole) == ["1.filter", "3.changes", "4.changes"]
    assert sorted(path.name for path in whole.post.settings.lists.glob("numbers-*")) == [
        "numbers-1.filter",
        "numbers-3.filter",
        "numbers-4.filter",
    ]


def test_one_goes_back_from_changes_to_changes(whole):
    for number in ("A2", "A3"):
        whole.load(*MANY, number)
        whole.offer()

    with acting(whole.post, SYSTEM) as act:
        service.go_back(act, "stops everybody")

    assert (service.current(whole.post).number, service.current(whole.post).base) == (2, 1)
    assert (whole.may_hold("A2"), whole.may_hold("A3")) == (True, False)


def test_changes_whose_whole_filter_is_gone_are_in_use_no_more_and_both_come_again(whole):
    whole.load(*MANY, "A2")
    whole.offer()
    (whole.post.settings.lists / "numbers-1.filter").unlink()

    assert service.current(whole.post) is None
    assert (whole.offer(), whole.offer()) == (1, 2)
    assert whole.may_hold("A2")


def test_changes_of_another_filter_than_the_one_here_are_refused(whole):
    whole.load(*MANY, "A2")
    made = manifest.verify(whole.file("2.json").read_bytes(), lambda *_: True)
    other = replace(made, base=replace(made.base, sha256="0" * 64))

    for ask in (service.wanted, lambda site, signed: service.take_up(site, signed, whole.file("2.changes"))):
        with pytest.raises(Refused) as refused:
            ask(whole.post, manifest.sign(other, whole.hq.identity.sign))
        assert refused.value.why == "base"
    assert service.after(whole.post) == 0
    assert len(events(whole.post, "numbers.refused")) == 1


@pytest.mark.parametrize("place", [3, 20, 41, -1])
def test_changes_that_were_tampered_with_are_refused_and_the_filter_in_use_stays(whole, place):
    whole.load(*MANY, "A2")
    signed, tampered = whole.file("2.json").read_bytes(), whole.folder / "tampered"
    octets = bytearray(whole.file("2.changes").read_bytes())
    octets[place] ^= 1
    tampered.write_bytes(octets)

    with pytest.raises(Refused) as refused:
        service.take_up(whole.post, signed, tampered)
    made = manifest.verify(signed, lambda *_: True)
    signed_so = manifest.sign(replace(made, wire=wire_of(tampered)), whole.hq.identity.sign)
    with pytest.raises(Refused) as signed_refused:
        service.take_up(whole.post, signed_so, tampered)

    assert (refused.value.why, signed_refused.value.why) == ("damaged", "format")
    assert whole.may_hold("A1")


def test_changes_that_are_damaged_on_the_disk_say_so_and_deny_nothing(tmp_path):
    build(tmp_path / "whole", ["KEN:A1"], 1)
    changes.write(tmp_path / "changes", 1, ["KEN:A2"], ["KEN:A1"])
    octets = bytearray((tmp_path / "changes").read_bytes())
    for place in range(len(octets)):
        damaged = octets.copy()
        damaged[place] ^= 64
        (tmp_path / "damaged").write_bytes(damaged)

        with pytest.raises(BadFilter):
            Changed(tmp_path / "damaged", 1, tmp_path / "whole")
    for length in range(len(octets)):
        (tmp_path / "damaged").write_bytes(octets[:length])
        with pytest.raises(BadFilter):
            Changed(tmp_path / "damaged", 1, tmp_path / "whole")


def test_changes_of_a_filter_of_another_number_are_none_of_this_one(tmp_path):
    build(tmp_path / "whole", ["KEN:A1"], 1)
    changes.write(tmp_path / "changes", 2, ["KEN:A2"], [])

    with pytest.raises(BadFilter, match="since filter 2, not 1"):
        Changed(tmp_path / "changes", 1, tmp_path / "whole")


def test_a_number_that_came_went_and_came_again_is_listed(whole):
    whole.load(*MANY)
    whole.offer()
    denied = whole.may_hold("A1")
    whole.load(*MANY, "A1")
    whole.offer()

    assert (denied, whole.may_hold("A1")) == (False, True)


KILLED = """
import os, signal, sys
from pathlib import Path
from app.numbers import service, taking
from app.projections import PROJECTIONS
from app.site import open_site

point, data, signed, path = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4])

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if point == "copied":
    taking._require = die
elif point == "verified":
    taking._use = die
elif point == "renamed":
    taking.acting = die
service.take_up(open_site(data, PROJECTIONS), signed.read_bytes(), path)
"""


@pytest.mark.slow
@pytest.mark.parametrize("file", ["2.filter", "2.changes"])
@pytest.mark.parametrize("point", ["copied", "verified", "renamed"])
def test_killed_at_any_point_the_old_one_stays_and_the_next_attempt_takes_up_the_new_one(whole, point, file):
    whole.load(*MANY[:20] if file == "2.filter" else MANY, "A2")
    arguments = [str(each) for each in (whole.post.settings.data, whole.file("2.json"), whole.file(file))]

    done = subprocess.run([sys.executable, "-c", KILLED, point, *arguments], cwd=TOP, timeout=50, check=False)

    assert done.returncode == -signal.SIGKILL
    assert (service.current(whole.post).number, whole.may_hold("A1")) == (1, True)
    assert whole.offer() == 2
    assert (whole.may_hold("A1"), whole.may_hold("A2")) == (False, True)
    assert {path.name for path in whole.post.settings.lists.glob("numbers-*")} == {
        "numbers-1.filter",
        "numbers-2.filter",
    }


TAKEN = """
import sys
from pathlib import Path
from app.numbers import service
from app.projections import PROJECTIONS
from app.site import open_site

data, signed, path = map(Path, sys.argv[1:4])
print(service.take_up(open_site(data, PROJECTIONS), signed.read_bytes(), path) is not None)
"""


@pytest.mark.slow
def test_of_several_processes_that_take_the_same_up_one_does_and_the_others_find_it_done(whole):
    whole.load(*MANY, "A2")
    arguments = [
        str(each) for each in (whole.post.settings.data, whole.file("2.json"), whole.file("2.changes"))
    ]

    running = [
        subprocess.Popen(
            [sys.executable, "-c", TAKEN, *arguments], cwd=TOP, stdout=subprocess.PIPE, env=os.environ
        )
        for _ in range(3)
    ]
    said = sorted(each.communicate(timeout=50)[0].strip() for each in running)

    assert said == [b"False", b"False", b"True"]
    assert len(events(whole.post, "numbers.taken")) == 2
    assert whole.may_hold("A2")
