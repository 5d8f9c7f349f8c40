"""Fetching: a file comes whole and as announced over a line that is cut, or it does not come, and nothing comes twice."""

import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sync import editions, shelf
from sync.editions import Fetcher, Unfetched, Wanted
from sync.link import Link
from tests.sync.nodes import AT, opened
from tests.sync.wires import Cutter, served

FULL = bytes(range(256)) * 4096
"""One mebibyte."""

WANTED = Wanted("7.db.zst", 1 << 20, hashlib.sha256(FULL).hexdigest())


@dataclass
class Shop:
    """A headquarters of files: what it hands out can be bent. asked: the header lines Range of slices."""

    folder: Path
    etag: str | None = None
    asked: list[str] = field(default_factory=list)
    status: str | None = None

    def __call__(self, environ, start_response):
        name = environ["PATH_INFO"].rpartition("/")[2]
        if self.status:
            start_response(self.status, [("Retry-After", "120")])
            return [b""]
        if "/after/" in environ["PATH_INFO"]:
            start_response("200 OK", [])
            return [(self.folder / "manifest").read_bytes()]
        lines = {"Range": environ["HTTP_RANGE"], "If-Match": environ["HTTP_IF_MATCH"]}
        self.asked.append(lines["Range"])
        try:
            part = shelf.slice_of(self.folder / name, lines)
        except (shelf.FileChanged, shelf.NoSuchFile):
            start_response("412 Changed", [("Content-Length", "0")])
            return [b""]
        length = str(len(part.octets))
        start_response(
            "206 Part",
            [("ETag", self.etag or part.etag), ("Content-Range", part.range), ("Content-Length", length)],
        )
        return [part.octets]


@dataclass
class Post:
    """What a post makes of what comes: the manifest is the name of a file, and its hash."""

    folder: Path
    taken: list[bytes] = field(default_factory=list)
    fails: bool = False

    def choose(self, manifest: bytes) -> Wanted | None:
        name, length, sha256 = manifest.decode().split()
        return None if self.taken and sha(self.taken[-1]) == sha256 else Wanted(name, int(length), sha256)

    def take_up(self, manifest: bytes, file: Path) -> None:
        if self.fails:
            raise Unfetched("not-prepared")
        self.taken.append(file.read_bytes())


def sha(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def publish(shop: Shop, octets: bytes, name: str = "7.db.zst", sha256: str | None = None) -> None:
    (shop.folder / name).write_bytes(octets)
    (shop.folder / "manifest").write_text(f"{name} {len(octets)} {sha256 or sha(octets)}")


@pytest.fixture
def shop(tmp_path):
    found = Shop(tmp_path / "shop")
    found.folder.mkdir()
    publish(found, FULL)
    return found


@pytest.fixture
def port(shop):
    with served(shop) as port:
        yield port


@pytest.fixture
def post(tmp_path):
    return Post(tmp_path / "incoming")


@pytest.fixture
def db(tmp_path):
    return opened(tmp_path, "busia")


def fetcher(db, post, url):
    asks = editions.Post(
        "busia",
        post.folder,
        sign=lambda message: b"signed",
        after=lambda: 0,
        choose=post.choose,
        take_up=post.take_up,
        now=lambda: AT,
        chance=lambda: 0.5,
    )
    return Fetcher(db, asks, Link(url))


def test_a_file_comes_in_slices_and_is_taken_up_once(db, post, shop, port):
    fetch = fetcher(db, post, f"http://127.0.0.1:{port}").fetch
    first = fetch()
    again = fetch()

    assert (first, again) == (None, None)
    assert post.taken == [FULL]
    assert shop.asked == ["bytes=0-262143", "bytes=262144-786431", "bytes=786432-1048575"]
    assert list(post.folder.iterdir()) == []


def test_a_line_cut_twice_in_the_middle_goes_on_where_it_was(db, post, shop, port):
    with Cutter(port, cuts=(300_000, 500_000)) as line:
        fetch = fetcher(db, post, line.url).fetch
        faults = []
        while fetch() is not None:
            faults.append(editions.fetching(db, "busia").fault)

    assert faults == ["unreachable", "unreachable"]
    assert post.taken == [FULL]
    assert line.carried < len(FULL) * 1.1


def test_a_post_that_dies_in_the_middle_goes_on_where_it_was(db, post, shop, port):
    with Cutter(port, cuts=(700_000,)) as line:
        fetcher(db, post, line.url).fetch()
        before = editions.here(post.folder, WANTED)
        shop.asked.clear()
        fetcher(db, post, line.url).fetch()

    assert before > 200_000
    assert shop.asked[0].startswith(f"bytes={before}-")
    assert post.taken == [FULL]


def test_a_file_that_changed_meanwhile_begins_anew(db, post, shop, port):
    other = FULL[::-1]
    with Cutter(port, cuts=(700_000,)) as line:
        fetch = fetcher(db, post, line.url).fetch
        fetch()
        publish(shop, other)
        shop.asked.clear()
        fetch()

    assert shop.asked[0].startswith("bytes=0-")
    assert post.taken == [other]
    assert list(post.folder.iterdir()) == []


def test_a_file_that_is_exchanged_between_two_slices_is_not_mixed(db, post, shop, port, monkeypatch):
    fetch = fetcher(db, post, f"http://127.0.0.1:{port}").fetch
    whole = shelf.slice_of

    def exchanged(path, lines):
        monkeypatch.setattr(shelf, "slice_of", whole)
        part = whole(path, lines)
        path.write_bytes(FULL[::-1])
        return part

    monkeypatch.setattr(shelf, "slice_of", exchanged)
    fetch()

    assert editions.fetching(db, "busia").fault == "changed"
    assert post.taken == []


def test_a_file_of_another_hash_is_thrown_away_and_after_three_times_left_alone(db, post, shop, port):
    publish(shop, FULL, sha256="0" * 64)
    shop.etag = f'"{"0" * 64}"'
    fetch = fetcher(db, post, f"http://127.0.0.1:{port}").fetch
    bent = shelf.slice_of

    def believing(path, lines):
        return bent(path, {"Range": lines["Range"]})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shelf, "slice_of", believing)
        pauses = [fetch() for _ in range(3)]
        fault = editions.fetching(db, "busia").fault
        asked = len(shop.asked)
        last = fetch()

    assert fault == "wrong-hash"
    assert None not in pauses
    assert (last, len(shop.asked)) == (None, asked)
    assert post.taken == []
    assert list(post.folder.iterdir()) == []


def test_a_headquarters_that_restarts_is_waited_for(db, post, shop):
    with served(shop) as port:
        pass
    fetch = fetcher(db, post, f"http://127.0.0.1:{port}").fetch
    down = fetch()
    fault = editions.fetching(db, "busia").fault
    with served(shop, port):
        up = fetch()

    assert (down is not None, fault, up) == (True, "unreachable", None)
    assert post.taken == [FULL]


def test_what_could_not_be_made_ready_is_not_fetched_twice(db, post, shop, port):
    fetch = fetcher(db, post, f"http://127.0.0.1:{port}").fetch
    post.fails = True
    fetch()
    asked = len(shop.asked)
    fault = editions.fetching(db, "busia").fault
    post.fails = False
    fetch()

    assert fault == "not-prepared"
    assert len(shop.asked) == asked
    assert post.taken == [FULL]


def test_a_headquarters_that_is_busy_is_left_alone_as_long_as_it_asks(db, post, shop, port):
    shop.status = "503 Busy"

    pause = fetcher(db, post, f"http://127.0.0.1:{port}").fetch()

    assert pause == 120.0
    assert editions.fetching(db, "busia").fault == "busy"


@pytest.mark.parametrize("etag", ['"other"', "none"])
def test_a_slice_of_another_file_is_not_taken(db, post, shop, port, etag):
    shop.etag = etag

    fetcher(db, post, f"http://127.0.0.1:{port}").fetch()

    assert editions.fetching(db, "busia").fault == "not-understood"
    assert editions.here(post.folder, WANTED) == 0


def test_eight_posts_at_once_each_get_the_whole_file(tmp_path, shop, port):
    posts = [Post(tmp_path / f"incoming-{number}") for number in range(8)]
    fetchers = [
        fetcher(opened(tmp_path, f"post-{number}"), post, f"http://127.0.0.1:{port}")
        for number, post in enumerate(posts)
    ]
    threads = [threading.Thread(target=one.fetch) for one in fetchers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [post.taken for post in posts] == [[FULL]] * 8


# --- headquarters' shelf ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "start", "length"),
    [
        ("bytes=0-", 0, 1000),
        ("bytes=10-19", 10, 10),
        ("bytes=990-2000", 990, 10),
        ("bytes=999-", 999, 1),
    ],
)
def test_a_slice_is_what_was_asked_for(tmp_path, asked, start, length):
    path = tmp_path / "7.db.zst"
    path.write_bytes(bytes(1000))

    part = shelf.slice_of(path, {"Range": asked})

    assert (part.start, len(part.octets), part.total) == (start, length, 1000)
    assert part.range == f"bytes {start}-{start + length - 1}/1000"


@pytest.mark.parametrize(
    "asked", ["bytes=1000-", "bytes=5-4", "bytes=-5", "bytes=0-1,5-6", "bytes=a-", "", "lines=0-"]
)
def test_a_part_that_there_is_not_is_refused(tmp_path, asked):
    path = tmp_path / "7.db.zst"
    path.write_bytes(bytes(1000))

    with pytest.raises(shelf.BadRange):
        shelf.slice_of(path, {"Range": asked})


def test_no_slice_is_longer_than_headquarters_wants_to_hold(tmp_path):
    path = tmp_path / "7.db.zst"
    path.write_bytes(bytes(3 << 20))

    assert len(shelf.slice_of(path, {"Range": "bytes=0-"}).octets) == 1 << 20


def test_a_file_changed_in_place_has_another_hash(tmp_path):
    path = tmp_path / "7.db.zst"
    path.write_bytes(b"one")
    first = shelf.slice_of(path, {}).sha256
    path.write_bytes(b"other")

    assert shelf.slice_of(path, {}).sha256 == sha(b"other") != first
