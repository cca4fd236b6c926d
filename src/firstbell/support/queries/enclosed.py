"""The files of what was said, those that wait to be sent, and those that fit into a mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.template.defaultfilters import filesizeformat

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.states import Scan
from firstbell.platform.attachments.store import store
from firstbell.support.models import Entry, Ticket, Tray

# Most servers take mails of 25 MB, and a file grows by a third on its way.
_MOST_IN_A_MAIL: Final = 18 * 1024 * 1024


def by_entry(entries: Iterable[Entry]) -> dict[UUID, list[Attachment]]:
    """Of a whole conversation at once."""
    rows = Attachment.objects.live().filter(thing_uid__in=[entry.uid for entry in entries])
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    for row in rows.order_by("pk"):
        found[row.thing_uid].append(row)
    return found


def of_tray(tray: Tray | None) -> list[Attachment]:
    if tray is None:
        return []
    return list(Attachment.objects.live().filter(thing_uid=tray.uid).order_by("pk"))


def for_mail(
    entry: Entry, otherwise: str = "It waits on the page of your ticket."
) -> tuple[list[tuple[str, bytes, str]], list[str]]:
    """The files that go with a letter, and in words those that were left out of it, and where they are."""
    files, left, size = [], [], 0
    for row in by_entry([entry])[entry.uid]:
        size += row.size
        if row.scan in (Scan.INFECTED, Scan.WAITING) or size > _MOST_IN_A_MAIL:
            left.append(f"{row.name} ({filesizeformat(row.size)}) is not in this mail. {otherwise}")  # fmt: skip
            size -= row.size
            continue
        try:
            with store().local(row.sha256) as place:
                files.append((row.name, place.read_bytes(), row.media_type))
        except FileNotFoundError:
            left.append(f"{row.name} cannot be read any more.")
    return files, left


def entry(actor: Actor, uid: UUID) -> Entry | None:
    """What was said, for whoever reads it: what belongs to a note is the team's alone."""
    found = Entry.objects.select_related("ticket").filter(uid=uid).first()
    if found is None or not Ticket.objects.visible_to(actor).filter(pk=found.ticket_id).exists():
        return None
    return (
        found if Entry.objects.read_by(actor, found.ticket).filter(pk=found.pk).exists() else None
    )


def tray(actor: Actor, uid: UUID) -> Tray | None:
    rows = Tray.objects.select_related("ticket")
    found: Tray | None = rows.filter(
        uid=uid, account=actor.account_id, account__isnull=False
    ).first()
    return found
