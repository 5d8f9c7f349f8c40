"""Files of one source apply in the order they came; one that a newer whole list has overtaken is set aside, and says so."""

import os
from datetime import timedelta

import pytest

from app.act import SYSTEM, NotAllowed, acting
from app.factory import create_app
from app.lists import importing, inbox, jobs, service, store
from app.lists.service import Source
from appliance.clock import SystemClock
from border.fields import MissingField
from border.permissions import Role
from sync import journal
from tests import make

CHOSEN = {"entry_id": "Ref", "surname": "Family name", "order": "dmy"}
OURS = "entry_id,surname,op\n"


def office(*numbers):
    """A file whose columns have to be chosen."""
    return "Ref,Family name\n" + "".join(f"{number},OLD\n" for number in numbers)


def ours(*numbers, op="add"):
    """A file whose columns are ours."""
    return OURS + "".join(f"{number},NEW,{op}\n" for number in numbers)


@pytest.fixture
def given(lists):
    """A source with a list of twenty in force; `given` gives it a file a second later, and `lists` reads what can be."""
    lists.define("ke", format="stop-list")

    def give(text, kind="full"):
        lists.site.clock.forward(1)
        return lists.give(text, "ke", kind=kind)

    give(ours(*range(20)))
    read(lists)
    return give


def read(lists):
    """Read all that can be, as the worker does, and return how each ended."""
    return [told.state for told in iter(lambda: jobs.read_next(lists.site), None)]


def choose(lists):
    with acting(lists.site, SYSTEM) as act:
        service.choose_columns(act, "ke", CHOSEN)


def stands(lists, job_id):
    job = service.job(lists.site.db, "ke", job_id)
    return job["state"], job["why"]


def listed(lists):
    """Return the numbers that are listed beside the first twenty."""
    return [number for entry in lists.listed() if (number := int(entry.removeprefix("ke:"))) not in range(20)]


def by_second_person(lists, decide):
    with acting(lists.site, make.person(lists.site, Role.WATCHLIST_EDITOR)) as act:
        decide(act, "ke", service.held(lists.site.db, "ke")["number"])


def test_a_list_whose_columns_are_chosen_late_does_not_undo_a_newer_one(lists, given):
    older = given(office(*range(20), 50))
    given(ours(*range(20), 60))

    ended = read(lists)
    choose(lists)

    assert ended == ["done", "overtaken"]
    assert read(lists) == []
    assert listed(lists) == [60]
    assert stands(lists, older) == ("overtaken", "list-3.txt, which came later, took its place")


def test_a_list_is_not_set_aside_for_a_newer_one_that_is_refused(lists, given):
    given(office(*range(20), 50))
    given("this is no list\n" * 2)
    refused = given(OURS)

    ended = read(lists)
    choose(lists)

    assert stands(lists, refused)[0] == "refused"
    assert ended == ["refused"]
    assert read(lists) == ["done", "refused"]
    assert listed(lists) == [50]


def test_changes_wait_until_the_columns_of_an_older_list_are_chosen(lists, given):
    given(office(*range(20), 50))
    changes = given(ours(50, op="remove"), "delta")

    assert read(lists) == []
    assert service.jobs(lists.site.db, "ke")[0]["behind"] == "list-2.txt"
    choose(lists)

    assert read(lists) == ["done", "done"]
    assert (listed(lists), stands(lists, changes)[0]) == ([], "done")


def test_changes_whose_columns_are_chosen_late_are_made_before_newer_ones(lists, given):
    given(office(50), "delta")
    given(ours(50, op="remove"), "delta")

    assert read(lists) == []
    choose(lists)

    assert read(lists) == ["done", "done"]
    assert listed(lists) == []


def test_a_newer_whole_list_sets_aside_changes_that_wait_behind_columns(lists, given):
    given(office(*range(20), 50))
    given(ours(60), "delta")
    given(ours(*range(20), 70))

    assert sorted(read(lists)) == ["done", "overtaken", "overtaken"]
    assert listed(lists) == [70]


def test_the_same_list_again_sets_aside_what_came_before_it(lists, given):
    given(office(*range(20), 50))
    given(ours(*range(20)))

    assert read(lists) == ["same", "overtaken"]
    choose(lists)
    assert (read(lists), listed(lists)) == ([], [])


def test_the_same_file_twice_with_unknown_columns_is_read_once(lists, given):
    given(office(*range(20), 50))
    given(office(*range(20), 50))
    choose(lists)

    assert read(lists) == ["done", "same"]


def test_a_newer_list_that_waits_for_a_second_person_sets_older_files_aside(lists, given):
    given(office(*range(20), 50))
    given(ours(60), "delta")
    given(ours(1, 2))
    assert read(lists) == ["held", "overtaken", "overtaken"]

    given(ours(*range(20), 70))

    assert read(lists) == ["done"]
    assert listed(lists) == [70]


def test_a_list_that_was_not_used_sets_nothing_aside(lists, given):
    lists.site.clock.forward(10)
    given(ours(1, 2))
    read(lists)
    by_second_person(lists, service.reject)
    lists.site.clock.forward(-5)
    given(ours(*range(20), 50))

    assert read(lists) == ["done"]


def test_a_list_read_by_command_is_not_undone_by_one_that_waited(lists, given):
    older = given(ours(*range(20), 50))
    newer = given(ours(*range(20), 60))

    told = importing.read_in(lists.site, SYSTEM, newer)

    assert told.state == "done"
    assert read(lists) == ["overtaken"]
    assert (listed(lists), stands(lists, older)[0]) == ([60], "overtaken")


def test_changes_by_command_are_refused_while_an_older_file_is_not_read(lists, given):
    given(office(*range(20), 50))
    changes = given(ours(50, op="remove"), "delta")

    told = importing.read_in(lists.site, SYSTEM, changes)

    assert told.state == "refused"
    assert told.why == "list-2.txt came before and is not read yet; once it is, give these changes again"


def test_the_order_outlasts_a_restart(lists, given):
    """A process that was killed leaves the job it read as it was."""
    older = given(ours(*range(20), 50))
    newer = given(ours(*range(20), 60))
    importing.read_in(lists.site, SYSTEM, newer)
    with lists.site.db.transaction():
        lists.site.db.run("update list_jobs set state = 'reading', tries = 1 where job_id = :id", id=older)

    assert read(lists) == ["overtaken"]
    assert listed(lists) == [60]


def test_a_file_that_waits_for_columns_is_read_once_its_source_has_none_to_choose(lists, given):
    waits = given(office(50))
    with acting(lists.site, SYSTEM) as act:
        service.define(act, Source("ke", "ke", "eu-xml"))

    assert read(lists) == ["refused"]
    assert "XML" in stands(lists, waits)[1]


# --- a file that waits for its columns is put aside -------------------------------------------------------------------


def put_aside(lists, job_id, reason="meant for another office"):
    with acting(lists.site, SYSTEM) as act:
        service.put_aside(act, "ke", job_id, reason)


def test_what_waits_behind_a_file_that_is_put_aside_goes_on(lists, given):
    waits = given(office(*range(20), 50))
    given(ours(60), "delta")
    assert read(lists) == []

    put_aside(lists, waits)

    assert read(lists) == ["done"]
    assert listed(lists) == [60]
    assert stands(lists, waits) == ("aside", "meant for another office")


def test_a_file_that_was_put_aside_is_not_read_once_columns_are_chosen(lists, given):
    waits = given(office(*range(20), 50))
    put_aside(lists, waits)

    choose(lists)
    given(ours(*range(20), 60))

    assert read(lists) == ["done"]
    assert stands(lists, waits)[0] == "aside"


def test_a_file_that_was_put_aside_is_in_the_journal_with_its_reason(lists, given):
    waits = given(office(50))

    put_aside(lists, waits)

    event = list(journal.after(lists.site.db, lists.site.name, 1, 0))[-1]
    assert event.kind == "list.file_put_aside"
    assert event.payload == {
        "source": "ke",
        "job_id": waits,
        "file": "list-2.txt",
        "reason": "meant for another office",
        "by_name": SYSTEM.name,
    }


def test_only_a_file_that_waits_for_its_columns_is_put_aside_and_only_once(lists, given):
    waits = given(office(50))
    late = given(ours(*range(20), 60))
    put_aside(lists, waits)

    for job_id in (waits, late):
        with pytest.raises(service.NotWaiting):
            put_aside(lists, job_id, "again")

    assert stands(lists, waits) == ("aside", "meant for another office")
    assert read(lists) == ["done"]


def test_a_file_is_not_put_aside_without_a_reason_or_a_right(lists, given):
    waits = given(office(50))
    officer = make.person(lists.site, Role.OFFICER)

    with pytest.raises(MissingField):
        put_aside(lists, waits, " ")
    with pytest.raises(NotAllowed), acting(lists.site, officer) as act:
        service.put_aside(act, "ke", waits, "not mine")

    assert stands(lists, waits)[0] == "columns"


def test_the_same_file_can_be_given_again_after_it_was_put_aside(lists, given):
    put_aside(lists, given(office(*range(20), 50)))
    given(office(*range(20), 50))
    choose(lists)

    assert read(lists) == ["done"]


def test_a_file_that_was_put_aside_while_the_worker_looked_at_it_stays_aside(lists, given):
    waits = given(office(50))
    put_aside(lists, waits)

    with lists.site.db.transaction():
        store.end(lists.site.db, waits, "overtaken", "another came")

    assert stands(lists, waits) == ("aside", "meant for another office")


def test_a_sent_file_that_was_put_aside_is_deleted_by_the_worker(lists, given):
    put_aside(lists, given(office(50)))

    jobs.work(lists.site)

    assert list(service.uploads(lists.site).iterdir()) == []


# --- the watched folder and the page together -------------------------------------------------------------------------


@pytest.fixture
def folder(lists, given):
    """The folder of the source; the site's clock goes an hour ahead of the machine's, by which files change."""
    ahead = SystemClock().now() + timedelta(hours=1) - lists.site.clock.now()
    lists.site.clock.forward(ahead.total_seconds())
    path = inbox.folder_of(lists.site, "ke")
    path.mkdir(parents=True, exist_ok=True)
    return path


def lay(folder, text, name="list.csv"):
    path = folder / name
    path.write_text(text)
    os.utime(path, (0, 0))
    return path


def test_a_list_laid_into_the_folder_before_another_was_sent_does_not_undo_it(lists, given, folder):
    lay(folder, ours(*range(20), 50))
    given(ours(*range(20), 60))
    jobs.read_next(lists.site)

    jobs.work(lists.site)

    assert listed(lists) == [60]
    (reason,) = (folder / "refused").glob("*.reason.txt")
    assert reason.read_text() == "list-2.txt, which came later, took its place\n"


def test_a_list_laid_into_the_folder_after_another_was_sent_takes_its_place(lists, given, folder):
    lists.site.clock.forward(-7200)
    given(ours(*range(20), 60))
    lay(folder, ours(*range(20), 50))
    lists.site.clock.forward(7200)

    jobs.work(lists.site)

    assert listed(lists) == [50]


def test_a_file_of_the_folder_that_was_put_aside_lies_with_its_reason_and_is_not_taken_again(lists, folder):
    lay(folder, office(50))
    jobs.work(lists.site)
    put_aside(lists, service.jobs(lists.site.db, "ke")[0]["job_id"])

    jobs.work(lists.site)
    jobs.work(lists.site)

    (reason,) = (folder / "refused").glob("*.reason.txt")
    assert reason.read_text() == "meant for another office\n"
    assert [job["state"] for job in service.jobs(lists.site.db, "ke")] == ["aside", "done"]
    assert list(service.uploads(lists.site).glob("ke*")) == []


def test_a_list_in_the_folder_is_not_put_under_changes_that_were_made_already(lists, given, folder):
    lay(folder, ours(*range(20), 50))
    given(ours(60), "delta")
    jobs.read_next(lists.site)

    jobs.work(lists.site)

    assert listed(lists) == [60]
    assert [job["state"] for job in service.jobs(lists.site.db, "ke")][:2] == ["done", "overtaken"]


def test_files_in_the_folder_are_taken_in_the_order_they_came_whatever_their_names(lists, given, folder):
    lay(folder, ours(50), "b.delta.csv")
    while (now := folder.joinpath("tick")).write_text("") or _changed(now) == _changed(
        folder / "b.delta.csv"
    ):
        pass
    now.unlink()
    lay(folder, ours(50, op="remove"), "a.delta.csv")

    jobs.work(lists.site)

    assert [job["state"] for job in service.jobs(lists.site.db, "ke")][:2] == ["done", "done"]
    assert listed(lists) == []


def _changed(path):
    return path.stat().st_ctime_ns


def test_the_page_says_what_changes_wait_for_and_what_took_the_place_of_a_file(lists, given):
    editor = make.Browser(create_app(lists.site), lists.site, make.person(lists.site, Role.WATCHLIST_EDITOR))
    given(office(*range(20), 50))
    given(ours(50, op="remove"), "delta")

    waiting = editor.get("/lists/ke")
    given(ours(*range(20), 60))
    read(lists)
    later = make.text_of(editor.get("/lists/ke"))

    assert "Read once the columns of list-2.txt are chosen" in make.text_of(waiting)
    assert "every 2s" not in waiting.text
    assert "Set aside list-4.txt, which came later, took its place" in later
