"""The link in a mail that asks for a yes: what it leads to, what stands there, and whether it still counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from firstbell.equipment.models import Acceptance, Handover, HandoverLine, HandoverText
from firstbell.equipment.states import Direction, HandoverState, Link
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.notifications.links import read, signed

LASTS = timedelta(days=30)
_HANDED = (Direction.OUT, Direction.SWAP)
_LINK = "equipment.accept"
SENTENCES = {
    Link.ANSWERED: "You have answered this already.",
    Link.BACK: "All of it is back or used up by now, so there is nothing left to answer.",
    Link.EXPIRED: "This link is too old. Ask the ICT team for a new one.",
    Link.OLDER: "A newer mail was sent since. Use the link in that one.",
    Link.GONE: "There is nothing to answer here any more.",
}


def token_of(row: Acceptance) -> str:
    return signed(_LINK, row.uid.hex, row.turn)


def link_of(row: Acceptance) -> str:
    return reverse("equipment:accept", args=[token_of(row)])


def found(token: str) -> tuple[Acceptance, int] | None:
    """What a link of ours leads to, and of which mail it is; of a forged one, nothing."""
    said = read(_LINK, token)
    if said is None:
        return None
    uid, turn = said
    rows = Acceptance.objects.select_related("paper", *(f"handover__{name}" for name in ("school", "person", "signature")))  # fmt: skip
    row = rows.filter(uid=uid).first()
    return (row, turn) if row is not None else None


def stands(row: Acceptance, turn: int, at: datetime) -> Link:
    """Whether that link may still be answered, and if not, why."""
    handover, person = row.handover, row.handover.person
    if handover.state != HandoverState.DONE or person is None or person.anonymised_at is not None:
        return Link.GONE
    if row.until is None or turn != row.turn or person.email.casefold() != row.sent_to.casefold():
        return Link.OLDER
    if at > row.until:
        return Link.EXPIRED
    if handover.accepted_at or handover.declined_at or handover.signature_id:
        return Link.ANSWERED
    return Link.OPEN if is_out(handover) else Link.BACK


def is_out(row: Handover) -> bool:
    return row.lines.filter(custody__isnull=False, custody__to_at=None).exists()


def is_said(row: Handover) -> bool:
    return bool(row.signature_id or row.accepted_at or row.declined_at)


def hinders(row: Handover) -> str:
    """Why whoever got it cannot be asked by mail; empty where they can."""
    if row.state != HandoverState.DONE or row.direction not in _HANDED:
        return "Only what was handed over can be accepted."
    if is_said(row):
        return f"{row} is answered already."
    if row.person is None or row.person.anonymised_at is not None:
        return "A room or a thing accepts nothing: only a person can be asked."
    if not row.person.email:
        return f"{row.person} has no email address here. They can be asked at the desk, or in My equipment."
    return "" if is_out(row) else "All of it is back or used up by now."


def things(row: Handover) -> list[HandoverLine]:
    """What they got; of a swap, not what came in."""
    lines = row.lines.filter(condition="").select_related(
        "item__model__manufacturer", "item__category", "from_kit", "custody"
    )
    return list(lines.order_by("item__tag_key"))


def texts(row: Handover) -> list[HandoverText]:
    return list(row.texts.select_related("agreement").order_by("pk"))


def worded_anew(rows: Sequence[HandoverText]) -> list[str]:
    """What is worded otherwise by now: it does not count for these things."""
    return [
        row.title for row in rows if row.agreement is not None and row.agreement.edition != row.edition
    ]  # fmt: skip


def mark(row: Handover, lines: Sequence[HandoverLine], said: Sequence[HandoverText]) -> str:
    """Of exactly what stands on the page: who sends a yes sends along to what."""
    words = [
        str(row.due_on or ""),
        [[line.item.tag, line.quantity] for line in lines],
        [[text.title, text.edition, text.text] for text in said],
    ]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:24]


# How a list says what whoever got it has said so far: a status of the house, its word and its icon.
Answer = tuple[str, str, str]


def answer(row: Handover, at: datetime) -> Answer:
    """Of a hand-over that was read with its acceptance."""
    asked = getattr(row, "acceptance", None)
    if row.declined_at:
        return ("bad", "Not accepted", "alert-circle")
    if row.accepted_at:
        return ("ok", "Accepted", "circle-check")
    if row.signature_id:
        return ("ok", "Signed", "signature")
    if asked is not None and asked.until is not None:
        return ("live", "Asked", "mail") if asked.until >= at else ("warn", "No answer", "clock-exclamation")  # fmt: skip
    return ("quiet", "No yes yet", "clock-pause")


def said_yes(row: Handover) -> bool:
    return bool(row.accepted_at or (row.signature_id and not row.declined_at))


def of_import(actor: Actor, session: UUID) -> QuerySet[Handover]:
    """What a sheet of tags and people handed out, and is not undone."""
    rows: QuerySet[Handover] = Handover.objects.visible_to(actor).done().filter(import_uid=session)
    found = rows.select_related("person", "school", "acceptance")
    return found.prefetch_related("lines__item__model__manufacturer", "lines__item__category").order_by("person__name_key", "pk")  # fmt: skip
