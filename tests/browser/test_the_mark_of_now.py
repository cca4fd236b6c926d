"""The mark that says what time it is never makes a page wider than its window, at either end of the school day."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from firstbell.platform.web.components import frame
from firstbell.platform.web.components.ribbon import Period, Ribbon

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.browser]
# The policy allows no style element without a nonce, and lets a script set a style.
SHOW = """([strip, columns, share]) => {
    document.body.insertAdjacentHTML("afterbegin", strip);
    const day = document.querySelector("#shown");
    day.style.setProperty("--c", columns);
    day.style.setProperty("--now", share);
}"""
DAY = [Period("Lesson", "P1", time(9, 0), time(15, 25))]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("at", [time(8, 0), time(15, 58)])
def test_the_page_is_no_wider_in_the_first_and_the_last_minutes(
    page: Any, width: int, at: time
) -> None:
    now = datetime(2026, 11, 24, at.hour, at.minute, tzinfo=ZoneInfo("Europe/London"))
    ribbon = Ribbon(now.date(), DAY, now, name="shown")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/accounts/login/")
    strip = frame.strip(ribbon, "").partition("</style>")[2]
    page.evaluate(SHOW, [strip, ribbon.columns, ribbon.now_share])
    mark = page.locator("#shown .fb-now em")
    playwright.expect(mark).to_have_text(f"{at:%H:%M}")
    box = mark.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
