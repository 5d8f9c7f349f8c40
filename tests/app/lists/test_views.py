"""The pages of lists: a file given by page is read by the worker, what is wrong is shown with line and field."""

import io

import pytest

from app.act import SYSTEM, acting
from app.factory import create_app
from app.lists import jobs, service
from border.permissions import Role
from tests import make
from tests.app.lists.readers import Reader, rows

OFFICE = "Ref;Family name;Other names;Born\nA1;SPECIMEN;ANNA;24/12/1974\nA2;;ANNA;24/12/1974\n"


@pytest.fixture
def editor(lists):
    return make.Browser(
        create_app(lists.site), lists.site, make.person(lists.site, Role.WATCHLIST_EDITOR, "asha")
    )


def give(browser, text, source="un", kind="full", name="list.txt"):
    sent = (io.BytesIO(text.encode()), name)
    return browser.post(f"/lists/{source}/files", {"file": sent, "kind": kind})


def test_a_source_with_a_wrong_name_is_not_defined_and_says_why(editor):
    for name in ("", "UN", "x", "own", "a b"):
        assert editor.post("/lists/new", {"name": name, "title": "A list"}).status_code == 422
    assert editor.post("/lists/new", {"name": "un", "title": "again"}).status_code == 422


def test_a_list_that_protects_cannot_say_to_detain(editor):
    sent = {"name": "children", "title": "Missing", "category": "missing", "response": "detain"}

    assert editor.post("/lists/new", sent).status_code == 422


def test_a_source_is_defined_and_changed(editor, lists):
    editor.post("/lists/new", {"name": "eu", "title": "European list", "format": "eu-xml"})
    editor.post("/lists/eu/definition", {"title": "Sanctions of the EU", "format": "eu-csv"})

    page = make.text_of(editor.get("/lists"))

    assert "Sanctions of the EU eu EU financial sanctions (CSV)" in page
    assert "Nothing imported yet" in page


def test_a_form_without_a_file_is_told(editor):
    assert editor.post("/lists/un/files", {"kind": "full"}).status_code == 422


def test_a_file_of_an_unknown_kind_leaves_nothing_behind(editor, lists):
    assert give(editor, rows(1), kind="half").status_code == 422
    assert list(service.uploads(lists.site).iterdir()) == []


def test_a_given_file_waits_and_the_page_looks_by_itself_until_it_is_read(editor, lists):
    assert give(editor, "1 ANNA\n? surname is missing\n").status_code == 303
    waiting = editor.fragment("/lists/un/files")
    jobs.read_next(lists.site, Reader())
    done = editor.fragment("/lists/un/files")

    assert "Waits to be read" in make.text_of(waiting)
    assert "every 2s" in waiting.text
    assert "Imported" in make.text_of(done)
    assert "hx-get" not in done.text


def test_what_was_wrong_is_shown_with_line_and_field(editor, lists):
    give(editor, "1 ANNA\n? surname is missing\n")
    jobs.read_next(lists.site, Reader())
    job_id = service.jobs(lists.site.db, "un")[0]["job_id"]

    page = make.text_of(editor.get(f"/lists/un/files/{job_id}"))

    assert "1 entry was taken." in page
    assert "2 surname is missing" in page


def test_problems_are_shown_a_page_at_a_time(editor, lists):
    give(editor, "1 ANNA\n" + "? surname is missing\n" * 60)
    jobs.read_next(lists.site, Reader())
    job_id = service.jobs(lists.site.db, "un")[0]["job_id"]

    assert "1 to 50 of 60" in make.text_of(editor.get(f"/lists/un/files/{job_id}"))
    assert "51 to 60 of 60" in make.text_of(editor.get(f"/lists/un/files/{job_id}?page=2"))
    for nonsense in ("x", "0", "9" * 5_000):
        assert "1 to 50 of 60" in make.text_of(editor.get(f"/lists/un/files/{job_id}?page={nonsense}"))


def test_a_file_of_another_source_or_none_is_not_found(editor, lists):
    lists.define("eu")
    job_id = lists.give(rows(1))

    assert editor.get(f"/lists/eu/files/{job_id}").status_code == 404
    assert editor.get("/lists/nobody").status_code == 404


def test_what_waits_is_approved_by_another_and_not_by_oneself(editor, lists):
    lists.read(rows(*range(100)))
    give(editor, rows(1))
    jobs.read_next(lists.site, Reader())
    second = make.Browser(
        create_app(lists.site), lists.site, make.person(lists.site, Role.WATCHLIST_EDITOR, "ben")
    )

    own = editor.get("/lists/un")
    editor.post("/lists/un/versions/2/approval")
    before = len(lists.listed())
    second.post("/lists/un/versions/2/approval")

    assert "somebody else puts it in force" in make.text_of(own)
    assert "Put it in force" not in own.text
    assert (before, len(lists.listed())) == (100, 1)


def test_what_waits_is_not_used_once_somebody_says_so(editor, lists):
    lists.read(rows(*range(100)))
    lists.read(rows(1))

    editor.post("/lists/un/versions/2/rejection")
    editor.post("/lists/un/versions/2/approval")

    assert len(lists.listed()) == 100
    assert "It has been decided or replaced meanwhile" in make.text_of(editor.get("/lists/un"))


def test_an_offices_own_columns_are_chosen_once_and_remembered(editor, lists):
    lists.define("ke", format="stop-list")
    give(editor, OFFICE, "ke", name="office.csv")
    assert jobs.read_next(lists.site) is None

    page = make.text_of(editor.get("/lists/ke/columns"))
    lacking = editor.post("/lists/ke/columns", {"entry_id": "Ref"})
    twice = editor.post("/lists/ke/columns", {"entry_id": "Ref", "surname": "Ref"})
    chosen = {
        "entry_id": "Ref",
        "surname": "Family name",
        "given_names": "Other names",
        "date_of_birth": "Born",
        "order": "dmy",
    }
    kept = editor.post("/lists/ke/columns", chosen)
    jobs.read_next(lists.site)

    assert "A1 SPECIMEN ANNA 24/12/1974" in page
    assert (lacking.status_code, twice.status_code, kept.status_code) == (422, 422, 303)
    subjects = list(service.current_subjects(lists.site))
    assert [(each.entry, each.births[0].first) for each in subjects[:1]] == [("ke:A1", "1974-12-24")]

    give(editor, OFFICE.replace("A1", "A3"), "ke")
    assert jobs.read_next(lists.site).state == "done"


def test_the_columns_of_a_list_that_has_its_own_cannot_be_chosen(editor, lists):
    lists.define("eu", format="eu-xml")

    assert editor.get("/lists/eu/columns").status_code == 404


def test_a_template_can_be_downloaded_and_imported_as_it_is(editor, lists):
    lists.define("ke", format="stop-list")

    answer = editor.get("/lists/templates/stop-list")
    give(editor, answer.text, "ke")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="stop-list.csv"'
    assert jobs.read_next(lists.site).state == "done"
    assert editor.get("/lists/templates/nothing").status_code == 404


def test_a_file_larger_than_any_form_is_taken_and_one_beyond_the_limit_is_not(tmp_path, clock):
    site = make.site(tmp_path, "hq", clock=clock, role="hq", kind="hq", largest_list_mb=2)
    with acting(site, SYSTEM) as act:
        service.define(act, service.Source("un", "UN"))
    browser = make.Browser(create_app(site), site, make.person(site, Role.WATCHLIST_EDITOR))

    assert give(browser, "x" * (2 << 20)).status_code == 303
    assert give(browser, "x" * (4 << 20)).status_code == 413


def test_columns_that_are_likely_are_offered_and_nothing_is_read_before_they_are_kept(editor, lists):
    lists.define("ke", format="stop-list")
    text = "Réf.;Nom de famille;Prénom;Date de naissance\nA1;SPECIMEN;ANNA;24/12/1974\n"
    give(editor, text.replace("Réf.", "Ref."), "ke")

    page = editor.get("/lists/ke/columns").text

    for column in ("Ref.", "Nom de famille", "Prénom", "Date de naissance"):
        assert f'<option value="{column}" selected>' in page
    assert jobs.read_next(lists.site) is None


def test_a_file_without_columns_leaves_the_page_of_columns_empty(editor, lists):
    lists.define("ke", format="stop-list")
    path = service.uploads(lists.site) / "wide"
    path.write_bytes("entry_id;surname\n1;X\n".encode("utf-16"))
    with acting(lists.site, SYSTEM) as act:
        service.give(act, "ke", path, name="wide.csv")

    assert editor.get("/lists/ke/columns").status_code == 200


def test_changes_that_wait_for_a_decision_say_so_and_the_page_stands_still(editor, lists):
    lists.read(rows(*range(100)))
    lists.read(rows(1))
    lists.give("-1\n", kind="delta")

    page = editor.get("/lists/un")

    assert "Read once version 2 is decided on" in make.text_of(page)
    assert "It lists 1 entry, the version in force 100" in make.text_of(page)
    assert "every 2s" not in page.text


def test_a_file_that_waits_for_its_columns_is_put_aside_with_a_reason_and_says_who_did_it(editor, lists):
    lists.define("ke", format="stop-list")
    give(editor, OFFICE, "ke", name="office.csv")
    address = f"/lists/ke/files/{service.jobs(lists.site.db, 'ke')[0]['job_id']}/aside"

    offered = editor.get("/lists/ke").text
    form = editor.get(address).text
    lacking = editor.post(address, {"reason": " "})
    done = editor.post(address, {"reason": "sent by mistake"})
    page = make.text_of(editor.get("/lists/ke"))

    assert f'href="{address}"' in offered
    assert "office.csv" in form
    assert (lacking.status_code, done.status_code) == (422, 303)
    assert "Put aside Test asha sent by mistake" in page
    assert "Choose the columns" not in page


def test_a_file_that_does_not_wait_any_more_is_not_put_aside_and_the_page_says_so(editor, lists):
    lists.define("ke", format="stop-list")
    give(editor, OFFICE, "ke", name="office.csv")
    address = f"/lists/ke/files/{service.jobs(lists.site.db, 'ke')[0]['job_id']}/aside"
    editor.post(address, {"reason": "sent by mistake"})
    editor.get("/lists/ke")

    again = editor.post(address, {"reason": "again"})
    opened = editor.get(address)

    assert (again.status_code, opened.status_code) == (303, 303)
    assert "does not wait for its columns any more" in make.text_of(editor.get("/lists/ke"))
    assert "sent by mistake" in make.text_of(editor.get("/lists/ke"))
    assert editor.post("/lists/un/files/none/aside", {"reason": "x"}).status_code == 404


def test_a_file_that_was_put_aside_shows_no_rows_on_the_page_of_columns(editor, lists):
    lists.define("ke", format="stop-list")
    give(editor, OFFICE, "ke", name="office.csv")
    job_id = service.jobs(lists.site.db, "ke")[0]["job_id"]
    editor.post(f"/lists/ke/files/{job_id}/aside", {"reason": "sent by mistake"})

    assert "SPECIMEN" not in editor.get("/lists/ke/columns").text
