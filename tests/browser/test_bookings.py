"""A teacher books ten laptops for period 3, collects nine the day before, as one is missing, and brings them back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, Pictures, signed_in
from tests.browser.test_the_loan_desk import quiet, scan, sign  # noqa: F401 -- a fixture

pytestmark = [pytest.mark.slow, pytest.mark.browser]
TEACHER, NAME, MODEL = "okafor@hartley.example", "Ife Okafor", "Latitude 3190"


def as_teacher(context: Any) -> Any:
    return signed_in(context, TEACHER)


def on_the_shelf(page: Any, count: int) -> list[str]:
    """Tags of the model that nobody has and that are not broken."""
    page.goto(
        f"/equipment/?state=in_stock,in_service&with.empty=&q={MODEL}&condition=new,good,worn"
    )
    found = page.locator("#fb-list a[href*='/equipment/LAP-']")
    hrefs = found.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    tags = list(dict.fromkeys(href.split("/")[2] for href in hrefs))
    assert len(tags) >= count
    return tags[:count]


def a_period_3(page: Any, count: int) -> Any:
    """The first one in which so many are free, in the weeks of the pool; the demonstration has booked some."""
    page.goto("/bookings/")
    page.get_by_role("link", name=f"Dell {MODEL}", exact=True).click()
    for _ in range(9):
        page.get_by_role("heading", name=f"Dell {MODEL}").wait_for()
        for cell in page.locator(".fb-book-cell a", has_text="Period 3").all():
            if int(re.search(r"(\d+) (of \d+ )?free", cell.inner_text())[1]) >= count:  # type: ignore[index]
                return cell
        page.get_by_role("link", name="The next one").click()
        page.wait_for_load_state()
    raise AssertionError("No week has a Period 3 with so many")


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_ten_laptops_for_period_3(quiet: Any, width: int) -> None:  # noqa: F811 -- the fixture
    teacher, pictures = as_teacher(quiet(width)), Pictures()
    teacher.goto("/bookings/")
    pictures.take(teacher, f"bookings-{width}-1-day")
    assert faults(teacher) == []
    period = a_period_3(teacher, 10)
    pictures.take(teacher, f"bookings-{width}-2-week")
    assert faults(teacher) == []
    period.click()
    teacher.get_by_role("heading", name="Book something").wait_for()
    teacher.get_by_label("How many").first.fill("10")
    teacher.get_by_label("What for").fill("Year 9 ecology")
    pictures.take(teacher, f"bookings-{width}-3-form")
    assert faults(teacher) == []
    teacher.get_by_role("button", name="Book", exact=True).click()
    teacher.get_by_text("is booked.").first.wait_for()
    number = re.search(r"BK-\d+", teacher.locator("h1").inner_text())[0]  # type: ignore[index]
    pictures.take(teacher, f"bookings-{width}-4-booked")
    assert faults(teacher) == []
    teacher.goto("/mine/")
    teacher.get_by_text(f"10 × Dell {MODEL}").first.wait_for()
    assert faults(teacher) == []

    desk = signed_in(quiet(width))
    tags = on_the_shelf(desk, 9)
    desk.goto("/desk/")
    box = desk.get_by_label("Scan the next thing, or type a tag or a name")
    box.fill(NAME)
    box.press("Enter")
    desk.locator("[data-fb-part=answer]").get_by_text(f"Lending to {NAME}").wait_for()
    theirs = desk.locator(".fb-book-desk", has_text=number)
    if theirs.get_by_role("button", name="Fill it").count():
        theirs.get_by_role("button", name="Fill it").click()
    theirs.get_by_role("button", name="Not for this").wait_for()
    for tag in tags:
        scan(desk, tag, f"{tag} added")
    theirs.get_by_text("9 of 10").wait_for()
    sign(desk)
    pictures.take(desk, f"bookings-{width}-5-desk")
    assert faults(desk) == []
    desk.get_by_role("button", name=f"Lend to {NAME}").click()
    desk.get_by_text(f"Lent to {NAME}").wait_for()
    teacher.goto("/mine/")
    teacher.get_by_role("link", name=f"10 × Dell {MODEL}").first.wait_for()

    desk.goto("/desk/back/")
    for tag in tags:
        scan(desk, tag, f"{tag} is back")
    desk.get_by_role("button", name="The pile is done").click()
    desk.get_by_text("the pile is done").wait_for()
    desk.goto(f"/bookings/list/?q={number}")
    desk.get_by_role("link", name=number).first.click()
    desk.get_by_text("9 of 10 given").wait_for()
    desk.locator(".fb-pill", has_text="Back").wait_for()
    pictures.take(desk, f"bookings-{width}-6-back")
    assert faults(desk) == []
