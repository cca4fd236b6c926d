"""A technician's hands on the keyboard of the demonstration trust; its pictures are those of the README."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.serving import PHONE, WIDE, Pictures, looking, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FOCUSED = "document.activeElement.closest('[data-fb-find]') !== null"


@pytest.fixture
def page(chromium: Any, trust: str) -> Any:
    context = looking(chromium, trust, WIDE)
    yield signed_in(context)
    context.close()


def test_a_slash_finds_and_escape_leaves(page: Any) -> None:
    Pictures().take(page, "home")
    page.keyboard.press("/")
    assert page.evaluate(FOCUSED)
    page.keyboard.type("chr-00")
    page.locator("#fb-hits .fb-hit").first.wait_for()
    Pictures().take(page, "search")
    page.keyboard.press("Escape")
    page.locator("#fb-hits").wait_for(state="hidden")
    assert not page.evaluate(FOCUSED)


def test_a_list_is_walked_picked_and_opened_without_a_mouse(page: Any) -> None:
    page.goto("/equipment/")
    Pictures().take(page, "list")
    for key in "jjk":
        page.keyboard.press(key)
    row, first = page.locator("tr.is-cur .fb-fz > a"), page.locator("td.fb-fz > a").first
    assert row.get_attribute("href") == first.get_attribute("href")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    page.keyboard.press("x")
    page.get_by_text("1 selected").wait_for()
    page.keyboard.press("x")
    page.locator("[data-fb-bulk]").wait_for(state="hidden")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/equipment/[^/?]+/$"))
    page.get_by_role("heading", name="What happened").wait_for()
    Pictures().take(page, "item")


def test_f_opens_the_filters_and_escape_closes_them(page: Any) -> None:
    page.goto("/equipment/")
    page.keyboard.press("f")
    page.locator(".fb-tools details[open]").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".fb-tools details[open]").first.wait_for(state="detached")


def test_a_question_mark_says_which_keys_there_are(page: Any) -> None:
    page.keyboard.press("?")
    page.locator("dialog#fb-keys[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("dialog#fb-keys[open]").wait_for(state="detached")
    page.keyboard.press("n")
    page.locator("details[data-fb-key=n][open]").wait_for()


def test_a_room_shows_what_is_in_it(page: Any) -> None:
    page.goto("/rooms/?q=ICT")
    page.locator("tr[data-url] a").first.click()
    page.get_by_role("heading", name="What is here").wait_for()
    Pictures().take(page, "room")


def test_the_shelves_say_what_is_left(page: Any) -> None:
    page.goto("/stock/")
    page.locator("tr[data-url]").first.wait_for()
    Pictures().take(page, "stock")


def test_the_register_fits_a_phone_and_the_dark(chromium: Any, trust: str) -> None:
    for width, name in ((PHONE, "phone"), (WIDE, "dark")):
        context = looking(
            chromium, trust, width, color_scheme="dark" if name == "dark" else "light"
        )
        page = signed_in(context)
        page.goto("/equipment/")
        Pictures().take(page, f"{name}-list")
        if width == PHONE:
            page.locator("tr[data-url] a").first.click()
            page.get_by_role("heading", name="What happened").wait_for()
            Pictures().take(page, "phone-item")
        context.close()
