"""Publishing at headquarters: numbered without holes, signed, no more often than something changed."""

import json

import pytest

from app.act import NotAllowed
from app.editions import index, publishing, service
from appliance.settings import BadSettings
from border.listing import Category
from border.permissions import Role
from sync import journal
from tests import make
from tests.app.editions.listed import person


def kinds(site):
    return [event.kind for event in journal.after(site.db, site.name, 1, 0)]


def test_an_edition_is_published_with_one_event_that_says_what_it_is(between):
    made = between.publish()

    (event,) = [one for one in journal.after(between.hq.db, "hq", 1, 0) if one.kind == "edition.published"]
    assert event.payload == {
        "number": 1,
        "published_at": "2026-11-24T06:00:00.000Z",
        "day": "2026-11-24",
        "persons": 41,
        "documents": 41,
        "digest": made.about.digest,
        "sources": {"own": "1"},
        "bytes": made.full.bytes,
        "sha256": made.full.sha256,
        "delta_bytes": None,
    }


def test_a_publish_that_changes_nothing_publishes_nothing(between):
    between.publish()

    assert between.publish() is None
    assert kinds(between.hq).count("edition.published") == 1
    assert sorted(path.name for path in publishing.folder_of(between.hq).iterdir()) == [
        "1.db.zst",
        "1.json",
    ]


def test_the_same_rows_are_published_anew_when_it_is_their_freshness_that_counts(between):
    between.publish()

    made = between.publish(anew=True)

    assert made is not None
    assert made.about.number == 2
    assert made.delta is not None
    assert made.delta.wire.bytes < 100


def test_the_second_edition_comes_with_a_delta_on_the_first(between):
    first = between.publish()
    between.change(7)
    second = between.publish()

    assert second.delta.start == 1
    assert second.delta.start_digest == first.about.digest
    assert second.delta.wire.bytes < second.full.bytes


def test_a_delta_that_is_no_smaller_than_the_whole_is_not_offered(between):
    between.documents = {}
    between.persons = {number: person(number) for number in range(3000)}
    between.publish()
    between.persons = {}

    made = between.publish()

    assert made.delta is None
    assert service.wire_file(between.hq, "2.delta.zst") is None


def test_the_files_of_the_newest_ten_stay(between):
    for number in range(1, 13):
        between.change(number)
        between.publish()

    folder = publishing.folder_of(between.hq)
    assert sorted(int(path.stem) for path in folder.glob("*.json")) == list(range(3, 13))
    assert len(list(folder.glob("*.db.zst"))) == 10


def test_a_file_left_by_a_publish_that_was_killed_is_written_over(between):
    folder = publishing.folder_of(between.hq)
    folder.mkdir()
    for name in ("1.db.zst", "1.delta.zst", "1.json", "new.tmp"):
        (folder / name).write_bytes(b"half")

    made = between.publish()

    assert json.loads((folder / "1.json").read_bytes())["manifest"].startswith('{"bytes"')
    assert (folder / "1.db.zst").stat().st_size == made.full.bytes
    assert not (folder / "1.delta.zst").exists()


def test_whoever_edits_no_lists_publishes_none(between):
    who = make.person(between.hq, Role.FIELD_IT)

    with pytest.raises(NotAllowed):
        between.publish(who)
    assert "edition.published" not in kinds(between.hq)


def test_an_entry_that_has_expired_is_in_no_edition(between):
    between.persons = {
        1: person(1, expires_on="2026-11-23"),
        2: person(2, expires_on="2026-11-24"),
    }

    assert between.publish().about.persons == 2


def test_rows_as_published_go_down_only_for_the_categories_marked_so(between):
    between.persons = {
        1: person(1, Category.TERRORISM, row="<INDIVIDUAL>"),
        2: person(2, Category.WANTED, row="<PERSON>"),
    }
    between.publish()
    between.offer()

    told = [index.Index(service.current(between.post).path).subject(f"own:{number}").row for number in (1, 2)]
    assert told == ["<INDIVIDUAL>", ""]


def test_a_category_that_there_is_not_is_named():
    with pytest.raises(BadSettings, match="'terorism'"):
        publishing.rows_at_posts("terorism")


def test_a_post_is_led_on_by_deltas_where_they_are_shorter_than_the_whole(between):
    for number in range(1, 5):
        between.change(number)
        between.publish()

    told = [
        json.loads(json.loads(service.manifest_for(between.hq, after))["manifest"])["number"]
        for after in range(6)
    ]

    assert told == [4, 2, 3, 4, 4, 4]


def test_before_the_first_edition_there_is_nothing_to_tell(between):
    assert service.manifest_for(between.hq) is None


@pytest.mark.parametrize("name", ["1.json", "../1.db.zst", "0.db.zst", "1.db", "2.db.zst", "1.db.zst\n", ""])
def test_no_other_file_is_handed_out(between, name):
    between.publish()

    assert service.wire_file(between.hq, "1.db.zst") is not None
    assert service.wire_file(between.hq, name) is None
