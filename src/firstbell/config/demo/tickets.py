"""The support desk on a school morning: lessons that are stopped, jobs in hand, what waits, and a term of what was solved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import opening, starting, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Category, Status, Team, Ticket


@dataclass(frozen=True)
class Told:
    """`ago` is minutes before now; `then` what the team made of it."""

    room: str
    about: str
    body: str
    ago: int
    stops: str = "no"
    people: int = 1
    doing: bool = False
    source: str = "label"
    item: str = ""
    then: tuple[str, ...] = ()


_HOUR, _DAY = 60, 24 * 60
OPEN = (
    Told("ICT 2", "Board or screen", "The projector comes on but says “no signal”. I’ve tried both leads.", 58, "now", 30,
         item="Projector", then=("take", "reply:On my way before tutor. If it won’t come back I’ll wheel the spare in, so they can still present.",
                                 "note:HDMI plate behind the desk is loose again, same as in June. Needs a new plate.")),
    Told("Science S4", "Wi-Fi or network", "Nothing in here has any network since registration, and S5 says the same.", 46, "now", 60),
    Told("Maths 3", "Computer", "My computer starts, then goes black before I can sign in. I have Year 11 next.", 34, "next", 28, source="phone"),
    Told("English 5", "Sound", "No sound from the board for the play recording.", 75, "next", 30, doing=True),
    Told("Exams office", "Exams", "Six of the laptops for the mock on Thursday are not charging in the trolley.", 3 * _HOUR, people=6, item="Laptop"),
    Told("Languages 2", "Printing", "Cannot print to Humanities: the job vanishes.", 4 * _HOUR, people=4, then=("take",)),
    Told("Reception", "Phones and bells", "The door phone rings here but I cannot hear anybody.", 5 * _HOUR, doing=True, source="walk_in"),
    Told("Art 1", "Board or screen", "The visualiser is upside down and will not turn.", _DAY, then=("take", "wait:Waiting for an answer:Which lesson could I come in without disturbing you?")),
    Told("Music 2", "Computer", "Four of the keyboards’ computers ask for an update each morning.", _DAY + 90, people=16),
    Told("Library", "Laptop or tablet", "A laptop came back with a cracked screen.", 2 * _DAY, item="Laptop",
         then=("take", "wait:With a supplier:Sent to the repairer under warranty, about a week.")),
    Told("Drama studio 1", "Events and hall", "We need two radio microphones for the show, from Monday.", 2 * _DAY + 60, source="portal"),
    Told("Geography 3", "Blocked website", "The coastal erosion videos are blocked for Year 9.", 2 * _DAY + 200, people=30, source="portal"),
    Told("Finance office", "Something new", "A second monitor for Ruth, please.", 3 * _DAY, source="portal", then=("wait:Waiting for a part:Ordered, arrives Friday.",)),
    Told("SEN base", "Sign-in and passwords", "Three pupils cannot sign in since they changed form.", 95, people=3, source="phone", then=("take",)),
)  # fmt: skip
_SOLVED = (
    ("Board or screen", "No picture from the laptop lead", "The lead was pulled half out at the wall plate.", 15),
    ("Board or screen", "Projector will not turn on", "Reset at the wall, filter cleaned.", 35),
    ("Sound", "Speakers crackle", "New small lead fitted.", 10),
    ("Computer", "Very slow to start", "Updates finished, memory added.", 50),
    ("Computer", "Keyboard types the wrong letters", "It was set to American.", 5),
    ("Printing", "Paper jam that will not clear", "A torn corner under the roller.", 20),
    ("Printing", "Prints stripes", "Toner changed.", 10),
    ("Wi-Fi or network", "Laptops drop off in the corner", "Access point moved by a metre.", 80),
    ("Sign-in and passwords", "Locked out again", "An old phone kept trying; removed.", 15),
    ("Programs and apps", "The drawing program asks for a licence", "Signed in to the right account.", 20),
    ("Laptop or tablet", "Will not charge", "Charger changed.", 10),
    ("Email and files", "A folder has gone", "Restored from Friday.", 25),
    ("Registers and data", "Register will not open", "Browser cleared.", 10),
    ("Computer", "Old machines swapped before the exams", "Six done, accounts tried on each.", 90, "proactive"),
    ("Programs and apps", "The new edition of the drawing program", "On every machine of the suite.", 60, "change"),
    ("Something new", "A headset for the reading group", "Given out from the cupboard.", 10, "request"),
)  # fmt: skip


def raise_them(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    starting.start(at=at - timedelta(days=200))
    team = _teams(school, at)
    rooms = {room.name: room for room in Room.objects.open().filter(school=school).with_place()}
    staff = list(Person.objects.filter(school=school, memberships__kind="staff").order_by("pk")[:60])  # fmt: skip
    for number, one in enumerate(_SOLVED * 5):
        _before(school, one, rooms, staff, team, at=at, number=number, luck=luck)
    for told in sorted(OPEN, key=lambda one: -one.ago):
        room, who = rooms[told.room], luck.choice(staff)
        _raise(school, told, room, who, team, at=at)


def _teams(school: School, at: datetime) -> list[Actor]:
    """Jo looks after the network, Sam after classrooms."""
    people = [Account.objects.filter(email=f"{name}@hartley.example").first() for name in ("jo", "sam")]  # fmt: skip
    known = [one for one in people if one is not None]
    rooms = Team.objects.create(
        school=school, name="Classrooms", words="Boards, sound, computers, printers", is_default=True, created_at=at
    )  # fmt: skip
    network = Team.objects.create(
        school=school, name="Network", words="Wi-Fi, switches, servers, accounts", created_at=at
    )
    rooms.members.set(known)
    network.members.set(known[:1])
    Category.objects.filter(name="Wi-Fi or network").update(team=network)
    return [replace(account_actor(one, on=at.date()), source="web") for one in known]


def _items(room: Room, kind: str) -> list[Item]:
    rows = Item.objects.live().filter(place=room, category__name=kind) if kind else Item.objects.none()  # fmt: skip
    return list(rows.order_by("tag_key")[:1])


def _raise(
    school: School, told: Told, room: Room, who: Person, team: list[Actor], *, at: datetime
) -> None:
    moment = at - timedelta(minutes=told.ago)
    report = opening.Report(
        body=told.body, room=room, items=_items(room, told.item), category=Category.objects.get(name=told.about),
        requester=who, stops=told.stops, people=told.people, workaround=told.doing, source=told.source,
    )  # fmt: skip
    desk = team[told.ago % len(team)]
    ticket = opening.open_ticket(school, report, by=desk, at=moment)
    for step, act in enumerate(told.then, 1):
        _act(ticket, act, by=desk, at=moment + timedelta(minutes=min(4 * step, told.ago - 1)))


def _act(ticket: Ticket, act: str, *, by: Actor, at: datetime) -> None:
    verb, _, words = act.partition(":")
    if verb == "take":
        working.take(ticket, by=by, at=at)
    elif verb == "reply":
        talking.reply(ticket, Words(words, minutes=5), by=by, at=at)
    elif verb == "note":
        talking.note(ticket, Words(words, minutes=15, activity="fixing"), by=by, at=at)
    elif verb == "wait":
        status, _, said = words.partition(":")
        talking.reply(ticket, Words(said, minutes=5), by=by, at=at)
        working.set_status(ticket, Status.objects.get(name=status), by=by, at=at)


def _when(school: School, at: datetime, number: int, luck: Random) -> datetime:
    """Four on each school day of the last weeks, in its hours, and older ones further apart."""
    zone = ZoneInfo(school.time_zone)
    back = 1 + number // 4 if number < 48 else 12 + (number - 48) * 3
    day = at.astimezone(zone).date()
    for _ in range(back):
        day -= timedelta(days=3 if day.weekday() == 0 else 1)
    return datetime.combine(day, time(8 + luck.randrange(7), luck.randrange(60)), zone)


def _before(  # noqa: PLR0913 -- one call of it
    school: School, told: tuple[Any, ...], rooms: dict[str, Room], staff: list[Person], team: list[Actor], *,
    at: datetime, number: int, luck: Random,
) -> None:  # fmt: skip
    about, title, solution, minutes, *rest = told
    kind = rest[0] if rest else "fault"
    kinds = [name for name in rooms if name.split(" ")[0] in ("ICT", "English", "Maths", "Science", "History")]  # fmt: skip
    room, desk = rooms[luck.choice(sorted(kinds))], luck.choice(team)
    moment = _when(school, at, number, luck)
    stops, people = (
        ("now", luck.choice((24, 28, 30))) if number % 7 == 3 else ("no", luck.choice((1, 1, 2, 4)))
    )
    thing = {"Board or screen": "Projector", "Computer": "Desktop"}.get(about, "")
    report = opening.Report(
        body=title, room=room, category=Category.objects.get(name=about), requester=luck.choice(staff),
        items=_items(room, thing), source=luck.choice(["label", "phone", "corridor", "portal"]), stops=stops, people=people,
        kind=kind,
    )  # fmt: skip
    ticket = opening.open_ticket(school, report, by=desk, at=moment)
    ended = moment + timedelta(minutes=minutes + luck.randrange(120))
    working.solve(ticket, Words(solution, minutes=minutes, activity="fixing"), by=desk, at=ended)
    if number > 30:
        working.close(ticket, by=desk, at=ended + timedelta(days=5))
