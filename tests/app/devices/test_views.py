"""Field IT sees each desk's reader as the agent last said, and what to do where none answers."""

from app.act import SYSTEM, acting
from app.posts import service as posts
from border.crossing import Direction
from border.permissions import Role
from tests import make


def page(app, site, of="/devices") -> str:
    return make.text_of(make.Browser(app, site, make.person(site, Role.FIELD_IT, "brian")).get(of))


def with_desk(site) -> None:
    with acting(site, SYSTEM) as act:
        posts.add_desk(act, name="busia-7", title="Desk 7", direction=Direction.ENTRY)


def test_a_desk_without_a_reader_says_where_one_is_set_up(app, site):
    with_desk(site)

    assert "No reader is set up for this desk in devices.toml" in page(app, site)


def test_a_reader_that_was_pulled_out_is_told_with_its_desk(app, site):
    with_desk(site)
    app.extensions["readers"].heard("busia-7", "absent", "2026-11-24T02:00:00.000Z")

    shown = page(app, site, "/devices/live")

    assert "Desk 7" in shown
    assert "Unplugged" in shown


def test_an_agent_that_is_gone_is_told_whatever_its_readers_were(app, site):
    with_desk(site)
    app.extensions["readers"].heard("busia-7", "ready", "2026-11-24T02:00:00.000Z")
    app.extensions["readers"].agent_there(False)

    assert "The hardware agent does not run" in page(app, site)


def test_a_reader_that_is_there_is_ready(app, site):
    with_desk(site)
    app.extensions["readers"].heard("busia-7", "ready", "2026-11-24T02:00:00.000Z")

    assert "Ready" in page(app, site)
