"""The September afternoon: a class in a row at the desk, one after the other, as fast as somebody scans."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, Pictures, looking, signed_in
from tests.browser.test_the_loan_desk import wedge

pytestmark = [pytest.mark.slow, pytest.mark.browser]

# So many of a form group of thirty; on a quick machine the whole of it takes as long.
SERVED = 12
BARCODE = "5012345678900"


def chromebooks(page: Any, count: int) -> list[str]:
    """Tags of Chromebooks that nobody has."""
    page.goto("/equipment/?with.empty=&q=CHR-")
    found = page.locator("#fb-list a[href*='/equipment/CHR-']")
    hrefs = found.evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    tags = list(dict.fromkeys(href.split("/")[2] for href in hrefs))
    assert len(tags) >= count
    return tags[:count]


class Row:
    """The students of a class in front of the desk."""

    def __init__(self, page: Any) -> None:
        self.page, self.answer = page, page.locator("[data-fb-part=answer]")

    @property
    def next(self) -> str:
        return str(self.page.locator("[data-fb-part=who] .fb-desk-name").inner_text())

    def scan(self, code: str, wait_for: str) -> None:
        wedge(self.page, code)
        self.answer.get_by_text(wait_for).first.wait_for()

    def serve(self, tag: str) -> str:
        who = self.next
        self.scan(tag, f"{tag} to {who}")
        return who

    def have(self, number: int) -> None:
        self.page.get_by_text(re.compile(rf"^{number} of \d+ have theirs")).wait_for()


@pytest.mark.parametrize(("width", "form"), [(WIDE, "10C"), (PHONE, "9A")])
def test_a_class_is_served_in_a_row(chromium: Any, trust: str, width: int, form: str) -> None:
    problems: list[str] = []
    context = looking(chromium, trust, width)
    page, pictures = signed_in(context), Pictures()
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    tags = chromebooks(page, SERVED)

    page.goto("/desk/class/")
    page.get_by_label("Class or group").fill(form)
    page.get_by_role("option", name=re.compile(rf"^{form}\b")).first.click()
    page.locator("[name=due_on]").first.fill("2030-07-19")
    page.get_by_role("button", name="Begin").click()
    row = Row(page)
    row.have(0)
    assert faults(page) == []

    served = [row.serve(tag) for tag in tags[:3]]
    row.scan(tags[0], f"{tags[0]} is with {served[0]}")
    row.scan(BARCODE, f"{BARCODE} is a maker’s barcode")
    pictures.take(page, f"september-{width}-1-foreign-barcode")
    absent = row.next
    page.get_by_role("button", name="Not here").click()
    row.answer.get_by_text(f"{absent} is skipped").wait_for()
    served += [row.serve(tag) for tag in tags[3:8]]
    page.keyboard.press("F2")
    row.answer.get_by_text(f"Undone: {served[-1]} is next again").wait_for()
    assert row.next == served.pop()
    served += [row.serve(tag) for tag in tags[7:]]
    row.have(SERVED)
    pictures.take(page, f"september-{width}-2-twelve-have-theirs")
    assert faults(page) == []
    assert absent not in served
    assert len(set(served)) == SERVED

    paper = page.get_by_role("link", name="Print the list").get_attribute("href")
    assert page.request.get(paper).body().startswith(b"%PDF")

    page.get_by_role("button", name="The list is done").click()
    page.get_by_text(f"{form}: the list is done").first.wait_for()
    pictures.take(page, f"september-{width}-3-done")
    _receipt(page, served[-1], tags[-1])
    context.close()
    assert problems == []


def _receipt(page: Any, who: str, tag: str) -> None:
    """Each has a hand-over of their own, with a paper to print."""
    page.get_by_role("link", name=f"1 thing to {who}").click()
    page.get_by_role("heading", name="What was handed over").wait_for()
    assert tag in page.locator("main").inner_text()
    assert faults(page) == []
    href = page.get_by_role("link", name="Receipt").first.get_attribute("href")
    paper = page.request.get(href)
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF")
