"""A leaver does not go before the laptop is back, or written off: asked for, refused, settled, closed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.looks import faults
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

    settle = _take_back if width == WIDE else _write_off
    settle(page, here)
    Pictures().take(page, f"leaver-{width}-5-settled")
    page.get_by_text("Nothing is out.").wait_for()
    page.locator("#fb-main").get_by_role("button", name="Close").click()
    page.get_by_text("Everything was back or written off on").wait_for()
    Pictures().take(page, f"leaver-{width}-6-closed")
    context.close()


def _take_back(page: Any, here: str) -> None:
    while page.locator("a[href^='/equipment/'].fb-b").count():
        page.locator("a[href^='/equipment/'].fb-b").first.click()
        page.get_by_role("link", name="Take back").first.click()
        page.locator("form.fb-form button.fb-btn-primary").first.click()
        page.wait_for_load_state()
        page.goto(here)


def _write_off(page: Any, here: str) -> None:
    """In one go, whatever it is."""
    page.locator("#fb-main").get_by_role("link", name="Write off").click()
    page.get_by_role("heading", name="Write off what").wait_for()
    for box in page.locator("[name=held]").all():
        box.check()
    page.get_by_label("What happened").fill("Moved abroad, and answers no letter.")
    assert faults(page) == []
    page.get_by_role("button", name="Write off").click()
    page.wait_for_url(here)
