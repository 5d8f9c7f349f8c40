import csv
import shutil
import threading
from datetime import date

import pytest

from app.act import SYSTEM, NotAllowed, acting
from app.site import Site
from app.watchlist import index, service
from app.watchlist.rows import BadList, Problem
from border.crossing import Direction
from border.document import Document, DocumentType
from border.traveller import Traveller
from border.watchlist import Reason
from db.database import ConstraintViolated
from tests.app import facts

PERSONS = "entry_id,surname,given_names,date_of_birth,sex,nationality,category,action,reason\n"
DOCUMENTS = "entry_id,document_number,type,issuing_state,category,reason,reported_on\n"
ANNA = Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12", nationality="UTO")
PASSPORT = Document(DocumentType.PASSPORT, "UTO", "L898902C3")


def load(site: Site, text: str, list_name: str = "persons", **options):
    path = site.settings.data / "list.csv"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    heard: list[Problem] = []
    loaded = service.load_list(site, SYSTEM, path, list_name=list_name, tell=heard.append, **options)
    return loaded, heard


def files(site: Site) -> list[str]:
    return sorted(path.name for path in site.settings.lists.iterdir())


def events(site: Site, kind: str) -> int:
    return int(site.db.value("select count(*) from journal where kind = :kind", kind=kind))


def test_with_no_list_loaded_nothing_was_asked(site):
    screening = service.person_hits(site, ANNA)

    assert (screening.edition, screening.as_of, screening.meetings) == (None, None, ())
    assert screening.age_days(date(2026, 11, 24)) is None


def test_a_listed_person_is_met_with_the_edition_its_day_and_age(site):
    load(
        site,
        PERSONS + "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,refer,warrant 7\n",
        on=date(2026, 11, 20),
    )

    screening = service.person_hits(site, ANNA)

    assert [(m.entry.id, m.reasons, m.entry.instruction) for m in screening.meetings] == [
        ("P1", (Reason.NAME_EXACT, Reason.BIRTH_EXACT), "refer. warrant 7")
    ]
    assert (screening.edition.number, screening.as_of) == (1, "2026-11-20")
    assert screening.age_days(date(2026, 11, 24)) == 4


@pytest.mark.parametrize(
    ("listed", "traveller"),
    [
        ("P1,Müller,Jörg,1980-01,M,UTO,wanted,,", Traveller("MUELLER", "JOERG", "1980-01-31")),
        ("P1,Müller,Jörg,1980-01,M,UTO,wanted,,", Traveller("Muller", "Jorg", "")),
        ("P1,Al-Hassan,Omar,,M,UTO,wanted,,", Traveller("OMAR", "AL HASSAN", "1980-01-31")),
        ("P1,Ñandú,,1980,X,UTO,wanted,,", Traveller("NANDU", "", "1980-05-05")),
        (
            "P1,Papandropoulos,Jonathon Trevor Alexander,1980,M,UTO,wanted,,",
            Traveller("PAPANDROPOULOS", "JONATHON TREVOR ALEX", "1980-05-05", names_truncated=True),
        ),
    ],
)
def test_a_person_is_met_however_the_zone_spells_the_name(site, listed, traveller):
    load(site, PERSONS + listed + "\n")

    assert [meeting.entry.id for meeting in service.person_hits(site, traveller).meetings] == ["P1"]


def test_another_birth_is_another_person(site):
    load(site, PERSONS + "P1,Eriksson,Anna Maria,1975,F,UTO,wanted,,\n")

    assert service.person_hits(site, ANNA).meetings == ()


def test_a_stolen_document_is_met_by_state_and_bare_number(site):
    load(site, DOCUMENTS + "D1,l 898-902/c3,passport,uto,stolen,,2026-01\n", "documents")

    assert [entry.id for entry in service.document_hits(site, PASSPORT).meetings] == ["D1"]
    other = Document(DocumentType.PASSPORT, "KEN", "L898902C3")
    assert service.document_hits(site, other).meetings == ()


def test_bad_rows_are_told_by_line_field_and_fault_and_the_good_ones_go_on(site):
    text = PERSONS + (
        "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n"
        "P2,Sanchez,Maria,1974-13,F,UTO,wanted,,\n"
        "P3,,,1974,F,UTO,wanted,,\n"
        "P4,Okello,Jane,1974,Q,UTO,wanted,,\n"
        "P1,Okello,Jane,1974,F,UTO,wanted,,\n"
        "P5,Okello\n"
        '"P6","Oke\x00llo","Jane","","F","UTO","wanted","",""\n'
        "P7,Oke\udcffllo,Jane,,F,UTO,wanted,,\n"
    )

    loaded, heard = load(site, text)

    assert (loaded.count, loaded.rejected) == (1, 7)
    assert [(problem.line, problem.field) for problem in heard] == [
        (3, "date_of_birth"),
        (4, "surname"),
        (5, "sex"),
        (7, ""),
        (8, "surname"),
        (9, "surname"),
        (6, "entry_id"),
    ]
    assert heard[-1].what == "stands in line 2 already"


def test_a_strict_load_takes_nothing_of_a_file_with_a_bad_row(site):
    good = "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n"

    with pytest.raises(BadList):
        load(site, PERSONS + good + "P2,,,,,,,,\n", strict=True)

    assert files(site) == []
    assert service.current(site, "persons") is None


@pytest.mark.parametrize("text", ["", "surname,given_names\n", "\x00", PERSONS + "P1,,,,,,,,\n"])
def test_what_is_no_list_changes_nothing(site, text):
    with pytest.raises(BadList):
        load(site, text)

    assert files(site) == []
    assert events(site, "list.loaded") == 0


def test_the_same_file_twice_changes_nothing(site):
    text = PERSONS + "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n"
    load(site, text)

    loaded, _ = load(site, text)

    assert (loaded.number, loaded.unchanged) == (1, True)
    assert events(site, "list.loaded") == 1


def test_the_next_edition_is_asked_at_once_and_two_files_are_kept(site):
    for number in range(1, 5):
        load(site, PERSONS + f"P{number},Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")
        assert [m.entry.id for m in service.person_hits(site, ANNA).meetings] == [f"P{number}"]

    assert files(site) == ["persons-3.db", "persons-4.db"]
    assert service.person_hits(site, ANNA).edition.number == 4


def test_a_thread_that_read_the_edition_before_reads_the_new_one(site):
    load(site, PERSONS + "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")
    asked, go_on, seen = threading.Event(), threading.Event(), []

    def ask() -> None:
        seen.append(service.person_hits(site, ANNA).edition.number)
        asked.set()
        go_on.wait(10)
        seen.append(service.person_hits(site, ANNA).edition.number)
        site.db.close()

    thread = threading.Thread(target=ask)
    thread.start()
    asked.wait(10)
    load(site, PERSONS + "P2,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")
    go_on.set()
    thread.join()

    assert seen == [1, 2]


def test_a_load_that_was_cut_leaves_nothing_that_is_asked(site, monkeypatch):
    monkeypatch.setattr(index, "make_durable", lambda path: (_ for _ in ()).throw(OSError("no space left")))

    with pytest.raises(OSError, match="no space"):
        load(site, PERSONS + "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")

    assert files(site) == []
    assert service.current(site, "persons") is None


def test_a_file_whose_act_was_lost_is_written_over(site):
    load(site, PERSONS + "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")
    shutil.copy(site.settings.lists / "persons-1.db", site.settings.lists / "persons-2.db")

    load(site, PERSONS + "P2,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")

    assert [m.entry.id for m in service.person_hits(site, ANNA).meetings] == ["P2"]


def test_an_edition_whose_file_is_gone_was_not_asked(site):
    load(site, DOCUMENTS + "D1,L898902C3,,UTO,lost,,\n", "documents")
    (site.settings.lists / "documents-1.db").unlink()

    assert service.document_hits(site, PASSPORT).edition is None


def test_an_officer_loads_no_list(site):
    path = site.settings.data / "list.csv"
    path.write_text(PERSONS)

    with pytest.raises(NotAllowed):
        service.load_list(site, facts.OFFICER, path, list_name="persons", tell=print)

    assert files(site) == []


def test_the_same_meeting_at_the_same_inspection_is_one_hit(site):
    load(site, PERSONS + "P1,Eriksson,Anna Maria,1974-08-12,F,UTO,wanted,,\n")
    screened = service.screen_person(site, PASSPORT, ANNA)
    occasion = service.Occasion("i1", "busia-1", PASSPORT.key, ANNA)

    with acting(site, facts.OFFICER) as act:
        service.note(act, occasion, screened)
        service.note(act, occasion, screened)

    assert [(hit["entry_id"], hit["category"], hit["edition"]) for hit in site.db.rows("hits")] == [
        ("P1", "wanted", 1)
    ]


@pytest.mark.parametrize("statement", ["update hits set entry_id = ''", "delete from hits"])
def test_hits_only_grow(site, statement):
    load(site, DOCUMENTS + "D1,L898902C3,,UTO,lost,,\n", "documents")
    with acting(site, facts.OFFICER) as act:
        checks, hit_ids = service.ask(act, "c1", "busia-1", PASSPORT, ANNA)

    with pytest.raises(ConstraintViolated, match="only grow"), site.db.transaction():
        site.db.run(statement)

    assert len(hit_ids) == 1
    assert [check.answer for check in checks] == ["alarm", "not-done"]


def test_a_hit_from_the_paper_log_says_which_way_the_traveller_went(site):
    load(site, DOCUMENTS + "D1,L898902C3,,UTO,lost,,\n", "documents")
    with acting(site, facts.OFFICER) as act:
        service.ask(act, "c1", "busia-1", PASSPORT, ANNA, direction=Direction.EXIT)

    assert site.db.value("select direction from hits") == "exit"


def test_quoted_and_semicolon_files_are_read_alike(site, tmp_path):
    path = tmp_path / "made.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(PERSONS.strip().split(","))
        writer.writerow(
            ["P1", "Eriksson", "Anna, Maria", "1974-08-12", "f", "uto", "wanted", "", "line\ttwo"[:4]]
        )

    loaded = service.load_list(site, SYSTEM, path, list_name="persons", tell=print)

    assert (loaded.count, loaded.rejected) == (1, 0)
