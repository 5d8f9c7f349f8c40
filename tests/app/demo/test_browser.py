"""Forms as a simulated officer finds them on a page."""

from app.demo.browser import Page, _Reader

DESK = """
<form id="admit-7" action="/desk/decision"><input type="hidden" name="round" value="2">
  <input type="radio" name="purpose" value="holiday"><input type="radio" name="purpose" value="visit" checked>
  <select name="other"><option value="">-</option><option value="sports" selected>Sports</option></select>
  <input name="days_granted" value="90"><input type="submit" value="Go"></form>
<form action="/desk/course"><select name="direction"><option value="entry">in</option></select></form>
<button form="admit-7" aria-disabled="true">Admit</button>
"""


def page(html):
    reader = _Reader()
    reader.feed(html)
    return Page(200, "/desk", tuple(reader.forms))


def test_a_form_holds_what_it_would_send():
    form = page(DESK).form("admit-")

    assert form is not None
    assert form.fields == {"round": "2", "purpose": "visit", "other": "sports", "days_granted": "90"}


def test_a_form_offers_its_choices():
    form = page(DESK).form("admit-")

    assert form is not None
    assert form.choices == {"purpose": ["holiday", "visit"], "other": ["", "sports"]}


def test_a_button_outside_its_form_closes_it():
    forms = page(DESK).forms

    assert [form.closed for form in forms] == [True, False]


def test_a_form_without_an_id_is_known_by_where_it_goes():
    form = page(DESK).form("/desk/course")

    assert form is not None
    assert form.action == "/desk/course"


def test_a_page_without_the_form_has_none():
    assert page("<p>Nothing here</p>").form("admit-") is None
