from __future__ import annotations

from datetime import datetime
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from firstbell.equipment import events
from firstbell.equipment.actions import booking_watch, reminding, scheduling
from firstbell.equipment.actions.lending import RECEIPT
from firstbell.equipment.models import Handover
from firstbell.equipment.queries import receipts, stock
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.registry import JobHandle, every, job
from firstbell.platform.notifications.mailing import absolute


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
    }
    mail = EmailMessage(
        subject=f"{row}: what {row.school} lent you",
        body=render_to_string("equipment/mail/receipt.txt", words),
        to=[row.person.email],
        # The same when it is sent twice after a crash, so that mail programs show it once.
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{row.uid}.receipt@{_domain()}>"},
    )  # fmt: skip
    mail.attach(f"{row.number}.pdf", receipts.paper(row).pdf(), "application/pdf")
    try:
        mail.send()
    except SMTPRecipientsRefused as refused:
        return f"The mail server refuses that address: {refused}"[:300]
    Handover.objects.filter(pk=row.pk).update(mailed_at=clock.now())
    return f"Sent to {row.person}"


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
        headers={"Auto-Submitted": "auto-generated", "Message-ID": f"<{said.uid}.{person.uid}@{_domain()}>"},
    )  # fmt: skip
    try:
        mail.send()
    except SMTPRecipientsRefused as refused:
        return f"The mail server refuses that address: {refused}"[:300]
    return "Sent"


def _domain() -> str:
    return str(settings.DEFAULT_FROM_EMAIL).rpartition("@")[2].strip(">")


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
