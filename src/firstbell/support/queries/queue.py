"""The queue: what is open, sorted by how soon it is needed, each line with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.queries import every_school
from firstbell.support.models import Area, Sharing, Team, Ticket
from firstbell.support.models import teams as of_teams
from firstbell.support.queries import areas as of_areas
from firstbell.support.queries import partners
from firstbell.support.queries.lessons import NOTHING_KNOWN, InRoom, in_rooms
from firstbell.support.queries.urgency import GROUPS, Facts, Urgency, urgency
from firstbell.support.states import Opening, Phase

# A queue longer than this is not read; the list of all tickets is.
MOST = 600
# Of each group so many are drawn: nobody works through the fortieth that has time before the thirty-ninth is done.
DRAWN = 40
# Whom a ticket is for, as who_of reads it.
WHO = (
    "requester__family_name", "requester__title", "requester__known_as", "requester__given_name", "requester_name",
    "requester_email",
)  # fmt: skip
# What its place in the queue goes by, and what names it.
RANKED = (
    "number", "title", "school_id", "room_id", "room__name", "room_was", "stops", "exam", "people", "workaround",
    "opened_at", "due_at", "status__phase", *WHO,
)  # fmt: skip
READ = (
    "pk", "uid", "restricted", "steps_all", "steps_done", "waiting_until", "hand_due_at", "source", "kind", "owner_id", "owner__name",
    "team_id", "team__name", "team__opening", "status__name", "category_id", "category__name", "category__icon", *RANKED,
)  # fmt: skip
_PLACE = {group: place for place, group in enumerate(GROUPS)}


@dataclass(frozen=True, slots=True)
class Line:
    row: dict[str, Any]
    urgency: Urgency
    zone: ZoneInfo

    @property
    def who(self) -> str:
        return who_of(self.row)

    @property
    def where(self) -> str:
        return self.row["room__name"] or self.row["room_was"] or ""

    @property
    def is_for_few(self) -> bool:
        """Whether it is restricted, or a closed team’s own."""
        return bool(self.row["restricted"]) or self.row["team__opening"] == Opening.OWN

    @property
    def partner(self) -> Sharing | None:
        """Who outside has it."""
        return self.row.get("partner")


class Group(NamedTuple):
    """`lines` are those that are drawn, `size` is how many there are."""

    key: str
    title: str
    look: str
    icon: str
    lines: list[Line]
    size: int

    @property
    def more(self) -> int:
        return self.size - len(self.lines)


def who_of(row: dict[str, Any]) -> str:
    family = row["requester__family_name"]
    if family and row["requester__title"]:
        return f"{row['requester__title']} {family}"
    first = row["requester__known_as"] or row["requester__given_name"] or ""
    return f"{first} {family or ''}".strip() or row["requester_name"] or row["requester_email"]


def lines(
    actor: Actor, school: School | None, at: datetime, read: Sequence[str] = READ
) -> list[Line]:
    """Everything open that they see, soonest first; without a school, of all their schools."""
    rows = Ticket.objects.visible_to(actor).open()
    if school is not None:
        rows = rows.filter(school=school)
    found = list(rows.order_by("opened_at").values(*read)[:MOST])
    if "pk" in read:
        outside = partners.who_has(row["pk"] for row in found)
        others = set(Ticket.objects.not_for(actor, [row["pk"] for row in found]))
        for row in found:
            row["partner"] = outside.get(row["pk"])
            row["others_work"] = row["pk"] in others
    return sort(found, at)


def sort(rows: Sequence[dict[str, Any]], at: datetime) -> list[Line]:
    lessons = lessons_of(rows, at)
    zones = {school.pk: ZoneInfo(school.time_zone) for school in every_school()}
    found = []
    for row in rows:
        zone, there = zones[row["school_id"]], lessons.get(row["room_id"], NOTHING_KNOWN)
        found.append(Line(row, urgency(facts_of(row), there, at, zone), zone))
    return sorted(
        found,
        key=lambda line: (
            _PLACE[line.urgency.group],
            -line.urgency.score,
            line.row["due_at"] or line.row["opened_at"],
        ),
    )


def lessons_of(rows: Iterable[dict[str, Any]], at: datetime) -> dict[int, InRoom]:
    """The lessons in the rooms of these rows: one question for each school."""
    rooms: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row["room_id"] is not None:
            rooms[row["school_id"]].add(row["room_id"])
    found: dict[int, InRoom] = {}
    for school in every_school():
        if school.pk in rooms:
            found.update(in_rooms(school, rooms[school.pk], at))
    return found


def facts_of(row: dict[str, Any]) -> Facts:
    return Facts(
        stops=row["stops"], opened_at=row["opened_at"], exam=row["exam"], people=row["people"],
        workaround=row["workaround"], room=row["room__name"] or row["room_was"],
        waits=row["status__phase"] == Phase.WAITING,
    )  # fmt: skip


def urgency_of(ticket: Ticket, lessons: InRoom, at: datetime) -> Urgency:
    facts = Facts(
        stops=ticket.stops, opened_at=ticket.opened_at, exam=ticket.exam, people=ticket.people,
        workaround=ticket.workaround, room=ticket.room.name if ticket.room else ticket.room_was,
        waits=ticket.status.phase == Phase.WAITING,
    )  # fmt: skip
    return urgency(facts, lessons, at, ZoneInfo(ticket.school.time_zone))


def grouped(found: Iterable[Line]) -> list[Group]:
    by_group: dict[str, list[Line]] = defaultdict(list)
    for line in found:
        by_group[line.urgency.group].append(line)
    return [
        Group(key, *words, by_group[key][:DRAWN], len(by_group[key]))
        for key, words in GROUPS.items()
        if key in by_group
    ]


def within(
    found: Iterable[Line], actor: Actor, view: str, at: datetime | None = None
) -> list[Line]:
    if view == "today" and at is not None:
        return [line for line in found if _is_todays(line, at)]
    if view == "mine":
        return [line for line in found if line.row["owner_id"] == actor.account_id]
    if view == "outside":
        return [line for line in found if line.partner is not None]
    if view == "nobody":
        return [line for line in found if line.row["owner_id"] is None]
    if view.startswith("team-"):
        there = of_team(view)
        return [line for line in found if line.row["team_id"] in there]
    if view.startswith("area-") and view.removeprefix("area-").isdecimal():
        return _in_area(found, int(view.removeprefix("area-")))
    return list(found)


def of_team(view: str) -> frozenset[int]:
    """The team that a view names, and those that are part of it."""
    key = view.removeprefix("team-")
    return of_teams.tree().below(int(key[:18])) if key.isdecimal() else frozenset()


def _is_todays(line: Line, at: datetime) -> bool:
    """What a lesson of today waits for, what was promised for today or before, and what wakes today."""
    today = at.astimezone(line.zone).date()
    moments = (line.row["due_at"], line.row["waiting_until"])
    due = any(one is not None and one.astimezone(line.zone).date() <= today for one in moments)
    return due or line.urgency.group in ("now", "next", "today")


def _in_area(found: Iterable[Line], key: int) -> list[Line]:
    area = Area.objects.filter(pk=key).first()
    if area is None:
        return []
    lines = list(found)
    rows = Ticket.objects.filter(of_areas.inside(area), pk__in=[line.row["pk"] for line in lines])
    there = set(rows.values_list("pk", flat=True))
    return [line for line in lines if line.row["pk"] in there]


def areas(teams: Sequence[Team]) -> list[Area]:
    return list(Area.objects.filter(team__in=teams).order_by("team", "name"))


def teams(actor: Actor, school: School | None) -> list[Team]:
    """Those that a ticket may be passed to."""
    rows = Team.objects.visible_to(actor).live()
    rows = rows.at(school.pk) if school is not None else rows
    return list(rows.order_by("-is_default", "order", "name"))


def seen_teams(actor: Actor, school: School | None) -> list[Team]:
    """Those whose tickets they see, each with the parts of it after it; a name says what it is part of."""
    kept = of_teams.unseen(actor)
    found = [team for team in teams(actor, school) if team.pk not in kept]
    return in_tree(found)


def in_tree(found: Iterable[Team]) -> list[Team]:
    """In their order, each above its parts; `level` is how deep it lies among them."""
    known = {team.pk: team for team in found}
    below: dict[int | None, list[Team]] = defaultdict(list)
    for team in known.values():
        below[team.parent_id if team.parent_id in known else None].append(team)
    ordered: list[Team] = []

    def walk(parent: int | None, level: int) -> None:
        for team in below[parent]:
            team.level = level
            ordered.append(team)
            walk(team.pk, level + 1)

    walk(None, 0)
    return ordered
