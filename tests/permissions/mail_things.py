"""Examples of the desk's mail."""

from __future__ import annotations

from firstbell.lib.mails.tests.making import mail
from firstbell.support.actions import fetching, receiving, starting
from firstbell.support.models import Consent, Letter, Mailbox, RawMail
from firstbell.support.tests.mailboxes import mailbox
from tests.permissions.things import LONG_AGO, Example, World, example


def _box(world: World) -> Mailbox:
    starting.start(at=LONG_AGO)
    return mailbox(world.hartley, LONG_AGO)


@example("support:mailbox", "support:mailbox_look")
def box(world: World) -> Example:
    made = _box(world)
    return Example({"uid": made.uid}, made)


@example("support:mailbox_sign_in", "support:mailbox_consent", "support:mailbox_password")
def box_by_token(world: World) -> Example:
    made = _box(world)
    Consent.objects.create(mailbox=made, provider="google", client_id="firstbell")
    return Example({"uid": made.uid}, made)


@example("support:letter_again")
def a_letter(world: World) -> Example:
    box = _box(world)
    fetching.keep(box, mail("No sound"), at=LONG_AGO)
    receiving.read_waiting(at=LONG_AGO)
    letter = Letter.objects.get()
    Letter.objects.update(state="failed")
    return Example({"uid": letter.uid}, letter.ticket)


@example(
    "support:mail_one",
    "support:mail_page",
    "support:mail_raw",
    "support:mail_retry",
    "support:mail_ignore",
)
def a_mail(world: World) -> Example:
    made = _box(world)
    fetching.keep(made, mail("I am away", {"Auto-Submitted": "auto-replied"}), at=LONG_AGO)
    receiving.read_waiting(at=LONG_AGO)
    return Example({"uid": RawMail.objects.get().uid}, made)
