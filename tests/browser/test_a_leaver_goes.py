"""A leaver does not go before the laptop is back: asked for, refused, taken back, closed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.serving import PHONE, WIDE, Pictures, looking, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_leaver_is_closed_once_everything_is_back(chromium: Any, trust: str, width: int) -> None:
    context = looking(chromium, trust, width)
    page = signed_in(context)
    page.goto("/people/sources/")
    page.get_by_role("link", name="Arbor").first.click()
    page.get_by_role("link", name="Everybody.csv").click()
    page.get_by_text("Brought in", exact=True).wait_for()
    Pictures().take(page, f"leaver-{width}-1-list-of-people")

    page.goto("/people/leavers/?closed=empty")
    Pictures().take(page, f"leaver-{width}-2-leavers")
    page.locator("#fb-list tbody a").first.click()
    page.get_by_role("heading", name="Still out").wait_for()
    here = page.url
    Pictures().take(page, f"leaver-{width}-3-still-out")

    page.get_by_role("button", name="Send them the list").click()
    page.get_by_text("No mail server is set up here").wait_for()
    page.locator("#fb-main").get_by_role("button", name="Close").click()
    page.get_by_text("Take it back, or write it off, first.").wait_for()
    Pictures().take(page, f"leaver-{width}-4-refused")

    while page.locator("a[href^='/equipment/'].fb-b").count():
        page.locator("a[href^='/equipment/'].fb-b").first.click()
        page.get_by_role("link", name="Take back").first.click()
        page.locator("form.fb-form button.fb-btn-primary").first.click()
        page.wait_for_load_state()
        page.goto(here)
    page.get_by_text("Nothing is out.").wait_for()
    page.locator("#fb-main").get_by_role("button", name="Close").click()
    page.get_by_text("Everything was back or written off on").wait_for()
    Pictures().take(page, f"leaver-{width}-5-closed")
    context.close()
