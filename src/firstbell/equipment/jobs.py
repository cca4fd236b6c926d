from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from firstbell.equipment import events
from firstbell.equipment.actions import accepting, booking_watch, reminding, scheduling
from firstbell.equipment.actions.lending import RECEIPT
from firstbell.equipment.models import Acceptance, Handover
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.queries import receipts, stock
from firstbell.equipment.states import Link
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.registry import JobHandle, every, job
from firstbell.platform.notifications import sending
from firstbell.platform.notifications.links import absolute


@job(RECEIPT)
def send_receipt(handle: JobHandle, uid: str) -> str:
    """The receipt to whoever got the things; a mail server that is away is tried again."""
    rows = Handover.objects.select_related("person", "room", "with_item", "school", "signature")
    row = rows.filter(uid=uid).first()
    if row is None or row.person is None or not row.person.email or row.mailed_at is not None:
        return "There is nobody to send it to any more, or it went before."
    if not settings.MAIL_IS_SET:
        return "No mail is sent from here: no mail server is set."
    words = {
        "row": row,
        "lines": row.lines.filter(from_kit=None).select_related("item__model", "item__category"),
        "mine": absolute("/mine/"),
        "asked": Acceptance.objects.filter(handover=row).exclude(until=None).first(),
    }
    if words["asked"] is not None:
        words["link"] = absolute(links.link_of(words["asked"]))
    mail = EmailMessage(
        subject=f"{row}: what {row.school} lent you",
        body=render_to_string("equipment/mail/receipt.txt", words),
        to=[row.person.email],
        headers=sending.headers(f"{row.uid}.receipt"),
    )  # fmt: skip
    mail.attach(f"{row.number}.pdf", receipts.paper(row).pdf(), "application/pdf")
    if no := sending.refused(mail):
        return no
    Handover.objects.filter(pk=row.pk).update(mailed_at=clock.now())
    return f"Sent to {row.person}"


@job(accepting.ASK)
def ask_acceptance(handle: JobHandle, uid: str, turn: int) -> str:
    """The link, to whoever can still answer; of several that were asked for, the last."""
    made = _acceptance(uid)
    if made is None or links.stands(made, turn, clock.now()) != Link.OPEN:
        return "There is nobody to ask any more, or another mail was asked for since."
    words = _words_of(made)
    words["link"] = absolute(links.link_of(made))
    subject = f"Is this right? {made.handover}: what {made.school} lent you"
    return _posted(
        made, f"{made.uid}.{turn}", subject, render_to_string("equipment/mail/accept.txt", words)
    )


@job(accepting.COPY)
def answer_copy(handle: JobHandle, uid: str) -> str:
    """What they answered, to themselves, with the paper as it was kept."""
    made = _acceptance(uid)
    if made is None or not made.sent_to or not settings.MAIL_IS_SET:
        return "There is nobody to write to any more, or no mail server is set."
    words = _words_of(made)
    body = render_to_string("equipment/mail/answered.txt", words)
    said = "accepted" if made.handover.accepted_at else "did not accept"
    paper = receipts.picture_of(made.paper)
    return _posted(made, f"{made.uid}.copy", f"{made.handover}: you {said} it", body, paper)


def _acceptance(uid: str) -> Acceptance | None:
    rows = Acceptance.objects.select_related("handover__person", "school", "paper")
    found: Acceptance | None = rows.filter(uid=uid).first()
    return found


def _words_of(made: Acceptance) -> dict[str, Any]:
    return {"row": made.handover, "asked": made, "lines": links.things(made.handover), "mine": absolute("/mine/"),
            "texts": links.texts(made.handover)}  # fmt: skip


def _posted(made: Acceptance, key: str, subject: str, body: str, paper: bytes = b"") -> str:
    if not settings.MAIL_IS_SET:
        return "No mail is sent from here: no mail server is set."
    mail = EmailMessage(subject=subject, body=body, to=[made.sent_to], headers=sending.headers(key))
    if paper:
        mail.attach(f"{made.handover.number}.pdf", paper, "application/pdf")
    if no := sending.refused(mail):
        return no
    Acceptance.objects.filter(pk=made.pk).update(sent_at=clock.now())
    return f"Sent to {made.handover.person}"


@job(reminding.WRITE_TO)
def write_to(handle: JobHandle, uid: str, event: str, subject: str) -> str:
    """What a borrower without an account is told of, by mail."""
    person = Person.objects.filter(uid=uid).exclude(email="").first()
    said = Event.objects.filter(uid=event).first()
    if person is None or said is None or not settings.MAIL_IS_SET:
        return "There is nobody to write to any more, or no mail server is set."
    _, late, things = said.sentence.partition(" should have brought back ")
    words = {"person": person, "things": things.split("; ") if late else [], "said": said.sentence}
    mail = EmailMessage(
        subject=subject,
        body=render_to_string("equipment/mail/told.txt", words),
        to=[person.email],
        headers=sending.headers(f"{said.uid}.{person.uid}"),
    )  # fmt: skip
    return sending.refused(mail) or "Sent"


@every("equipment.overdue", "Tell who has something that is late, and the desk", hours=1)
def tell_overdue(at: datetime) -> str:
    told = reminding.remind(at)
    return f"{told} digests" if told else "Nobody is to be told now"


@every("equipment.counts_due", "Tell who counts what is due to be counted", hours=1)
def tell_due(at: datetime) -> str | None:
    told = scheduling.remind(at)
    return f"{told} schools were told" if told else None


@every("equipment.bookings", "Remind of bookings, and see what was not collected", minutes=10)
def watch_bookings(at: datetime) -> str | None:
    return booking_watch.watch(at)


@every("equipment.check_stock", "Add up what is counted", hours=24)
def check_stock(at: datetime) -> str | None:
    """Says what does not add up, and repairs nothing: somebody counts, and the count is the repair."""
    found = stock.wrong()
    for item, what in found:
        announce(events.DOES_NOT_ADD_UP, item, by=system_actor(), at=at, what=what)
    return f"{len(found)} counted items do not add up." if found else None
