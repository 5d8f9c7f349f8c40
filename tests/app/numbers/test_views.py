import pytest

from app.factory import create_app
from app.numbers import service
from border.permissions import Role
from tests import make


def page(site, role=Role.FIELD_IT):
    return make.text_of(make.Browser(create_app(site), site, make.person(site, role)).get("/numbers"))


def test_a_post_says_which_filter_it_uses_and_how_old_it_is(between, clock):
    assert "No filter of numbers has been taken up here." in page(between.post)
    between.load("A1", "A2")
    between.offer()
    clock.forward(3 * 86_400)

    said = page(between.post, Role.SUPERVISOR)

    assert "Document numbers 2" in said
    assert "Age 3 days" in said


def test_field_it_reads_what_was_refused_and_why_on_the_page_and_on_the_status_line(between):
    between.load("A1")
    file = between.folder / "short"
    file.write_bytes(between.file("1.filter").read_bytes()[:-1])
    with pytest.raises(service.Refused):
        service.take_up(between.post, between.file("1.json").read_bytes(), file)

    said = page(between.post)

    assert "It came cut or damaged, and is fetched again" in said
    assert "A filter of numbers was refused, the one before stays. Look at Numbers." in said


def test_headquarters_says_what_was_loaded(between):
    between.load("A1", "A2", more="nonsense\n")

    said = page(between.hq, Role.WATCHLIST_EDITOR)

    assert "Document numbers 2" in said
    assert "Lines not taken 1" in said
