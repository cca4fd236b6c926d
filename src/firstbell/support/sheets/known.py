"""What a file of old tickets is held against: who, where and what is called how, and how tickets can stand here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.lib import natural
from firstbell.people.models import Person
from firstbell.people.sheets.calling import people_called, plain
from firstbell.places.models import Room, RoomAlias, lookup_of
from firstbell.platform.accounts.permissions import can
from firstbell.platform.exchange.finding import MANY, OPEN, Finder, Wanted
from firstbell.platform.exchange.sheets import Setting
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.models import Category, Status, Team
from firstbell.support.states import Phase

# What other helpdesks call it.
_PHASES: Mapping[Phase, tuple[str, ...]] = {
    Phase.NEW: ("new", "unassigned", "not started", "logged"),
    Phase.OPEN: ("open", "in progress", "assigned", "active", "reopened", "re-opened", "work in progress", "started",
                 "escalated", "2"),
    Phase.WAITING: ("pending", "on hold", "hold", "waiting", "waiting on customer", "waiting on user", "awaiting reply",
                    "waiting on third party", "deferred", "awaiting parts", "3", "6", "7"),
    Phase.SOLVED: ("resolved", "solved", "completed", "complete", "done", "fixed", "4"),
    Phase.CLOSED: ("closed", "archived", "cancelled", "canceled", "rejected", "duplicate", "deleted", "5"),
}  # fmt: skip


@dataclass
class Known:
    setting: Setting
    states: Finder = field(init=False)
    categories: Finder = field(init=False)
    teams: Finder = field(init=False)
    owners: Finder = field(init=False)
    people: Finder = field(init=False)
    rooms: Finder = field(init=False)
    phases: dict[int, Phase] = field(init=False)
    room_names: dict[int, str] = field(init=False)
    person_names: dict[int, str] = field(init=False)
    _quiet: dict[str, bool] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._of_the_desk()
        self._people()
        self._rooms()

    @property
    def finders(self) -> dict[str, Finder]:
        found = (self.states, self.categories, self.teams, self.owners, self.people, self.rooms)
        return {finder.kind: finder for finder in found}

    def _of_the_desk(self) -> None:
        rows = list(Status.objects.live())
        self.phases = {row.pk: Phase(row.phase) for row in rows}
        usual: dict[Phase, int] = {}
        for row in rows:
            usual.setdefault(Phase(row.phase), row.pk)
        words = {
            word: usual[phase] for phase, said in _PHASES.items() if phase in usual for word in said
        }
        known = {**words, **{plain(row.name): row.pk for row in rows}}
        names = {row.pk: row.name for row in rows}
        self.states = Finder(
            "support.status", ("status", "statuses"), known, names, plain, order=10
        )
        kinds = list(Category.objects.live())
        may = can(self.setting.by, "support.change_setup", None)
        self.categories = Finder(
            "support.category", ("category", "categories"), {plain(row.name): row.pk for row in kinds},
            {row.pk: row.name for row in kinds}, plain, self._make_category if may else None,
            self._unmake_category if may else None, order=20,
        )  # fmt: skip
        teams = list(Team.objects.live().at(self.setting.school.pk))
        self.teams = Finder(
            "support.team", ("team", "teams"), {plain(row.name): row.pk for row in teams},
            {row.pk: row.name for row in teams}, plain, order=30,
        )  # fmt: skip

    def _make_category(self, wanted: Wanted) -> int:
        made = Category.objects.create(name=wanted.name[:80], order=90, created_at=self.setting.at)
        return int(made.pk)

    def _unmake_category(self, pk: int) -> str:
        from firstbell.support.models import Ticket  # noqa: PLC0415 -- only for who takes a file back

        if Ticket.objects.filter(category=pk).exists():
            return "Tickets of other files are about it."
        Category.objects.filter(pk=pk, version=1).update(archived_at=self.setting.at)
        return ""

    def _people(self) -> None:
        school, day = self.setting.school, self.setting.at.date()
        accounts = list(accounts_with("support.work", school.pk, day))
        forms: dict[str, int] = {}
        for one in accounts:
            for form in (one.name, one.email, one.email.partition("@")[0]):
                forms.setdefault(plain(form), one.pk)
        self.owners = Finder(
            "accounts.account", ("technician", "technicians"), forms, {one.pk: one.name for one in accounts}, plain, order=40
        )  # fmt: skip
        known = people_called(school)
        there = {pk for pk in known.values() if pk != MANY}
        rows = Person.objects.filter(pk__in=there)
        self.person_names = {person.pk: str(person) for person in rows}
        self.people = Finder(
            "people.person", ("person", "people"), known, self.person_names, plain, order=50
        )  # fmt: skip

    def _rooms(self) -> None:
        school = self.setting.school
        rooms = list(Room.objects.open().filter(school=school))
        known = {lookup_of(room.code): room.pk for room in rooms if room.code}
        for alias in RoomAlias.objects.filter(school=school, room__in=rooms):
            known[alias.lookup] = alias.room_id
        known |= {room.lookup: room.pk for room in rooms}
        self.room_names = {room.pk: room.name for room in rooms}
        self.rooms = Finder(
            "places.room", ("room", "rooms"), known, self.room_names, lookup_of, order=60
        )

    def person(self, name: str, email: str) -> int | None:
        """By their address, else by their name; somebody who left years ago is nobody to ask about."""
        found = self.people.known.get(plain(email)) if email else None
        if found is None and name:
            found = self._asked(self.people, name)
        return None if found in (None, OPEN, MANY) else found

    def _asked(self, finder: Finder, name: str) -> int | None:
        """Asked about only where somebody is called something like it: old files are full of people who left."""
        form = finder.form(name)
        known = finder.known.get(form)
        if known is not None or form in finder.decided or form in finder.wanted:
            return finder.find(name)
        if self._quiet.get(form) is None:
            self._quiet[form] = not finder.near(Wanted(form, name, {}))
        return None if self._quiet[form] else finder.find(name)


def found(finder: Finder, name: str) -> int | None:
    """What the name stands for; one that nobody has decided about yet stands for nothing."""
    if not name or not finder.form(name):
        return None
    pk = finder.find(name)
    return None if pk in (OPEN, MANY) else pk


def items_named(names: set[str]) -> Callable[[str], int | None]:
    """Things by their tags and serials: those of many lines in two queries."""
    tags = identities.by_tag_key({natural.key(name) for name in names})
    serials = identities.by_serial(names)
    live = set(
        Item.objects.live()
        .filter(pk__in={*tags.values(), *serials.values()})
        .values_list("pk", flat=True)
    )

    def one(name: str) -> int | None:
        pk = tags.get(natural.key(name)) or serials.get(identities.normal(name))
        return pk if pk in live else None

    return one
