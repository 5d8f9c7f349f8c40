"""The pages of hits: that none waits, and one with its entry, edition and why."""

import pytest
from flask import render_template_string

from app.act import SYSTEM, acting
from app.factory import create_app
from app.posts import service as posts
from app.watchlist import hits, service
from border.document import Document, DocumentType
from border.hit import Met
from border.listing import Category
from border.permissions import Role
from border.traveller import Traveller
from sync import journal
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


@pytest.fixture
def hq(tmp_path, clock):
    """Headquarters that has heard of two hits of Busia and of one of Namanga; Isebania is enrolled and met nobody."""
    hq = make.site(tmp_path, "hq", clock, role="hq", kind="hq")
    for name, met in (("busia", ("ERIKSSON", "LUND")), ("namanga", ("HOLM",)), ("isebania", ())):
        post = make.site(tmp_path, name, clock)
        with acting(hq, SYSTEM) as act:
            key = post.identity.public
            posts.enrol(act, name=name, title=name.title(), kind="land", neighbour="", public_key=key)
        with acting(post, SYSTEM) as act:
            for surname in met:
                occasion = service.Occasion(surname, "desk", "UTO:passport:P1", Traveller(surname, "", ""))
                hits.keep(act, occasion, Met("persons", 1, "own:7", Category.CUSTOMS))
        with hq.db.transaction():
            for event in (event for _, event in journal.as_written(post.db) if event.kind == "hit.found"):
                hq.projections["hit.found"][0](hq.db, event)
    return hq


@pytest.fixture
def analyst(hq):
    return make.Browser(create_app(hq), hq, make.person(hq, Role.HQ_ANALYST))


def test_headquarters_filters_hits_by_post_and_keeps_it_over_pages(analyst, monkeypatch):
    monkeypatch.setattr(hits, "PAGE_ROWS", 1)

    first, second = (analyst.get(f"/hits?post=busia&page={page}") for page in (1, 2))

    assert '<option value="busia" selected>Busia</option>' in first.text
    assert "post=busia" in first.text.partition('rel="next" href="')[2].partition('"')[0]
    assert "1 to 1 of 2" in make.text_of(first)
    assert "2 to 2 of 2" in make.text_of(second)
    assert "HOLM" not in first.text + second.text


def test_a_post_without_hits_says_so_and_leads_back_to_all(analyst):
    waiting, closed = (
        make.text_of(analyst.get(f"/hits?post=isebania{rest}")) for rest in ("", "&state=closed")
    )

    assert "No hit of Isebania waits for anybody." in waiting
    assert "No hit with this filter." in closed
    assert "Show all hits" in waiting


def test_an_unknown_post_asks_nothing(analyst):
    said = make.text_of(analyst.get("/hits?post=nowhere"))

    assert "1 to 3 of 3" in said


def test_a_post_has_no_choice_of_posts(app, site):
    browser = make.Browser(app, site, make.person(site, Role.SUPERVISOR))

    assert 'name="post"' not in browser.get("/hits").text


def test_with_a_filter_the_page_does_not_say_that_no_hit_waits_at_all(analyst):
    said = make.text_of(analyst.get("/hits?category=wanted"))

    assert "No hit waits for anybody here" not in said
    assert "No hit with this filter." in said
