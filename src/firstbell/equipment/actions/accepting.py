"""A yes or a no to what was handed over: by a link in a mail, or on one's own page; the paper of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.actions import agreeing
from firstbell.equipment.models import Acceptance, Handover
from firstbell.equipment.queries import accepting, receipts
from firstbell.equipment.states import HandoverState, Link
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.states import Kind
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs.registry import defer

ASK, COPY = "equipment.ask_acceptance", "equipment.answer_copy"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody answers. `mark` is of what they read, `drawn` a signature as a picture."""

    yes: bool
    name: str = ""
    drawn: str = ""
    why: str = ""
    mark: str = ""


def ask(row: Handover, *, by: Actor, at: datetime) -> Acceptance:
    """Mail whoever got it a link; asked again, only the new link counts."""
    require(by, "equipment.give", row)
    if not settings.MAIL_IS_SET:
        raise Conflict("No mail is sent from here: no mail server is set.")
    if why := accepting.hinders(row):
        raise Conflict(why)
    with transaction.atomic():
        made = put_before(row, by=by, at=at)
        announce(events.ACCEPTANCE_ASKED, row, by=by, at=at, about=[row.person], holder=row.person)
        defer(
            ASK, by=by, at=at, title=f"Ask {row.person} to accept {row}", school_id=row.school_id, uid=str(made.uid),
            turn=made.turn,
        )  # fmt: skip
    return made


def ask_all(rows: Sequence[Handover], *, by: Actor, at: datetime) -> int:
    """Whoever of a list has said nothing and can be written to; who was asked and can still answer is not asked again."""
    wanted = [
        row for row in rows
        if accepting.answer(row, at)[1] in ("No yes yet", "No answer") and not accepting.hinders(row)
    ]  # fmt: skip
    with transaction.atomic():
        for row in wanted:
            ask(row, by=by, at=at)
    return len(wanted)


def put_before(row: Handover, *, by: Actor, at: datetime) -> Acceptance:
    """In the caller's transaction: the next mail about it carries a link that counts."""
    made = _of(row, at)
    made.turn, made.asked_by, made.asked_at = made.turn + 1, by.name[:200], at
    made.until, made.sent_to, made.sent_at = (
        at + accepting.LASTS,
        row.person.email if row.person else "",
        None,
    )
    made.save(update_fields=["turn", "asked_by", "asked_at", "until", "sent_to", "sent_at"])
    return made


def _of(row: Handover, at: datetime) -> Acceptance:
    words = {"school_id": row.school_id, "created_at": at}
    made: Acceptance
    made, _ = Acceptance.objects.select_for_update().get_or_create(handover=row, defaults=words)
    return made


def answer_link(row: Acceptance, *, turn: int, said: Said, at: datetime) -> None:
    """By whoever has the mail: what they read is what they say yes to, and that once."""
    with transaction.atomic():
        held = Handover.objects.select_for_update(of=("self",)).select_related("person", "school")
        handover = held.get(pk=row.handover_id)
        row.refresh_from_db(fields=["turn", "until", "sent_to"])
        row.handover = handover
        stands = accepting.stands(row, turn, at)
        if stands != Link.OPEN:
            raise Conflict(accepting.SENTENCES[stands])
        lines, texts = accepting.things(handover), accepting.texts(handover)
        if said.yes and said.mark != accepting.mark(handover, lines, texts):
            raise Conflict("What you would agree to has changed meanwhile. Read it again.")
        by = replace(system_actor("web"), name=f"{handover.person} (by mail)"[:200])
        record(handover, said, by_link=True, by=by, at=at)
        defer(
            COPY, by=by, at=at, title=f"Mail the answer to {handover}", school_id=row.school_id, uid=str(row.uid)
        )  # fmt: skip


def record(row: Handover, said: Said, *, by: Actor, at: datetime, by_link: bool = False) -> None:
    """In the caller's transaction, who has seen that `by` may; the paper says the same as the page did."""
    name, why = said.name.strip()[:200], said.why.strip()[:300]
    if said.yes and by_link and not name and not said.drawn:
        raise Refusal("Type your name, or sign with your finger.", fields={"name": "Needed"})
    if not said.yes and not why:
        raise Refusal(
            "Say what is wrong, so that the ICT team can put it right.", fields={"why": "Needed"}
        )
    for_them = replace(system_actor("web", by.name), key=by.key)
    if said.yes and said.drawn:
        agreeing.sign(row, said.drawn, by=for_them, at=at)
    _mark_answered(row, said.yes, why, at)
    made = _of(row, at)
    made.name, made.by_link = name, by_link
    about = [row.person] if row.person else []
    if said.yes:
        announce(events.ACCEPTED, row, by=by, at=at, about=about)
    else:
        announce(events.DECLINED, row, by=by, at=at, about=about, why=why)
    made.save(update_fields=["name", "by_link"])
    made.paper = _keep(row, by=for_them, at=at)
    made.save(update_fields=["paper"])


def _mark_answered(row: Handover, yes: bool, why: str, at: datetime) -> None:  # noqa: FBT001 -- yes or no
    row.accepted_at, row.declined_at, row.declined_why = (at, None, "") if yes else (None, at, why)
    rows = Handover.objects.filter(
        pk=row.pk, state=HandoverState.DONE, accepted_at=None, declined_at=None
    )
    told = ("accepted_at", "declined_at", "declined_why", "signature")
    if not rows.update(**{name: getattr(row, name) for name in told}):
        raise Conflict("You have answered this already.")


def _keep(row: Handover, *, by: Actor, at: datetime) -> Attachment:
    upload = ContentFile(receipts.paper(row).pdf(), name=f"{row.number} answered.pdf")
    caption = f"{'Accepted' if row.accepted_at else 'Not accepted'} by {row.holder}"
    return attachments.add(row, upload, kind=Kind.OTHER, caption=caption, by=by, at=at)
