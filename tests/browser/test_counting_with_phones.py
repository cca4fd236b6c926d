"""The July count: two phones, a building without a signal, and a page for the governors that adds up."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.browser.films import film
from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, Pictures, looking, signed_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
ROOM = "Music 1"
FOREIGN = "5012345678900"
# A scanner is faster than any hand, and than a browser that is driven from outside.
BURST = """code => {
    for (const key of [...code, 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
}"""


class Phone:
    """A phone in a count: a page in a profile of its own, so that it can be closed and opened again."""

    def __init__(self, playwright: Any, program: str, folder: Path, address: str) -> None:
        self.open_profile = lambda: playwright.chromium.launch_persistent_context(
            str(folder), executable_path=program, args=["--no-sandbox", "--disable-background-networking"],
            base_url=address, locale="en-GB", timezone_id="Europe/London", is_mobile=True, has_touch=True,
            viewport={"width": PHONE, "height": 844},
        )  # fmt: skip
        self.problems: list[str] = []
        self.open()

    def open(self) -> None:
        self.profile = self.open_profile()
        self.profile.set_default_timeout(20_000)
        self.page = self.profile.pages[0] if self.profile.pages else self.profile.new_page()
        self.page.on("pageerror", lambda problem: self.problems.append(str(problem)))

    def close(self) -> None:
        self.profile.close()

    def sign_in(self) -> None:
        self.page.close()
        self.page = signed_in(self.profile)
        self.page.on("pageerror", lambda problem: self.problems.append(str(problem)))

    def join(self, count: str) -> None:
        self.page.goto(count.replace("/counts/", "/counts/phone/"))
        # Kept on the phone, so that it opens again without a network.
        self.page.locator("[data-fb-count][data-kept=true]").wait_for(state="attached")

    def enter(self, room: str) -> None:
        back = self.page.get_by_role("button", name="All rooms")
        if back.count():
            back.click()
        self.page.get_by_role("button", name=re.compile(rf"(^| ){room}\s")).click()
        self.page.get_by_role("heading", name=room).wait_for()

    def scan(self, code: str) -> None:
        """As a scanner types it: into the page, and Enter at the end."""
        self.page.evaluate(BURST, code)
        last = self.page.locator("[data-fb-count-last]")
        last.filter(has_text=code).wait_for()

    @property
    def last(self) -> str:
        return str(self.page.locator("[data-fb-count-last]").inner_text())

    @property
    def waiting(self) -> int:
        return int(self.page.locator("[data-fb-count]").get_attribute("data-waiting") or 0)

    def photo(self, what: str, picture: Path) -> None:
        """Of what was scanned last, said first what is to be seen."""
        self.page.get_by_role("button", name="Photo").click()
        with self.page.expect_file_chooser() as chooser:
            self.page.get_by_role("button", name=what).click()
        chooser.value.set_files(picture)
        self.page.get_by_text(re.compile("photos? kept$")).wait_for()

    def photos_are(self, number: int) -> None:
        self.page.locator(f'[data-fb-count][data-photos="{number}"]').wait_for(state="attached")

    def sent(self) -> None:
        self.page.locator('[data-fb-count][data-waiting="0"]').wait_for(state="attached")

    def opened_again_without_signal(self, count: str) -> None:
        self.close()
        self.open()
        self.profile.set_offline(True)
        self.page.goto(count.replace("/counts/", "/counts/phone/"))
        self.page.get_by_role("heading", name=ROOM).wait_for()

    def back(self) -> None:
        """The signal is there again, and all of it goes over."""
        self.profile.set_offline(False)
        self.page.evaluate("dispatchEvent(new Event('online'))")
        self.sent()

    def tags(self) -> list[str]:
        rows = self.page.locator(".fb-cnt-row[data-tag]").all()
        return [str(row.get_attribute("data-tag")) for row in rows]


def told(office: Any, words: str) -> None:
    """The page of the count says it, looked at anew a few times."""
    for _ in range(5):
        office.reload()
        if office.get_by_text(words).count():
            return
    office.get_by_text(words).first.wait_for()


@pytest.fixture(scope="module")
def address(trust: str) -> str:
    return trust


@pytest.fixture
def office(chromium: Any, trust: str) -> Iterator[Any]:
    context = looking(chromium, trust, WIDE)
    yield signed_in(context)
    context.close()


def phones_of(chromium: Any, address: str, folder: Path) -> Iterator[Any]:
    """Gives phones() -> a phone that is signed in and has its own profile; no error on any of them is let pass."""
    program = str(shutil.which("chromium") or shutil.which("chromium-browser"))
    made: list[Phone] = []
    playwright = type("Runs", (), {"chromium": chromium.browser_type})

    def another() -> Phone:
        phone = Phone(playwright, program, folder / f"phone-{len(made)}", address)
        phone.sign_in()
        made.append(phone)
        return phone

    yield another
    problems = [problem for phone in made for problem in phone.problems]
    for phone in made:
        phone.close()
    assert problems == []


@pytest.fixture
def phones(chromium: Any, trust: str, tmp_path: Path) -> Iterator[Any]:
    yield from phones_of(chromium, trust, tmp_path)


def planned(page: Any, name: str) -> str:
    """A count of the arts block, opened; its address."""
    page.goto("/counts/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("What is counted").select_option("building")
    page.get_by_label("Building").select_option(label="Arts block")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("button", name="Open it").click()
    page.get_by_text("to find", exact=False).first.wait_for()
    return str(re.sub(r"https?://[^/]+", "", page.url))


def test_the_july_count_by_two_phones(office: Any, phones: Any) -> None:
    count = planned(office, "July count")
    one, two = phones(), phones()
    for phone in (one, two):
        phone.join(count)
        phone.enter(ROOM)
    Pictures().take(one.page, "count-room")
    tags = one.tags()
    assert len(tags) > 8

    for tag in tags[:2]:
        one.scan(tag)
    assert "found" in one.last
    one.sent()

    # No signal: it says so, and goes on.
    one.profile.set_offline(True)
    for tag in tags[2:5]:
        one.scan(tag)
    one.page.get_by_text("Offline").wait_for()
    one.page.get_by_text("kept on this phone").wait_for()
    one.scan(tags[0])
    assert "was scanned already" in one.last
    one.scan(FOREIGN)
    assert "Nobody knows this code" in one.last
    one.page.get_by_role("button", name="Undo").click()
    one.scan(FOREIGN)
    Pictures().take(one.page, "count-offline")
    kept = one.waiting
    assert kept == 7

    # The other one counts in the same room meanwhile, one thing of it twice.
    for tag in (tags[4], tags[5]):
        two.scan(tag)
    two.sent()

    # The browser is closed and opened again, still without a network.
    one.opened_again_without_signal(count)
    assert one.waiting == kept
    one.scan(tags[6])
    one.back()

    # Both know now what the other found.
    one.page.get_by_role("button", name=re.compile("^Found")).click()
    assert set(tags[:7]) <= set(one.tags())
    told(office, f"7 of {len(tags)}")
    assert office.get_by_text(FOREIGN).count() == 1
    assert faults(office) == []
    assert faults(one.page) == []
    Pictures().take(office, "count-open")


def test_two_phones_in_one_room_both_lose_the_signal(office: Any, phones: Any) -> None:
    count = planned(office, "No signal at all")
    one, two = phones(), phones()
    for phone in (one, two):
        phone.join(count)
        phone.enter(ROOM)
    tags = one.tags()
    two.scan(tags[0])
    two.sent()

    # Neither knows of the other now, and two things are scanned by both.
    for phone in (one, two):
        phone.profile.set_offline(True)
    for first, second in pairwise(tags[1:5]):
        one.scan(first)
        two.scan(second)
    two.page.get_by_text("Offline").wait_for()
    assert (one.waiting, two.waiting) == (3, 3)

    # The second is closed, and opened again while there is still no signal; what it sent before is known to it.
    two.opened_again_without_signal(count)
    assert two.waiting == 3
    two.scan(tags[0])
    assert "was scanned already" in two.last
    two.scan(tags[5])
    assert (one.waiting, two.waiting) == (3, 5)

    one.back()
    told(office, f"4 of {len(tags)}")
    two.back()
    Pictures().take(two.page, "count-second-back")
    told(office, f"6 of {len(tags)}")

    # One more scan brings the first what the second found, and nothing is found twice.
    one.scan(tags[6])
    one.sent()
    for phone, known in ((one, 7), (two, 6)):
        phone.page.get_by_role("button", name=re.compile("^Found")).click()
        assert sorted(phone.tags()) == sorted(tags[:known])
    told(office, f"7 of {len(tags)}")
    assert faults(two.page) == []


def test_a_photo_waits_for_the_signal_and_comes_in_once(office: Any, phones: Any, tmp_path: Path) -> None:  # fmt: skip
    count = planned(office, "With photos")
    phone = phones()
    phone.join(count)
    phone.enter(ROOM)
    tag = phone.tags()[0]
    picture = tmp_path / "taken.png"
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(picture)

    phone.profile.set_offline(True)
    phone.scan(tag)
    phone.page.get_by_role("button", name="Photo").click()
    Pictures().take(phone.page, "count-photo-of-what")
    phone.page.get_by_role("button", name="Back").click()
    phone.photo("Damage", picture)
    phone.page.get_by_text("1 scan and 1 photo kept on this phone.").wait_for()
    Pictures().take(phone.page, "count-photo-kept")
    assert faults(phone.page) == []

    # Closed and opened again it is still there; and what the server answered first is lost on the way.
    phone.opened_again_without_signal(count)
    phone.photos_are(1)
    lost: list[int] = []

    def lose_once(asked: Any) -> None:
        if lost:
            asked.continue_()
        else:
            lost.append(asked.fetch().status)
            asked.abort()

    phone.profile.route("**/phone/photo/", lose_once)
    phone.back()
    phone.page.get_by_text("Offline").wait_for()
    phone.photos_are(1)
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.photos_are(0)
    assert lost == [201]

    office.goto(f"/counts/lines/?of={count.split('/')[2]}")
    pictures = office.locator(".fb-count-pics img")
    assert (pictures.count(), pictures.get_attribute("alt")) == (1, "Damage")
    Pictures().take(office, "count-photo-in-list")
    assert faults(office) == []
    office.goto(f"/equipment/{tag}/")
    assert office.locator(".fb-count-pics img").count() == 1
    assert office.request.get(f"{count}report.pdf").body().startswith(b"%PDF")


def test_the_wrong_room_the_close_and_the_report(office: Any, phones: Any) -> None:
    count = planned(office, "Wrong rooms")
    phone = phones()
    phone.join(count)
    phone.enter(ROOM)
    tags = phone.tags()
    for tag in tags[1:]:
        phone.scan(tag)
    phone.enter("Art 1")
    phone.scan(tags[0])
    assert f"belongs in {ROOM}" in phone.last
    Pictures().take(phone.page, "count-wrong-room")
    phone.page.get_by_role("button", name="Move it here").click()
    phone.page.get_by_text("will be moved to Art 1").wait_for()
    phone.sent()

    office.goto(f"{count}closing/")
    office.get_by_label("Move the 1 that belong where they were found").wait_for()
    missing = office.get_by_label(re.compile("^Set the"))
    if missing.is_checked():
        missing.uncheck()
    assert faults(office) == []
    office.get_by_role("button", name="Close the count").click()
    office.get_by_role("heading", name="What came out").wait_for()
    Pictures().take(office, "count-closed")
    report = office.request.get(f"{count}report.pdf")
    assert report.body().startswith(b"%PDF")
    office.goto(f"/equipment/{tags[0]}/")
    office.get_by_text("Art 1").first.wait_for()

    # What the phone scans from now on is kept, and it is told why it does not count.
    phone.scan(tags[1])
    phone.sent()
    phone.page.get_by_text("This count is closed.").wait_for()
    office.goto(f"{count}odd/")
    office.get_by_text("Came in after the end").wait_for()
    assert faults(office) == []


def test_a_phone_goes_on_when_its_session_is_over_and_stops_when_it_is_sent_away(
    office: Any, phones: Any
) -> None:
    count = planned(office, "Signed out")
    phone = phones()
    phone.join(count)
    phone.enter(ROOM)
    tags = phone.tags()
    phone.profile.clear_cookies()

    phone.page.reload()
    phone.page.get_by_role("heading", name=ROOM).wait_for()
    phone.scan(tags[0])
    phone.sent()

    office.reload()
    office.once("dialog", lambda dialog: dialog.accept())
    office.get_by_role("button", name=re.compile("^Send .* away$")).click()
    office.get_by_text("Sent away").wait_for()
    phone.scan(tags[1])
    phone.page.get_by_text("not part of a count any more").wait_for()
    assert phone.waiting == 1


def test_a_fault_of_the_server_is_not_called_offline(office: Any, phones: Any) -> None:
    phone = phones()
    phone.join(planned(office, "Faulty"))
    phone.enter(ROOM)
    phone.profile.route("**/sync/", lambda asked: asked.fulfill(status=502, body="<h1>Bad gateway"))

    phone.scan(phone.tags()[0])

    phone.page.get_by_text("The server has a fault").wait_for()
    assert phone.page.get_by_text("Offline").count() == 0
    assert phone.waiting == 1


def test_the_camera_counts_what_it_sees(office: Any, trust: str, chromium: Any, tmp_path: Path) -> None:  # fmt: skip
    count = planned(office, "By camera")
    tag = "TAB-0003"
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
        args=["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
              f"--use-file-for-fake-video-capture={film(tmp_path / 'label.y4m', tag)}"],
    )  # fmt: skip
    context = looking(browser, trust, PHONE, permissions=["camera"])
    page = signed_in(context)
    page.goto(count.replace("/counts/", "/counts/phone/"))
    page.get_by_role("button", name=re.compile(rf"(^| ){ROOM}\s")).click()

    page.get_by_role("button", name="Scan next").click()

    page.locator("[data-fb-count-last]").filter(has_text=f"{tag} found").wait_for()
    Pictures().take(page, "count-camera")
    page.locator('[data-fb-count][data-waiting="0"]').wait_for(state="attached")
    office.reload()
    office.get_by_text("1 where they should be").wait_for()
    browser.close()


def test_the_counting_page_fits_a_desk_and_the_dark(chromium: Any, trust: str) -> None:
    context = looking(chromium, trust, WIDE, color_scheme="dark")
    page = signed_in(context)
    count = planned(page, "In the dark")
    Pictures().take(page, "count-dark")
    page.goto(count.replace("/counts/", "/counts/phone/"))
    page.get_by_text("Scan a room’s label").wait_for()
    Pictures().take(page, "count-phone-dark")
    assert faults(page) == []
    context.close()
