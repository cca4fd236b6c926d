from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.actions.persons import LABELS
from firstbell.people.models import Group, Membership, Person, PersonKey
from firstbell.places.actions.own import drop_own, index_own
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit import erasure
from firstbell.platform.audit.events import announce
from firstbell.platform.exchange.models import ImportRow
from firstbell.platform.fields.models import Field
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.search import entries
from firstbell.platform.tenancy.questions import CLEARANCE, ERASE, refuse_if_in_use

ERASED = (
    "title", "given_name", "family_name", "known_as", "name_key", "lookup", "initials", "email", "phone_ext", "notes",
    "custom",
)  # fmt: skip
MEMBER_LABELS = {"mis id", "job title"}


def anonymise(person: Person, *, by: Actor, at: datetime) -> Person:
    """Erase who a leaver was, here, in the rooms above and in history; that somebody was here stays."""
    require(by, "people.erase", person)
    if person.anonymised_at is not None:
        return person
    _refuse_while_here(person, at)
    with transaction.atomic():
        _refuse_uncleared(person)
        instead = f"Leaver {person.uid.hex[-4:].upper()}"
        for record in _records_of(person):
            signed_in_as = Account.objects.filter(person_uid=record.uid).values_list(
                "name", flat=True
            )
            names = {
                *erasure.labels_of(record.uid), *signed_in_as, str(record), record.formal, record.email,
            }  # fmt: skip
            ERASE.ask(record, by, at)
            merges.forget(record, at=at)
            _erase(record, instead, at)
            _erase_lists(record)
            if record.pk == person.pk:
                announce(events.PERSON_ANONYMISED, person, by=by, at=at)
            fields = {LABELS.get(name, name.replace("_", " ")) for name in ERASED} | MEMBER_LABELS
            fields |= {key.replace("_", " ") for key in _private()}
            erasure.erase(erasure.Eraser(record.uid, names, fields, instead), at=at)
    return person


def _records_of(person: Person) -> list[Person]:
    """Theirs, and those that were merged into it."""
    found = [person]
    for record in found:
        found += Person.objects.filter(merged_into=record)
    return found


def _refuse_while_here(person: Person, at: datetime) -> None:
    if person.memberships.on(at.date()).exists():
        raise Conflict(f"{person} still belongs to {person.school}. Say when they leave first.")
    if Account.objects.filter(person_uid=person.uid, is_active=True).exists():
        raise Conflict(f"{person} still has an account. Close it first.")


def _refuse_uncleared(person: Person) -> None:
    reasons = [reason for reason in CLEARANCE.ask(person) if reason]
    if reasons:
        raise Conflict(" ".join(reasons))


def _erase(person: Person, instead: str, at: datetime) -> None:
    person.initials = person.email = person.phone_ext = person.notes = ""
    person.call(title="", given_name="", family_name=instead, known_as="")
    for key in _private():
        person.custom.pop(key, None)
    index_own(person)
    person.anonymised_at = at
    person.bump(*ERASED, "anonymised_at")
    Membership.objects.filter(person=person).update(mis_id="", job_title="")
    entries.drop(person)


def _private() -> list[str]:
    personal = Field.objects.filter(noun="people.person", is_personal=True)
    return list(personal.values_list("key", flat=True))


def _erase_lists(person: Person) -> None:
    """What they are called where they came from, and the lines of the lists that brought them."""
    PersonKey.objects.filter(person=person).delete()
    lines = ImportRow.objects.filter(thing_uid=person.uid)
    lines.update(cells=[], edited=None, reasons="", keys="", undo=None)


def remove_person(person: Person, *, by: Actor, at: datetime) -> None:
    """Take out somebody who was added by mistake; whoever has had anything stays, and can be anonymised instead."""
    require(by, "people.change", person)
    with transaction.atomic():
        refuse_if_in_use(person)
        _refuse_uncleared(person)
        announce(events.PERSON_REMOVED, person, by=by, at=at)
        entries.drop(person)
        drop_own(person)
        try:
            person.delete()
        except ProtectedError:
            raise Conflict(f"{person} has had things, so their record stays.") from None


def merge_people(gone: Person, *, into: Person, by: Actor, at: datetime) -> Person:
    """Two records of one person become the second; what rooms above hold of the first moves along."""
    require(by, "people.merge", gone)
    require(by, "people.merge", into)
    if gone.pk == into.pk:
        raise Refusal("Choose somebody else.", fields={"into": "The same person"})
    if gone.merged_into is not None or into.merged_into is not None:
        raise Conflict("One of them was merged already.")
    with transaction.atomic():
        moves = merges.begin(gone, into, by=by, at=at)
        MERGE.ask(gone, into, moves)
        was = {"email": into.email, "now": into.now, "school": into.school}
        _move_memberships(gone, into, moves)
        _move_once(gone, into, moves)
        moves.update(Group.objects.filter(led_by=gone), led_by=into)
        moves.update(PersonKey.objects.filter(person=gone), person=into)
        accounts.follow_person(gone.uid, into.uid, moves)
        email, gone.email = gone.email, ""
        gone.merged_into = into
        gone.bump("merged_into", "email")
        moves.wrote(gone, email=email)
        into.email = into.email or email
        into.bump("email", "now", "school")
        moves.wrote(into, **was)
        entries.drop(gone)
        entries.put(into)
        announce(events.PEOPLE_MERGED, into, by=by, at=at, about=[gone], gone=str(gone))
    return into


def _move_memberships(gone: Person, into: Person, moves: Moves) -> None:
    """Where both belong to a school now, the one record fills the gaps of the other."""
    here = {row.school_id: row for row in into.memberships.filter(to_on=None)}
    for row in gone.memberships.all():
        kept = here.get(row.school_id) if row.to_on is None else None
        if kept is None:
            moves.update(Membership.objects.filter(pk=row.pk), person=into)
            continue
        filled = {
            name: getattr(row, name)
            for name in ("mis_id", "cohort", "tutor_group_id", "department_id", "job_title")
            if not getattr(kept, name) and (name != "cohort" or kept.kind == row.kind)
        }
        moves.update(Person.objects.filter(now=row), now=None)
        moves.delete(Membership.objects.filter(pk=row.pk))
        if filled:
            moves.update(Membership.objects.filter(pk=kept.pk), **filled)
    latest = into.memberships.order_by("to_on", "-from_on").filter(to_on=None).first()
    if into.now is None and latest is not None:
        into.now, into.school = latest, latest.school


def _move_once(gone: Person, into: Person, moves: Moves) -> None:
    """Classes and rooms: nobody is in a class, or looks after a room, twice at a time."""
    mine = set(into.group_members.filter(to_on=None).values_list("group_id", flat=True))
    moves.delete(gone.group_members.filter(to_on=None, group_id__in=mine))
    moves.update(gone.group_members.all(), person=into)
    keeping = set(into.keeps.filter(to_on=None).values_list("room_id", flat=True))
    moves.delete(gone.keeps.filter(to_on=None, room_id__in=keeping))
    moves.update(gone.keeps.all(), person=into)
