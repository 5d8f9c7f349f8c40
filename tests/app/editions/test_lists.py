"""What was imported at headquarters is in its next edition."""

from app.act import SYSTEM, acting
from app.editions import file, publishing, service, wire
from app.lists import jobs
from app.lists import service as lists
from app.lists.formats.problems import Read
from border.listing import ListedName, Subject
from border.watchlist import ListedDocument
from tests import make

PERSON = Read(Subject("un:1", (ListedName("ERIKSSON"),)), "<row/>", 1)
PAPER = Read(ListedDocument("un:2", "UTO", "L898902C3"), "a row", 2, "2026-11-20")


def test_an_imported_list_is_pending_and_then_in_the_edition(tmp_path, clock):
    hq = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")
    service.publish(hq, SYSTEM)
    upload = lists.uploads(hq) / "list"
    upload.write_text("a list")
    with acting(hq, SYSTEM) as act:
        lists.define(act, lists.Source("un", "UN"))
        lists.give(act, "un", upload, name="list")
    jobs.read_next(hq, lambda source, opened: iter([PERSON, PAPER]))

    assert service.pending(hq)
    service.publish(hq, SYSTEM)

    unpacked = tmp_path / "edition.db"
    wire.unpack(publishing.folder_of(hq) / "2.db.zst", unpacked)
    empty = tmp_path / "empty.db"
    wire.unpack(publishing.folder_of(hq) / "1.db.zst", empty)
    assert list(file.difference(empty, unpacked)) == [
        ("p", "un:1", "other", '{"n":[["ERIKSSON","","primary"]],"s":"U","do":"refer"}'),
        ("d", "un:2", "UTO", "L898902C3", "", "stolen", "", "2026-11-20"),
    ]
    assert service.published(hq)[0]["sources"]["un"] == "1"
