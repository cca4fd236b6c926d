"""What was said on a ticket and what happened to it, in the order of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event
from firstbell.platform.audit.timeline import own
from firstbell.support import events
from firstbell.support.models import Entry, RawMail, Ticket
from firstbell.support.queries import enclosed, partners

# Their words stand there anyway.
_SAID = {
    kind.name for pair in (events.OPENED, events.ANSWERED, events.ASKED_BACK, events.NOTED, events.MENTIONED, events.TIME, events.WRITTEN_OUT, events.HEARD) for kind in pair
}  # fmt: skip
_ICONS = {
    "assigned": "user-check", "taken": "hand-stop", "left": "user-off", "moved": "arrow-right", "waits": "clock-pause",
    "status_set": "progress", "woken": "clock-play", "solved": "circle-check", "closed": "check",
    "reopened": "reload", "changed": "pencil", "item_added": "devices", "item_off": "circle-minus",
    "added": "paperclip", "due_soon": "clock", "late": "clock-exclamation", "announced": "bell-ringing", "joined": "users",
    "copied": "mail", "copied_off": "mail", "steps_added": "checklist", "step_off": "checklist", "ticked": "checkbox",
    "unticked": "square", "cost_added": "coin", "cost_back": "coin", "opinion_asked": "mood-smile",
    "opinion_given": "mood-smile",
    "merged": "arrow-merge", "took_in": "arrow-merge", "unmerged": "arrow-back-up", "gave_back": "arrow-back-up",
    "split": "arrows-split", "split_off": "arrows-split", "linked": "link", "unlinked": "unlink", "part_of": "stack-2",
    "apart": "stack", "told_all": "send", "passed_on": "transfer-out", "came": "transfer-in", "shared": "buildings",
    "shown": "eye", "taken_back": "arrow-back-up", "partner_reminded": "bell-ringing", "partner_late": "clock-exclamation",
    "rule_told": "bolt", "rule_mailed": "mail", "escalated": "stairs", "called": "webhook",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """An entry, or a line of what happened."""

    at: datetime
    entry: Entry | None = None
    mail: UUID | None = None  # that it came as
    sentence: str = ""
    icon: str = ""
    changes: tuple[str, ...] = ()
    files: tuple[Attachment, ...] = ()
    partner: str = ""  # with whom outside it was said


def thread(actor: Actor, ticket: Ticket) -> list[Said]:
    came = dict(RawMail.objects.filter(entry__ticket=ticket).values_list("entry_id", "uid"))
    entries = list(Entry.objects.read_by(actor, ticket).select_related("said_on").order_by("pk"))
    files = enclosed.by_entry(entries)
    outside = partners.names(entries)
    said = [
        Said(entry.at, entry, came.get(entry.pk), files=tuple(files[entry.uid]), partner=outside.get(entry.pk, ""))
        for entry in entries
    ]  # fmt: skip
    rows = own(ticket.uid).filter(annulled_at=None).exclude(kind__in=_SAID)
    happened = [_line(event, ticket) for event in rows.prefetch_related("changes").order_by("id")]
    return sorted([*said, *happened], key=lambda one: one.at)


def _line(event: Event, ticket: Ticket) -> Said:
    """The sentence without the ticket's own name: one is on its page."""
    sentence = event.sentence.replace(event.subject_label, "it")
    word = event.kind.rsplit(".", 1)[-1].removeprefix("restricted_")
    changes: tuple[str, ...] = ()
    if word == "changed":
        changes = tuple(f"{one.field}: {one.now or 'none'}" for one in event.changes.all())
    return Said(event.at, None, None, sentence, _ICONS.get(word, "point"), changes)
