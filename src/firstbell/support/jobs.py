from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.jobs.registry import every, standing
from firstbell.support.actions import (
    approval_mails,
    clocks,
    ending,
    fetching,
    lettering,
    listening,
    opinions,
    partner_mails,
    receiving,
    reminding,
    retaining,
    timing,
    trashing,
    trays,
    weekly,
    working,
)
from firstbell.support.models import Mailbox, Ticket


@every("support.clocks", "Look at what is due, and at what waited long enough", minutes=5)
def look(at: datetime) -> str | None:
    waited = Ticket.objects.open().filter(waiting_until__lte=at, status__phase="waiting")
    rows = waited.select_related("status", "team", "school", "room", "requester")[:200]
    woken = working.wake(rows, by=system_actor(), at=at)
    warned, late = clocks.look(at)
    if not (woken or warned or late):
        return None
    return f"{woken} taken up again, {warned} due soon, {late} late."


@every("support.rules", "Do what rules by time and broken promises ask for", minutes=5)
def look_at_rules(at: datetime) -> str | None:
    fired = timing.look(at)
    return f"{fired} fired." if fired else None


@every("support.week", "Tell how the week of ICT support went", hours=1)
def tell_week(at: datetime) -> str | None:
    told = weekly.tell(at)
    return f"{told} schools were told" if told else None


# A mailbox that tells at once what comes is looked into as well: a line may be dead without a sign.
LISTENED: Final = timedelta(minutes=2)


@standing("support.listen")
def listen(stop: threading.Event) -> None:
    """Mailboxes of servers that tell what comes are heard at once; see fetch_mail for the others."""
    listening.listen(stop, clock.now)


@every("support.fetch_mail", "Look for new mail to the desk", seconds=20)
def fetch_mail(at: datetime) -> str | None:
    came, problems = 0, []
    heard = Q(listens_until__gt=at, looked_at__gt=at - LISTENED)
    rows = Mailbox.objects.filter(enabled=True).exclude(heard)
    for mailbox in rows.order_by("looked_at", "pk"):
        try:
            came += fetching.look(mailbox, at=at)
        except Refusal as refusal:
            problems.append(refusal.sentence)
    receiving.read_waiting(at=at)
    return " ".join([f"{came} came.", *problems]) if came or problems else None


@every("support.send_mail", "Send what the desk wrote", seconds=20)
def send_mail(at: datetime) -> str | None:
    sent, problem = lettering.send_waiting(at=at)
    return f"{sent} sent. {problem}".strip() if sent or problem else None


@every("support.bin", "Take out what lay in the bin a month, and what is kept no longer", hours=24)
def forget(at: datetime) -> str | None:
    taken, (gone, blanked) = trashing.forget_old(at), retaining.look(at)
    return f"{taken + gone} gone, {blanked} without names." if taken or gone or blanked else None


@every("support.trays", "Put away files that nobody sent", hours=24)
def put_away(at: datetime) -> str | None:
    swept = trays.sweep(at)
    return f"{swept} put away" if swept else None


@every("support.aftercare", "Close what was solved a while ago, and ask how it went", hours=1)
def aftercare(at: datetime) -> str | None:
    closed, asked = ending.close_solved(at), opinions.ask_all(at)
    return f"{closed} closed, {asked} asked." if closed or asked else None


@every("support.approvals", "Ask who must say yes, and ask again", seconds=30)
def ask_for_a_yes(at: datetime) -> str | None:
    reminded = approval_mails.remind(at=at)
    sent, problem = approval_mails.send_waiting(at=at)
    return (
        f"{sent} sent, {reminded} to be reminded. {problem}".strip()
        if sent or problem or reminded
        else None
    )


@every(
    "support.reminders", "Remind those who owe an answer, and close what nobody answers", hours=1
)
def remind(at: datetime) -> str | None:
    reminded, closed = reminding.look(at)
    return f"{reminded} reminded, {closed} closed." if reminded or closed else None


@every("support.partners", "Remind partners outside who do not answer", hours=1)
def remind_partners(at: datetime) -> str | None:
    reminded, late = partner_mails.remind(at)
    return f"{reminded} reminded, {late} do not answer." if reminded or late else None
