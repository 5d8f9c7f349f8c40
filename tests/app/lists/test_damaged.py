"""Damaged files of every format through the whole import: a version or a reason in words, never half of one, never a crash."""

import json
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.act import SYSTEM, acting
from app.lists import importing, jobs, service
from app.lists.formats.known import FORMATS
from app.lists.service import Source
from tests import make
from tests.app.lists.formats.damage import files
from tests.app.lists.formats.hostile import HOSTILE
from tests.app.lists.formats.samples import SAMPLES

pytestmark = pytest.mark.slow

FTM_DELTA = "".join(
    json.dumps({"op": op, "entity": {"id": own_id, "schema": schema, "properties": said}}) + "\n"
    for op, own_id, schema, said in (
        ("MOD", "x1", "Person", {"name": ["Mirto Banfall"]}),
        ("ADD", "p2", "Passport", {"holder": ["x1"], "number": ["C222"]}),
        ("DEL", "p1", "Passport", {}),
        ("ADD", "x2", "Person", {"name": ["Ilvo Sarnak"]}),
    )
)
DELTAS = {
    "ftm": FTM_DELTA,
    "stop-list": "entry_id,surname,op\nKE-0001,,remove\nKE-2,NEW,add\nKE-3,NEW,add\n",
    "stolen-documents": "number,issuing state,type,op\nMPAKATEST1,UTO,passport,remove\nA1,KEN,,add\nA2,KEN,,add\n",
}
MAPPED = (
    "Réf;Nom;Né le;Pays\r\nA1;DUPONT;24/12/1974;KE\r\nA2;MÜLLER;01/02/1980;\r\n",
    {"entry_id": "Réf", "surname": "Nom", "date_of_birth": "Né le", "nationality": "Pays", "order": "dmy"},
)
CASES = [
    *((name, "full", SAMPLES[name], {}) for name in FORMATS),
    *((name, "delta", text, {}) for name, text in DELTAS.items()),
    ("stop-list", "full", *MAPPED),
]
NASTY = [
    b'"',
    b"\0",
    b"\xff",
    b"\n",
    b"<",
    b"&#0;",
    b"\\ud800",
    b"1e999",
    b"]]>",
    b"{",
    b";",
    b"=1+1",
    b"\xe2\x80\xae",
]


@pytest.fixture(scope="module")
def hq(tmp_path_factory):
    return make.site(tmp_path_factory.mktemp("hq"), "hq", role="hq", kind="hq")


@pytest.mark.parametrize(
    ("number", "case"),
    list(enumerate(CASES)),
    ids=[f"{n}-{name}-{kind}" for n, (name, kind, *_) in enumerate(CASES)],
)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_damaged_file_makes_a_version_or_says_why_not(hq, number, case, data):
    name, kind, text, mapping = case
    source = defined(hq, f"s{number}", name, mapping)
    if kind == "delta" and service.in_force(hq.db, source) is None:
        assert read(hq, source, SAMPLES[name].encode(), "full").state == "done"

    is_whole_or_nothing(hq, source, damaged(data, text), kind)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_file_that_says_mad_things_makes_a_version_or_says_why_not(hq, name, data):
    source = defined(hq, f"mad-{name}", name)

    is_whole_or_nothing(hq, source, data.draw(files(name)), data.draw(st.sampled_from(["full", "delta"])))


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_a_file_made_to_harm_makes_a_version_or_says_why_not(hq, name, what):
    source = defined(hq, f"bad-{name}", name)

    is_whole_or_nothing(hq, source, HOSTILE[what](SAMPLES[name]), "full")


def defined(hq, source, name, mapping=MappingProxyType({})):
    if not service.is_defined(hq.db, source):
        with acting(hq, SYSTEM) as act:
            service.define(act, Source(source, source, name, mapping=mapping))
    return source


def is_whole_or_nothing(hq, source, content, kind):
    """Read a file, and look that either all of it counts that can, or nothing has changed."""
    before = standing(hq, source)

    told = read(hq, source, content, kind)

    if told is None:
        settle(hq, source)
        return
    assert told.state in {"done", "same", "held", "refused"}
    assert bool(told.why) == (told.state == "refused")
    if told.state != "done":
        assert standing(hq, source) == before
    else:
        version = service.in_force(hq.db, source)
        listed = standing(hq, source)
        assert (version["persons"] + version["documents"], version["number"]) == (len(listed), told.number)
        assert all(service.as_published(hq, entry).row for entry in listed)
    assert not list(importing.folder_of(hq).glob("*.tmp*"))
    assert all(
        len(row["field"] + row["what"]) < 1000 for row in service.problems(hq.db, newest(hq, source), 1)
    )
    settle(hq, source)


def newest(hq, source):
    return service.jobs(hq.db, source)[0]["job_id"]


def damaged(data, text):
    sample = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(sample)))
        piece = data.draw(st.one_of(st.sampled_from(NASTY), st.binary(max_size=6)))
        sample[at : at + data.draw(st.integers(0, 12))] = piece
    return bytes(sample)


def read(hq, source, content, kind):
    path = service.uploads(hq) / source
    path.write_bytes(content)
    with acting(hq, SYSTEM) as act:
        service.give(act, source, path, name="list", kind=kind)
    return jobs.read_next(hq)


def standing(hq, source):
    """Return the entries in force of one source."""
    both = (*service.current_subjects(hq), *service.current_documents(hq))
    entries = (getattr(each, "entry", "") or each.id for each in both)
    return sorted(entry for entry in entries if entry.startswith(f"{source}:"))


def settle(hq, source):
    """Leave nothing that the next file would have to wait for."""
    if waits := service.held(hq.db, source):
        with acting(hq, SYSTEM) as act:
            service.reject(act, source, waits["number"])
    with hq.db.transaction():
        hq.db.run("update list_jobs set state = 'refused', path = '' where state in ('columns', 'waiting')")
