"""The pages of hits: that none waits, and one with its entry, edition and why."""

from flask import render_template_string

from app.act import SYSTEM, acting
from app.watchlist import service
from border.document import Document, DocumentType
from border.permissions import Role
from border.traveller import Traveller
from tests import make


def test_with_no_list_and_no_hit_the_page_says_so(app, site):
    said = make.text_of(make.Browser(app, site, make.person(site, Role.SUPERVISOR)).get("/hits"))

    assert "No list is loaded" in said
    assert "No hit waits for anybody here" in said


def test_a_hit_shows_its_entry_edition_and_why(app, site, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(
        "entry_id,surname,given_names,date_of_birth,sex,nationality,category,action,reason\n"
        "P1,Eriksson,Anna Maria,1974,F,UTO,wanted,,\n"
    )
    service.load_list(site, SYSTEM, path, list_name="persons", tell=print)
    with acting(site, SYSTEM) as act:
        document = Document(DocumentType.PASSPORT, "UTO", "L898902C3")
        service.ask(act, "i1", "busia-1", document, Traveller("ERIKSSON", "ANNA MARIA", "1974-08-12"))

    browser = make.Browser(app, site, make.person(site, Role.SUPERVISOR))
    said = make.text_of(browser.get("/hits?page=0"))
    (hit_id,) = site.db.all("select hit_id from hits")

    assert "Wanted ERIKSSON, ANNA MARIA Eriksson, Anna Maria persons 1" in said
    assert "1 to 1 of 1" in said
    shown = make.text_of(browser.get(f"/hits/{hit_id['hit_id']}"))
    assert "same name" in shown
    assert "date of birth fits as far as it is known" in shown


def test_what_stands_beside_the_state_of_a_hit_runs_into_no_other_word(app):
    row = {"state": "open", "raised_to": "headquarters", "response": "silent", "occasion": "late"}
    source = "{% from 'watchlist/signs.html' import state_sign %}{{ state_sign(row) }}"

    with app.test_request_context():
        said = render_template_string(source, row=row)

    assert '<br><span class="quiet">raised to headquarters · silent · late</span>' in said
