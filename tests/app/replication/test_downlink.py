"""The way down over real sockets: what headquarters says and relays is kept once, in order, with its rows, or not at all."""

import hashlib
import json
from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.audit import service as audit
from app.replay import replayed
from app.replication import service
from db.sqlite import open_sqlite
from sync import apply, downlink, journal, pull, rounds, signed, wire
from sync.link import Link
from tests import make
from tests.app.replication.conftest import enrol, knowing, pusher
from tests.sync.wires import Cutter, served

pytestmark = pytest.mark.slow

HIT = {
    "list": "persons",
    "edition": 1,
    "entry_id": "e",
    "category": "wanted",
    "kind": "person",
    "score": None,
    "reasons": ["same name"],
    "document_id": "UTO:passport:X",
    "desk": "jkia-1",
}


@pytest.fixture
def jkia(hq, tmp_path, clock):
    other = make.site(tmp_path, "jkia", clock, kind="air")
    enrol(hq, other)
    return other


def hit(site, number=1):
    """Let a post find a hit, which is for everybody."""
    with acting(site, SYSTEM) as act:
        act.record(
            "hit.found",
            {**HIT, "hit_id": f"{site.name}-{number}", "inspection_id": f"i-{site.name}-{number}"},
        )


def enrol_more(hq, count, first=0):
    """Let headquarters enrol posts, which is for all posts."""
    with acting(hq, SYSTEM) as act:
        for number in range(first, first + count):
            act.record("post.enrolled", {**POST, "name": f"post-{number}", "public_key": f"{number:043}"})


def heard(post):
    """Return the events a post has of others, in the order in which they came."""
    return [event for _, event in journal.as_written(post.db, limit=100_000) if event.node != post.name]


def faulted(post):
    """Return how a round ended that went wrong."""
    at = pull.hearing(post.db, post.name)
    return at.fault, at.stopped


def require_same_rows(post):
    assert replayed(post.db, post.settings.run, post.projections).differences == ()


POST = {"title": "x", "role": "post", "kind": "land", "neighbour": ""}


def test_another_posts_event_for_everybody_arrives_with_its_rows(listener, hq, jkia, line):
    hit(jkia)
    pusher(jkia, line).push()

    pause = service.puller_of(listener).pull()

    assert pause is None
    *_, came = heard(listener)
    assert (came.node, came.kind) == ("jkia", "hit.found")
    assert came == journal.after(jkia.db, "jkia", 1, journal.head(jkia.db, "jkia").seq - 1)[0]
    assert [row["node"] for row in listener.db.rows("hits")] == ["jkia"]
    require_same_rows(listener)


def test_what_is_headquarters_own_business_does_not_go_down(listener, hq, jkia, line):
    make.person(hq)
    make.desk(jkia, "jkia-1")
    pusher(jkia, line).push()

    service.puller_of(listener).pull()

    assert {event.kind for event in heard(listener)} <= {"post.enrolled", "site.founded"}


def test_a_post_does_not_get_its_own_events_back(listener, hq, line):
    hit(listener)
    pusher(listener, line).push()
    before = journal.head(listener.db, "busia")

    service.puller_of(listener).pull()

    assert journal.head(listener.db, "busia") == before
    assert "hit.found" not in {event.kind for event in heard(listener)}


def test_asking_again_brings_nothing_twice(listener, hq):
    enrol_more(hq, 3)
    ask = service.puller_of(listener)
    ask.pull()
    before = heard(listener)
    ask.pull()
    enrol_more(hq, 1, first=3)
    ask.pull()

    assert len(heard(listener)) == len(before) + 1


def test_a_long_story_comes_in_packets_and_in_order(listener, hq, monkeypatch):
    monkeypatch.setattr(downlink, "ROOM", 2_000)
    enrol_more(hq, 40)

    service.puller_of(listener).pull()

    names = [event.payload["name"] for event in heard(listener) if event.kind == "post.enrolled"]
    assert names == ["busia", *(f"post-{number}" for number in range(40))]
    assert pull.hearing(listener.db, "busia").whole_at == "2026-11-24T06:00:00.000Z"
    require_same_rows(listener)


def test_a_packet_is_no_longer_than_so_many_events(listener, hq, monkeypatch):
    monkeypatch.setattr(downlink, "MOST", 3)
    enrol_more(hq, 10)

    service.puller_of(listener).pull()

    assert listener.db.value("select count(*) from sites where name like 'post-%'") == 10


def test_an_auditor_can_walk_what_was_heard(listener, hq, jkia, line):
    hit(jkia)
    pusher(jkia, line).push()
    service.puller_of(listener).pull()

    verdicts = [audit.verify(listener.db, node, epoch, 0) for node, epoch in audit.chains(listener.db)]

    assert {(verdict.node, verdict.done, verdict.fault) for verdict in verdicts} == {
        ("busia", True, ""),
        ("hq", True, ""),
        ("jkia", True, ""),
    }


# --- cuts, restarts, restores -------------------------------------------------------------------------------------


def test_a_packet_that_is_cut_leaves_nothing_and_comes_whole_the_next_time(post, hq, hq_port):
    enrol_more(hq, 200)
    with Cutter(hq_port, cuts=(2_000, 4_000)) as line:
        listener = knowing(post, hq, int(line.url.rpartition(":")[2]))
        ask = service.puller_of(listener)
        ask.pull()
        cut, kept = faulted(listener), len(heard(listener))
        ask.pull()
        again = faulted(listener)
        pause = ask.pull()

    assert (cut, again, kept, pause) == (("unreachable", False), ("unreachable", False), 0, None)
    assert listener.db.value("select count(*) from sites where name like 'post-%'") == 200
    assert faulted(listener) == (None, False)


def test_a_headquarters_that_restarts_is_waited_for(post, hq, hq_app):
    with served(hq_app) as port:
        listener = knowing(post, hq, port)
        service.puller_of(listener).pull()
    enrol_more(hq, 1)
    ask = service.puller_of(listener)
    down = ask.pull()
    fault = faulted(listener)
    with served(hq_app, port):
        up = ask.pull()

    assert (down is not None, fault, up) == (True, ("unreachable", False), None)
    assert listener.db.value("select count(*) from sites where name = 'post-0'") == 1


def test_a_headquarters_restored_from_an_older_copy_is_heard_from_the_beginning(
    listener, hq, hq_app, tmp_path
):
    enrol_more(hq, 2)
    hq.db.copy_to(tmp_path / "backup.db")
    service.puller_of(listener).pull()
    make.person(hq, username="somebody")
    service.puller_of(listener).pull()
    before = heard(listener)
    restored = replace(hq, db=open_sqlite(tmp_path / "backup.db"))
    hq_app.extensions["mpaka.site"] = restored
    enrol_more(restored, 1, first=2)

    pause = service.puller_of(listener).pull()

    assert pause is None
    assert [event.payload["name"] for event in heard(listener)[len(before) :]] == ["post-2"]
    require_same_rows(listener)


def test_a_headquarters_that_tells_another_history_is_not_believed(listener, hq, hq_app, tmp_path, clock):
    hq.db.copy_to(tmp_path / "backup.db")
    enrol_more(hq, 1)
    service.puller_of(listener).pull()
    before = heard(listener)
    restored = replace(hq, db=open_sqlite(tmp_path / "backup.db"))
    hq_app.extensions["mpaka.site"] = restored
    enrol_more(restored, 1, first=7)

    pause = service.puller_of(listener).pull()

    assert (pause, faulted(listener)) == (rounds.ENDED, ("fork", True))
    assert heard(listener) == before


def test_a_post_restored_from_an_older_copy_hears_again_what_it_lost(listener, hq, tmp_path):
    listener.db.copy_to(tmp_path / "backup.db")
    enrol_more(hq, 2)
    service.puller_of(listener).pull()
    restored = replace(listener, db=open_sqlite(tmp_path / "backup.db"))

    service.puller_of(restored).pull()

    assert heard(restored) == heard(listener)


# --- what is not believed -----------------------------------------------------------------------------------------


def test_what_another_key_signed_is_not_believed(listener, hq, hq_app, tmp_path, clock):
    enrol_more(hq, 1)
    impostor = make.site(tmp_path / "elsewhere", "hq", clock, role="hq", kind="hq")
    hq_app.extensions["mpaka.site"] = replace(hq, identity=impostor.identity)

    pause = service.puller_of(listener).pull()

    assert (pause, faulted(listener)) == (rounds.ENDED, ("not-headquarters", True))
    assert heard(listener) == []
    assert listener.db.value("select count(*) from sites") == 1


def test_after_a_stop_a_new_start_tries_once_more(listener, hq, hq_app, tmp_path, clock):
    enrol_more(hq, 1)
    impostor = make.site(tmp_path / "elsewhere", "hq", clock, role="hq", kind="hq")
    hq_app.extensions["mpaka.site"] = replace(hq, identity=impostor.identity)
    service.puller_of(listener).pull()
    hq_app.extensions["mpaka.site"] = hq

    service.puller_of(listener).pull()

    assert faulted(listener) == (None, False)
    assert listener.db.value("select count(*) from sites where name = 'post-0'") == 1


@pytest.fixture
def recorded(listener, hq, hq_port):
    """A packet of headquarters as it travelled: header lines and body."""
    enrol_more(hq, 2)
    lines = asking(listener)
    with Link(listener.settings.hq_url).get(PATH, lines) as answer:
        return dict(answer.lines), answer.whole(1 << 20)


PATH = "/sync/v1/sites/busia/downlink"


def asking(post, *, sent_at="2026-11-24T06:00:00.000Z", site="busia", place=0, mark=journal.GENESIS):
    ask = downlink.Ask(site, place, mark, sent_at)
    return {**signed.as_http(ask), signed.SIGNATURE: post.identity.sign(ask.message()).hex()}


class Canned:
    """A headquarters that answers the same whatever it is asked."""

    def __init__(self, lines, body):
        self.lines, self.body = lines, body

    def __call__(self, environ, start_response):
        kept = [(name, value) for name, value in self.lines.items() if name.startswith("Mpaka-")]
        start_response("200 OK", [*kept, ("Content-Length", str(len(self.body)))])
        return [self.body]


def canned(listener, lines, body):
    """Let a post ask a headquarters that answers so, and return how it ended."""
    with served(Canned(lines, body)) as port:
        settings = replace(listener.settings, hq_url=f"http://127.0.0.1:{port}")
        service.puller_of(replace(listener, settings=settings)).pull()
    return faulted(listener)


def test_a_recorded_packet_is_taken_as_the_answer_to_its_own_request_only(listener, recorded, clock):
    clock.forward(1)

    assert canned(listener, *recorded) == ("not-understood", False)
    assert heard(listener) == []


def test_the_same_packet_again_is_harmless(listener, recorded):
    first = canned(listener, *recorded)
    before = heard(listener)
    again = canned(listener, *recorded)

    assert (first, again) == ((None, False), ("not-understood", False))
    assert heard(listener) == before
    assert before


def test_a_flipped_byte_of_the_body_is_refused(listener, recorded):
    lines, body = recorded
    bad = bytearray(body)
    bad[len(bad) // 2] ^= 0x20

    assert canned(listener, lines, bytes(bad)) == ("bad-packet", True)
    assert heard(listener) == []


def test_a_flipped_byte_of_any_signed_header_is_refused(listener, recorded):
    lines, body = recorded
    names = [name for name in lines if name.startswith("Mpaka-")]
    for name in names:
        value = lines[name]
        bad = value[:-1] + chr(ord(value[-1]) ^ 1)

        assert canned(listener, {**lines, name: bad}, body)[0] in {"not-headquarters", "not-understood"}, name

    assert len(names) == 12
    assert heard(listener) == []


def test_a_page_of_somebody_in_between_is_no_answer_and_stops_nothing(listener):
    assert canned(listener, {}, b"<html>Please sign in</html>") == ("not-understood", False)


def test_an_event_that_names_the_post_itself_refuses_the_packet(listener, hq):
    enrol_more(hq, 1)
    ((_, event),) = journal.as_written(hq.db, journal.newest_place(hq.db) - 1)
    line = wire.line_of({"node": "busia", "epoch": 1, "before": "0" * 64, **wire.said_of(event)})

    assert canned(listener, *packet_of(hq, [line])) == ("bad-packet", True)


def packet_of(hq, lines):
    """Pack and sign what a headquarters would never say."""
    raw = b"".join(lines)
    body = wire.compressed(raw)
    header = downlink.Header(
        "busia",
        "hq",
        0,
        journal.GENESIS,
        "2026-11-24T06:00:00.000Z",
        1,
        "1" * 64,
        1,
        len(lines),
        len(raw),
        hashlib.sha256(body).hexdigest(),
    )
    return {**signed.as_http(header), signed.SIGNATURE: hq.identity.sign(header.message()).hex()}, body


@pytest.mark.parametrize(
    ("node", "kind"), [("jkia", "post.enrolled"), ("jkia", "crossing.recorded"), ("hq", "account.opened")]
)
def test_what_is_not_its_to_say_is_kept_and_never_projected(listener, hq, node, kind):
    said = {"seq": 1, "id": "x", "kind": kind, "version": 1, "at": "2026-11-24T06:00:00.000Z"}
    payload = json.dumps({**POST, "name": "kisumu", "public_key": "k" * 43, "account_id": "a"})
    line = wire.line_of(
        {"node": node, "epoch": 1, "before": "0" * 64, **said, "actor": "", "reason": "", "payload": payload}
    )

    assert canned(listener, *packet_of(hq, [line])) == (None, False)
    assert [(row["kind"], row["why"]) for row in apply.waiting(listener.db)] == [(kind, apply.NOT_ITS_TO_SAY)]
    assert listener.db.value("select count(*) from sites") == 1
    require_same_rows(listener)


def test_an_event_of_an_unknown_kind_is_set_aside_until_the_upgrade(listener, hq, jkia, line):
    hit(jkia)
    pusher(jkia, line).push()
    older = {kind: one for kind, one in listener.projections.items() if kind != "hit.found"}
    service.puller_of(replace(listener, projections=older)).pull()
    aside = [(row["kind"], row["why"]) for row in apply.waiting(listener.db)]
    rows = list(listener.db.rows("hits"))

    done = service.retry_set_aside(listener)

    assert (aside, rows, done) == ([("hit.found", "unknown kind")], [], 1)
    assert [row["node"] for row in listener.db.rows("hits")] == ["jkia"]
    require_same_rows(listener)


def test_what_headquarters_says_of_a_post_does_not_overwrite_what_it_says_of_itself(listener, hq):
    before = listener.db.one("select title, kind, neighbour, known_at from sites where name = 'busia'")

    service.puller_of(listener).pull()

    assert "busia" in {event.payload["name"] for event in heard(listener) if event.kind == "post.enrolled"}
    assert (
        listener.db.one("select title, kind, neighbour, known_at from sites where name = 'busia'") == before
    )
    require_same_rows(listener)


# --- the door at headquarters -------------------------------------------------------------------------------------


def refused(hq_app, lines, path=PATH):
    answer = hq_app.test_client().get(path, headers=lines)
    return answer.status_code, answer.get_json().get("error")


def test_only_an_enrolled_post_is_told_anything(post, hq_app, jkia, tmp_path):
    stranger = make.site(tmp_path, "kisumu")
    other = "/sync/v1/sites/jkia/downlink"

    assert refused(hq_app, asking(stranger)) == (401, "bad-signature")
    assert refused(hq_app, asking(stranger, site="kisumu"), "/sync/v1/sites/kisumu/downlink") == (
        401,
        "unknown-site",
    )
    assert refused(hq_app, asking(post), other) == (401, "unknown-site")
    assert refused(hq_app, {}) == (400, "bad-request")


@pytest.mark.parametrize(
    "sent_at", ["2026-11-22T06:00:00.000Z", "2026-11-26T06:00:00.000Z", "2026-99-99T06:00:00.000Z"]
)
def test_a_request_of_another_day_is_a_recording(post, hq_app, sent_at):
    assert refused(hq_app, asking(post, sent_at=sent_at)) == (401, "stale")


def test_a_place_that_headquarters_does_not_have_so_is_a_gap(post, hq_app):
    assert refused(hq_app, asking(post, place=1)) == (409, "gap")
    assert refused(hq_app, asking(post, place=10_000, mark="1" * 64)) == (409, "gap")


def test_a_post_tells_nobody_anything(post, app):
    assert app.test_client().get(PATH, headers=asking(post)).status_code == 404
