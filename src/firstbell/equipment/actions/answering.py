"""What borrowers say of what they have, and what the desk answers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import accepting, moving
from firstbell.equipment.models import Custody, Handover, Question
from firstbell.equipment.states import Asked
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.audit.events import Change, announce

# How a thing was seen that somebody says they still have.
TOLD = "told by who has it"


def _require_own(person: Any, by: Actor) -> None:
    """Only whoever has it speaks for it; to anybody else it is not there."""
    require(by, "equipment.mine")
    if person is None or by.person_uid != person.uid:
        raise NotFound("You do not have that.")


def accept(row: Handover, *, by: Actor, at: datetime) -> None:
    _require_own(row.person, by)
    with transaction.atomic():
        accepting.record(row, accepting.Said(yes=True, name=by.name), by=by, at=at)


def decline(row: Handover, *, why: str, by: Actor, at: datetime) -> None:
    """It is not as the receipt says; nothing moves by itself, the desk is told and looks."""
    _require_own(row.person, by)
    with transaction.atomic():
        accepting.record(row, accepting.Said(yes=False, name=by.name, why=why), by=by, at=at)


def ask_still(row: Custody, *, by: Actor, at: datetime) -> Question:
    """Ask whoever has it whether they still do; asked twice it is one question."""
    item = row.item
    require(by, "equipment.give", item)
    if row.to_at is not None or row.person is None:
        raise Conflict("Nobody has it who could be asked.")
    with transaction.atomic():
        made, is_new = Question.objects.get_or_create(
            custody=row, kind=Asked.STILL, answered_at=None,
            defaults={"school_id": item.school_id, "asked_by": by.name[:200], "asked_at": at, "created_at": at},
        )  # fmt: skip
        if is_new:
            announce(events.STILL_ASKED, item, by=by, at=at, about=[row.person], holder=row.person)
    return made


def say_still(
    row: Custody, *, has_it: bool, words: str = "", photo: Any = None, by: Actor, at: datetime
) -> Question:
    """Yes or no, with a picture of it; asked or not. A yes is evidence that it was seen."""
    _require_own(row.person, by)
    item = row.item
    if row.to_at is not None:
        raise Conflict(f"{item} is back already.")
    with transaction.atomic():
        made, _ = Question.objects.get_or_create(
            custody=row, kind=Asked.STILL, answered_at=None,
            defaults={"school_id": item.school_id, "asked_by": by.name[:200], "asked_at": at, "created_at": at},
        )  # fmt: skip
        _answer(made, has_it, words, by, at)
        for_them = replace(system_actor("web", by.name), key=by.key)
        if photo is not None:
            caption = f"{item.tag}, by {by.name}"
            kept = attachments.add(made, photo, caption=caption, by=for_them, at=at)
            if not kept.is_picture:
                raise Refusal("That file is no photo. Take a picture of it, or answer without one.")
        if has_it:
            moving.see(item, room=None, how=TOLD, by=for_them, at=at)
        answer = "still has" if has_it else "does not have"
        announce(events.STILL_ANSWERED, item, by=by, at=at, about=[row.person], answer=answer)
    return made


def ask_longer(row: Custody, *, until: date, words: str = "", by: Actor, at: datetime) -> Question:
    _require_own(row.person, by)
    item = row.item
    if row.to_at is not None or row.due_on is None:
        raise Conflict(f"{item} has no day to be back by.")
    if until <= max(row.due_on, at.date()):
        raise Refusal("Choose a later day than the one it is due.", fields={"until": "Too early"})
    with transaction.atomic():
        made, is_new = Question.objects.get_or_create(
            custody=row, kind=Asked.EXTEND, answered_at=None,
            defaults={"school_id": item.school_id, "asked_by": by.name[:200], "asked_at": at, "created_at": at,
                      "until": until, "words": words.strip()[:300]},
        )  # fmt: skip
        if not is_new:
            raise Conflict("You have asked already; the ICT team has not answered yet.")
        day = f"{until.day} {until:%b %Y}"
        announce(events.LONGER_ASKED, item, by=by, at=at, about=[row.person], until=day)
    return made


def decide(row: Question, *, granted: bool, words: str = "", by: Actor, at: datetime) -> None:
    """Longer, or not; granted, it is due on that day."""
    require(by, "equipment.give", row)
    if row.kind != Asked.EXTEND:
        raise Refusal("Only whoever has it can answer that.")
    custody, item = row.custody, row.custody.item
    with transaction.atomic():
        _answer(row, granted, words, by, at)
        changes = []
        if granted and custody.to_at is None:
            Custody.objects.filter(pk=custody.pk).update(due_on=row.until)
            changes = [Change("due back", custody.due_on, row.until)]
        answer = "lets them keep longer" if granted else "needs back in time"
        announce(
            events.LONGER_ANSWERED, item, by=by, at=at, about=[custody.person], changes=changes, answer=answer
        )  # fmt: skip


def _answer(row: Question, answer: bool, words: str, by: Actor, at: datetime) -> None:  # noqa: FBT001 -- yes or no
    rows = Question.objects.filter(pk=row.pk, answered_at=None)
    told = {"answer": answer, "answered_by": by.name[:200], "answer_words": words.strip()[:300]}
    if not rows.update(answered_at=at, **told):
        raise Conflict("That was answered already.")
