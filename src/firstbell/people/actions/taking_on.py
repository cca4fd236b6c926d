"""Taking on people from a form, a file or a directory: whoever is known is brought up to date, nobody twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events, queries
from firstbell.people.actions.groups import groups_called
from firstbell.people.actions.persons import LABELS, NAMES, refuse_nameless, tidied
from firstbell.people.actions.signing_in import link_by_email
from firstbell.people.models import Membership, Person
from firstbell.people.states import GroupKind, MemberKind
from firstbell.places.actions.own import index_own, set_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce_many, changes_between
from firstbell.platform.database import bulk
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.values import begun
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School


@dataclass(frozen=True)
class Arrival:
    """One row. What is blank is left alone; `tutor_group` and `department` are names, made where they are missing.

    `person_id` says who it is, whatever the MIS number and the email lead to.
    """

    kind: str = ""
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    title: str = ""
    email: str = ""
    mis_id: str = ""
    initials: str = ""
    phone_ext: str = ""
    job_title: str = ""
    cohort: int | None = None
    tutor_group: str = ""
    department: str = ""
    from_on: date | None = None
    to_on: date | None = None
    custom: Mapping[str, Any] = field(default_factory=dict)
    person_id: int | None = None


@dataclass
class Taken:
    person: Person
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)


@dataclass
class _Row:
    taken: Taken
    membership: Membership
    joins: bool = False
    has_own: bool = False


PERSON_FIELDS = (*NAMES, "email", "initials", "phone_ext")
MEMBERSHIP_FIELDS = (
    "kind", "mis_id", "cohort", "job_title", "tutor_group", "department", "from_on", "to_on",
)  # fmt: skip


def add_person(school: School, *, by: Actor, at: datetime, **words: Any) -> Person:
    """Somebody new; refused where the email or the MIS number is somebody's already."""
    arrival = Arrival(**words)
    known = queries.known(school, [arrival])
    if known[0] is not None:
        raise Conflict(
            f"That is {known[0]}, who is here already.",
            fields={"email" if arrival.email else "mis_id": "Already here"},
        )
    return take_on(school, [arrival], by=by, at=at)[0].person


def take_on(school: School, rows: Sequence[Arrival], *, by: Actor, at: datetime) -> list[Taken]:
    """Each row's person, told by MIS number, then by email; all rows or none, the first misfit says why."""
    require(by, "people.change", school)
    for row in rows:
        refuse_misfit(row)
    try:
        with transaction.atomic():
            worked = _worked(school, rows, by, at)
            _write(worked)
            _announce(worked, school, by=by, at=at)
            link_by_email({one.taken.person.pk: one.taken.person for one in worked}.values(), at=at)
    except IntegrityError:
        raise Conflict("Two of these people share an email address or a MIS number.") from None
    return [row.taken for row in worked]


def refuse_misfit(row: Arrival) -> None:
    if not (row.given_name or row.family_name or row.known_as or row.mis_id or row.email):
        raise Refusal("Give them a first or a last name.", fields={"family_name": "Needs a name"})
    if row.kind and row.kind not in MemberKind.values:
        raise Refusal(
            f"{row.kind} is neither student, staff nor contractor.", fields={"kind": "What?"}
        )
    if row.cohort is not None and row.kind not in ("", MemberKind.STUDENT):
        raise Refusal("Only students are in a year.", fields={"cohort": "Only for students"})
    if row.email:
        try:
            validate_email(row.email)
        except ValidationError:
            raise Refusal(
                f"{row.email} is not an email address.", fields={"email": "Not an email address"}
            ) from None


def _worked(school: School, rows: Sequence[Arrival], by: Actor, at: datetime) -> list[_Row]:
    tutor_groups = groups_called(
        school, {row.tutor_group for row in rows}, kind=GroupKind.TUTOR, by=by, at=at
    )
    departments = groups_called(
        school, {row.department for row in rows}, kind=GroupKind.DEPARTMENT, by=by, at=at
    )
    worked = []
    among = fields_of("people.person")
    for row, person in zip(rows, queries.known(school, rows), strict=True):
        groups = {
            "tutor_group": tutor_groups.get(row.tutor_group),
            "department": departments.get(row.department),
        }
        one = _one(school, row, person, groups, at)
        own = begun(among, row.custom) if one.taken.is_new else row.custom
        if own:
            one.taken.changes += set_own(one.taken.person, own, among)
            one.has_own = True
        worked.append(one)
    return worked


def _one(
    school: School, row: Arrival, person: Person | None, groups: dict[str, Any], at: datetime
) -> _Row:
    given = {name: value for name in PERSON_FIELDS if (value := getattr(row, name))}
    if person is not None and person.email.lower() == row.email.lower():
        given.pop("email", None)
    belongs = {
        name: value
        for name in MEMBERSHIP_FIELDS
        if (value := groups.get(name, getattr(row, name))) not in ("", None)
    }
    taken = Taken(person or Person(school=school, created_at=at), is_new=person is None)
    membership = None if person is None else queries.membership_of(person, school)
    if membership is not None and _came_back(membership, row, at):
        membership = None
    joins = membership is None
    if membership is None:
        membership = Membership(
            person=taken.person,
            school=school,
            kind=row.kind or _likely_kind(row),
            from_on=at.date(),
        )
    _set(taken, taken.person, tidied(given))
    _set(taken, membership, belongs)
    if taken.is_new or any(name in given for name in NAMES):
        taken.person.call(**{name: getattr(taken.person, name) for name in NAMES})
    refuse_nameless(taken.person)
    return _Row(taken, membership, joins)


def _came_back(membership: Membership, row: Arrival, at: datetime) -> bool:
    return membership.to_on is not None and membership.to_on < at.date() and row.to_on is None


def _likely_kind(row: Arrival) -> str:
    return MemberKind.STUDENT if row.cohort is not None or row.tutor_group else MemberKind.STAFF


def _set(taken: Taken, thing: Person | Membership, wanted: dict[str, Any]) -> None:
    taken.changes += changes_between(thing, wanted, LABELS)
    for name, value in wanted.items():
        setattr(thing, name, value)


def _write(worked: Sequence[_Row]) -> None:
    new = [row for row in worked if row.taken.is_new]
    joining = [row for row in worked if row.joins]
    for row, pk in zip(new, bulk.next_ids(Person, len(new)), strict=True):
        row.taken.person.pk = pk
    for row, pk in zip(joining, bulk.next_ids(Membership, len(joining)), strict=True):
        row.membership.pk = pk
        row.membership.person_id = row.taken.person.pk
        row.taken.person.now_id = pk
        row.taken.person.school_id = row.membership.school_id
    _insert(Person, [row.taken.person for row in new])
    _insert(Membership, [row.membership for row in joining])
    changed = [row for row in worked if not row.taken.is_new and (row.taken.changes or row.joins)]
    for row in changed:
        row.taken.person.bump(*PERSON_FIELDS, "name_key", "lookup", "now", "school", "custom")
        if not row.joins:
            row.membership.save(update_fields=list(MEMBERSHIP_FIELDS))
    index_own(*{row.taken.person.pk: row.taken.person for row in worked if row.has_own}.values())
    touched = {row.taken.person.pk: row.taken.person for row in (*new, *changed)}
    for row in worked:
        if row.taken.person.now_id == row.membership.pk:
            row.taken.person.now = row.membership
    entries.put_things(touched.values())


def _insert(model: type[Person] | type[Membership], things: Sequence[Any]) -> None:
    names = [column.attname for column in model._meta.concrete_fields]
    bulk.insert_many(model, names, [[getattr(thing, name) for name in names] for thing in things])


def _announce(worked: Sequence[_Row], school: School, *, by: Actor, at: datetime) -> None:
    new, joined, changed = [], [], []
    for row in worked:
        person = row.taken.person
        if row.taken.is_new:
            row.taken.changes.clear()
            new.append(News(person))
        elif row.joins:
            what = MemberKind(row.membership.kind).label.lower()
            joined.append(
                News(person, row.taken.changes, (), {"school": str(school), "what": what})
            )
        elif row.taken.changes:
            changed.append(News(person, row.taken.changes))
    announce_many(events.PERSON_ADDED, new, by=by, at=at)
    announce_many(events.PERSON_JOINED, joined, by=by, at=at)
    announce_many(events.PERSON_CHANGED, changed, by=by, at=at)
