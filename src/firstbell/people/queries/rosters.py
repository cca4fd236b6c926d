"""What is known of a school's people when a list of them comes in: read once, whatever the list's length."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from firstbell.people.models import (
    Group,
    GroupKey,
    GroupMember,
    Membership,
    Person,
    PersonKey,
    RosterSource,
)
from firstbell.places.models import lookup_of

Name = tuple[str, int | None]


class Called(Protocol):
    @property
    def given_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def known_as(self) -> str: ...


@dataclass
class Known:
    """Everybody of the school, and by what a list of this source may mean them."""

    people: dict[int, Person] = field(default_factory=dict)
    keys: dict[str, PersonKey] = field(default_factory=dict)
    keyed: dict[int, str] = field(default_factory=dict)
    by_number: dict[str, int] = field(default_factory=dict)
    by_email: dict[str, int] = field(default_factory=dict)
    by_name: dict[Name, list[int]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, Group] = field(default_factory=dict)
    group_keys: dict[int, str] = field(default_factory=dict)
    by_group_name: dict[tuple[str, str], Group] = field(default_factory=dict)
    # The groups of this source that each is in now.
    inside: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def like(self, named: Called, cohort: int | None) -> list[Person]:
        """People of the same name, and of the same year where both have one, whom the source does not know yet."""
        found: dict[int, None] = {}
        for given in {named.given_name, named.known_as or named.given_name}:
            name = lookup_of(f"{given} {named.family_name}")
            found |= dict.fromkeys(self.by_name.get((name, cohort), []))
            found |= dict.fromkeys(self.by_name.get((name, None), []))
        return [self.people[pk] for pk in found if pk not in self.keyed]


def known_to(source: RosterSource) -> Known:
    known = Known()
    _read_people(known, source)
    _read_keys(known, source)
    _read_groups(known, source)
    return known


def _read_people(known: Known, source: RosterSource) -> None:
    here = Membership.objects.filter(school=source.school).values("person_id")
    keyed = PersonKey.objects.filter(source=source).values("person_id")
    people = Person.objects.known().filter(Q(pk__in=here) | Q(pk__in=keyed))
    known.people = {person.pk: person for person in people}
    stays = _stays(source, people)
    for pk, person in known.people.items():
        own = stays.get(pk, [])
        _with_stays(person, own)
        for stay in own:
            if stay.mis_id and stay.school_id == source.school_id:
                known.by_number[stay.mis_id] = pk
        now = next((one for one in own if one.pk == person.now_id), None)
        cohort = now.cohort if now else None
        for given in {person.given_name, person.known_as or person.given_name}:
            known.by_name[lookup_of(f"{given} {person.family_name}"), cohort].append(pk)
    emails: QuerySet[Any, Any] = (
        Person.objects.known().exclude(email="").annotate(folded=Lower("email"))
    )
    known.by_email = dict(emails.values_list("folded", "pk"))


def _stays(source: RosterSource, people: QuerySet[Person]) -> dict[int, list[Membership]]:
    """Everybody's memberships, those that are open last; schools and groups as one object each."""
    groups = {group.pk: group for group in Group.objects.filter(school=source.school)}
    rows = Membership.objects.filter(person__in=people.values("pk"))
    found: dict[int, list[Membership]] = defaultdict(list)
    for stay in rows:
        if stay.school_id == source.school_id:
            stay.school = source.school
        for name in ("tutor_group", "department"):
            group = groups.get(getattr(stay, f"{name}_id") or 0)
            if group is not None:
                setattr(stay, name, group)
        found[stay.person_id].append(stay)
    for own in found.values():
        own.sort(key=lambda one: (one.to_on is None, one.from_on))
    return found


def _with_stays(person: Person, stays: list[Membership]) -> None:
    """As if they had been read along with the person, without the half second that this takes."""
    rows = person.memberships.all()
    rows._result_cache = stays
    rows._prefetch_done = True  # type: ignore[attr-defined]
    person._prefetched_objects_cache = {"memberships": rows}  # type: ignore[attr-defined]
    for stay in stays:
        stay.person = person
        if stay.pk == person.now_id:
            person.now = stay


def _read_keys(known: Known, source: RosterSource) -> None:
    for key in PersonKey.objects.filter(source=source):
        known.keys[key.key] = key
        if key.person_id is not None:
            known.keyed[key.person_id] = key.key


def _read_groups(known: Known, source: RosterSource) -> None:
    for row in GroupKey.objects.filter(source=source).select_related("group"):
        known.groups[row.key] = row.group
        known.group_keys[row.group_id] = row.key
    for group in Group.objects.open().filter(school=source.school):
        known.by_group_name[group.kind, group.lookup] = group
    members = GroupMember.objects.filter(group_id__in=list(known.group_keys), to_on=None)
    for group_id, person_id in members.values_list("group_id", "person_id"):
        known.inside[person_id].add(known.group_keys[group_id])


def person_elsewhere(known: Known, pk: int) -> Person:
    """Somebody told by their address who belongs, or belonged, to another school of the trust."""
    if pk not in known.people:
        rows = Person.objects.known().with_now()
        known.people[pk] = rows.prefetch_related("memberships").get(pk=pk)
    return known.people[pk]


def spoken_for(source: RosterSource, on: date) -> QuerySet[Membership]:
    """Who is at the school now and would be in a whole list of this source."""
    rows = Membership.objects.filter(school=source.school, kind__in=source.kinds)
    rows = rows.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)
    mine = PersonKey.objects.filter(source=source, person__isnull=False)
    told = Q(person_id__in=mine.values("person_id"))
    if source.is_whole:
        others = PersonKey.objects.filter(source__school=source.school, person__isnull=False)
        others = others.exclude(source=source).filter(source__archived_at=None)
        told |= ~Q(person_id__in=others.values("person_id"))
    known: QuerySet[Membership] = rows.filter(told, person__merged_into=None).select_related(
        "person"
    )
    return known
