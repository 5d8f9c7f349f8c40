"""An edition or a lookout comes when people have crossed already, over a real edition file made and taken up."""

import pytest

from app.act import acting
from app.crossings import service as crossings
from app.editions import service as editions
from app.lookouts import service as lookouts
from app.watchlist import hits, late, service
from border.document import Document, DocumentType
from border.hit import Ruling, Verdict
from border.listing import Birth, Category, ListedName
from border.listing import Response as Instructed
from border.permissions import Role
from border.traveller import Sex, Traveller
from border.watchlist import ListedDocument
from sync import journal
from sync.journal import Entry, Event
from tests import make
from tests.app import facts
from tests.app.editions.conftest import Between
from tests.app.editions.listed import person

LISTED = {"names": (ListedName("ERIKSSON", "ANNA MARIA"),), "reason": "case 1"}
AT = "2026-11-24T06:00:00.000Z"
EDITION = {"name": "listed-person", "answer": "clear", "findings": [], "source": "persons", "why": None}


@pytest.fixture
def between(tmp_path, clock):
    hq = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq")
    between = Between(hq, make.site(tmp_path, "busia", clock=clock, hq_key=hq.identity.public), {}, {})
    between.persons[40] = person(40, names=(ListedName("OTHER", "SOMEBODY"),), births=())
    next_edition(between)
    late.catch_up(between.post)
    return between


def next_edition(between):
    between.version += 1
    between.publish()
    between.offer()


def cross(site, inspection_id="i1", edition="1", **changes):
    stamped = [{**EDITION, "edition": edition, "as_of": "2026-11-24"}]
    with acting(site, facts.OFFICER) as act:
        return crossings.record(act, facts.crossing(inspection_id, stamp=stamped, **changes))


def found(site):
    return [(row["entry_id"], row["inspection_id"], row["state"]) for row in site.db.rows("hits")]


def test_an_edition_that_lists_who_crossed_opens_a_late_hit(between):
    cross(between.post)
    between.persons[7] = person(7, **LISTED)
    next_edition(between)

    assert late.catch_up(between.post) == 1
    assert found(between.post) == [("own:7", "i1", "open")]
    assert late.catch_up(between.post) == 0


def test_an_edition_that_lists_a_document_opens_a_late_hit(between):
    cross(between.post)
    between.documents[7] = ListedDocument("sltd:7", "UTO", "L898902 C-3")
    next_edition(between)

    assert late.catch_up(between.post) == 1
    assert found(between.post) == [("sltd:7", "i1", "open")]


def test_where_the_edition_before_is_gone_each_crossing_is_laid_beside_all_of_it(between):
    cross(between.post)
    between.persons[7] = person(7, **LISTED)
    for _ in range(3):
        next_edition(between)

    assert late.catch_up(between.post) == 1


def test_who_was_checked_before_the_edition_changed_and_decided_after_is_met_late(between):
    between.persons[7] = person(7, **LISTED)
    next_edition(between)
    late.catch_up(between.post)

    cross(between.post, edition="1")
    cross(between.post, "i2", edition="2", **facts.document("P2"))

    assert late.catch_up(between.post) == 1
    assert [hit[1] for hit in found(between.post)] == ["i1"]


def begin_epoch(site):
    """Let the site go on as a restored box does."""
    head = journal.head(site.db, site.name)
    entry = Entry(
        site.name,
        head.epoch + 1,
        1,
        f"epoch-{head.epoch + 1}",
        "epoch.started",
        1,
        AT,
        "system",
        "",
        journal.digest_of(b"{}"),
    )
    with site.db.transaction():
        journal.keep(site.db, Event(entry, entry.hash_after(journal.GENESIS), b"{}"))


def test_who_was_decided_in_the_new_epoch_of_a_restored_box_is_met_late(between):
    between.persons[7] = person(7, **LISTED)
    next_edition(between)
    late.catch_up(between.post)

    cross(between.post, "i1", edition="1")
    begin_epoch(between.post)
    cross(between.post, "i2", edition="1", **facts.document("P2"))
    begin_epoch(between.post)
    cross(between.post, "i3", edition="1", **facts.document("P3"))
    cross(between.post, "i4", edition="2", **facts.document("P4"))

    assert late.catch_up(between.post) == 3
    assert sorted(hit[1] for hit in found(between.post)) == ["i1", "i2", "i3"]
    assert late.catch_up(between.post) == 0


def test_a_withdrawn_entry_closes_the_hits_that_wait(between):
    cross(between.post)
    between.persons[7] = person(7, **LISTED)
    next_edition(between)
    late.catch_up(between.post)

    del between.persons[7]
    next_edition(between)
    late.catch_up(between.post)

    assert found(between.post) == [("own:7", "i1", "closed")]


def test_an_entry_that_was_withdrawn_by_mistake_and_comes_back_is_met_late_once_more(between):
    cross(between.post)
    listed = {7: person(7, **LISTED)}
    between.persons |= listed
    next_edition(between)
    late.catch_up(between.post)
    del between.persons[7]
    next_edition(between)
    late.catch_up(between.post)
    between.persons |= listed
    next_edition(between)

    opened = [late.catch_up(between.post) for _ in range(2)]

    assert opened == [1, 0]
    assert sorted(hit[2] for hit in found(between.post)) == ["closed", "open"]
    assert {row["met_at"] for row in between.post.db.rows("hits")} == {AT}


def test_who_was_found_not_to_be_the_entry_of_a_late_hit_passes_until_the_entry_changes(between):
    cross(between.post)
    between.persons[7] = person(7, **LISTED)
    next_edition(between)
    late.catch_up(between.post)
    (hit,) = between.post.db.rows("hits")
    with acting(between.post, facts.SUPERVISOR) as act:
        hits.adjudicate(act, hit["hit_id"], Ruling(Verdict.NOT_SAME, "another face"))

    said = [findings_at_the_desk(between.post)]
    between.persons[8] = person(8, names=(ListedName("OTHER", "SOMEBODY"),), births=())
    next_edition(between)
    said.append(findings_at_the_desk(between.post))
    again = late.catch_up(between.post)
    between.persons[7] = person(7, **(LISTED | {"reason": "case 2"}))
    next_edition(between)
    said.append(findings_at_the_desk(between.post))

    assert said == [["not-the-same-person"], ["not-the-same-person"], ["person-listed"]]
    assert (again, late.catch_up(between.post)) == (0, 1)


def findings_at_the_desk(post):
    """Return the codes of what a desk finds of Anna."""
    anna = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", Sex.F, "UTO")
    document = Document(DocumentType.PASSPORT, "UTO", "L898902C3")
    return [found.code for found in service.screen_person(post, document, anna).check.findings]


def test_whom_an_entry_met_before_it_expired_is_still_to_be_decided_on(between, clock):
    cross(between.post)
    between.persons[7] = person(7, **LISTED, expires_on="2026-11-24")
    next_edition(between)
    late.catch_up(between.post)

    clock.forward(86_400)
    next_edition(between)
    late.catch_up(between.post)

    assert not editions.in_use(between.post)[1].lists("own:7")
    assert found(between.post) == [("own:7", "i1", "open")]


def test_going_back_to_an_older_edition_withdraws_nothing(between):
    cross(between.post)
    between.persons[7] = person(7, **LISTED)
    next_edition(between)
    late.catch_up(between.post)

    with acting(between.post, facts.SUPERVISOR) as act:
        editions.go_back(act, "it holds rubbish")
    late.catch_up(between.post)

    assert found(between.post) == [("own:7", "i1", "open")]


WANTED = person(
    1,
    Category.MISSING,
    names=LISTED["names"],
    births=(Birth("1974-08-12", "1974-08-12"),),
    response=Instructed.REFER,
    shown="Ask her to wait.",
    reason="her family asked",
    basis="section 5",
)


def look_out(site):
    """Open a lookout for who crossed, and return its id and who opened it."""
    supervisor = make.person(site, Role.SUPERVISOR)
    with acting(site, supervisor) as act:
        return lookouts.open_lookout(act, WANTED), supervisor


def test_a_lookout_is_laid_beside_who_crossed_already(between):
    cross(between.post)
    look_out(between.post)

    assert late.catch_up(between.post) == 1


def test_a_lookout_ended_early_closes_the_hits_that_wait(between):
    cross(between.post)
    lookout_id, supervisor = look_out(between.post)
    late.catch_up(between.post)

    with acting(between.post, supervisor) as act:
        lookouts.end_lookout(act, lookout_id, "she is at home again")
    late.catch_up(between.post)

    assert found(between.post) == [(f"post:{lookout_id}", "i1", "closed")]


def test_a_lookout_whose_day_is_over_leaves_its_hits_to_be_answered(between):
    cross(between.post)
    lookout_id, _ = look_out(between.post)
    late.catch_up(between.post)

    between.post.clock.forward(25 * 3600)
    late.catch_up(between.post)

    assert found(between.post) == [(f"post:{lookout_id}", "i1", "open")]
