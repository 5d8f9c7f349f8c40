"""Taking up an edition at a post: all of it and verified, or the one in use stays, whatever happens."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from datetime import date

import pytest
from sqlite_utils.utils import sqlite3

from app.act import SYSTEM, acting
from app.editions import file, manifest, service
from app.editions.service import Refused
from app.replay import replayed
from border.matching.sought import Sought
from tests import make
from tests.app.editions.conftest import events, here, next_edition
from tests.house.tree import TOP


def files(site):
    return sorted(path.name for path in site.settings.lists.glob("edition-*"))


def signed_and_file(between, folder, name=None):
    """Return the newest manifest and a copy of its full file, to be damaged."""
    signed = service.manifest_for(between.hq)
    said = json.loads(json.loads(signed)["manifest"])
    name = name or f"{said['number']}.db.zst"
    return signed, shutil.copy(service.wire_file(between.hq, name), folder / name)


def forged(between, **changes):
    """Return a manifest that headquarters signs but that does not say what its file holds."""
    said = json.loads(json.loads(service.manifest_for(between.hq))["manifest"])
    text = json.dumps({**said, **changes}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    signature = between.hq.identity.sign(f"{manifest.PROTOCOL}\n{text}".encode())
    return json.dumps({"manifest": text, "signature": signature.hex()}).encode()


def test_the_first_edition_comes_whole_and_is_in_use(between):
    made = between.publish()

    assert between.offer() == "1.db.zst"

    edition = service.current(between.post)
    assert (edition.number, edition.on, edition.digest) == (1, date(2026, 11, 24), made.about.digest)
    assert edition.path.name == "edition-1.db"
    assert files(between.post) == ["edition-1.db"]
    assert events(between.post, "edition.taken")[0]["before"] is None


def test_the_next_edition_comes_as_a_delta_and_is_the_same_as_the_whole(between):
    between.publish()
    between.offer()
    between.change(7)
    del between.persons[8], between.documents[9]
    made = between.publish()

    assert between.offer() == "2.delta.zst"

    assert file.counted(service.current(between.post).path, made.about) == made.about
    assert files(between.post) == ["edition-1.db", "edition-2.db"]


def test_a_post_that_was_away_goes_on_delta_by_delta(between):
    between.publish()
    between.offer()
    for number in (1, 2, 3):
        between.change(number)
        between.publish()

    assert [between.offer(), between.offer(), between.offer(), between.offer()] == [
        "2.delta.zst",
        "3.delta.zst",
        "4.delta.zst",
        None,
    ]
    assert between.in_use() == 4


def test_the_last_two_stay(between):
    for number in (1, 2, 3, 4):
        between.change(number)
        between.publish()
        between.offer()

    assert files(between.post) == ["edition-3.db", "edition-4.db"]


def test_the_same_edition_twice_changes_nothing(between, tmp_path):
    between.publish()
    between.offer()

    assert service.take_up(between.post, *signed_and_file(between, tmp_path), here) is None
    assert len(events(between.post, "edition.taken")) == 1


def test_an_older_edition_is_refused(between, tmp_path):
    between.publish()
    old = signed_and_file(between, tmp_path)
    between.change(1)
    between.publish()
    between.offer()

    with pytest.raises(Refused, match="edition 2 is in use"):
        service.take_up(between.post, *old, here)

    assert between.in_use() == 2
    assert events(between.post, "edition.refused")[0]["why"] == "older"


def test_a_headquarters_that_was_restored_and_counts_lower_is_told_of_before_anything_is_fetched(between):
    between.publish()
    old = service.manifest_for(between.hq)
    between.change(1)
    between.publish()
    between.offer()

    with pytest.raises(Refused):
        service.wanted(between.post, old)

    assert service.refusal(between.post)["why"] == "older"


def test_an_edition_whose_file_is_gone_is_fetched_again(between):
    next_edition(between)
    between.offer()
    service.current(between.post).path.unlink()

    assert (service.current(between.post), service.ask_after(between.post)) == (None, 0)
    assert between.offer() == "2.db.zst"
    assert between.in_use() == 2


def test_a_full_disk_says_nothing_against_an_edition(between, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    next_edition(between)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        with pytest.raises(OSError, match="No space"):
            between.offer()

    assert events(between.post, "edition.refused") == []
    assert files(between.post) == ["edition-1.db"]
    assert between.offer() == "2.delta.zst"


def test_another_edition_of_the_same_number_is_refused(between, tmp_path):
    between.publish()
    between.offer()

    with pytest.raises(Refused):
        service.take_up(
            between.post, forged(between, digest="0" * 64), signed_and_file(between, tmp_path)[1], here
        )

    assert between.in_use() == 1


def refusal_of(between, signed, path, why):
    """Require that an edition is refused for a reason, with one event, and that nothing else is changed."""
    before = between.in_use(), files(between.post)

    for _ in range(2):
        with pytest.raises(Refused) as refused:
            service.take_up(between.post, signed, path, here)
        assert refused.value.why == why

    assert (between.in_use(), files(between.post)) == before
    assert [event["why"] for event in events(between.post, "edition.refused")] == [why]
    assert service.refusal(between.post)["why"] == why


def test_a_manifest_that_another_key_signed_is_refused(between, tmp_path):
    next_edition(between)
    signed, path = signed_and_file(between, tmp_path)
    said = json.loads(signed)
    message = f"{manifest.PROTOCOL}\n{said['manifest']}".encode()
    other = json.dumps({**said, "signature": between.post.identity.sign(message).hex()}).encode()

    refusal_of(between, other, path, "signature")


def test_a_flipped_byte_of_the_manifest_is_refused(between, tmp_path):
    next_edition(between)
    signed, path = signed_and_file(between, tmp_path)
    for position in range(0, len(signed) - 1, 37):
        bad = bytearray(signed)
        bad[position] ^= 1
        if bytes(bad).strip() == signed.strip():
            continue

        with pytest.raises(Refused, match="B|manifest"):
            service.take_up(between.post, bytes(bad), path, here)

    assert between.in_use() == 1


def test_a_post_that_knows_no_headquarters_takes_nothing(between, tmp_path, clock):
    between.publish()
    lonely = make.site(tmp_path / "other", clock=clock)

    with pytest.raises(Refused) as refused:
        service.take_up(lonely, *signed_and_file(between, tmp_path), here)
    assert refused.value.why == "signature"


def test_a_count_that_does_not_hold_is_refused(between, tmp_path):
    next_edition(between)

    refusal_of(between, forged(between, persons=40), signed_and_file(between, tmp_path)[1], "count")


def test_a_digest_that_does_not_hold_is_refused(between, tmp_path):
    next_edition(between)

    refusal_of(between, forged(between, digest="0" * 64), signed_and_file(between, tmp_path)[1], "digest")


def test_a_delta_that_leads_elsewhere_is_refused_and_the_whole_is_fetched(between, tmp_path):
    next_edition(between)
    path = service.current(between.post).path
    file.apply(path, file.read_about(path), [["p", "own:3", None]])  # rows that are not what they were

    with pytest.raises(Refused):
        between.offer()

    assert events(between.post, "edition.refused")[0]["why"] == "count"
    assert service.ask_after(between.post) == 0
    assert between.offer() == "2.db.zst"
    assert between.in_use() == 2
    assert service.refusal(between.post) is None


def test_a_cut_file_is_refused_and_fetched_again(between, tmp_path):
    next_edition(between)
    signed, path = signed_and_file(between, tmp_path)
    os.truncate(path, path.stat().st_size - 1)

    refusal_of(between, signed, path, "damaged")
    assert service.wanted(between.post, signed)[0] == "2.delta.zst"


def test_a_damaged_file_is_refused(between, tmp_path):
    next_edition(between)
    signed, path = signed_and_file(between, tmp_path)
    octets = bytearray(path.read_bytes())
    octets[len(octets) // 2] ^= 4
    path.write_bytes(octets)

    refusal_of(between, signed, path, "damaged")


def test_an_edition_in_which_the_planted_entries_are_not_found_is_refused(between, monkeypatch):
    between.publish()
    between.offer()
    monkeypatch.setattr(file, "person_row", without_planted(file.person_row))
    between.change(5)
    between.publish()

    with pytest.raises(Refused) as refused:
        between.offer()

    assert refused.value.why == "self-test"
    assert between.in_use() == 1


def without_planted(row):
    return lambda subject, with_row: (
        ("own:planted", *row(subject, with_row)[1:]) if subject.entry == "test:1" else row(subject, with_row)
    )


def test_an_edition_that_was_refused_for_what_is_in_it_is_not_fetched_again(between, monkeypatch):
    monkeypatch.setattr(file, "person_row", without_planted(file.person_row))
    between.publish()
    with pytest.raises(Refused):
        between.offer()

    assert between.offer() is None

    monkeypatch.undo()
    between.change(1)
    between.publish()
    assert between.offer() == "2.db.zst"


def test_a_process_of_its_own_makes_it_ready_and_says_what_is_wrong(between, tmp_path):
    between.publish()
    signed, path = signed_and_file(between, tmp_path)

    with pytest.raises(Refused) as refused:
        service.take_up(between.post, forged(between, documents=40), path)
    edition = service.take_up(between.post, signed, path)

    assert refused.value.why == "count"
    assert edition.number == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from app.editions import index, prepare, service, taking
from app.projections import PROJECTIONS
from app.site import open_site

point, data, signed, path = sys.argv[1], *map(Path, sys.argv[2:])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if point == "unpacked":
    prepare._require = die
elif point == "indexed":
    index.self_test = die
elif point == "ready":
    taking._use = die
elif point == "renamed":
    taking.acting = die
service.take_up(open_site(data, PROJECTIONS), signed.read_bytes(), path, lambda order, lock: prepare.prepare(order))
"""


@pytest.mark.slow
@pytest.mark.parametrize("point", ["unpacked", "indexed", "ready", "renamed"])
def test_killed_at_any_point_the_old_one_stays_and_the_next_attempt_clears_the_draft(
    between, tmp_path, point
):
    next_edition(between)
    signed, path = signed_and_file(between, tmp_path)
    (tmp_path / "signed").write_bytes(signed)
    data = between.post.settings.data

    done = subprocess.run(
        [sys.executable, "-c", KILLED, point, str(data), str(tmp_path / "signed"), str(path)],
        cwd=TOP,
        timeout=50,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL
    assert between.in_use() == 1
    assert len(files(between.post)) == 2
    assert between.offer() == "2.delta.zst"
    assert files(between.post) == ["edition-1.db", "edition-2.db"]


ORPHANED = """
import os, sys
from pathlib import Path
from app.running import alone

with alone(Path(sys.argv[1]), "take-edition"):
    if os.fork():
        os._exit(9)
    print("here", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.slow
def test_a_process_whose_parent_was_killed_keeps_the_next_attempt_waiting(tmp_path):
    orphan = subprocess.Popen(
        [sys.executable, "-c", ORPHANED, str(tmp_path)],
        cwd=TOP,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    orphan.stdout.readline()

    while_it_lives = is_free(tmp_path / "take-edition.lock")
    orphan.communicate(b"\n", timeout=20)

    assert (while_it_lives, is_free(tmp_path / "take-edition.lock")) == (False, True)


def is_free(path):
    with path.open("r+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_an_edition_is_stale_after_its_limit(between):
    between.publish()
    between.offer()

    assert not service.stale(between.post, date(2026, 12, 1))
    assert service.stale(between.post, date(2026, 12, 2))
    assert service.current(between.post).age_days(date(2026, 12, 3)) == 9


def test_a_site_without_an_edition_has_none_and_it_is_not_stale(between):
    assert service.current(between.post) is None
    assert not service.stale(between.post, date(2026, 12, 2))


def test_headquarters_uses_its_own_newest_edition(between):
    between.publish()

    edition = service.take_up_own(between.hq, here)

    assert edition.number == 1
    assert service.take_up_own(between.hq, here) is None


def test_the_rows_are_the_same_after_a_replay(between):
    next_edition(between)
    between.offer()
    with acting(between.post, SYSTEM) as act:
        service.go_back(act, "finds nobody")

    told = replayed(between.post.db, between.post.settings.run, between.post.projections)

    assert told.differences == ()


ANNA = Sought("ERIKSSON", "ANNA 7", "1974-08-12", "F", "UTO")


def stale(between):
    """Make the index of the edition in use one that another program's rules have made."""
    path = service.current(between.post).path
    with closing(sqlite3.connect(path)) as db:
        db.execute("pragma user_version = 0")
        db.execute("delete from keys")
    return path


def test_after_an_upgrade_the_index_is_built_anew_and_asked_again(between):
    next_edition(between)
    stale(between)
    with pytest.raises(service.IndexMissing):
        service.in_use(between.post)

    assert service.index_by_our_rules(between.post, here)
    assert not service.index_by_our_rules(between.post, here)

    _, index = service.in_use(between.post)
    assert index.lists("own:7")
    assert index.screen(ANNA)


def test_a_delta_on_an_index_of_other_rules_builds_it_anew(between):
    next_edition(between)
    stale(between)
    between.change(9)
    between.publish()

    assert between.offer().endswith(".delta.zst")
    _, index = service.in_use(between.post)
    assert index.screen(ANNA)
