"""The watched folder: whole files are taken once, whatever else lies there stays and is told."""

import os

import pytest

from app.factory import create_app
from app.lists import inbox, jobs, service
from app.lists.formats import stop_list
from border.permissions import Role
from tests import make


@pytest.fixture
def folder(lists):
    lists.define("ke", format="stop-list")
    path = inbox.folder_of(lists.site, "ke")
    path.mkdir(parents=True)
    return path


def lay(lists, folder, name="list.csv", text=stop_list.TEMPLATE, still=60):
    path = folder / name
    path.write_text(text)
    when = lists.site.clock.now().timestamp() - still
    os.utime(path, (when, when))
    return path


def names(folder, end):
    place = folder / end
    return sorted(path.name.partition("-list")[2] for path in place.iterdir()) if place.exists() else []


def states(lists):
    return [job["state"] for job in service.jobs(lists.site.db, "ke")]


def test_a_whole_file_is_read_and_put_away(lists, folder):
    lay(lists, folder)

    jobs.work(lists.site)

    assert (states(lists), names(folder, "done")) == (["done"], [".csv"])
    assert [path.name for path in folder.iterdir()] == ["done"]


def test_a_file_that_is_being_copied_is_left_until_it_stands_still(lists, folder):
    path = lay(lists, folder, still=5)
    jobs.work(lists.site)
    assert (states(lists), path.exists()) == ([], True)

    lists.site.clock.forward(60)
    jobs.work(lists.site)

    assert states(lists) == ["done"]


def test_a_file_that_somebody_holds_open_for_writing_is_left(lists, folder):
    path = lay(lists, folder)
    with path.open("a"):
        jobs.work(lists.site)
        assert service.strays(lists.site) == [("ke/list.csv", "busy")]

    assert states(lists) == []
    jobs.work(lists.site)
    assert states(lists) == ["done"]


def test_a_file_with_a_time_to_come_is_taken_all_the_same(lists, folder):
    lay(lists, folder, still=-86_400)

    jobs.work(lists.site)

    assert states(lists) == ["done"]


def test_an_empty_file_is_refused_with_its_reason_beside_it(lists, folder):
    lay(lists, folder, text="")

    jobs.work(lists.site)

    assert names(folder, "refused") == [".csv", ".csv.reason.txt"]
    assert next((folder / "refused").glob("*.reason.txt")).read_text() == "the file is empty\n"


def test_the_same_name_again_keeps_both_files(lists, folder):
    lay(lists, folder)
    jobs.work(lists.site)
    lay(lists, folder)

    jobs.work(lists.site)

    assert sorted(states(lists)) == ["done", "same"]
    assert names(folder, "done") == [".csv", ".csv"]


def test_what_is_no_file_and_what_lies_in_the_wrong_place_is_told_and_stays(lists, folder, tmp_path):
    (folder / "inside").mkdir()
    (folder / "link.csv").symlink_to(lay(lists, tmp_path))
    lay(lists, folder.parent, "lost.csv")
    (folder.parent / "unknown").mkdir()
    lay(lists, folder.parent / "unknown")
    os.mkfifo(folder / "pipe")

    jobs.work(lists.site)

    assert states(lists) == []
    assert service.strays(lists.site) == [
        ("ke/inside", "no-file"),
        ("ke/link.csv", "no-file"),
        ("ke/pipe", "no-file"),
        ("lost.csv", "no-folder"),
        ("unknown/list.csv", "no-source"),
    ]


def test_a_file_that_may_not_be_read_stays_is_told_and_holds_up_no_other(lists, folder, monkeypatch):
    """Root may read everything, so the system's answer is stood in for."""
    lay(lists, folder, "a-locked.csv")
    lay(lists, folder)
    opened = os.open

    def locked(path, *flags, **more):
        if str(path).endswith("a-locked.csv"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *flags, **more)

    monkeypatch.setattr(os, "open", locked)
    jobs.work(lists.site)

    assert states(lists) == ["done"]
    assert service.strays(lists.site) == [("ke/a-locked.csv", "locked")]


def test_a_file_that_was_taken_when_the_program_ended_is_given_by_the_next(lists, folder):
    inbox.take(lay(lists, folder, "list.delta.csv"), "ke", service.uploads(lists.site), "0123")

    jobs.work(lists.site)

    (job,) = service.jobs(lists.site.db, "ke")
    assert (job["kind"], job["state"]) == ("delta", "refused")


@pytest.mark.parametrize("name", ["ä" * 120 + "-list.csv", os.fsdecode(b"\xff-list.csv")])
def test_a_name_that_is_long_or_damaged_is_no_fault(lists, folder, name):
    lay(lists, folder, name)

    jobs.work(lists.site)

    assert states(lists) == ["done"]
    assert len(list((folder / "done").iterdir())) == 1


def test_a_file_that_is_gone_when_its_turn_comes_is_refused_and_holds_up_no_other(lists):
    lists.give("1 ANNA\n")
    next(service.uploads(lists.site).iterdir()).unlink()

    told = jobs.read_next(lists.site)

    assert (told.state, told.why) == (
        "refused",
        "the file cannot be read, or not be kept: No such file or directory",
    )
    assert jobs.read_next(lists.site) is None


def test_the_page_of_sources_tells_what_is_not_read(lists, folder):
    lay(lists, folder.parent, "lost.csv")
    editor = make.Browser(create_app(lists.site), lists.site, make.person(lists.site, Role.WATCHLIST_EDITOR))

    page = make.text_of(editor.get("/lists"))

    assert "1 file in the watched folder is not read" in page
    assert "lost.csv : lies beside the folders" in page or "lost.csv: lies beside the folders" in page
