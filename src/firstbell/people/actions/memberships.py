from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.actions.groups import groups_called
from firstbell.people.actions.persons import refuse_erased
from firstbell.people.models import Membership, Person
from firstbell.people.states import GroupKind, MemberKind
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, as_text, changes_between
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School


def join(
    person: Person, school: School, *, kind: MemberKind, by: Actor, at: datetime, **more: Any
) -> Membership:
    """Belong to a school from `from_on` (today) on; coming back begins a new membership."""
    require(by, "people.change", school)
    refuse_erased(person)
    if person.memberships.filter(school=school, to_on=None).exists():
        raise Conflict(f"{person} belongs to {school} already.")
    more.setdefault("from_on", at.date())
    membership = Membership(person=person, school=school, kind=kind)
    try:
        with transaction.atomic():
            for name, value in _with_groups(membership, more, by, at).items():
                setattr(membership, name, value)
            refuse_misfit(membership)
            membership.save()
            person.now, person.school = membership, school
            person.bump("now", "school")
            entries.put(person)
            announce(
                events.PERSON_JOINED, person, by=by, at=at, school=str(school),
                what=membership.get_kind_display().lower(),
            )  # fmt: skip
    except IntegrityError:
        raise mis_id_taken(membership) from None
    return membership


def change_membership(
    membership: Membership, *, by: Actor, at: datetime, **wanted: Any
) -> Membership:
    """kind, from_on, mis_id, cohort, job_title; tutor_group and department may be names, made where missing."""
    require(by, "people.change", membership)
    with transaction.atomic():
        _change(membership, _with_groups(membership, wanted, by, at), by=by, at=at)
    return membership


def _with_groups(
    membership: Membership, wanted: dict[str, Any], by: Actor, at: datetime
) -> dict[str, Any]:
    for field, kind in (("tutor_group", GroupKind.TUTOR), ("department", GroupKind.DEPARTMENT)):
        name = wanted.get(field)
        if isinstance(name, str):
            found = groups_called(membership.school, [name], kind=kind, by=by, at=at)
            wanted[field] = found.get(name)
    return wanted


def _change(membership: Membership, wanted: dict[str, Any], *, by: Actor, at: datetime) -> None:
    changes = changes_between(membership, wanted)
    if not changes:
        return
    for name, value in wanted.items():
        setattr(membership, name, value)
    refuse_misfit(membership)
    person = membership.person
    try:
        with transaction.atomic():
            membership.save(update_fields=list(wanted))
            person.bump()
            entries.put(person)
            announce(events.PERSON_CHANGED, person, by=by, at=at, changes=changes)
    except IntegrityError:
        raise mis_id_taken(membership) from None


def leave(membership: Membership, *, on: date, by: Actor, at: datetime) -> Membership:
    """The last day, past or to come: until then nothing changes, and what they hold can be asked back in time."""
    require(by, "people.change", membership)
    if on < membership.from_on:
        raise Refusal(
            f"{membership.person} only comes on {as_text(membership.from_on)}.",
            fields={"on": "Before they came"},
        )
    if membership.to_on == on:
        return membership
    membership.to_on = on
    with transaction.atomic():
        membership.save(update_fields=["to_on"])
        announce(
            events.PERSON_LEFT, membership.person, by=by, at=at, school=str(membership.school),
            day=as_text(on),
        )  # fmt: skip
    return membership


def stay(membership: Membership, *, by: Actor, at: datetime) -> Membership:
    require(by, "people.change", membership)
    if membership.to_on is None:
        return membership
    membership.to_on = membership.closed_at = membership.asked_at = None
    try:
        with transaction.atomic():
            membership.save(update_fields=["to_on", "closed_at", "asked_at"])
            announce(
                events.PERSON_STAYED, membership.person, by=by, at=at, school=str(membership.school)
            )
    except IntegrityError:
        raise Conflict(f"{membership.person} came back to {membership.school} already.") from None
    return membership


def refuse_misfit(membership: Membership) -> None:
    if membership.cohort is not None and membership.kind != MemberKind.STUDENT:
        raise Refusal("Only students are in a year.", fields={"cohort": "Only for students"})


def mis_id_taken(membership: Membership) -> Conflict:
    holder = Membership.objects.filter(
        school=membership.school, mis_id=membership.mis_id, to_on=None
    ).first()
    who = str(holder.person) if holder else "somebody else"
    return Conflict(
        f"The MIS number {membership.mis_id} is {who}'s.",
        fields={"mis_id": "Somebody else's number"},
    )
