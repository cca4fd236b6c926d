"""What is to be done about one line of a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstbell.lib.rosters import Belonging
from firstbell.people.actions import Arrival
from firstbell.people.models import Group, Membership, Person
from firstbell.people.states import GroupKind, cohort_of
from firstbell.platform.exchange.sheets import Line, Setting


@dataclass(slots=True)
class GroupTodo:
    key: str
    name: str
    kind: GroupKind
    group: Group | None = None
    ends: bool = False


@dataclass(slots=True)
class PersonTodo:
    key: str
    arrival: Arrival
    modified: str = ""
    person: Person | None = None
    is_news: bool = True
    joins: list[str] = field(default_factory=list)
    quits: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    comes_back: Membership | None = None
    undo: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class LeaverTodo:
    key: str
    person: Person
    stay: Membership


_FIELDS = (
    "kind", "title", "given_name", "family_name", "known_as", "email", "mis_id", "initials", "phone_ext", "job_title",
    "department", "tutor_group",
)  # fmt: skip


def arrival_of(line: Line, setting: Setting, person: Person | None) -> Arrival:
    values = {key: value for key, value in line.values.items() if value}
    given: dict[str, Any] = {name: values[name] for name in _FIELDS if name in values}
    if given.get("known_as") == given.get("given_name"):
        given.pop("known_as", None)
    if "year" in values:
        on, nation = setting.at.date(), setting.school.nation
        given["cohort"] = cohort_of(int(values["year"]), on, nation)
    for name in ("from_on", "to_on"):
        if name in values:
            given[name] = date.fromisoformat(values[name])
    return Arrival(**given, person_id=person.pk if person else None)


def belonging_of(line: Line) -> Belonging:
    return Belonging.of(line.values.get("groups") or "")
