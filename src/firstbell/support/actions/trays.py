"""Files that go with an answer: kept at once where they are dropped, and still there if the words are refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments import carrying
from firstbell.platform.attachments.actions import Upload
from firstbell.platform.attachments.models import Attachment
from firstbell.support.models import Entry, Ticket, Tray

MOST: Final = 20
_KEPT: Final = timedelta(days=30)


def tray_of(ticket: Ticket | None, by: Actor) -> Tray | None:
    if by.account_id is None:
        return None
    found: Tray | None = Tray.objects.filter(ticket=ticket, account=by.account_id).first()
    return found


def put(ticket: Ticket | None, file: Upload, *, by: Actor, at: datetime) -> Attachment:
    """Beside what they are writing on this ticket, or on a report that is not sent yet."""
    _require(ticket, by)
    with transaction.atomic():
        tray, _ = Tray.objects.get_or_create(
            ticket=ticket, account_id=by.account_id, defaults={"at": at}
        )
        if _files(tray).count() >= MOST:
            raise Refusal(f"{file.name} was not taken: {MOST} files are the most at once.")
        try:
            row = attachments.add_silently(tray, file, by=_house(by), at=at)
        except Conflict:
            raise Conflict(f"{file.name} is there already.") from None
        except Refusal as refusal:
            raise Refusal(f"{file.name} was not taken. {refusal.sentence}") from None
        Tray.objects.filter(pk=tray.pk).update(at=at)
    return row


def put_all(ticket: Ticket | None, files: Iterable[Upload], *, by: Actor, at: datetime) -> list[str]:  # fmt: skip
    """One after the other, so that what is refused does not keep the others out; the sentences of those that were."""
    problems = []
    for file in files:
        try:
            put(ticket, file, by=by, at=at)
        except Refusal as refusal:
            problems.append(refusal.sentence)
    return problems


def take_out(ticket: Ticket | None, uid: UUID, *, by: Actor, at: datetime) -> None:
    _require(ticket, by)
    tray = tray_of(ticket, by)
    rows = _files(tray).filter(uid=uid) if tray else Attachment.objects.none()
    if not rows.update(removed_at=at, removed_by=by.name[:200], is_cover=False):
        raise NotFound("That file is not there any more.")


def empty(tray: Tray, to: Entry | Ticket) -> int:
    """What waited stands on what was sent."""
    carried = carrying.carry(tray, to)
    tray.delete()
    return carried


def copy(ticket: Ticket, of: int, *, by: Actor, at: datetime) -> None:
    """The files that wait with somebody else's words of a ticket, beside one's own."""
    _require(ticket, by)
    theirs = Tray.objects.filter(ticket=ticket, account=of).first()
    if theirs is not None and theirs.holds_any():
        words = {"ticket": ticket, "account_id": by.account_id, "defaults": {"at": at}}
        tray, _ = Tray.objects.get_or_create(**words)
        carrying.copy(theirs, tray, at=at)


def sweep(at: datetime) -> int:
    """What nobody sent within a month goes; its bytes follow with everything that was removed."""
    old = list(Tray.objects.filter(at__lt=at - _KEPT)[:200])
    rows = Attachment.objects.live().filter(thing_uid__in=[tray.uid for tray in old])
    rows.update(removed_at=at, removed_by="Firstbell", is_cover=False)
    Tray.objects.filter(pk__in=[tray.pk for tray in old]).delete()
    return len(old)


def _files(tray: Tray) -> Any:
    return Attachment.objects.live().filter(thing_uid=tray.uid)


def _house(by: Actor) -> Actor:
    """In somebody's name: to show what is broken needs no right to change the register."""
    return replace(system_actor(), key=by.key, name=by.name, source=by.source)


def _require(ticket: Ticket | None, by: Actor) -> None:
    if by.account_id is None:
        raise Refusal("Only somebody with an account keeps files here.")
    if ticket is None:
        require(by, "support.report")
    elif not ticket.is_of(by) and not can(by, "support.work", ticket):
        require(by, "support.work", ticket)
