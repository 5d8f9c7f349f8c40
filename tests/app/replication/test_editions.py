"""An edition from headquarters' shelf to a post's pointer, through the real pages, over real sockets that are cut."""

from dataclasses import replace
from urllib.parse import unquote

import pytest

from app.act import SYSTEM, acting
from app.editions import service as editions
from app.editions.publishing import Contents, publish
from app.factory import create_app
from app.replication import jobs, service
from appliance.identity import make_identity
from border.permissions import Role
from sync import shelf, signed
from tests import make
from tests.app.editions import listed
from tests.sync.wires import Cutter, served

pytestmark = pytest.mark.slow


def put_out(hq, persons, version="1"):
    """Publish an edition of so many persons."""
    contents = Contents(
        {"own": version}, lambda: map(listed.person, range(persons)), lambda: [listed.document(1)]
    )
    return publish(hq, SYSTEM, contents)


def knowing(post, hq, url):
    return replace(post, settings=replace(post.settings, hq_url=url, hq_key=hq.identity.public))


def in_use(post):
    edition = editions.current(post)
    return edition and edition.number


@pytest.fixture
def hq_port(hq_app):
    with served(hq_app) as port:
        yield port


@pytest.fixture
def told(post, hq, hq_port):
    return knowing(post, hq, f"http://127.0.0.1:{hq_port}")


def asking(post, path, **more):
    request = shelf.Request(post.name, path, "2026-11-24T06:00:00.000Z")
    return {**signed.as_http(request), signed.SIGNATURE: post.identity.sign(request.message()).hex(), **more}


def test_before_the_first_edition_there_is_nothing_to_fetch(told):
    assert service.fetcher_of(told).fetch() is None
    assert in_use(told) is None
    assert service.fetching(told.db, told.settings)[0].asked_at == "2026-11-24T06:00:00.000Z"


def test_an_edition_comes_over_a_line_that_is_cut_twice_in_the_middle(post, hq, hq_port):
    length = put_out(hq, 5_000).full.bytes
    with Cutter(hq_port, cuts=(length // 3, 2 * length // 3)) as line:
        told = knowing(post, hq, line.url)
        fetch = service.fetcher_of(told).fetch
        rounds = [fetch()]
        cut, here = service.fetching(told.db, told.settings)
        rounds += [fetch(), fetch()]

    assert [pause is None for pause in rounds] == [False, False, True]
    assert (cut.fault, 0 < here < 100) == ("unreachable", True)
    assert in_use(told) == 1
    assert line.carried < 1.2 * length + 10_000


def test_deltas_come_one_after_the_other_in_one_round(told, hq):
    put_out(hq, 30)
    service.fetcher_of(told).fetch()
    for number in (2, 3):
        put_out(hq, 30 + number, str(number))

    service.fetcher_of(told).fetch()

    assert in_use(told) == 3


def test_a_manifest_that_another_key_signed_is_refused_and_told_to_field_it(told, hq, tmp_path):
    put_out(hq, 3)
    impostor = make_identity(tmp_path / "impostor").public
    deceived = replace(told, settings=replace(told.settings, hq_key=impostor))

    pause = service.fetcher_of(deceived).fetch()

    assert pause is not None
    assert service.fetching(deceived.db, deceived.settings)[0].fault == "refused"
    assert editions.refusal(deceived)["why"] == "signature"
    assert in_use(deceived) is None


def test_a_post_that_holds_to_its_edition_fetches_nothing(told, hq):
    put_out(hq, 3)
    service.fetcher_of(told).fetch()
    with acting(told, SYSTEM) as act:
        editions.hold(act, "a test")
    put_out(hq, 4, "2")

    pause = service.fetcher_of(told).fetch()

    assert pause is None
    assert in_use(told) == 1


def test_news_from_headquarters_wakes_the_fetching(told, hq):
    hearing, fetching, _ = jobs.ways_down(told)
    put_out(hq, 3)
    fetching.rounds._wake.clear()

    hearing.rounds._go()

    assert fetching.rounds._wake.is_set()


def test_a_push_that_was_answered_hears_at_once_and_ends_the_pause_of_the_fetching(told):
    hearing, fetching, _ = jobs.ways_down(told)
    fetching.rounds._pause_s = 300.0

    jobs.headquarters_answers([hearing, fetching])

    assert hearing.rounds._wake.is_set()
    assert fetching.rounds._wake.is_set()


def test_a_push_that_was_answered_does_not_ask_for_an_edition_where_nothing_went_wrong(told):
    ways = jobs.ways_down(told)

    jobs.headquarters_answers(ways)

    assert not ways[1].rounds._wake.is_set()


# --- the door at headquarters -------------------------------------------------------------------------------------


def refused(hq_app, path, lines):
    answer = hq_app.test_client().get(path, headers=lines)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("error")


FILE = "/sync/v1/sites/busia/editions/1.db.zst"


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fsite.toml",
        "%2e%2e/site.key",
        "../../keys/site.key",
        "1.json",
        "1.db",
        "1.db.zst%00",
        "1.db.zst%0a",
        "01.db.zst",
        "%D9%A1.db.zst",
        "2.db.zst",
        "new.tmp",
        "after/x",
    ],
)
def test_nothing_but_the_files_of_editions_is_handed_out(post, hq, hq_app, name):
    put_out(hq, 3)
    path = f"/sync/v1/sites/busia/editions/{name}"
    signed_path = unquote(path).replace("\0", "").replace("\n", "")

    answer = hq_app.test_client().get(path, headers=asking(post, signed_path))

    assert answer.status_code in {400, 401, 404}


def test_a_slice_is_for_an_enrolled_post_that_asks_for_this_very_file(post, hq, hq_app, tmp_path, clock):
    put_out(hq, 3)
    stranger = make.site(tmp_path, "kisumu", clock)
    other = FILE.replace("1.db", "1.delta")

    assert refused(hq_app, FILE, asking(post, FILE)) == (206, None)
    assert refused(hq_app, FILE, asking(post, other)) == (401, "bad-signature")
    assert refused(hq_app, FILE, {**asking(stranger, FILE), "Mpaka-Site": "busia"}) == (401, "bad-signature")
    assert refused(hq_app, FILE.replace("busia", "kisumu"), asking(stranger, FILE)) == (401, "unknown-site")
    assert refused(hq_app, FILE, {}) == (400, "bad-request")
    clock.forward(2 * 86_400)
    assert refused(hq_app, FILE, asking(post, FILE)) == (401, "stale")


def test_a_part_that_there_is_not_or_of_another_file_is_refused(post, hq, hq_app):
    made = put_out(hq, 3)
    past = asking(post, FILE, Range=f"bytes={made.full.bytes}-")
    changed = asking(post, FILE, **{"If-Match": '"another"'})

    assert refused(hq_app, FILE, past) == (416, "no-such-range")
    assert refused(hq_app, FILE, changed) == (412, "changed")


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_page_of_links_tells_how_much_of_an_edition_is_here(post, hq, hq_port):
    length = put_out(hq, 5_000).full.bytes
    with Cutter(hq_port, cuts=(length // 2,)) as line:
        told = knowing(post, hq, line.url)
        service.fetcher_of(told).fetch()
    browser = make.Browser(create_app(told), told, make.person(told, Role.FIELD_IT))

    said = make.text_of(browser.get("/links"))

    assert "Coming in 1.db.zst:" in said
    assert "headquarters cannot be reached" in said
