"""What the officer's keys do, and what they must never do."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served
from tests.browser.wedge import type_fast

ZONE = ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F3104159ZE184226B<<<<<10")


HOLD_BACK = """() => document.querySelector('#wedge').addEventListener(
    'submit', e => { e.preventDefault(); e.stopPropagation() }, true)"""


def waiting(page: Page) -> None:
    expect(page.locator("#waiting")).to_be_visible()


def test_a_clear_traveller_costs_two_keys(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/clear"))

    page.keyboard.press("2")
    page.keyboard.press("Enter")

    waiting(page)
    (posted,) = served.gallery.posted
    assert (posted["decision"], posted["purpose"], posted["days_granted"]) == ("admit", "visit", "90")


def test_a_citizen_costs_one_key(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/kenyan"))

    page.keyboard.press("Enter")

    waiting(page)
    assert [posted["decision"] for posted in served.gallery.posted] == ["admit"]


def test_enter_after_an_alarm_decides_nothing(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/hit"))

    page.keyboard.press("Enter")

    expect(page.locator(".drawer:visible")).to_contain_text("Why to the second line?")
    assert served.gallery.posted == []


@pytest.mark.parametrize(
    ("key", "digit", "posted"),
    [
        ("F8", "3", {"decision": "refer", "reason": "listed"}),
        ("F9", "8", {"decision": "refuse", "ground": "H"}),
    ],
)
def test_what_is_not_admitted_costs_three_keys(
    served: Served, page: Page, key: str, digit: str, posted: dict[str, str]
) -> None:
    page.goto(served.url("/desk/hit"))

    for press in (key, digit, "Enter"):
        page.keyboard.press(press)

    waiting(page)
    assert served.gallery.posted[0].items() >= posted.items()


def test_escape_closes_a_drawer_and_goes_back_to_its_button(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/hit"))
    page.keyboard.press("F9")

    page.keyboard.press("Escape")

    expect(page.locator(".drawer:visible")).to_have_count(0)
    expect(page.locator("#refuses-0193-hit")).to_be_focused()


def test_only_one_drawer_is_open(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/hit"))

    page.keyboard.press("F8")
    page.keyboard.press("F9")

    expect(page.locator(".drawer:visible")).to_have_count(1)


def test_a_digit_outside_the_group_chooses_nothing(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/clear"))
    page.locator("#admits-0193-clear").focus()

    page.keyboard.press("2")

    expect(page.locator("input[name=purpose]:checked")).to_have_count(0)


def test_a_held_key_acts_once(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/clear"))
    page.keyboard.down("F4")
    for _ in range(5):
        page.keyboard.down("F4")

    waiting(page)
    assert len(served.gallery.posted) == 1


def test_a_double_click_decides_once(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/kenyan"))

    page.locator("#admits-0193-kenyan").dblclick()

    waiting(page)
    assert len(served.gallery.posted) == 1


def test_every_key_is_declared_once_and_shown(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/hit"))

    keys = [
        element.get_attribute("aria-keyshortcuts") for element in page.locator("[aria-keyshortcuts]").all()
    ]

    assert len(set(keys)) == len(keys)
    assert [key for key in keys if re.fullmatch(r"[A-Za-z0-9]", key or "")] == []
    assert page.locator("[aria-keyshortcuts]").count() == page.locator("[aria-keyshortcuts] kbd").count()


@pytest.mark.parametrize("between", ["\n", ""])
def test_a_reader_that_types_hands_over_its_lines(served: Served, page: Page, between: str) -> None:
    page.goto(served.url("/desk/clear"))

    type_fast(page, between.join(ZONE) + "\n")

    waiting(page)
    assert [posted["zone"].split() for posted in served.gallery.posted] == [
        list(ZONE) if between else ["".join(ZONE)]
    ]


def test_a_reader_that_types_never_decides_on_the_traveller_before(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/kenyan"))
    expect(page.locator("#admits-0193-kenyan")).to_be_focused()

    type_fast(page, "\n".join(ZONE) + "\n")

    waiting(page)
    assert [posted["act"] for posted in served.gallery.posted] == ["zone"]


def test_a_reader_that_types_leaves_a_field_as_it_was(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/digit"))
    page.keyboard.press("Control+Enter")
    field = page.get_by_label("Reason", exact=True)
    field.fill("misread")
    page.evaluate(HOLD_BACK)

    type_fast(page, "\n".join(ZONE) + "\n")

    expect(page.locator("#wedge-zone")).to_have_value("\n".join(ZONE))
    expect(field).to_have_value("misread")
    assert served.gallery.posted == []


@pytest.mark.parametrize("gap_s", [0.005, 0.04, 0.1])
def test_what_a_hand_types_stays_in_the_field(served: Served, page: Page, gap_s: float) -> None:
    page.goto(served.url("/desk/digit"))
    page.keyboard.press("Control+Enter")
    field = page.get_by_label("Reason", exact=True)
    field.focus()

    type_fast(page, "compared with the page", gap_s)

    expect(field).to_have_value("compared with the page")
    assert served.gallery.posted == []


def test_too_few_characters_are_no_zone(served: Served, page: Page) -> None:
    page.goto(served.url("/desk/waiting"))

    type_fast(page, ZONE[0] + "\n")
    page.wait_for_timeout(200)

    assert served.gallery.posted == []
