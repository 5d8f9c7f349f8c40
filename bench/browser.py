"""A real browser at a desk of the post: Debian's Chromium, an officer signed in through the page, the desk taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bench.founding import Desk
from bench.post import Post

CHROMIUM = Path("/usr/bin/chromium")
DESK_SCREEN: ViewportSize = {"width": 1366, "height": 768}
STREAM_OPEN = "() => document.querySelector('#live')._htmx?.sse"


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def at_desk(browser: Browser, post: Post, desk: Desk) -> Iterator[Page]:
    """Give the page of a desk whose stream is open."""
    with fresh_page(browser) as page:
        sit_down(page, post, desk)
        yield page


@contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """Give a page of a browser that has kept nothing."""
    context = browser.new_context(viewport=DESK_SCREEN)
    try:
        yield context.new_page()
    finally:
        context.close()


def sit_down(page: Page, post: Post, desk: Desk) -> None:
    """Sign in through the form, take the desk, and wait until its stream is open."""
    page.goto(f"{post.url}/sign-in")
    page.fill("[name=username]", desk.officer)
    page.fill("[name=password]", desk.password)
    page.keyboard.press("Enter")
    page.click(f"#take-{desk.name}")
    page.wait_for_function(STREAM_OPEN)
