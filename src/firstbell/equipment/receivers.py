"""What equipment answers when a lower room asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from firstbell.equipment import events
from firstbell.equipment.actions import ledger
from firstbell.equipment.actions.answering import TOLD
from firstbell.equipment.actions.reminding import WRITE_TO
from firstbell.equipment.models import (
    Acceptance,
    Booking,
    Count,
    CountLine,
    CountScan,
    Cover,
    Custody,
    Damage,
    DeskScan,
    Handover,
    HandoverLine,
    Item,
    Loss,
    Question,
    Shelf,
    Sighting,
    StockMove,
)
from firstbell.equipment.states import BookingState
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account, account_key
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit import erasure
from firstbell.platform.audit.events import By, on
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.registry import defer
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import CLEARANCE, ERASE, HELD, IN_USE, TRANSFER, Held

ME = "equipment"


@IN_USE.answer("places.room", ME)
def stands_in(room: Room) -> str | None:
    at_home = Item.objects.live().filter(home=room).count()
    here = Item.objects.live().filter(place=room).count()
    kept = Shelf.objects.filter(room=room, quantity__gt=0).exists()
    if not at_home and not here and not kept:
        return None
    if not at_home and not here and kept:
        return "There is stock on its shelves. Move it first."
    number = max(at_home, here)
    if number == 1:
        return "1 item of equipment has its place here. Move it first."
    return f"{number:,} items of equipment have their place here. Move them first."


@CLEARANCE.answer("people.person", ME)
def still_has(person: Person) -> str | None:
    rows = list(
        Custody.objects.open()
        .filter(person=person)
        .select_related("item__model", "item__category")[:4]
    )
    if not rows:
        return None
    named = ", ".join(str(row.item) for row in rows[:3])
    return f"{person} still has {named}{' and more' if len(rows) > 3 else ''}."


@HELD.answer("people.person", ME)
def has(first: Person, people: Sequence[Person]) -> dict[int, list[Held]]:
    """Everything that each of them has now, however many they are: one query."""
    found: dict[int, list[Held]] = {}
    rows = Custody.objects.open().filter(person__in=people)
    for row in rows.select_related("item__model", "item__category").order_by(
        "person", "item__tag_key"
    ):
        since = f"since {row.from_at:%-d %B %Y}"
        held = Held("equipment.item", row.item.uid, str(row.item), since)
        found.setdefault(row.person_id or 0, []).append(held)
    return found


@MERGE.answer("places.room", ME)
def merge_rooms(gone: Room, kept: Room, moves: Moves) -> None:
    for name in ("home", "place", "seen_in"):
        moves.update(Item.objects.filter(**{name: gone}), **{name: kept})
    moves.update(Sighting.objects.filter(room=gone), room=kept)
    moves.update(Custody.objects.filter(room=gone), room=kept)
    moves.update(Handover.objects.filter(room=gone), room=kept)
    for name in ("expected_in", "found_in"):
        moves.update(CountLine.objects.filter(**{name: gone}), **{name: kept})
    moves.update(CountScan.objects.filter(room=gone), room=kept)
    scopes = Count.rooms.through._base_manager
    already = scopes.filter(room=kept).values("count_id")
    moves.update(scopes.filter(room=gone).exclude(count_id__in=already), room=kept)
    moves.update(Shelf.objects.filter(room=gone), room=kept)
    moves.update(StockMove.objects.filter(room=gone), room=kept)
    moves.update(Booking.objects.filter(room=gone), room=kept)


@MERGE.answer("people.person", ME)
def merge_people(gone: Person, kept: Person, moves: Moves) -> None:
    moves.update(Custody.objects.filter(person=gone), person=kept)
    moves.update(Handover.objects.filter(person=gone), person=kept)
    moves.update(Damage.objects.filter(person=gone), person=kept)
    moves.update(Loss.objects.filter(person=gone), person=kept)
    moves.update(StockMove.objects.filter(person=gone), person=kept)
    moves.update(Booking.objects.filter(person=gone), person=kept)


@MERGE.answer("people.organisation", ME)
def merge_organisations(gone: Organisation, kept: Organisation, moves: Moves) -> None:
    moves.update(Item.objects.filter(supplier=gone), supplier=kept)
    moves.update(Cover.objects.filter(provider=gone), provider=kept)
    moves.update(StockMove.objects.filter(supplier=gone), supplier=kept)


@TRANSFER.answer("equipment.item", ME)
def go_along(item: Item, by: By, at: datetime) -> None:
    if not item.is_individual:
        ledger.gather(item, by=by, at=at)


@ERASE.answer("people.person", ME)
def forget(person: Person, by: By, at: datetime) -> None:
    """Custody rows still add up without a name: the person row itself is anonymised."""
    Custody.objects.filter(person=person).exclude(note="").update(note="")
    StockMove.objects.filter(person=person).exclude(note="").update(note="")
    _forget_bookings(person, at)
    _forget_damage(person)
    _forget_at_the_desk(person, at)
    _forget_answers(person, at)
    _name_in_history(person)
    merges.blank("equipment.custody", {"person_id": person.pk}, note="")


def _forget_bookings(person: Person, at: datetime) -> None:
    """What they had still booked is free; that something was booked stays."""
    rows = Booking.objects.filter(person=person)
    rows.waiting().update(state=BookingState.CANCELLED, closed_at=at)
    rows.update(purpose="", reason="", booked_by=f"Leaver {person.uid.hex[-4:].upper()}")


def _forget_damage(person: Person) -> None:
    for rows in (Damage.objects.filter(person=person), Loss.objects.filter(person=person)):
        rows.exclude(note="").update(note="")
        rows.update(held_by=f"Leaver {person.uid.hex[-4:].upper()}")
        pictures = Attachment.objects.filter(thing_uid__in=list(rows.values_list("uid", flat=True)))
        named = Q(caption__icontains=str(person)) | Q(name__icontains=str(person))
        pictures.filter(named).update(caption="", name="")


def _forget_at_the_desk(person: Person, at: datetime) -> None:
    """The signature, and every answer of the desk that names them."""
    name = str(person)
    theirs = Handover.objects.filter(person=person)
    _forget_files(theirs, at)
    Acceptance.objects.filter(handover__person=person).update(sent_to="", name="")
    theirs.update(note="", declined_why="")
    named = Q(handover__person=person) | Q(title__contains=name) | Q(said__contains=name)
    DeskScan.objects.filter(named).update(code="", title="", said="", more={})
    HandoverLine.objects.filter(problem__contains=name).update(problem="")


def _forget_answers(person: Person, at: datetime) -> None:
    """What they said of what they had, and the pictures that they took of it."""
    instead = f"Leaver {person.uid.hex[-4:].upper()}"
    accounts = Account.objects.filter(person_uid=person.uid)
    had = Custody.objects.filter(person=person).values("item")
    asked = Question.objects.filter(custody__person=person)
    _forget_files(asked, at)
    for name in (str(person), *accounts.values_list("name", flat=True)):
        asked.filter(asked_by=name).update(asked_by=instead)
        asked.filter(answered_by=name).update(answered_by=instead)
        Sighting.objects.filter(item__in=had, how=TOLD, by_name=name).update(by_name=instead)
    asked.update(words="", answer_words="")


def _forget_files(things: QuerySet[Any], at: datetime) -> None:
    """Off their things at once, and without the name of whoever signed or took them; the bytes follow in a month."""
    uids = {thing.uid: thing for thing in things}
    rows = Attachment.objects.filter(thing_uid__in=uids)
    rows.update(name="", caption="", added_by="Erased")
    for row in rows.filter(removed_at=None):
        attachments.remove(row, uids[row.thing_uid], by=system_actor(), at=at)


def _name_in_history(person: Person) -> None:
    """History of what was theirs is about them, also where it did not say so when it was written."""
    kept = (Handover, Booking, Damage, Loss)
    uids = [
        uid
        for noun in kept
        for uid in noun.objects.filter(person=person).values_list("uid", flat=True)
    ]
    uids += Question.objects.filter(custody__person=person).values_list("uid", flat=True)
    erasure.concern(person, Q(subject_uid__in=uids) | Q(links__thing_uid__in=uids))
    keys = [account_key(one.uid) for one in Account.objects.filter(person_uid=person.uid)]
    had = Custody.objects.filter(person=person).values("item__uid")
    erasure.concern(person, Q(kind=events.SEEN.name, actor_key__in=keys, subject_uid__in=had))


# What whoever has no account is told of by mail, and under which words.
BY_MAIL = {
    events.OVERDUE: "Please bring it back",
    events.STILL_ASKED: "Do you still have it?",
    events.LONGER_ANSWERED: "You asked to keep something longer",
    events.BOOKING_SOON: "What you have booked is ready",
    events.BOOKING_ANSWERED: "What you asked to book",
    events.BOOKING_CANCELLED: "A booking of yours is cancelled",
}


def write_to_them(event: Event) -> None:
    uids = [event.subject_uid, *event.links.values_list("thing_uid", flat=True)]
    with_account = Account.objects.filter(person_uid__in=uids, is_active=True).values("person_uid")
    people = Person.objects.filter(uid__in=uids).exclude(email="").exclude(uid__in=with_account)
    for person in people:
        subject = next(words for kind, words in BY_MAIL.items() if kind.name == event.kind)
        defer(
            WRITE_TO, by=system_actor(), at=event.at, title="Write to a borrower", school_id=event.school_id,
            uid=str(person.uid), event=str(event.uid), subject=subject,
        )  # fmt: skip


for _kind in BY_MAIL:
    on(_kind, "equipment.write_to_them")(write_to_them)
