"""`./mpaka screen`: travellers in, whom they meet out, one line each; wrong lines are told and stop nothing."""

import io
import json
import os
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import cli_screen
from app.act import SYSTEM, acting
from app.editions import service as editions
from app.lists import service as lists
from app.lists.formats import stolen_documents, stop_list
from app.thresholds import service as thresholds
from app.watchlist import service as watchlist
from border.listing import Category
from border.permissions import Role
from tests import make
from tests.app.lists.formats.samples import FTM


@pytest.fixture
def screen(tmp_path, monkeypatch, capsys):
    """Screen lines against a stop list of one; return exit code, answers, and what was told beside."""

    def run(*lines, words=(), text=stop_list.TEMPLATE, where=None):
        path = tmp_path / "list.csv"
        path.write_text(text)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\n".join(lines).encode())))
        code = cli_screen.main([*(where or ["--list", str(path)]), "--on", "2026-11-24", *words])
        said = capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.err

    return run


def traveller(**changes):
    """Return the specimen of the template as a traveller."""
    known = {"surname": "SPECIMEN", "given_names": "ANNA MARIA", "date_of_birth": "1974-08-12"}
    return json.dumps({**known, **changes})


def test_whoever_is_listed_is_met_with_reasons_that_add_up(screen):
    code, (answer,), _ = screen(traveller(id="t1"))

    (hit,) = answer["hits"]
    assert (code, answer["id"], hit["list"], hit["by_document"]) == (0, "t1", "file", False)
    assert hit["score"] == round(sum(reason["bits"] for reason in hit["reasons"]), 1)


def test_whoever_is_not_listed_meets_nobody(screen):
    code, answers, _ = screen('{"surname": "KAMAU", "given_names": "JOHN", "date_of_birth": "1990-01-02"}')

    assert (code, answers) == (0, [{"line": 1, "hits": []}])


def test_a_whole_zone_is_read(screen):
    zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"

    _, (text, lines), _ = screen(json.dumps({"mrz": zone}), json.dumps({"mrz": zone.split("\n")}))

    (hit,) = text["hits"]
    assert text["hits"] == lines["hits"]
    assert [reason["theirs"] for reason in hit["reasons"] if reason["code"] == "birth-exact"] == [
        "1974-08-12"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        "1",
        '{"surname": 1}',
        '{"surname": ""}',
        '{"surname": "X", "sex": "?"}',
        '{"surname": "X", "date_of_birth": "1990-13"}',
        '{"surname": "X\\u0000"}',
        '{"mrz": 7}',
        '{"mrz": "P<UTO"}',
        '{"id": NaN, "surname": "X"}',
        f'{{"id": 1, "surname": "{"A" * 500_000}"}}',
        "[" * 60_000,
        '{"surname": "' + "X" * 70_000 + '"}',
    ],
)
def test_a_wrong_line_is_told_and_the_next_one_is_screened(screen, line):
    code, (wrong, right), _ = screen(line, traveller())

    assert (code, wrong["hits"], bool(wrong["error"]), len(right["hits"])) == (1, [], True, 1)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_zone_is_read_with_its_ends_of_lines_or_without(screen, end):
    lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]

    _, (answer,), _ = screen(json.dumps({"mrz": "".join(line + end for line in lines)}))

    assert [hit["entry_id"] for hit in answer["hits"]] == ["file:KE-0001"]


def test_a_wrong_line_keeps_its_id(screen):
    _, (answer,), _ = screen('{"id": "t9", "surname": 1}')

    assert (answer["id"], answer["hits"]) == ("t9", [])


def test_an_id_of_half_a_character_comes_back_and_stops_nothing(screen):
    code, (half, after), _ = screen('{"id": "\\ud800", "surname": "X"}', traveller(id="t2"))

    assert (code, half["id"], after["id"], len(after["hits"])) == (0, "\ud800", "t2", 1)


def test_an_entry_is_met_to_the_end_of_its_last_day(screen):
    columns = "entry_id,surname,given_names,date_of_birth,category,response,expires_on\n"
    rows = "1,SPECIMEN,ANNA MARIA,1974-08-12,wanted,refer,2026-11-23\n2,SPECIMEN,ANNA MARIA,1974-08-12,wanted,refer,2026-11-24\n"

    _, (answer,), _ = screen(traveller(), text=columns + rows)

    assert [hit["entry_id"] for hit in answer["hits"]] == ["file:2"]


def test_a_folder_that_is_no_site_is_told(screen, tmp_path):
    code, answers, told = screen(traveller(), where=["--data", str(tmp_path / "nowhere")])

    assert (code, answers) == (2, [])
    assert told.startswith("mpaka screen: ")
    assert "is no site" in told


def test_a_site_without_an_edition_is_told(screen, tmp_path):
    site = make.site(tmp_path, "hq", role="hq", kind="hq")

    code, answers, told = screen(traveller(), where=["--data", str(site.settings.data)])

    assert (code, answers, told) == (2, [], "mpaka screen: data: no edition is in use there\n")


def site_with(tmp_path, text):
    """Return a headquarters whose edition in use lists what a file says."""
    site = make.site(tmp_path, "hq", role="hq", kind="hq")
    path = tmp_path / "given.csv"
    path.write_text(text)
    with acting(site, SYSTEM) as act:
        lists.define(act, lists.Source("given", "Given"))
        job_id = lists.give(act, "given", path, name="given.csv", whence="command")
    lists.read_in(site, SYSTEM, job_id)
    editions.publish(site, SYSTEM)
    editions.take_up_own(site)
    return site


def test_a_site_is_asked_with_what_its_categories_ask_for(screen, tmp_path):
    site = site_with(tmp_path, stop_list.TEMPLATE)
    where, by_name = ["--data", str(site.settings.data)], traveller(date_of_birth="")
    assert len(screen(by_name, where=where)[1][0]["hits"]) == 1

    one, other = (make.person(site, Role.WATCHLIST_EDITOR, name) for name in ("one", "other"))
    trial = watchlist.try_out(site, Category.WANTED, 20.0)
    with acting(site, one) as act:
        proposal_id = thresholds.propose(act, Category.WANTED, 20.0, "too many namesakes", trial.said)
    with acting(site, other) as act:
        thresholds.approve(act, proposal_id)

    assert screen(by_name, where=where)[1][0]["hits"] == []
    assert len(screen(by_name, where=where, words=("--at-least", "20"))[1][0]["hits"]) == 1


def test_a_full_disk_is_told(screen, monkeypatch):
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr(sys, "stdout", Full())

    code, _, told = screen(traveller())

    assert (code, "No space left on device" in told) == (2, True)


def test_fewer_bits_tell_more_meetings(screen):
    stranger = traveller(given_names="ZACHARIAS")

    assert screen(stranger)[1][0]["hits"] == []
    assert len(screen(stranger, words=("--at-least", "-50"))[1][0]["hits"]) == 1


def test_a_file_of_no_known_format_is_told_and_nothing_is_screened(screen):
    code, answers, told = screen(traveller(), text="no list at all")

    assert (code, answers) == (2, [])
    assert "no format that is known" in told


def test_rows_that_were_not_taken_are_told(screen):
    _, _, told = screen(traveller(), text=stop_list.TEMPLATE + "2,,,,wanted\r\n")

    assert "1 entries, 1 rows not taken" in told


def test_a_stolen_document_is_met_by_its_number_and_state(screen):
    _, (met, other), _ = screen(
        traveller(document_number="mpaka-test 1", issuing_state="UTO"),
        traveller(document_number="MPAKATEST1", issuing_state="KEN"),
        text=stolen_documents.TEMPLATE,
    )

    (hit,) = met["hits"]
    assert (hit["kind"], hit["list"], hit["entry_id"]) == ("document", "file", "file:UTO-passport-MPAKATEST1")
    assert [reason["code"] for reason in hit["reasons"]] == ["number-exact", "state-same"]
    assert hit["score"] == round(sum(reason["bits"] for reason in hit["reasons"]), 1)
    assert other["hits"] == []


def test_a_number_without_its_state_meets_that_of_any_state_and_says_so(screen):
    _, (met,), _ = screen('{"document_number": "MPAKATEST1"}', text=stolen_documents.TEMPLATE)

    (hit,) = met["hits"]
    assert [reason["code"] for reason in hit["reasons"]] == ["number-exact", "state-not-given"]


def test_a_person_is_met_by_the_number_alone(screen):
    _, (met,), _ = screen('{"document_number": "MPAKATEST1"}')

    (hit,) = met["hits"]
    assert (hit["kind"], hit["by_document"]) == ("person", True)
    assert [reason["code"] for reason in hit["reasons"]] == ["document-same", "state-not-given"]


def test_a_site_is_asked_for_stolen_documents_and_never_shows_what_was_planted(screen, tmp_path):
    site = site_with(tmp_path, "number,issuing state\nA7654321,KEN\n")

    _, (met, planted), _ = screen(
        '{"document_number": "A7654321"}',
        '{"document_number": "MPAKATEST1"}',
        where=["--data", str(site.settings.data)],
    )

    assert [hit["entry_id"] for hit in met["hits"]] == ["given:KEN-any-A7654321"]
    assert planted["hits"] == []


def test_a_passport_of_an_entity_finds_its_holder(screen):
    _, (met,), _ = screen('{"document_number": "C111"}', text=FTM)

    assert [hit["entry_id"] for hit in met["hits"]] == ["file:x1"]


ANYTHING = st.text(max_size=40)


@given(st.lists(st.tuples(ANYTHING, ANYTHING, ANYTHING), min_size=1, max_size=20))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_is_answered_whatever_letters_stand_in_it(screen, names):
    lines = [json.dumps({"surname": a, "given_names": b, "document_number": c}) for a, b, c in names]

    code, answers, _ = screen(*lines)

    assert [answer["line"] for answer in answers] == list(range(1, len(lines) + 1))
    assert code == int(any("error" in answer for answer in answers))
