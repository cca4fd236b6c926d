"""Years of a support desk written beneath the verbs: tickets, what was said on them, things, and what search knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category as ItemCategory
from firstbell.equipment.models import Model as EquipmentModel
from firstbell.lib.uuid7 import uuid7
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places.actions import buildings, rooms
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.database import bulk
from firstbell.platform.database.statistics import look_again
from firstbell.platform.numbers.models import Sequence
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import starting
from firstbell.support.models import Category, Entry, Ticket, TicketItem
from firstbell.support.states import Phase

ROOMS, PEOPLE, MODELS, ITEMS, OPEN, YEARS = 90, 180, 40, 1_200, 180, 4
_TICKET = (
    "id", "uid", "version", "created_at", "school_id", "number", "team_id", "owner_id", "status_id", "category_id",
    "kind", "title", "requester_id", "requester_name", "requester_email", "raised_by_id", "room_id", "room_was",
    "lesson_was", "stops", "exam", "people", "workaround", "restricted", "source", "opened_at", "acknowledged_at",
    "responded_at", "solved_at", "closed_at", "waiting_until", "due_at", "changed_at", "minutes",
)  # fmt: skip
_ENTRY = (
    "uid", "ticket_id", "kind", "public", "body", "by_account_id", "by_person_id", "by_name", "from_team", "minutes",
    "activity", "at",
)  # fmt: skip
_THING = ("ticket_id", "item_id", "holder_was", "cover_was", "added_at")
_WHAT = (
    "No picture from the laptop lead", "Projector will not turn on", "Speakers crackle", "Very slow to start",
    "Keyboard types the wrong letters", "Paper jam that will not clear", "Laptops drop off in the corner",
    "Locked out again", "Drawing program asks for a licence", "Will not charge", "A folder has gone",
)  # fmt: skip
_WORDS = (
    "cable", "switch", "toner", "tray", "lesson", "board", "pupils", "again", "since", "Monday", "morning",
    "changed", "restarted", "works", "now", "lead", "adapter", "account", "password", "profile", "update", "driver",
    "socket", "wall", "trolley", "charger", "keyboard", "camera", "sound", "hall", "exam", "copy", "room",
)  # fmt: skip
_KINDS, _KIND_SHARES = ("fault", "request", "question", "change", "proactive"), (60, 18, 12, 4, 6)


class Cast(NamedTuple):
    school: School
    account: Account
    team: int
    status: dict[str, int]
    categories: list[int]
    rooms: list[Any]
    people: list[Any]
    items: list[int]


def cast(school: School, at: datetime) -> Cast:
    by = system_actor()
    starting.start(at=at)
    block = buildings.add_building(school, name="Support block", by=by, at=at)
    found = [
        rooms.add_room(school, name=f"Helped {n:03}", building=block, by=by, at=at)
        for n in range(ROOMS)
    ]
    staff = [
        people.add_person(
            school, kind=MemberKind.STAFF, title="Ms", given_name=f"Ada{n}", family_name=f"Osei{n}",
            email=f"osei{n}@hartley.example", by=by, at=at,
        )
        for n in range(PEOPLE)
    ]  # fmt: skip
    kind = cataloguing.named(ItemCategory, "Projector of the desk", by=by, at=at)
    models = [
        cataloguing.named(EquipmentModel, f"EB-X{n}", by=by, at=at, category=kind)
        for n in range(MODELS)
    ]
    drafts = [
        registering.Draft(
            kind,
            {"model_id": models[n * n % MODELS].pk, "place_id": found[n % ROOMS].pk},
            tag=f"SD-{n:05}",
        )
        for n in range(ITEMS)
    ]
    items = [row.id for row in registering.register(school, drafts, by=by, at=at)]
    status = {phase.value: starting.status_of(phase, at=at).pk for phase in Phase}
    team = starting.team_of(school, None, at=at).pk
    return Cast(
        school, Account.objects.earliest("pk"), team, status, list(Category.objects.values_list("pk", flat=True)),
        found, staff, items,
    )  # fmt: skip


def load(school: School, tickets: int, said: int, at: datetime) -> Cast:
    """The newest are the last: the more so the nearer to now, as at a desk that more and more people know."""
    luck, team = Random(5), cast(school, at)
    with transaction.atomic():
        keys = bulk.next_ids(Ticket, tickets)
        rows = list(_tickets(team, keys, at, luck))
        _write(Ticket, _TICKET, rows)
        _write(Entry, _ENTRY, _entries(team, rows, said, luck))
        things = (
            (row[0], luck.choice(team.items), "", None, row[3])
            for row in rows
            if luck.random() < 0.5
        )
        bulk.insert_many(TicketItem, _THING, things)
        Sequence.objects.filter(kind=starting.NUMBERS).update(next_number=tickets + 1)
    entries.reindex("support.ticket")
    look_again(tickets)
    return team


def _write(model: type[Model], names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """What these rows do not say is as a new one has it."""
    plain, fields = model(), model._meta.concrete_fields
    more = [field.attname for field in fields if field.attname not in (*names, "id")]
    usual = tuple(getattr(plain, name) for name in more)
    bulk.insert_many(model, (*names, *more), ((*row, *usual) for row in rows))


def _tickets(cast: Cast, keys: Any, at: datetime, luck: Random) -> Iterator[tuple[Any, ...]]:
    count = len(keys)
    span = timedelta(days=365 * YEARS) / count
    done, new = cast.status["closed"], cast.status["new"]
    for number, key in enumerate(keys):
        opened = _at_school(at - span * (count - number), luck)
        fresh = number >= count - OPEN * 4
        solved = (
            None
            if fresh and luck.random() < 0.25
            else opened + timedelta(minutes=luck.randrange(5, 600) * luck.choice((1, 1, 1, 8)))
        )
        solved = None if solved and solved > at else solved
        room, who = luck.choice(cast.rooms[: 1 + luck.randrange(ROOMS)]), luck.choice(cast.people)
        stops = luck.choices(("no", "now", "next"), (85, 10, 5))[0]
        yield (
            key, uuid7(), 1, opened, cast.school.pk, f"T-{number + 1:05}", cast.team, luck.choice((None, cast.account.pk)),
            done if solved else new, luck.choice(cast.categories[: 1 + luck.randrange(len(cast.categories))]),
            luck.choices(_KINDS, _KIND_SHARES)[0], f"{luck.choice(_WHAT)} {luck.choice(_WORDS)}", who.pk, "", "", None, room.pk,
            room.name, "", stops, False, luck.choice((1, 1, 1, 2, 30)), luck.random() < 0.2, False,
            luck.choice(("label", "phone", "corridor", "portal", "mail")), opened, opened, opened + timedelta(minutes=luck.randrange(2, 90)),
            solved, solved, None, opened + timedelta(hours=luck.choice((4, 8, 24))), solved or opened, luck.choice((5, 10, 15, 40)),
        )  # fmt: skip


def _at_school(moment: datetime, luck: Random) -> datetime:
    back = timedelta(days=max(0, moment.weekday() - 4))
    return (
        moment.replace(hour=8 + luck.randrange(8), minute=luck.randrange(60))
        - back
        - timedelta(days=1)
    )


def _entries(
    cast: Cast, rows: list[tuple[Any, ...]], said: int, luck: Random
) -> Iterator[tuple[Any, ...]]:
    each, more = divmod(said, len(rows))
    for at, row in enumerate(rows):
        count = each + (at < more)
        opened, solved = row[25], row[28]
        for nth in range(count):
            team = nth % 2 == 1
            kind = (
                "report"
                if nth == 0
                else "solution"
                if solved and nth == count - 1
                else "reply"
                if nth % 3
                else "note"
            )
            body = " ".join(luck.choices(_WORDS, k=24))
            who = row[12]
            yield (
                uuid7(), row[0], kind, kind != "note", body, cast.account.pk if team else None, None if team else who,
                cast.account.name if team else "Ms Osei", team, 5 if team else 0, "fixing" if team else "",
                opened + timedelta(minutes=7 * nth),
            )  # fmt: skip
