from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.models import Group, GroupMember, Person
from firstbell.people.states import GroupKind
from firstbell.places.models import lookup_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce, announce_many, changes_between
from firstbell.platform.tenancy.models import School


def add_group(
    school: School,
    *,
    name: str,
    kind: GroupKind,
    by: Actor,
    at: datetime,
    led_by: Person | None = None,
) -> Group:
    require(by, "people.change", school)
    group = Group(school=school, kind=kind, led_by=led_by, created_at=at).call(_named(name))
    try:
        with transaction.atomic():
            group.save()
            announce(events.GROUP_ADDED, group, by=by, at=at, about=[led_by])
    except IntegrityError:
        raise _taken(group) from None
    return group


def groups_called(
    school: School, names: Iterable[str], *, kind: GroupKind, by: Actor, at: datetime
) -> dict[str, Group]:
    """The open groups of these names, by the name as given; those that are missing are added."""
    wanted = {name: lookup_of(name) for name in names if lookup_of(name)}
    rows = Group.objects.open().filter(school=school, kind=kind, lookup__in=wanted.values())
    known = {group.lookup: group for group in rows}
    missing = {lookup: name for name, lookup in wanted.items() if lookup not in known}
    for lookup, name in missing.items():
        known[lookup] = add_group(school, name=name, kind=kind, by=by, at=at)
    return {name: known[lookup] for name, lookup in wanted.items()}


def change_group(group: Group, *, by: Actor, at: datetime, **wanted: Any) -> Group:
    """name, kind, led_by."""
    require(by, "people.change", group)
    if "name" in wanted:
        wanted["name"] = _named(wanted["name"])
    changes = changes_between(group, wanted)
    if not changes:
        return group
    for name, value in wanted.items():
        setattr(group, name, value)
    group.call(group.name)
    try:
        with transaction.atomic():
            group.bump(*wanted, "name_key", "lookup")
            announce(events.GROUP_CHANGED, group, by=by, at=at, changes=changes)
    except IntegrityError:
        raise _taken(group) from None
    return group


def archive_group(group: Group, *, by: Actor, at: datetime) -> Group:
    require(by, "people.change", group)
    group.archived_at = at
    with transaction.atomic():
        group.bump("archived_at")
        announce(events.GROUP_ARCHIVED, group, by=by, at=at)
    return group


def restore_group(group: Group, *, by: Actor, at: datetime) -> Group:
    require(by, "people.change", group)
    group.archived_at = None
    try:
        with transaction.atomic():
            group.bump("archived_at")
            announce(events.GROUP_RESTORED, group, by=by, at=at)
    except IntegrityError:
        raise _taken(group) from None
    return group


def put_in(group: Group, people: Sequence[Person], *, by: Actor, at: datetime) -> int:
    """How many were put in; those who are in it already stay as they are."""
    require(by, "people.change", group)
    if group.kind in (GroupKind.TUTOR, GroupKind.DEPARTMENT):
        raise Refusal(
            f"Who belongs to {group} is said on each person's own page.",
            fields={"person": "Say it on their page"},
        )
    inside = set(group.members.filter(to_on=None).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in inside]
    with transaction.atomic():
        GroupMember.objects.bulk_create(
            GroupMember(group=group, person=person, from_on=at.date()) for person in new
        )
        announce_many(
            events.GROUP_JOINED,
            [News(person, (), [group], {"group": group.name}) for person in new],
            by=by,
            at=at,
        )
    return len(new)


def take_out(member: GroupMember, *, by: Actor, at: datetime) -> None:
    group = member.group
    require(by, "people.change", group)
    if member.to_on is not None:
        return
    member.to_on = max(at.date(), member.from_on)
    with transaction.atomic():
        member.save(update_fields=["to_on"])
        announce(events.GROUP_LEFT, member.person, by=by, at=at, about=[group], group=group.name)


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not lookup_of(name):
        raise Refusal("Give the group a name.", fields={"name": "Needs a name"})
    return name


def _taken(group: Group) -> Conflict:
    kind = GroupKind(group.kind).label.lower()
    return Conflict(
        f"{group.school} has a {kind} called {group.name} already.",
        fields={"name": "There already"},
    )
