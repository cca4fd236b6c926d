"""What lists say of many at once: by which keys people are known, in which classes they are, who leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from firstbell.people import events
from firstbell.people.models import (
    Group,
    GroupKey,
    GroupMember,
    Membership,
    Person,
    PersonKey,
    RosterSource,
)
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce_many, as_text

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Remembered:
    key: str
    person_id: int
    modified: str = ""
    is_gone: bool = False


@dataclass(slots=True)
class Moved:
    """Somebody who comes into classes and goes out of others."""

    person: Person
    joins: list[Group] = field(default_factory=list)
    quits: list[Group] = field(default_factory=list)
    is_new: bool = False


def remember(source: RosterSource, rows: Iterable[Remembered], *, by: Actor) -> None:
    require(by, "people.rosters", source)
    made = [
        PersonKey(source=source, key=row.key, person_id=row.person_id, modified=row.modified, is_gone=row.is_gone)
        for row in rows
    ]  # fmt: skip
    PersonKey.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["source", "key"], batch_size=500,
        update_fields=["person", "modified", "is_gone"],
    )  # fmt: skip


def forget(source: RosterSource, key: str, *, by: Actor) -> None:
    require(by, "people.rosters", source)
    PersonKey.objects.filter(source=source, key=key).delete()


def remember_group(source: RosterSource, key: str, group: Group, *, by: Actor) -> None:
    require(by, "people.rosters", source)
    GroupKey.objects.update_or_create(source=source, key=key, defaults={"group": group})


def forget_group(source: RosterSource, key: str, *, by: Actor) -> None:
    require(by, "people.rosters", source)
    GroupKey.objects.filter(source=source, key=key).delete()


def move(moved: Sequence[Moved], *, by: Actor, at: datetime) -> None:
    """Into classes and out of others, with one line of history for each person."""
    groups = {group.pk: group for one in moved for group in (*one.joins, *one.quits)}
    for school in {group.school_id: group for group in groups.values()}.values():
        require(by, "people.change", school)
    people = [one.person.pk for one in moved]
    open_rows = GroupMember.objects.filter(group__in=list(groups), person__in=people, to_on=None)
    inside = {(row.group_id, row.person_id): row for row in open_rows}
    new, ended, news = [], [], []
    for one in moved:
        joins = [group for group in one.joins if (group.pk, one.person.pk) not in inside]
        quits = [group for group in one.quits if (group.pk, one.person.pk) in inside]
        new += [GroupMember(group=group, person=one.person, from_on=at.date()) for group in joins]
        ended += [inside[group.pk, one.person.pk] for group in quits]
        if (joins or quits) and not one.is_new:
            news.append(News(one.person, (), [*joins, *quits], {"what": _words(joins, quits)}))
    for row in ended:
        row.to_on = max(at.date(), row.from_on)
    with transaction.atomic():
        GroupMember.objects.bulk_create(new, batch_size=1_000)
        _end(GroupMember, ended)
        announce_many(events.CLASSES_CHANGED, news, by=by, at=at)


def _end(
    model: type[GroupMember] | type[Membership], rows: Iterable[GroupMember | Membership]
) -> None:
    """Nearly all of them end on one day: a statement for each day and not for each row."""
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for row in rows:
        by_day[row.to_on].append(row.pk)
    for day, pks in by_day.items():
        for start in range(0, len(pks), _AT_ONCE):
            model.objects.filter(pk__in=pks[start : start + _AT_ONCE]).update(to_on=day)


def _words(joins: Sequence[Group], quits: Sequence[Group]) -> str:
    into = ", ".join(str(group) for group in joins)
    out = ", ".join(str(group) for group in quits)
    return "; ".join(
        [part for part in (f"into {into}" * bool(into), f"out of {out}" * bool(out)) if part]
    )


def lead(groups: Sequence[Group], person: Person, *, by: Actor, at: datetime) -> None:
    """The tutor of these, where they have another or none."""
    other = [group for group in groups if group.led_by_id != person.pk]
    for group in other:
        require(by, "people.change", group)
        group.led_by = person
        group.bump("led_by")
    news = [News(group, (), [person]) for group in other]
    announce_many(events.GROUP_CHANGED, news, by=by, at=at)


def leave_many(stays: Sequence[Membership], *, on: date, by: Actor, at: datetime) -> None:
    """The last day of each is this one, or the day they came where that is later."""
    for school in {stay.school_id: stay for stay in stays}.values():
        require(by, "people.change", school)
    for stay in stays:
        stay.to_on = max(on, stay.from_on)
    news = [
        News(stay.person, (), (), {"school": str(stay.school), "day": as_text(stay.to_on)})
        for stay in stays
    ]
    with transaction.atomic():
        _end(Membership, stays)
        announce_many(events.PERSON_LEFT, news, by=by, at=at)
