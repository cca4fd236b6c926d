"""What answers and approvals have to do when people, rooms and things are merged, or a person is forgotten."""

from __future__ import annotations

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.merges.moves import Moves
from firstbell.support.models import Answer, Approver, RoomCard, StandIn, Voice


def merge_rooms(gone: Room, kept: Room, moves: Moves) -> None:
    moves.update(Answer.objects.filter(room=gone), room=kept)
    cards = RoomCard.objects.filter(room=gone)
    if RoomCard.objects.filter(room=kept).exists():
        moves.delete(cards)
    else:
        moves.update(cards, room=kept)


def merge_people(gone: Person, kept: Person, moves: Moves) -> None:
    moves.update(Answer.objects.filter(person=gone), person=kept)
    moves.update(Approver.objects.filter(person=gone), person=kept)
    moves.update(Voice.objects.filter(person=gone), person=kept)
    moves.delete(StandIn.objects.filter(person=gone, by=kept))
    moves.delete(StandIn.objects.filter(person=kept, by=gone))
    moves.update(StandIn.objects.filter(person=gone), person=kept)
    moves.update(StandIn.objects.filter(by=gone), by=kept)


def merge_items(gone: Item, kept: Item, moves: Moves) -> None:
    moves.update(Answer.objects.filter(item=gone), item=kept)


def forget(person: Person, name: str) -> None:
    Answer.objects.filter(ticket__requester=person).update(text="Erased")
    Answer.objects.filter(person=person).update(text=name)
    Voice.objects.filter(person=person).update(name=name, email="", reason="")
    Voice.objects.filter(approval__ticket__requester=person).update(reason="")
    Voice.objects.filter(instead_of=person.formal).update(instead_of=name)
