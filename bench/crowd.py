"""A fleet of five thousand devices and seven hundred thousand programs, put into the database many rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from django.db import connection, transaction

from bench import machines
from firstbell.agents.actions import keys
from firstbell.agents.actions.sections import Documents
from firstbell.agents.models import Device, Key, Mark, Section
from firstbell.agents.queries import columns, privacy
from firstbell.agents.states import Approval, LastUser
from firstbell.equipment.actions import registering, starting
from firstbell.equipment.actions.drafts import Draft
from firstbell.equipment.states import Lifecycle
from firstbell.lib import uuid7
from firstbell.lib.agentprotocol import Facts, Inventory, Report, documents, facts, opened, read
from firstbell.lib.agentprotocol.programs import programs
from firstbell.people.actions.taking_on import Arrival, take_on
from firstbell.people.models import Person
from firstbell.places.actions.buildings import add_building
from firstbell.places.actions.rooms import NewRoom, add_rooms
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.database import bulk
from firstbell.platform.lists.models import SavedView
from firstbell.platform.tenancy.models import School
from firstbell.software.actions import licensing, recording, requiring
from firstbell.software.actions.releases import Seen, titles_of
from firstbell.software.models import Installation, Presence, Title

DEVICES, EACH = 5_000, 140
# Of the programs of each, those that came with an update of last week in place of an older one.
UPDATED = 10
ROOMS, PEOPLE = 250, 3_000
_STEP = 500
Release = tuple[int, int]


class Machine(NamedTuple):
    """One of the five hundred, read: what its copies have in common."""

    report: Report
    facts: Facts
    documents: Documents
    seen: list[Seen]


class Crowd(NamedTuple):
    school: School
    machines: list[Machine]
    releases: list[Release]
    known: dict[Seen, Release]
    rooms: list[Room]
    people: list[Person]
    key: Key
    at: datetime
    luck: Random


def load(school: School, at: datetime) -> None:
    crowd = _begin(school, at)
    for start in range(0, DEVICES, _STEP):
        with transaction.atomic():
            _add(crowd, range(start, start + _STEP))
    recording.recount()
    _keep_order(crowd)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As it does by itself within minutes.
            cursor.execute("VACUUM ANALYZE")


def _begin(school: School, at: datetime) -> Crowd:
    by, luck = system_actor(), Random(5000)
    found = [_read(body) for body in machines.bodies("json")]
    with transaction.atomic():
        building = add_building(school, name="The fleet's", by=by, at=at)
        rooms = [NewRoom(f"Fleet {number}", building) for number in range(ROOMS)]
        add_rooms(school, rooms, by=by, at=at)
        since = at.date() - timedelta(days=300)
        names = [
            Arrival(kind="staff", given_name="Sam", family_name=f"Fleet-{number:04}", from_on=since)
            for number in range(PEOPLE)
        ]
        take_on(school, names, by=by, at=at)
        known = titles_of({seen for one in found for seen in one.seen})
        key = keys.make(school, label="Fleet", approves=True, by=by, at=at)
    return Crowd(
        school, found, [(release, title) for release, title in known.values()], known,
        list(Room.objects.filter(building=building)),
        list(Person.objects.filter(family_name__startswith="Fleet-")), key, at, luck,
    )  # fmt: skip


def _read(body: machines.Body) -> Machine:
    message = read(opened("application/json", body.text), "")
    assert isinstance(message, Inventory)
    report, _ = privacy.wanted_of(message.report, LastUser.NONE)
    seen = [
        Seen(one.name, one.publisher, one.version, one.arch, one.source)
        for one in programs(report.rows("softwares"))
    ]
    return Machine(report, facts(report, ""), documents(report), seen)


def _add(crowd: Crowd, numbers: range) -> None:
    items = _register(crowd, numbers)
    some = list(zip(numbers, items, strict=True))
    ids = bulk.next_ids(Device, len(some))
    rows = [
        _device(crowd, number, item, key) for (number, item), key in zip(some, ids, strict=True)
    ]
    names = [field.attname for field in Device._meta.concrete_fields]
    bulk.insert_many(Device, names, [[getattr(row, name) for name in names] for row in rows])
    bulk.insert_many(
        Section, ("device_id", "name", "document", "hash", "changed_at"),
        (
            (row.pk, name, text, hash_, crowd.at)
            for (number, _), row in zip(some, rows, strict=True)
            for name, (text, hash_) in _machine(crowd, number).documents.items()
        ),
    )  # fmt: skip
    bulk.insert_many(
        Mark, ("device_id", "kind", "norm", "from_at", "to_at", "came_from_id"),
        ((row.pk, "serial", row.serial.casefold(), crowd.at, None, None) for row in rows),
    )  # fmt: skip
    bulk.insert_many(Installation, _INSTALLED, _installations(crowd, some))


def _machine(crowd: Crowd, number: int) -> Machine:
    return crowd.machines[number % len(crowd.machines)]


def _register(crowd: Crowd, numbers: range) -> list[int]:
    by, luck = system_actor(), crowd.luck
    category = starting.category("Laptop", by=by, at=crowd.at)
    drafts = [
        Draft(
            category,
            {
                "name": f"FLEET-{number:05}", "serial": f"FL{number:07}", "lifecycle": Lifecycle.IN_SERVICE,
                "home_id": luck.choice(crowd.rooms).pk,
            },
            tag=f"FLT-{number:05}",
            holder=luck.choice(crowd.people) if luck.random() < 0.6 else None,
        )
        for number in numbers
    ]  # fmt: skip
    made = registering.register(crowd.school, drafts, by=by, at=crowd.at, asked=True)
    return [one.id for one in made]


def _device(crowd: Crowd, number: int, item: int, key: int) -> Device:
    machine, luck = _machine(crowd, number), crowd.luck
    heard = crowd.at - timedelta(days=luck.choice((0,) * 16 + (1, 2, 9, 40)), minutes=number % 300)
    words = columns.columns_of(machine.facts, machine.report, LastUser.NONE)
    words |= {
        "hostname": f"FLEET-{number:05}", "serial": f"FL{number:07}", "programs": EACH,
        "disk_free_gb": luck.randrange(3, 200),
    }  # fmt: skip
    return Device(
        pk=key, uid=uuid7.many(1)[0], school=crowd.school, item_id=item, key=crowd.key, agent="GLPI-Agent",
        agent_version=luck.choice(("1.18", "1.18", "1.15", "1.12")),
        approval=Approval.WAITING if luck.random() < 0.05 else Approval.APPROVED, address=f"10.{20 + number // 60000}.{number // 250}.{number % 250 + 1}",
        hardware=columns.words_of(machine.facts, machine.report), last_contact_at=heard, last_full_at=heard,
        first_seen_at=crowd.at - timedelta(days=200), old_since=(crowd.at - timedelta(days=200 + number % 3000)).date(),
        created_at=crowd.at, deviceid=f"FLEET-{number:05}-2025", **words,
    )  # fmt: skip


_INSTALLED = (
    "uid", "school_id", "item_id", "title_id", "release_id", "installed_on", "first_seen_at", "gone_at", "from_start",
    "brought", "took",
)  # fmt: skip


def _installations(crowd: Crowd, some: list[tuple[int, int]]) -> Iterator[tuple[object, ...]]:
    """Each machine's own and others from the long tail, as many as it takes; some of them updated last week."""
    on: date = (crowd.at - timedelta(days=200)).date()
    uid = uuid7.uuid7
    for number, item in some:
        began = crowd.at - timedelta(days=200, minutes=number)
        week = crowd.at - timedelta(days=3, seconds=number * 20)
        mine = {crowd.known[seen] for seen in _machine(crowd, number).seen}
        while len(mine) < EACH:
            mine.add(crowd.luck.choice(crowd.releases))
        for at, (release, title) in enumerate(sorted(mine)):
            what = crowd.school.pk, item, title, release, on
            is_update, is_new = at < UPDATED, at == UPDATED and number % 2 == 0
            yield (
                uid(),
                *what,
                week if is_update or is_new else began,
                None,
                not is_update,
                is_new,
                False,
            )
            if is_update:
                yield uid(), *what, began, week, True, False, False
        if number % 2:
            release, title = next(one for one in crowd.releases if one not in mine)
            yield uid(), crowd.school.pk, item, title, release, on, began, week, True, False, True


def _keep_order(crowd: Crowd) -> None:
    """What is watched and what was paid for: programs that most have, some have and few have."""
    by, at = system_actor(), crowd.at
    places = (0, 3, 20, 60, 150, 400)
    most = list(Presence.objects.order_by("-devices", "pk").values_list("title_id", flat=True))
    titles = Title.objects.in_bulk([most[place] for place in places])
    for number, place in enumerate(places):
        title = titles[most[place]]
        for wanted in ("required", "forbidden"):
            wish = requiring.Wish(wanted, None, "")
            requiring.want(title, wish, school=crowd.school, by=by, at=at)
        for metric in ("device", "user"):
            licensing.add(crowd.school, title, metric=metric, seats=10 + number * 700, by=by, at=at)
    view = SavedView.objects.create(
        list_name="agents.devices", name="Protected", query="antivirus=on,out_of_date", shared=True, school=crowd.school,
        account=Account.objects.get(),
    )  # fmt: skip
    requiring.want(
        titles[most[20]], requiring.Wish("required", view, ""), school=crowd.school, by=by, at=at
    )
