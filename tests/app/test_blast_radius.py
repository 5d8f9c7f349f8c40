"""A post whose key is stolen: whatever it signs, it reaches its own rows at headquarters and no others.

Jkia is in the wrong hands and says each kind of event about the rows of Busia and of headquarters.
"""

import json
from datetime import date

import pytest

from app.act import SYSTEM, acting
from app.lookouts import service as lookouts
from app.own import NotItsOwn
from app.posts import service as posts
from app.projections import PROJECTIONS
from app.replay import replayed
from app.replication import service
from app.tables import PROJECTED
from border.permissions import Role
from sync import apply, journal
from sync.journal import Entry, Event
from tests import make
from tests.app import facts

pytestmark = pytest.mark.slow

AT = "2026-11-24T06:00:00.000Z"
SITE = {"title": "x", "role": "post", "kind": "land", "neighbour": ""}
LOOK = {"reason": "review", "note": ""}
AMENDED = {"officer_name": "x", "reason": "x", "voided": True, "changes": {}}
REFERRAL = {
    "inspection_id": "busia-inspection-2",
    "desk": "busia-1",
    "officer_name": "x",
    "reason": "other",
    "remark": "",
    "traveller": facts.TRAVELLER,
    "document": facts.DOCUMENT,
    "findings": [],
}
HIT = {
    "inspection_id": "busia-inspection-1",
    "list": "persons",
    "edition": 1,
    "entry_id": "e1",
    "category": "wanted",
    "kind": "person",
    "score": 1.0,
    "reasons": ["same-name"],
    "document_id": "UTO:passport:L898902C3",
    "desk": "busia-1",
}
CLEARED = {
    "hit_id": "h1",
    "verdict": "not-same",
    "reason": "x",
    "by_name": "x",
    "meeting": {
        "document_id": "UTO:passport:L898902C3",
        "person_key": "k",
        "entry_id": "e1",
        "entry_hash": "h",
        "decided_on": "2026-11-24",
        "until_on": "2027-11-24",
    },
}
EDITION = {"list": "persons", "number": 1, "day": "2026-11-24", "count": 1, "digest": "d" * 64, "rejected": 0}
ABOUT_EDITION = {
    "number": 1,
    "published_at": AT,
    "day": "2026-11-24",
    "persons": 1,
    "documents": 1,
    "digest": "d" * 64,
    "sources": {"un": "1"},
}
TAKEN = {**ABOUT_EDITION, "before": None}
NUMBERS = {"number": 1, "published_at": AT, "day": "2026-11-24", "count": 1, "sha256": "e" * 64, "base": None}
SAID = '{"n":[["ERIKSSON","ANNA","primary"]],"do":"refer","reason":"x","basis":"x","agency":"x"}'
PROPOSED = {
    "entry_id": "hq-entry",
    "kind": "new",
    "category": "wanted",
    "said": SAID,
    "why": "x",
    "lookout_id": None,
    "proposed_name": "x",
}
DECIDED = {"proposal_id": "hq-proposal", "decided_name": "x", "remark": "x"}
THRESHOLD = {
    "category": "wanted",
    "margin": 9.0,
    "reason": "x",
    **dict.fromkeys(("hits", "same", "kept", "kept_same"), 0),
    "by_name": "x",
}
LOOKOUT = {"lookout_id": "busia-lookout", "category": "wanted", "said": SAID, "opened_name": "x"}
ENDED = {"lookout_id": "busia-lookout", "ended_name": "x", "why": "x"}
REVIEWED = {"lookout_id": "busia-lookout", "reviewed_name": "x", "why": "x", "verdict": "lifted"}
DEFINED = {"source": "un", "title": "x", "format": "un", "category": "", "response": "", "mapping": {}}
IMPORTED = {
    "source": "un",
    "number": 2,
    "kind": "full",
    "job_id": "j",
    "file": "x",
    "bytes": 1,
    "digest": "d" * 64,
    "read_as": "x",
    "persons": 1,
    "documents": 0,
    "added": 0,
    "changed": 0,
    "gone": 9,
    "problems": 0,
    "by_name": "x",
}
ACCOUNT = {"username": "amina", "name": "Amina Otieno", "role": "officer"}


def crossing(crossing_id="c1", inspection_id="busia-inspection-1", **changes):
    return {**facts.recorded(inspection_id, AT), "crossing_id": crossing_id, **changes}


WORK_OF_BUSIA = [
    ("account.opened", {**ACCOUNT, "account_id": "busia-account"}),
    ("session.opened", {"account_id": "busia-account"}),
    ("desk.added", {"name": "busia-1", "title": "Busia 1", "direction": "entry"}),
    ("desk.taken", {"desk": "busia-1", "account_id": "busia-account", "account_name": "Amina Otieno"}),
    ("crossing.recorded", crossing()),
    ("crossing.amended", {**AMENDED, "crossing_id": "c1", "amendment_id": "a1", "voided": False}),
    ("slip.printed", {"crossing_id": "c1", "copy": 0}),
    ("crossing.recorded", crossing("c2", "busia-inspection-3", **facts.document("P2"))),
    ("referral.opened", {**REFERRAL, "referral_id": "r1"}),
    ("edition.taken", TAKEN),
    ("lookout.opened", LOOKOUT),
    ("list.loaded", EDITION),
    ("hit.found", {**HIT, "hit_id": "h1"}),
    ("traveller.viewed", {**LOOK, "traveller_id": "UTO:passport:L898902C3"}),
]

ABOUT_OTHERS = {
    "account.opened": {**ACCOUNT, "account_id": "busia-account"},
    "account.role_given": {"account_id": "busia-account", "role": "administrator"},
    "account.locked": {"account_id": "busia-account"},
    "account.unlocked": {"account_id": "busia-account"},
    "account.closed": {"account_id": "busia-account", "why": "x"},
    "account.preferred": {"account_id": "busia-account", "theme": "night", "language": "sw"},
    "session.opened": {"account_id": "busia-account"},
    "post.enrolled": {**SITE, "name": "busia", "public_key": "q" * 43},
    "crossing.recorded": crossing(inspection_id="another"),
    "crossing.amended": {**AMENDED, "crossing_id": "c2", "amendment_id": "a9"},
    "slip.printed": {"crossing_id": "c1", "copy": 1},
    "hit.found": {**HIT, "hit_id": "h1"},
    "edition.published": {**ABOUT_EDITION, "bytes": 1, "sha256": "e" * 64, "delta_bytes": None},
    "edition.held": {"held": True, "note": "x"},
    "numbers.published": {**NUMBERS, "rejected": 0, "digest": "d" * 64, "bytes": 1},
    "hit.found_silently": {**HIT, "hit_id": "h1"},
    "hit.acknowledged": {"hit_id": "h1", "by_name": "x"},
    "hit.acknowledged_silently": {"hit_id": "h1", "by_name": "x"},
    "hit.adjudicated": CLEARED,
    "hit.adjudicated_silently": CLEARED,
    "hit.raised": {"hit_id": "h1", "level": "headquarters"},
    "hit.raised_silently": {"hit_id": "h1", "level": "headquarters"},
    "hit.closed": {"hit_id": "h1", "why": "entry-withdrawn"},
    "hit.closed_silently": {"hit_id": "h1", "why": "entry-withdrawn"},
    "threshold.proposed": {**THRESHOLD, "proposal_id": "jkia-proposal"},
    "threshold.set": {**THRESHOLD, "proposal_id": "hq-threshold", "threshold_id": "t1", "proposed_name": "x"},
    "threshold.rejected": {"proposal_id": "hq-threshold", "remark": "x", "by_name": "x"},
    "list.defined": DEFINED,
    "list.imported": IMPORTED,
    "list.import_held": {**IMPORTED, "number": 3},
    "list.import_approved": {"source": "un", "number": 2, "by_name": "x"},
    "list.import_rejected": {"source": "un", "number": 2, "by_name": "x"},
    "entry.proposed": {**PROPOSED, "proposal_id": "jkia-proposal", "kind": "change"},
    "entry.approved": DECIDED,
    "entry.returned": DECIDED,
    "entry.withdrawn": DECIDED,
    "lookout.opened": LOOKOUT,
    "lookout.ended": ENDED,
    "lookout.reviewed": REVIEWED,
    "desk.left": {"desk": "busia-1", "account_id": "busia-account"},
    "referral.opened": {**REFERRAL, "referral_id": "r1"},
    "inspection.abandoned": {"inspection_id": "i", "referral_id": "r1", "reason": "x"},
}
"""Each would change, close or hide a row of Busia."""

OF_ITS_OWN = {
    "account.password_set": {"account_id": "busia-account"},
    "session.refused": {"account_id": "busia-account"},
    "session.closed": {"account_id": "busia-account"},
    "site.founded": {**SITE, "name": "busia", "public_key": "q" * 43},
    "post.trusted": {"name": "busia", "title": "x", "public_key": "q" * 43},
    "desk.added": {"name": "busia-1", "title": "x", "direction": "exit"},
    "desk.taken": {"desk": "busia-1", "account_id": "busia-account", "account_name": "x"},
    "edition.taken": TAKEN,
    "edition.refused": {"number": 1, "why": "digest", "file": "f" * 64},
    "edition.gone_back": {"number": 1, "left": 2, "note": "x"},
    "numbers.taken": {**NUMBERS, "before": None},
    "numbers.refused": {"number": 1, "why": "digest", "file": "f" * 64},
    "numbers.gone_back": {"number": 1, "left": 2, "note": "x"},
    "numbers.held": {"held": True, "note": "x"},
    "search.made": {**LOOK, "what": {"search": "travellers"}, "found": 0},
    "traveller.viewed": {**LOOK, "traveller_id": "UTO:passport:L898902C3"},
    "entry.viewed": {**LOOK, "entry_id": "hq-entry"},
    "register.exported": {**LOOK, "filter": {}, "rows": 1},
    "list.file_put_aside": {"source": "un", "job_id": "x", "file": "x", "reason": "x", "by_name": "x"},
    "list.loaded": {**EDITION, "number": 2},
    "epoch.started": {"restored_from_seq": 1},
}
"""These lead to a row of Jkia's own, or to none, whatever they name."""

MORE_ABOUT_OTHERS = [
    ("account.role_given", {"account_id": "hq-account", "role": "field-it"}),
    ("account.closed", {"account_id": "hq-account", "why": "x"}),
    ("crossing.recorded", crossing("mine", "busia-inspection-1")),
    ("crossing.recorded", crossing("mine", "mine", referral_id="r1")),
    ("crossing.recorded", crossing("mine", "mine", referral_id="nobody's")),
    ("crossing.amended", {**AMENDED, "crossing_id": "own", "amendment_id": "a1"}),
    ("hit.found", {**HIT, "hit_id": "another"}),
    ("entry.proposed", {**PROPOSED, "proposal_id": "jkia-proposal", "entry_id": "jkia-entry"}),
    ("lookout.opened", {**LOOKOUT, "lookout_id": "unreadable", "said": "{}"}),
    ("lookout.opened", {**LOOKOUT, "lookout_id": "x" * 100}),
    *(
        ("crossing.amended", {**AMENDED, "crossing_id": "own", "amendment_id": "a9", "changes": changes})
        for changes in (
            {"crossing_id": ["own", "c2"]},
            {"node": ["jkia", "busia"]},
            {"document_id": ["x", "UTO:passport:L898902C3"]},
            {"happened_at": [AT, "2030-01-01T00:00:00.000Z"]},
            {"number": [1, 9]},
        )
    ),
]


@pytest.fixture
def hq(tmp_path, clock):
    """Headquarters with people of its own, what Busia did, and one crossing of Jkia."""
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    with acting(hq, SYSTEM) as act:
        for name in ("busia", "jkia"):
            key = make.site(tmp_path / "posts", name, clock).identity.public
            posts.enrol(act, name=name, title=name, kind="land", neighbour="", public_key=key)
        account = {"account_id": "hq-account", "username": "a", "name": "A", "role": Role.ADMINISTRATOR}
        act.record("account.opened", account)
        act.record("entry.proposed", {**PROPOSED, "proposal_id": "hq-proposal"})
        act.record("threshold.proposed", {**THRESHOLD, "proposal_id": "hq-threshold"})
        act.record("list.defined", DEFINED)
        act.record("list.imported", {**IMPORTED, "number": 1})
        act.record("list.import_held", IMPORTED)
    for kind, payload in WORK_OF_BUSIA:
        assert say(hq, kind, payload, node="busia")
    assert say(hq, "crossing.recorded", crossing("own", "own", **facts.document("J1")))
    return hq


def say(hq, kind, payload, node="jkia"):
    """Let a post say something, well chained; return whether headquarters projected it."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    head = journal.head(hq.db, node)
    event_id = f"{node}-{head.seq + 1}"
    digest = journal.digest_of(body)
    entry = Entry(node, head.epoch, head.seq + 1, event_id, kind, 1, AT, "hq-account", "", digest)
    with hq.db.transaction():
        event = Event(entry, entry.hash_after(head.hash), body)
        return apply.keep_foreign(hq.db, event, service.meaning(hq), AT)


def of_others(hq):
    """Return every projected row that is not Jkia's."""
    return {
        table: [
            row
            for row in hq.db.rows(table)
            if "jkia" not in (row.get("node"), row.get("site"), row.get("name"))
        ]
        for tables in PROJECTED.values()
        for table in tables
    }


def require_whole(hq):
    """Require that the stream goes on, and that the journal still folds into the rows."""
    assert say(hq, "account.opened", {"account_id": "j", "username": "j", "name": "J", "role": "officer"})
    assert replayed(hq.db, hq.settings.run, hq.projections).differences == ()


def test_every_kind_of_event_is_tried():
    assert ABOUT_OTHERS.keys() | OF_ITS_OWN.keys() == PROJECTIONS.keys()
    assert not ABOUT_OTHERS.keys() & OF_ITS_OWN.keys()


@pytest.mark.parametrize(("kind", "payload"), [*ABOUT_OTHERS.items(), *MORE_ABOUT_OTHERS])
def test_what_a_post_says_about_anothers_row_is_set_aside(hq, kind, payload):
    before = of_others(hq)

    projected = say(hq, kind, payload)

    assert not projected
    assert of_others(hq) == before
    require_whole(hq)


@pytest.mark.parametrize(("kind", "payload"), OF_ITS_OWN.items())
def test_what_a_post_says_under_anothers_name_is_its_own(hq, kind, payload):
    before = of_others(hq)

    say(hq, kind, payload)

    assert of_others(hq) == before
    require_whole(hq)


def test_a_post_cannot_take_the_name_of_a_desk_that_another_will_add(hq):
    desk = {"name": "busia-2", "title": "x", "direction": "entry"}

    say(hq, "desk.added", desk)

    assert say(hq, "desk.added", desk, node="busia")


def test_a_post_can_neither_propose_an_entry_nor_approve_its_own(hq):
    proposed = say(hq, "entry.proposed", {**PROPOSED, "proposal_id": "p", "entry_id": "jkia-entry"})
    approved = say(hq, "entry.approved", {**DECIDED, "proposal_id": "p"})

    assert (proposed, approved) == (False, False)
    assert list(lookouts.approved_subjects(hq, date(2026, 11, 24))) == []


def test_not_even_headquarters_own_journal_lets_one_account_decide_on_its_proposal(hq):
    with acting(hq, SYSTEM) as act, pytest.raises(NotItsOwn):
        act.record("entry.approved", DECIDED)
    with acting(hq, SYSTEM) as act, pytest.raises(NotItsOwn):
        act.record("threshold.set", ABOUT_OTHERS["threshold.set"])


def test_a_post_cannot_make_its_lookouts_last_or_outnumber_the_day(hq):
    opened = [
        say(hq, "lookout.opened", {**LOOKOUT, "lookout_id": f"l{n}", "until_at": "2030"}) for n in range(101)
    ]

    assert opened == [True] * 100 + [False]
    assert {row["until_at"] for row in lookouts.lookouts(hq, 1)} == {"2026-11-25T06:00:00.000Z"}
