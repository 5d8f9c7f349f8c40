"""Files in: good rows go on, bad ones are told, nothing is half imported, and what shrank waits for a second person."""

import json
from dataclasses import replace

import pytest

from app.act import SYSTEM, acting
from app.lists import importing, jobs, service
from app.lists.formats import known, stop_list
from border.permissions import Role
from tests import make
from tests.app.lists.readers import Reader, rows


def counted(version):
    return tuple(version[name] for name in ("added", "changed", "gone", "problems"))


def test_a_file_that_is_no_list_changes_nothing_and_says_why(lists):
    lists.read(rows(1, 2))

    told = lists.read(rows(1, 2, 3) + "!\n")

    assert (told.state, told.why) == ("refused", "the file is cut off")
    assert lists.listed() == ["un:1", "un:2"]
    assert service.versions(lists.site) == {"un": "1"}
    assert sorted(path.name for path in importing.folder_of(lists.site).iterdir()) == ["un-1.db"]


def test_bad_rows_are_told_with_line_and_field_and_the_good_ones_go_on(lists):
    told = lists.read("1 ANNA\n? date_of_birth is no day\n2 BEN\n")

    assert told.state == "done"
    assert lists.listed() == ["un:1", "un:2"]
    assert lists.problems() == [(2, "date_of_birth", "is no day")]


def test_a_file_without_one_good_row_is_refused(lists):
    told = lists.read("? surname is missing\n")

    assert (told.state, told.why) == ("refused", "not one row could be taken")
    assert lists.problems() == [(1, "surname", "is missing")]


def test_an_entry_that_comes_twice_is_kept_once_and_told(lists):
    lists.read("1 ANNA\n1 BEN\n")

    assert [subject.names[0].surname for subject in service.current_subjects(lists.site)] == ["ANNA"]
    assert lists.problems() == [(2, "", "stands in line 1 already")]


def test_a_name_with_halves_of_characters_is_a_bad_row(lists, tmp_path):
    path = service.uploads(lists.site) / "broken"
    path.write_bytes(b"1 ANNA\n2 \xff\n")
    with acting(lists.site, SYSTEM) as act:
        lists.job_id = service.give(act, "un", path, name="broken")

    jobs.read_next(lists.site, Reader())

    assert lists.listed() == ["un:1"]
    assert lists.problems() == [(2, "", "holds halves of characters")]


def test_the_same_file_twice_changes_nothing(lists):
    lists.read(rows(1, 2))

    told = lists.read(rows(1, 2))

    assert told.state == "same"
    assert len(service.imports(lists.site.db, "un")) == 1


def test_the_same_file_is_read_again_once_its_source_is_read_otherwise(lists):
    lists.read(rows(1))
    lists.define("un", category="terrorism")

    told = lists.read(rows(1))

    assert told.state == "done"
    assert [subject.category for subject in service.current_subjects(lists.site)] == ["terrorism"]


def test_a_file_whose_version_was_lost_is_read_again(lists):
    lists.read(rows(1))
    importing.path_of(lists.site, "un", 1).unlink()

    told = lists.read(rows(1))

    assert told.state == "done"
    assert lists.listed() == ["un:1"]


def test_a_version_says_what_came_changed_and_went(lists):
    lists.read(rows(*range(1, 21)))

    lists.read(rows(*range(2, 21)).replace("2 ERIKSSON\n", "2 ERIKSEN\n", 1) + rows(30) + "? x y\n")

    assert counted(service.imports(lists.site.db, "un")[0]) == (1, 1, 1, 1)


def test_a_delta_changes_a_copy_of_the_version_before(lists):
    lists.read(rows(*range(1, 21)) + "d1 L898902C3\n")

    told = lists.read("-1\n2 ERIKSEN\n30 NEW\nd2 P1\n-99\n", kind="delta")

    assert told.state == "done"
    assert counted(service.imports(lists.site.db, "un")[0]) == (2, 1, 1, 1)
    assert lists.problems() == [(5, "", "takes away what is not listed")]
    assert [each.number for each in service.current_documents(lists.site)] == ["L898902C3", "P1"]
    assert len(lists.listed()) == 20


def test_a_delta_without_a_version_before_is_refused(lists):
    assert lists.read("-1\n", kind="delta").state == "refused"


def test_a_whole_list_that_takes_entries_away_is_refused(lists):
    lists.read(rows(1, 2))

    assert lists.read("-1\n3 NEW\n").state == "refused"
    assert lists.listed() == ["un:1", "un:2"]


def test_a_list_that_lost_a_tenth_is_used_and_one_that_lost_more_waits(lists):
    lists.read(rows(*range(100)))

    assert lists.read(rows(*range(90))).state == "done"
    assert lists.read(rows(*range(80))).state == "held"
    assert len(lists.listed()) == 90
    assert service.held(lists.site.db, "un")["gone"] == 10


def test_a_second_person_puts_in_force_what_waits_and_nobody_their_own(lists):
    editor = make.person(lists.site, Role.WATCHLIST_EDITOR, "asha")
    other = make.person(lists.site, Role.WATCHLIST_EDITOR, "ben")
    lists.read(rows(*range(100)), who=editor)
    lists.read(rows(1), who=editor)

    with acting(lists.site, editor) as act, pytest.raises(service.OwnImport):
        service.approve(act, "un", 2)
    with acting(lists.site, other) as act:
        service.approve(act, "un", 2)

    assert lists.listed() == ["un:1"]
    assert [row["state"] for row in service.imports(lists.site.db, "un")] == ["in-force", "replaced"]


def test_what_was_rejected_is_not_used_and_cannot_be_approved(lists):
    lists.read(rows(*range(100)))
    lists.read(rows(1))
    other = make.person(lists.site, Role.WATCHLIST_EDITOR)

    with acting(lists.site, other) as act:
        service.reject(act, "un", 2)
    with acting(lists.site, other) as act, pytest.raises(service.NothingHeld):
        service.approve(act, "un", 2)

    assert len(lists.listed()) == 100


def test_a_newer_file_takes_the_place_of_one_that_waits(lists):
    lists.read(rows(*range(100)))
    lists.read(rows(1))

    lists.read(rows(*range(101)))

    assert service.held(lists.site.db, "un") is None
    assert len(lists.listed()) == 101


def test_two_files_are_not_read_at_once(lists):
    """The second comes while the first is half read, from another process or thread."""
    states = []

    def meanwhile():
        job_id = lists.give(rows(7))
        with pytest.raises(importing.ImportRunning):
            importing.read_in(lists.site, SYSTEM, job_id, reading=Reader())
        states.append(service.job(lists.site.db, "un", job_id)["state"])

    first = lists.read(rows(1, 2, 3), reading=Reader(after=2, then=meanwhile))
    second = jobs.read_next(lists.site, Reader())

    assert (first.state, states, second.state) == ("done", ["waiting"], "held")


def test_a_file_that_ends_its_reader_three_times_is_not_tried_again(lists):
    def fall():
        raise MemoryError

    for _ in range(importing.TRIES):
        with pytest.raises(MemoryError):
            lists.read(rows(1), reading=Reader(then=fall)) if lists.count == 0 else jobs.read_next(
                lists.site, Reader(then=fall)
            )

    assert jobs.read_next(lists.site, Reader()).state == "refused"


def test_only_the_files_of_the_version_in_force_and_the_one_before_are_kept(lists):
    for number in range(1, 6):
        lists.read(rows(*range(number)))

    names = sorted(path.name for path in importing.folder_of(lists.site).iterdir())

    assert names == ["un-4.db", "un-5.db"]


def test_problems_are_kept_up_to_a_limit_and_all_counted(lists, monkeypatch):
    monkeypatch.setattr(importing, "MOST_PROBLEMS", 3)

    lists.read("1 ANNA\n" + "? x y\n" * 5)

    assert len(lists.problems()) == 3
    assert service.imports(lists.site.db, "un")[0]["problems"] == 5


def test_the_row_as_published_is_kept_with_its_entry_source_and_version(lists):
    lists.read("2 ANNA\n")
    lists.read("1 ANNA\n")

    listed, gone = (service.as_published(lists.site, entry) for entry in ("un:1", "un:2"))

    assert listed == service.Published("un", 2, "2026-11-24T06:00:00.000Z", "1 ANNA")
    assert gone == service.Published("un", 2, "2026-11-24T06:00:00.000Z", None)
    assert service.as_published(lists.site, "eu:1") is None


def test_a_damaged_version_is_told_and_no_list_is_silently_short(lists):
    lists.read(rows(1))
    importing.path_of(lists.site, "un", 1).write_bytes(b"damaged" * 1000)

    with pytest.raises(service.BadSnapshot):
        lists.listed()


def test_changes_while_others_wait_for_a_second_person_lose_neither(lists):
    editor, other = (make.person(lists.site, Role.WATCHLIST_EDITOR, name) for name in ("asha", "ben"))
    lists.read(rows(*range(20)), who=editor)
    assert lists.read("".join(f"-{n}\n" for n in range(10)), who=editor, kind="delta").state == "held"

    assert lists.read("30 NEW\n", who=editor, kind="delta") is None
    waiting = lists.job()
    with acting(lists.site, other) as act:
        service.approve(act, "un", 2)
    told = jobs.read_next(lists.site, Reader())

    assert (waiting["state"], told.state) == ("waiting", "done")
    assert lists.listed() == sorted(f"un:{number}" for number in (*range(10, 20), 30))


def test_a_whole_list_does_not_overtake_changes_that_wait(lists):
    """Else they would undo what the list says."""
    lists.read(rows(*range(20)))
    lists.read("".join(f"-{n}\n" for n in range(10)), kind="delta")
    lists.read("30 OLD\n", kind="delta")
    lists.site.clock.forward(1)
    lists.read(rows(*range(20), 30, name="NEW"))
    with acting(lists.site, make.person(lists.site, Role.WATCHLIST_EDITOR)) as act:
        service.reject(act, "un", 2)

    states = [jobs.read_next(lists.site, Reader()).state for _ in range(2)]

    assert states == ["done", "done"]
    assert {subject.names[0].surname for subject in service.current_subjects(lists.site)} == {"NEW"}


def test_changes_of_another_source_do_not_wait(lists):
    lists.define("eu")
    lists.read(rows(*range(20)))
    lists.read("".join(f"-{n}\n" for n in range(10)), kind="delta")
    lists.read("30 NEW\n", kind="delta")

    assert lists.read(rows(1), "eu").state == "done"


def test_changes_by_command_are_refused_while_others_wait(lists):
    lists.read(rows(*range(20)))
    lists.read("".join(f"-{n}\n" for n in range(10)), kind="delta")

    told = importing.read_in(lists.site, SYSTEM, lists.give("30 NEW\n", kind="delta"), reading=Reader())

    assert (told.state, "version 2 waits for a second person" in told.why) == ("refused", True)
    assert service.held(lists.site.db, "un")["number"] == 2


def test_the_same_file_is_read_anew_by_a_newer_reader(lists, monkeypatch):
    lists.define("made", format="stop-list")
    lists.read(stop_list.TEMPLATE, "made", reading=importing.read)
    assert lists.read(stop_list.TEMPLATE, "made", reading=importing.read).state == "same"

    newer = {**known.FORMATS, "stop-list": replace(known.FORMATS["stop-list"], version=99)}
    monkeypatch.setattr(known, "FORMATS", newer)

    assert lists.read(stop_list.TEMPLATE, "made", reading=importing.read).state == "done"


def test_a_row_that_would_detain_whom_it_protects_is_told_and_taken_without(lists):
    lists.define("made", format="stop-list")

    lists.read("entry_id,surname,category,response\n1,ANNA,missing,detain\n", "made", reading=importing.read)

    assert lists.problems() == [(2, "response", importing.PROTECTED)]
    assert [each.response for each in service.current_subjects(lists.site)] == ["refer"]


def test_a_source_that_detains_does_not_detain_whom_its_rows_protect(lists):
    lists.define("made", format="stop-list", response="detain")

    lists.read(
        "entry_id,surname,category\n1,ANNA,child-at-risk\n2,BEN,wanted\n", "made", reading=importing.read
    )

    assert lists.problems() == [(2, "response", importing.PROTECTED)]
    assert [each.response for each in service.current_subjects(lists.site)] == ["refer", "detain"]


def test_a_whole_list_takes_the_place_of_a_damaged_version(lists):
    lists.read(rows(1, 2))
    importing.path_of(lists.site, "un", 1).write_bytes(b"damaged" * 1000)

    assert lists.read(rows(1, 2)).state == "done"
    assert lists.listed() == ["un:1", "un:2"]


def test_how_far_a_file_was_read_is_told_even_where_no_row_concerns_us(lists):
    told = []
    firm = json.dumps({"id": "o1", "schema": "Company", "properties": {"name": ["A FIRM"] * 100}}) + "\n"
    person = json.dumps({"id": "x1", "schema": "Person", "caption": "Mirto"}) + "\n"
    lists.define("made", format="ftm")
    job_id = lists.give(firm * 5_000 + person, "made")

    importing.read_in(lists.site, SYSTEM, job_id, lambda position, size, *_: told.append(position / size))

    assert len(told) > 2
    assert told == sorted(told)
    assert 0 < told[0] < 1
