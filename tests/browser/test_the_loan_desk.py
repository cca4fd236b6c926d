"""September at the loan desk: a class list, a basket read by a (simulated) camera, and a student's own page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import _ARGUMENTS
from tests.browser.films import film
from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, Pictures, enter, looking, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STUDENT = "haddad@hartley.example"


def free_laptops(page: Any, count: int) -> list[str]:
    """Tags of laptops on the shelf that nobody has."""
    page.goto("/equipment/?state=in_stock&with.empty=&q=LAP-")
    found = page.locator("#fb-list a[href*='/equipment/LAP-']")
    tags: list[str] = []
    for href in found.evaluate_all("all => all.map((one) => one.getAttribute('href'))"):
        tag = href.split("/")[2]
        if tag not in tags:
            tags.append(tag)
    assert len(tags) >= count
    return tags[:count]


def wedge(page: Any, code: str) -> None:
    """What a hand scanner that types is heard as, wherever the page is."""
    page.evaluate(
        "code => document.dispatchEvent(new CustomEvent('fb:scan', {detail: code, cancelable: true}))",
        code,
    )


def scan(page: Any, code: str, wait_for: str) -> None:
    wedge(page, code)
    page.locator("[data-fb-part=answer]").get_by_text(wait_for).first.wait_for()


def sign(page: Any) -> None:
    page.locator("[data-fb-sign]").scroll_into_view_if_needed()
    box = page.locator("[data-fb-sign]").bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for step in range(24):
        page.mouse.move(box["x"] + 30 + step * 6, box["y"] + 60 + (step % 7) * 5)
    page.mouse.up()


@pytest.fixture
def quiet(chromium: Any, trust: str) -> Iterator[Any]:
    """open(width, **more) -> a context whose pages are listened to; an error in the console fails the test."""
    problems: list[str] = []
    contexts = []

    def open_(width: int, **more: Any) -> Any:
        context = looking(chromium, trust, width, **more)
        context.on("page", _listen)
        contexts.append(context)
        return context

    def _listen(page: Any) -> None:
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        page.on("console", _hear)

    def _hear(line: Any) -> None:
        # A network that was switched off on purpose is no fault of the page.
        if line.type == "error" and "ERR_INTERNET_DISCONNECTED" not in line.text:
            problems.append(line.text)

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_basket_is_scanned_signed_and_handed_over(quiet: Any, width: int) -> None:
    page, pictures = signed_in(quiet(width)), Pictures()
    first, second = free_laptops(page, 2)
    page.goto("/desk/")
    box = page.get_by_label("Scan the next thing, or type a tag or a name")
    box.fill(STUDENT)
    box.press("Enter")
    page.locator("[data-fb-part=answer]").get_by_text("Lending to Noor Haddad").wait_for()
    scan(page, first, f"{first} added")
    scan(page, first, f"{first} is in the basket")
    scan(page, second, f"{second} added")
    page.keyboard.press("F2")
    page.get_by_text(f"Undone: {second} added").wait_for()
    scan(page, second, f"{second} added")
    sign(page)
    pictures.take(page, f"desk-{width}-1-basket")
    assert faults(page) == []

    page.get_by_role("button", name="Lend to Noor Haddad").click()
    page.get_by_text("Lent to Noor Haddad").wait_for()
    pictures.take(page, f"desk-{width}-2-lent")
    assert faults(page) == []
    page.get_by_role("link", name="Open it").click()
    page.get_by_text("signature is among its papers").wait_for()
    assert first in page.locator("main").inner_text()

    page.goto("/desk/back/")
    scan(page, first, f"{first} is back")
    scan(page, second, f"{second} is back")
    pictures.take(page, f"desk-{width}-3-pile")
    assert faults(page) == []
    page.get_by_role("button", name="The pile is done").click()
    page.get_by_text("the pile is done").wait_for()


def test_the_network_goes_in_the_middle_and_no_scan_is_lost(quiet: Any) -> None:
    context = quiet(WIDE)
    page = signed_in(context)
    tags = free_laptops(page, 3)
    page.goto("/desk/")
    scan(page, tags[0], f"{tags[0]} added")
    context.set_offline(True)
    for tag in tags[1:]:
        wedge(page, tag)
    page.locator("[data-fb-part=answer]").get_by_text("No answer from the server").wait_for()
    context.set_offline(False)
    page.locator(".fb-desk-lines").get_by_role("link", name=tags[2]).wait_for()
    for tag in tags:
        assert page.locator(".fb-desk-lines").get_by_role("link", name=tag).count() == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Empty the basket").click()
    page.get_by_text("The basket is empty").first.wait_for()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_student_answers_for_what_they_have(quiet: Any, width: int) -> None:
    page, pictures = quiet(width).new_page(), Pictures()
    enter(page, STUDENT)
    page.wait_for_load_state()
    page.goto("/mine/")
    page.get_by_role("heading", name="My equipment").wait_for()
    pictures.take(page, f"mine-{width}-1")
    assert faults(page) == []
    ask = page.get_by_role("button", name="Yes, I have it", exact=True)
    if ask.count():
        ask.first.click()
        page.get_by_text("Thank you, noted.").wait_for()


def test_the_camera_reads_a_label_into_the_basket(
    chromium: Any, trust: str, tmp_path: Path
) -> None:
    """A second browser, whose camera is a film of the label."""
    first = signed_in(looking(chromium, trust, PHONE))
    [tag] = free_laptops(first, 1)
    camera = [f"--use-file-for-fake-video-capture={film(tmp_path / 'label.y4m', tag)}"]
    fake = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", *camera]
    program = shutil.which("chromium")
    browser = chromium.browser_type.launch(executable_path=program, args=[*_ARGUMENTS, *fake])
    try:
        context = looking(browser, trust, PHONE, permissions=["camera"])
        page = signed_in(context)
        page.goto("/desk/")
        page.get_by_role("button", name="Camera").click()
        page.locator("[data-fb-part=answer]").get_by_text(f"{tag} added").wait_for()
        Pictures().take(page, "desk-390-4-camera")
        assert faults(page) == []
        page.on("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Empty the basket").click()
    finally:
        browser.close()
        first.context.close()
