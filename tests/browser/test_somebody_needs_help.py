"""Somebody needs help: the teacher at the door, the technician in the corridor, and the technician's day at the desk.

It is always Tuesday 24 November 2026, 11:25: 9B are in ICT 2 until 12:20, and 7C come after them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from firstbell.calendar import actions as calendar
from firstbell.calendar import queries as calendars
from firstbell.equipment.actions import cataloguing, covering, registering
from firstbell.equipment.models import Category, Item
from firstbell.lib import clock
from firstbell.lib.schooltime import presets
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places.actions import buildings, rooms
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.codes import actions as codes
from firstbell.support.actions import opening, starting, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Category as About
from firstbell.support.models import Ticket
from firstbell.timetable import actions as timetable
from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, Pictures, enter, looking

pytestmark = [pytest.mark.slow, pytest.mark.browser]
NOW = datetime(2026, 11, 24, 11, 25, tzinfo=UTC)
BY: dict[str, Any] = {"by": system_actor(), "at": NOW - timedelta(days=300)}
FAULTS = ("Remote lost", "Lamp dim", "Hums", "No picture")


@dataclass
class World:
    room: Room
    board: Item
    label: str
    sticker: str


@pytest.fixture
def world(hartley: Any, okoro_account: Any, asha_account: Any, monkeypatch: Any) -> World:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    starting.start(at=BY["at"])
    block = buildings.add_building(hartley, name="ICT block", **BY)
    room = rooms.add_room(hartley, name="ICT 2", building=block, **BY)
    funmi = people.add_person(
        hartley, kind=MemberKind.STAFF, title="Ms", given_name="Funmi", family_name="Okoro", initials="FOK",
        email="okoro@hartley.example", **BY,
    )  # fmt: skip
    board = _board(hartley, room)
    _lessons(hartley, room, funmi)
    for n, words in enumerate(FAULTS):
        at = NOW - timedelta(days=60 - n)
        report = opening.Report(
            body=words,
            items=[board],
            requester=funmi,
            category=About.objects.get(name="Board or screen"),
        )
        made = opening.open_ticket(hartley, report, by=BY["by"], at=at)
        working.solve(made, Words("Put right", minutes=10), by=BY["by"], at=at + timedelta(hours=1))
    report = opening.Report(body="A mouse for the spare desk", room=room)
    opening.open_ticket(hartley, report, by=BY["by"], at=NOW - timedelta(days=1))
    made_codes = codes.issue([room, board], **BY)
    return World(room, board, made_codes[room.uid].value, made_codes[board.uid].value)


def _board(hartley: Any, room: Room) -> Item:
    kind = cataloguing.named(Category, "Board", **BY)
    draft = registering.Draft(kind, {"home_id": room.pk, "place_id": room.pk}, tag="HV-40031")
    [made] = registering.register(hartley, [draft], **BY)
    item = Item.objects.get(pk=made.id)
    covering.add_cover(
        item, kind="warranty", starts_on=date(2025, 9, 1), ends_on=date(2028, 8, 31), **BY
    )
    return item


def _lessons(hartley: Any, room: Room, funmi: Any) -> None:
    calendar.add_bells(hartley, presets.day_pattern("five"), **BY)
    calendar.add_year(hartley, calendars.usual_plan(hartley, 2026), **BY)
    for period, name in (("3", "9B"), ("4", "7C")):
        lesson = timetable.NewLesson(
            1, period, class_name=name, subject="Computing", teacher=funmi, room=room
        )
        timetable.add_lesson(hartley, lesson, by=BY["by"], at=NOW - timedelta(days=7))


@pytest.fixture
def looked_at(chromium: Any, live_server: Any, world: World) -> Iterator[Any]:
    """looked_at(account, width) -> a page where they are signed in; an error on it fails the test."""
    contexts, problems = [], []

    def open_(account: Any, width: int) -> Any:
        context = looking(chromium, live_server.url, width)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda problem: problems.append(str(problem)))
        enter(page, account.email)
        page.wait_for_url(lambda url: "login" not in url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert problems == []


def test_the_teachers_board_will_not_start(
    looked_at: Any, world: World, okoro_account: Any, asha_account: Any
) -> None:
    """From the sticker by the door: one picture, sent; and the right technician knows all of it."""
    page, pictures = looked_at(okoro_account, PHONE), Pictures()
    page.goto(f"/report/code/{world.label}/")
    page.get_by_text("9B Computing is here until 12:20").wait_for()
    page.get_by_text("Board or screen").click()
    page.get_by_text("The switch is often behind the screen").wait_for()
    pictures.take(page, "help-390-1-door")
    assert faults(page) == []
    page.locator("label", has_text="Now").locator("input[name=stops]").check()
    page.get_by_role("button", name="Send to the ICT team").click()
    page.get_by_text("the ICT team has it").wait_for()
    pictures.take(page, "help-390-2-sent")
    assert faults(page) == []

    desk = looked_at(asha_account, WIDE)
    desk.goto("/tickets/")
    desk.get_by_role("heading", name="A lesson is stopped").wait_for()
    first = desk.locator("tr[data-url]").first
    assert "9B Computing is in ICT 2 until 12:20" in first.inner_text()
    pictures.take(desk, "help-1280-1-queue")
    first.get_by_role("link").click()
    side = desk.get_by_label("Beside it")
    side.get_by_text("Now, until 12:20").wait_for()
    said = side.inner_text()
    assert "Next, 13:10" in said
    assert [one for one in FAULTS if one in said][-3:] == ["Lamp dim", "Hums", "No picture"]


def test_a_thing_that_is_named_brings_its_warranty_and_its_faults(
    looked_at: Any, world: World, okoro_account: Any, asha_account: Any
) -> None:
    page = looked_at(okoro_account, PHONE)
    page.goto(f"/report/code/{world.sticker}/")
    page.get_by_label("In a sentence").fill("It comes on, but says no signal")
    page.get_by_role("button", name="Send to the ICT team").click()
    page.get_by_text("the ICT team has it").wait_for()

    desk = looked_at(asha_account, WIDE)
    desk.goto(f"/tickets/{Ticket.objects.latest('pk').number}/")
    side = desk.get_by_label("Beside it")
    side.get_by_text("Warranty", exact=True).wait_for()
    assert "4 other tickets" in side.inner_text()
    Pictures().take(desk, "help-1280-2-ticket")


def test_the_corridor_is_logged_with_one_key(
    looked_at: Any, world: World, asha_account: Any
) -> None:
    page, pictures = looked_at(asha_account, PHONE), Pictures()
    page.goto("/tickets/corridor/")
    box = page.get_by_label("Who, where, what")
    box.press_sequentially("Okoro I2 board no sound")
    read = page.locator("#corridor-read")
    read.get_by_text("Okoro").first.wait_for()
    read.get_by_text("ICT 2").first.wait_for()
    pictures.take(page, "help-390-3-corridor")
    assert faults(page) == []
    box.press("Enter")
    page.get_by_text("is in the queue").first.wait_for()
    made = Ticket.objects.latest("pk")
    assert (made.requester.initials, made.room, made.source) == ("FOK", world.room, "corridor")
    assert made.things.get().item == world.board


def write(page: Any, key: str, words: str) -> None:
    """As fast as a hand: what is faster is taken for a scanner."""
    page.keyboard.press(key)
    page.locator("#tk-body:focus").wait_for()
    page.keyboard.type(words, delay=60)


def test_the_technicians_day(looked_at: Any, world: World, asha_account: Any) -> None:
    """The queue by keyboard, taken, answered, moved on the board, solved; and the week's report says so."""
    page, pictures = looked_at(asha_account, WIDE), Pictures()
    page.goto("/tickets/")
    page.get_by_role("heading", name="Stops no lesson").or_(
        page.get_by_role("heading").first
    ).first.wait_for()
    assert faults(page) == []
    page.keyboard.press("j")
    page.keyboard.press("t")
    page.get_by_text("is yours").first.wait_for()
    page.goto(f"/tickets/{Ticket.objects.latest('pk').number}/")
    write(page, "r", "I am on my way.")
    page.keyboard.press("Control+Enter")
    page.locator(".fb-tk-thread").get_by_text("I am on my way.").wait_for()
    assert faults(page) == []

    page.goto("/tickets/board/")
    page.get_by_label("Columns of tickets").wait_for()
    card = page.locator(".fb-card", has_text="A mouse for the spare desk")
    card.drag_to(page.get_by_role("region", name="Booked in"))
    page.get_by_text("Booked in.").first.wait_for()
    pictures.take(page, "help-1280-3-board")
    assert faults(page) == []
    card.get_by_label("Move").press("Enter")
    card.get_by_role("button", name="In hand").press("Enter")
    page.get_by_text("In hand.").first.wait_for()

    page.goto(f"/tickets/{Ticket.objects.latest('pk').number}/")
    write(page, "s", "There is one on the desk now.")
    page.get_by_role("button", name="Send and solve").click()
    page.get_by_text("is solved").first.wait_for()
    page.goto("/service-report/?period=week&on=2026-11-24")
    page.get_by_role("heading", name="1 ticket solved, and nothing is left").wait_for()
    pictures.take(page, "help-1280-4-report")
    assert faults(page) == []
