"""What an edition holds: the newest version of every imported list, and the entries that two editors decided on."""

from app.act import SYSTEM, acting
from app.editions import index, service
from app.lists import jobs
from app.lists import service as lists
from border.watchlist import listed_key
from tests.app.editions.conftest import here
from tests.app.lookouts import entries

STOLEN = """document_number,type,issuing_state,category,reason,reported_on
L8989021,passport,UTO,stolen,taken from a car,2026-11-20
"""


def imported(hq):
    path = lists.uploads(hq) / "stolen.csv"
    path.write_text(STOLEN)
    with acting(hq, SYSTEM) as act:
        lists.define(act, lists.Source("sltd", "Stolen and lost documents"))
        lists.give(act, "sltd", path, name="stolen.csv")
    return jobs.read_next(hq)


def test_what_was_imported_and_what_was_approved_is_found_in_one_edition(between):
    imported(between.hq)
    entry_id = entries.propose(between.hq)
    entries.approve(between.hq, entry_id)

    service.publish(between.hq, SYSTEM)
    edition = service.take_up_own(between.hq, here)

    found = index.Index(edition.path)
    assert [one.instruction for one in found.documents(listed_key("UTO", "L8989021"))] == ["taken from a car"]
    assert found.subject(f"own:{entry_id}").agency == "Directorate of Criminal Investigations"
    assert edition.sources.keys() == {"own", "sltd"}


def test_an_edition_is_pending_after_an_import_and_after_an_approval_and_not_after_a_publish(between):
    service.publish(between.hq, SYSTEM)
    told = [service.pending(between.hq)]
    imported(between.hq)
    told.append(service.pending(between.hq))
    service.publish(between.hq, SYSTEM)
    told.append(service.pending(between.hq))
    entry_id = entries.propose(between.hq)
    told.append(service.pending(between.hq))
    entries.approve(between.hq, entry_id)
    told.append(service.pending(between.hq))
    service.publish(between.hq, SYSTEM)
    told.append(service.pending(between.hq))

    assert told == [False, True, False, False, True, False]


def test_an_entry_that_expires_at_midnight_makes_an_edition_pending(between, clock):
    entry_id = entries.propose(between.hq, expires_on="2026-11-30", review_on="2026-11-29")
    entries.approve(between.hq, entry_id)
    service.publish(between.hq, SYSTEM)

    clock.forward(7 * 86_400)

    assert service.pending(between.hq)
    assert service.publish(between.hq, SYSTEM).about.persons == 1
