"""What a post's pages and its status say of what it hears from headquarters."""

from dataclasses import replace

import pytest

from app.factory import create_app
from app.replication import service
from app.status import notes
from border.permissions import Role
from tests import make

pytestmark = pytest.mark.slow


def test_the_page_of_links_tells_up_to_when_all_was_heard(listener, hq):
    service.puller_of(listener).pull()
    browser = make.Browser(create_app(listener), listener, make.person(listener, Role.FIELD_IT))

    assert "All was heard up to 24 Nov 2026 09:00" in make.text_of(browser.get("/links"))


def test_the_page_of_links_says_why_nothing_is_heard(listener, hq, hq_app, tmp_path, clock):
    impostor = make.site(tmp_path / "elsewhere", "hq", clock, role="hq", kind="hq")
    hq_app.extensions["mpaka.site"] = replace(hq, identity=impostor.identity)
    service.puller_of(listener).pull()
    browser = make.Browser(create_app(listener), listener, make.person(listener, Role.FIELD_IT))

    page = browser.get("/links")

    assert "This post hears nothing from headquarters" in page.text
    assert "not signed with headquarters&#39; key" in page.text


def test_a_post_that_does_not_know_headquarters_key_hears_nothing_and_says_so(post, hq, hq_port):
    deaf = replace(post, settings=replace(post.settings, hq_url=f"http://127.0.0.1:{hq_port}"))
    browser = make.Browser(create_app(deaf), deaf, make.person(deaf, Role.FIELD_IT))

    assert not service.is_told(deaf)
    assert "set hq_key" in browser.get("/links").text


def test_the_status_says_that_headquarters_is_not_heard(listener, hq, hq_app, tmp_path, clock):
    impostor = make.site(tmp_path / "elsewhere", "hq", clock, role="hq", kind="hq")
    hq_app.extensions["mpaka.site"] = replace(hq, identity=impostor.identity)
    service.puller_of(listener).pull()

    said = notes(listener.db, listener.settings, clock.now())

    assert "STOPPED to hear headquarters: what came is not signed with headquarters' key" in said
