"""What a scan does to the basket that goes out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.equipment.actions import wholes
from firstbell.equipment.actions.lending import put_holder
from firstbell.equipment.actions.reading import Answer, careful, refused
from firstbell.equipment.models import Custody, Handover, HandoverLine, Item
from firstbell.equipment.queries import booked, desk, wording
from firstbell.equipment.states import Condition, Lifecycle, Outcome
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.web.components import words


def answer(basket: Handover, thing: Item | Room | Person, *, by: Actor, at: datetime) -> Answer:
    if isinstance(thing, Item):
        return _add(basket, thing, by, at)
    return name_holder(basket, thing, at)


def name_holder(basket: Handover, holder: Person | Room, at: datetime) -> Answer:
    if not _is_of(holder, basket.school_id):
        return refused(
            f"{holder} is of {holder.school}",
            f"This is the desk of {basket.school}. Change to that school at the top to lend to them.",
        )
    now = basket.holder
    if now is not None and now.pk == holder.pk and type(now) is type(holder):
        return careful(f"{holder} it is", "This basket is theirs already.")
    if now is not None and basket.lines.exists():
        return careful(
            f"This basket is {now}’s", f"Hand it over or drop it before {holder} is served."
        )
    was = {"person": basket.person_id, "room": basket.room_id}
    put_holder(basket, holder, at)
    said = (
        f"They have booked {booked.wanted(basket.booking)}. Scan them."
        if basket.booking
        else "Now scan the things."
    )
    gone = _gone(holder, at)
    more: dict[str, Any] = {"was": was, "careful": True} if gone else {"was": was}
    return Answer(Outcome.HOLDER, f"Lending to {holder}", f"{gone} {said}".strip(), more=more)


def _gone(holder: Person | Room, at: datetime) -> str:
    """That somebody has left already, so that nothing goes to them by mistake."""
    if not isinstance(holder, Person):
        return ""
    today = at.date()
    left = holder.memberships.filter(to_on__lt=today).order_by("-to_on").first()
    if left is None or holder.memberships.exclude(to_on__lt=today).exists():
        return ""
    return f"They have left: their last day was {words.day(left.to_on, today)}."


def _is_of(holder: Person | Room, school_id: int) -> bool:
    """Somebody may belong to several schools; a room is of one."""
    if holder.school_id == school_id:
        return True
    return isinstance(holder, Person) and school_id in holder.school_ids()


def _add(basket: Handover, item: Item, by: Actor, at: datetime) -> Answer:
    require(by, "equipment.give", item)
    if item.is_gone:
        stage = Lifecycle(item.lifecycle).label.lower()
        return refused(
            f"{item.tag} is {stage}",
            "It cannot be lent. If that is wrong, set its state first.",
            item,
        )
    line = basket.lines.filter(item=item).first()
    if line is not None:
        return _again(basket, line, item)
    if not item.is_individual:
        return _add_counted(basket, item, at)
    held = item.custodies.open().select_related("person", "room", "with_item").first()
    if held is not None:
        return _with_somebody(basket, item, held, at)
    if item.category.is_container:
        return _add_kit(basket, item, by, at)
    HandoverLine.objects.create(handover=basket, item=item, at=at)
    warning = _warning(item) or booked.warning(item, basket, by=by, at=at)
    more = {"careful": True} if warning else {}
    said = warning or booked.progress(item, basket) or wording.title(item)
    return Answer(Outcome.ADDED, f"{item.tag} added", said, item, more)


def _again(basket: Handover, line: HandoverLine, item: Item) -> Answer:
    if not line.is_checked:
        HandoverLine.objects.filter(pk=line.pk).update(is_checked=True)
        kit = basket.lines.filter(from_kit=line.from_kit_id)
        count, of = kit.filter(is_checked=True).count(), kit.count()
        return Answer(
            Outcome.CHECKED, f"{item.tag} checked", f"{count} of {of} parts are there.", item
        )
    if item.is_individual:
        return careful(f"{item.tag} is in the basket", "It was scanned before.", item)
    free = desk.left([item])[item.pk]
    if line.quantity >= free:
        return refused(f"No more {item.tag}", f"{free} are left, and all are in the basket.", item)
    HandoverLine.objects.filter(pk=line.pk).update(quantity=line.quantity + 1, problem="")
    more = f"{free - line.quantity - 1} left after this."
    return Answer(Outcome.COUNTED, f"{line.quantity + 1} × {item.tag}", more, item)


def _add_counted(basket: Handover, item: Item, at: datetime) -> Answer:
    free = desk.left([item])[item.pk]
    if free < 1:
        return refused(f"No {item.tag} is left", f"All {item.quantity} are out.", item)
    HandoverLine.objects.create(handover=basket, item=item, at=at)
    said = f"{wording.title(item)}, {free - 1} left after this. Scan again for one more."
    return Answer(Outcome.ADDED, f"{item.tag} added", said, item)


def _with_somebody(basket: Handover, item: Item, held: Custody, at: datetime) -> Answer:
    since = words.day(held.from_at.date(), at.date())
    if basket.holder is not None and held.holder == basket.holder:
        return careful(f"{basket.holder} has {item.tag} already", f"Since {since}.", item)
    return careful(
        f"{item.tag} is with {held}", f"Since {since}. Is it in your hand? Then take it back and lend it.",
        item, take_over=str(item.uid),
    )  # fmt: skip


def _add_kit(basket: Handover, kit: Item, by: Actor, at: datetime) -> Answer:
    """A trolley or kit goes with all that is in it; what is out on its own stays out, and is named."""
    HandoverLine.objects.create(handover=basket, item=kit, at=at)
    missing = wholes.add_parts(basket, kit, at=at)
    said = wholes.in_words(kit, missing)
    warning = booked.warning(kit, basket, by=by, at=at)
    more = {"careful": True} if missing or warning else {}
    said = f"{said}. {warning or 'Scan its parts to check them.'}"
    return Answer(Outcome.ADDED, f"{kit.tag} added", said, kit, more)


def _warning(item: Item) -> str:
    if item.lifecycle == Lifecycle.MISSING:
        return "It was missing: now it is found."
    if item.lifecycle == Lifecycle.IN_REPAIR:
        return "It is in repair. Is it mended?"
    if item.condition in (Condition.DAMAGED, Condition.BROKEN):
        return f"It is noted as {item.get_condition_display().lower()}."
    return ""
