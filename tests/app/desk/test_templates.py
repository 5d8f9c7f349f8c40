"""The desk's page as HTML: what a browser is not needed for."""

import gzip
import re
from collections import Counter

import pytest
from flask import render_template

from tests.browser.gallery import Gallery
from tests.browser.travellers import SCREENS

WITH_TRAVELLER = [name for name, screen in SCREENS.items() if screen.inspection]
GALLERY = Gallery()


def rendered(template: str, state: str) -> str:
    with GALLERY.app.test_request_context():
        return render_template(template, screen=SCREENS[state])


@pytest.mark.parametrize("state", SCREENS)
def test_what_is_swapped_stays_under_four_kilobytes(state):
    assert len(gzip.compress(rendered("desk/_live.html", state).encode())) < 4_000


@pytest.mark.parametrize("state", SCREENS)
def test_nothing_stands_inline(state):
    html = rendered("desk/desk.html", state)

    assert re.findall(r"\sstyle=|\son[a-z]+=|javascript:|<style|<script(?! src)", html) == []


@pytest.mark.parametrize("state", SCREENS)
def test_every_form_that_posts_carries_the_token(state):
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", rendered("desk/desk.html", state), re.DOTALL)

    assert forms
    assert [form for form in forms if 'name="csrf_token"' not in form] == []


@pytest.mark.parametrize("state", SCREENS)
def test_every_id_is_there_once(state):
    ids = re.findall(r'\sid="([^"]+)"', rendered("desk/desk.html", state))

    assert [name for name, times in Counter(ids).items() if times > 1] == []


@pytest.mark.parametrize("state", WITH_TRAVELLER)
def test_every_field_of_a_traveller_bears_the_inspection_in_its_id(state):
    screen = SCREENS[state]
    html = rendered("desk/_inspection.html", state)

    ids = re.findall(r'<(?:input|select|textarea|details|form|fieldset)[^>]*\sid="([^"]+)"', html)

    assert ids
    assert [name for name in ids if screen.inspection.id not in name] == []


def test_the_page_includes_the_fragment_it_later_swaps():
    assert rendered("desk/_inspection.html", "hit") in rendered("desk/desk.html", "hit")


def test_a_zone_is_escaped():
    assert "P&lt;UTOERIKSSON&lt;&lt;ANNA" in rendered("desk/_inspection.html", "clear")


def test_the_supervisors_password_is_never_sent_back():
    assert (
        re.findall(r'<input[^>]*type="password"[^>]*>', rendered("desk/_bar.html", "hit"))[0].count(
            'value=""'
        )
        == 1
    )
