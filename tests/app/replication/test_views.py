"""The door for posts: what is signed and sound is taken, everything else is refused with its code and leaves nothing."""

import pytest

from border.permissions import Role
from sync import journal, wire
from tests import make
from tests.app.replication.conftest import pusher

PATH = "/sync/v1/sites/busia/events"


def signed(post, after=0):
    """Return headers and body of the batch that follows a place of the post's journal."""
    place = journal.Head(1, after, journal.hash_at(post.db, "busia", 1, after) or "")
    events = journal.after(post.db, "busia", 1, after)
    batch = wire.pack("busia", place, events, journal.head(post.db, "busia"), "2026-11-24T06:00:00.000Z")
    return {
        **batch.header.as_http(),
        "Mpaka-Signature": post.identity.sign(batch.header.message()).hex(),
    }, batch.body


@pytest.fixture
def sent(post):
    """Headers and body of the post's first batch, which headquarters has not seen."""
    return signed(post)


def refusal(line, headers, body):
    answer = line.client.post(PATH, headers=headers, data=body)
    return answer.status_code, (answer.get_json(silent=True) or {}).get("error")


def test_a_sound_batch_is_answered_with_where_the_chain_ends(post, hq, line, sent):
    headers, body = sent

    answer = line.client.post(PATH, headers=headers, data=body)

    head = journal.head(post.db, "busia")
    assert answer.status_code == 200
    assert answer.get_json() == {"epoch": 1, "seq": 2, "head": head.hash, "kept": 2, "set_aside": 0}


def test_a_flipped_byte_of_the_body_is_refused(hq, line, sent):
    headers, body = sent
    for position in range(0, len(body), 7):
        bad = bytearray(body)
        bad[position] ^= 0x20

        assert refusal(line, headers, bytes(bad)) == (400, "bad-batch")

    assert journal.head(hq.db, "busia").seq == 0


def test_a_flipped_byte_of_any_signed_header_is_refused(hq, line, sent):
    headers, body = sent
    for name, value in headers.items():
        if not name.startswith("Mpaka-"):
            continue
        for position in range(0, len(value), 5):
            bad = value[:position] + chr(ord(value[position]) ^ 1) + value[position + 1 :]

            assert refusal(line, {**headers, name: bad}, body)[0] in {400, 401}

    assert journal.head(hq.db, "busia").seq == 0


@pytest.mark.parametrize("name", ["Mpaka-Signature", "Mpaka-Head", "Mpaka-Site", "Mpaka-Raw-Length"])
def test_a_missing_header_is_refused(line, sent, name):
    headers, body = sent
    headers.pop(name)

    assert refusal(line, headers, body)[0] in {400, 401}


def test_the_signature_is_looked_at_before_the_body_is_unpacked(line, sent, monkeypatch):
    headers, body = sent
    monkeypatch.setattr(wire, "unpack", lambda *_: pytest.fail("unpacked"))

    assert refusal(line, {**headers, "Mpaka-Signature": "00" * 64}, body) == (401, "bad-signature")
    assert refusal(line, {**headers, "Mpaka-Signature": "not hex"}, body) == (401, "bad-signature")


def test_a_body_beyond_the_limit_is_refused(line, sent):
    headers, _ = sent

    assert refusal(line, headers, bytes(wire.MAX_BODY_BYTES + 1))[0] == 413


def test_nothing_at_all_is_refused(line):
    assert refusal(line, {}, b"") == (400, "bad-batch")


def test_a_gap_is_answered_with_what_is_there(post, line):
    headers, body = signed(post, after=1)

    answer = line.client.post(PATH, headers=headers, data=body)

    assert answer.status_code == 409
    assert answer.get_json() == {
        "error": "gap",
        "have": {"epoch": 1, "seq": 0, "head": "0" * 64},
        "at": None,
    }


def test_a_full_disk_at_headquarters_asks_the_post_to_wait_and_keeps_nothing(post, hq, line):
    for number in range(400):
        make.desk(post, f"desk-{number}-{'x' * 100}")
    headers, body = signed(post)
    with hq.db.snapshot():
        pages = hq.db.value("pragma page_count")
    hq.db.value(f"pragma max_page_count = {pages + 2}")

    answer = line.client.post(PATH, headers=headers, data=body)

    assert (answer.status_code, answer.get_json()) == (503, {"error": "busy"})
    assert answer.headers["Retry-After"] == "5"
    assert journal.head(hq.db, "busia").seq == 0


def test_a_browser_cannot_be_made_to_send_a_batch_with_somebodys_cookie(hq, hq_app, sent):
    _, body = sent
    browser = make.Browser(hq_app, hq, make.person(hq, Role.HQ_ANALYST))

    answer = browser.client.post(PATH, data=body, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 400


def test_a_post_takes_no_batches(app, sent):
    headers, body = sent

    assert app.test_client().post(PATH, headers=headers, data=body).status_code == 404


def test_the_page_of_links_tells_of_every_post_at_headquarters(post, hq, hq_app, line):
    pusher(post, line).push()
    browser = make.Browser(hq_app, hq, make.person(hq, Role.HQ_ANALYST))

    page = browser.get("/links")

    assert page.status_code == 200
    assert "Busia" in page.text
    assert "Data is of this minute" in page.text


def test_the_page_of_links_says_when_no_post_is_enrolled(hq, hq_app):
    page = make.Browser(hq_app, hq, make.person(hq, Role.HQ_ANALYST)).get("/links")

    assert "No post is enrolled yet" in page.text


def test_the_page_of_links_at_a_post_tells_what_is_not_there_yet_and_why(post, app):
    browser = make.Browser(app, post, make.person(post, Role.FIELD_IT))
    with post.db.transaction():
        post.db.insert(
            "push_state",
            {
                "node": "busia", "epoch": 1, "seq": 0, "heard_at": None, "failures": 1,
                "failed_at": "2026-11-24T06:00:00.000Z", "fault": "fork", "stopped": 1,
            },
        )  # fmt: skip

    page = browser.get("/links")

    assert "Headquarters takes nothing from this post" in page.text
    assert "another history" in page.text
