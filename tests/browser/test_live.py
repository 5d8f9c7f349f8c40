"""The live line between the post's server and the page: it swaps, it keeps, it comes back."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, serve

LOST = "No connection to the post's server"


def connected(served: Served, page: Page, state: str = "waiting") -> None:
    with page.expect_response("**/stream"):
        page.goto(served.url(f"/desk/{state}"))
    page.wait_for_function("() => document.querySelector('#live')._htmx?.sse")


def test_a_reading_fills_the_page_and_takes_the_focus(served: Served, page: Page) -> None:
    connected(served, page)

    served.gallery.show("clear")

    expect(page.locator(".name")).to_have_text("ERIKSSON, ANNA MARIA")
    expect(page.locator("input[value=holiday]")).to_be_focused()


def test_a_zone_is_text_and_never_a_tag(served: Served, page: Page) -> None:
    connected(served, page)

    served.gallery.show("clear")

    expect(page.locator(".zone")).to_have_text(
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3104159ZE184226B<<<<<10"
    )


def test_what_is_being_typed_stays(served: Served, page: Page) -> None:
    connected(served, page, "clear")
    page.keyboard.press("F8")
    note = page.get_by_label("What the second line should know")
    note.press_sequentially("abc")
    note.press("ArrowLeft")

    served.gallery.rename("clear", "ERIKSSON, ANNA")
    expect(page.locator(".name")).to_have_text("ERIKSSON, ANNA")
    page.keyboard.press("X")

    expect(note).to_have_value("abXc")


def test_a_choice_stays_when_an_answer_comes_in(served: Served, page: Page) -> None:
    connected(served, page, "clear")
    page.keyboard.press("3")

    served.gallery.rename("clear", "ERIKSSON, ANNA")
    expect(page.locator(".name")).to_have_text("ERIKSSON, ANNA")

    expect(page.locator("input[value=education]")).to_be_checked()


def test_no_word_or_choice_reaches_the_next_traveller(served: Served, page: Page) -> None:
    connected(served, page, "clear")
    page.keyboard.press("3")
    page.keyboard.press("F8")
    page.get_by_label("What the second line should know").fill("looks nervous")

    served.gallery.show("hit")

    expect(page.locator("#traveller-0193-hit")).to_be_visible()
    expect(page.locator(".drawer:visible")).to_have_count(0)
    assert page.locator("input[name=note]").evaluate_all("all => all.map(one => one.value)") == ["", ""]
    expect(page.locator("input[name=purpose]:checked")).to_have_count(0)


def test_a_stream_refused_at_first_comes_by_itself(served: Served, page: Page) -> None:
    served.gallery.refused = True
    page.goto(served.url("/desk/waiting"))
    expect(page.get_by_text(LOST)).to_be_visible()

    served.gallery.refused = False
    served.gallery.show("clear")

    expect(page.locator(".name")).to_have_text("ERIKSSON, ANNA MARIA")
    expect(page.get_by_text(LOST)).to_be_hidden()
    expect(page.locator("#notices")).to_be_empty()


def test_past_the_cap_the_page_waits_for_a_free_line(served: Served, page: Page) -> None:
    served.gallery.streams.slots.taken = served.gallery.streams.slots.cap
    page.goto(served.url("/desk/waiting"))
    expect(page.get_by_text(LOST)).to_be_visible()

    served.gallery.streams.slots.taken = 0

    expect(page.get_by_text(LOST)).to_be_hidden()


def test_a_server_that_was_away_is_found_again(served: Served, page: Page) -> None:
    connected(served, page)
    served.stop()
    expect(page.get_by_text(LOST)).to_be_visible()

    served.gallery.show("clear")
    again = serve(served.gallery, served.port)

    expect(page.locator(".name")).to_have_text("ERIKSSON, ANNA MARIA")
    expect(page.get_by_text(LOST)).to_be_hidden()
    again.stop()


def test_a_page_that_left_gives_its_line_back(served: Served, page: Page) -> None:
    connected(served, page)

    page.goto("about:blank")

    for _ in range(100):
        if served.gallery.streams.slots.taken == 0:
            break
        page.wait_for_timeout(50)
    assert served.gallery.streams.slots.taken == 0


def test_a_decision_that_failed_says_so_and_keeps_the_traveller(served: Served, page: Page) -> None:
    connected(served, page, "kenyan")
    served.gallery.failing = True

    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("A fault in the system")
    expect(page.locator(".name")).to_have_text("MWANGI, JOYCE WANJIKU")


def test_a_notice_goes_with_the_next_form(served: Served, page: Page) -> None:
    connected(served, page, "kenyan")
    served.gallery.failing = True
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()

    served.gallery.failing = False
    page.locator("#admits-0193-kenyan").press("Enter")

    expect(page.locator("#waiting")).to_be_visible()
    expect(page.locator("#notices")).to_be_empty()


def test_a_decision_without_a_server_says_so_and_keeps_the_traveller(served: Served, page: Page) -> None:
    connected(served, page, "kenyan")
    served.stop()

    page.keyboard.press("Enter")

    expect(page.get_by_text(LOST)).to_be_visible()
    expect(page.locator(".name")).to_have_text("MWANGI, JOYCE WANJIKU")
