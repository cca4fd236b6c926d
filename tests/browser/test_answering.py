"""The box of an answer in a browser: somebody named with an @, a picture pasted, a file dropped; many
at once; and the pages of what is due, thrown away and kept."""

from __future__ import annotations

import base64
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.notifications.models import Notice
from firstbell.platform.tags import actions as tags
from firstbell.support.actions import opening, starting, trashing, writing
from firstbell.support.models import Entry, Ticket, Watcher
from tests.browser.looks import faults
from tests.browser.serving import Pictures, enter
from tests.people import MORNING

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASTE = """async (data) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({"image/png": new Blob([bytes], {type: "image/png"})})]);
}"""
DROP = """([name, words]) => {
    const bag = new DataTransfer();
    bag.items.add(new File([words], name, {type: "text/plain"}));
    return bag;
}"""


@pytest.fixture
def three(hartley: Any, settings: Any, tmp_path: Any) -> list[Ticket]:
    settings.DATA = tmp_path
    starting.start(at=MORNING - timedelta(days=300))
    words = ("No sound in the hall", "The visualiser is blue", "Mouse gone in ICT 2")
    return [
        opening.open_ticket(hartley, opening.Report(body=one), by=system_actor(), at=MORNING)
        for one in words
    ]


@pytest.fixture
def desk(page: Any, asha_account: Any, ben_account: Any, three: Any) -> Any:
    enter(page, asha_account.email)
    page.wait_for_url(lambda url: "login" not in url)
    return page


def screenshot() -> str:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), "#2440C8").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def test_a_colleague_is_named_with_an_at(desk: Any, three: Any, ben_account: Any) -> None:
    """By the keyboard alone: offered while it is typed, taken with Enter; and he follows the ticket from then on."""
    desk.goto(f"/tickets/{three[0].number}/")
    box = desk.get_by_label("Your words")
    desk.get_by_text("Team only", exact=True).click()
    box.press_sequentially("Can you look, @be", delay=60)
    offered = desk.get_by_role("listbox", name="What fits")
    offered.get_by_role("option", name="Ben Whitlock").wait_for()
    Pictures().take(desk, "answer-1280-1-named")
    assert faults(desk) == []
    box.press("Enter")
    assert box.input_value() == "Can you look, @Ben Whitlock "
    box.press("Control+Enter")
    desk.locator(".fb-tk-thread").get_by_text("Can you look, @Ben Whitlock").wait_for()

    assert Entry.objects.latest("pk").public is False
    assert Watcher.objects.filter(ticket=three[0], account=ben_account).exists()


def test_a_screenshot_is_pasted_and_a_file_dropped(desk: Any, three: Any) -> None:
    """Both wait beside the words, are shown before they go, and stand on the answer."""
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"/tickets/{three[0].number}/")
    box = desk.get_by_label("Your words")
    box.fill("This is how it looks when it works.")
    desk.evaluate(PASTE, screenshot())
    box.focus()
    desk.keyboard.press("Control+v")
    tray = desk.locator("#fb-tray")
    tray.locator("img").wait_for()
    bag = desk.evaluate_handle(DROP, ["how-to.txt", "Turn it off and on again"])
    tray.dispatch_event("dragover", {"dataTransfer": bag})
    tray.dispatch_event("drop", {"dataTransfer": bag})
    tray.get_by_text("how-to.txt").wait_for()
    assert tray.get_by_role("button", name="Leave out").count() == 2
    Pictures().take(desk, "answer-1280-2-files")
    assert faults(desk) == []
    desk.get_by_role("button", name="Send", exact=True).click()
    last = desk.locator("#last")
    last.get_by_text("how-to.txt").wait_for()
    last.locator("img").wait_for()
    Pictures().take(desk, "answer-1280-3-sent")

    entry = Entry.objects.latest("pk")
    kept = Attachment.objects.live().filter(thing_uid=entry.uid)
    assert sorted(kept.values_list("media_type", flat=True)) == ["image/png", "text/plain"]


def test_many_are_picked_in_the_queue_by_the_keyboard(desk: Any, three: Any) -> None:
    """j moves, x picks, t takes all that are picked; and one is back in the queue, where it says so."""
    desk.goto("/tickets/?view=nobody")
    desk.get_by_role("link", name="No sound in the hall").wait_for()
    for key in "jxjx":
        desk.keyboard.press(key, delay=80)
    bar = desk.get_by_role("group", name="What to do with the picked")
    bar.get_by_text("2 selected").wait_for()
    Pictures().take(desk, "answer-1280-4-picked")
    assert faults(desk) == []
    desk.keyboard.press("t")
    desk.wait_for_url("**/do/take/")
    desk.get_by_role("button", name="Take", exact=True).click()
    desk.get_by_text("2 tickets are yours.").wait_for()

    assert desk.url.endswith("/tickets/?view=nobody")
    assert Ticket.objects.filter(owner=None).count() == 1
    assert not Notice.objects.exists()


def test_a_screenshot_is_pasted_into_an_article(desk: Any, hartley: Any) -> None:
    """It is kept with the article, stands where the cursor was, and is shown to its readers."""
    article = writing.write(hartley, title="The board has no sound", body="Look here:", by=system_actor(), at=MORNING)  # fmt: skip
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"/articles/{article.slug}/change/")
    box = desk.get_by_label("Words", exact=True)
    box.press("Control+End")
    desk.evaluate(PASTE, screenshot())
    desk.keyboard.press("Control+v")
    playwright.expect(box).to_have_value(
        re.compile(r"Look here:\n\n!\[What it shows\]\(image\.png\)\n$")
    )
    desk.get_by_role("button", name="Look", exact=True).click()
    playwright.expect(desk.locator("#fb-looks img")).to_have_js_property("naturalWidth", 320)
    Pictures().take(desk, "answer-1280-5-article")
    assert faults(desk) == []
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.locator(".fb-article-body img").wait_for()

    assert Attachment.objects.get().thing_uid == article.uid


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_due_thrown_away_and_kept_reads_well(desk: Any, three: Any, asha: Any, monkeypatch: Any, width: int) -> None:  # fmt: skip
    """The calendar, the bin, a team's signature and how long it keeps, wide and on a phone."""
    now = MORNING + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: now)
    Ticket.objects.filter(pk=three[0].pk).update(due_at=now + timedelta(hours=3))
    Ticket.objects.filter(pk=three[1].pk).update(waiting_until=now + timedelta(days=2), due_at=now)
    tags.tag_many(three[:1], tags.named(["exam", "hall"], by=asha, at=now), by=asha, at=now)
    trashing.throw_away(three[2], by=asha, at=now)
    team, pictures = three[0].team, Pictures()
    desk.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
    for name, address, shown in (
        ("calendar", "/tickets/calendar/", "The visualiser is blue"),
        ("day", "/tickets/calendar/?by=day", "No sound in the hall"),
        ("feeds", "/tickets/calendar/feeds/", "Everything at"),
        ("queue", "/tickets/", "hall"),
        ("bin", "/tickets/bin/", "Mouse gone in ICT 2"),
        ("binned", f"/tickets/{three[2].number}/", "In the bin."),
        ("team", f"/settings/desk/teams/{team.uid}/", "So an answer ends"),
        ("keeping", f"/settings/desk/teams/{team.uid}/keeping/", "would go tonight"),
        ("ticket", f"/tickets/{three[0].number}/", "Put a tag on"),
    ):
        desk.goto(address)
        desk.get_by_text(shown).or_(desk.get_by_placeholder(shown)).first.wait_for()
        pictures.take(desk, f"desk-{width}-{name}")
        assert faults(desk) == [], name
        assert desk.get_by_text("did not go through").count() == 0, name
