"""A ticket worked by mail: whoever of the team answers the mail that told them of it answers on the ticket, and says in
the first lines what else is to be done. Nothing is done for an address alone: the mark is theirs, and so is the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from firstbell.lib import mails
from firstbell.lib.mails import Message, commands
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.permissions import can
from firstbell.support.actions import hearing, lettering, starting, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Ticket
from firstbell.support.queries.mails import WorkMark
from firstbell.support.states import Activity, Phase

WORK = "support.work"
GOOD_FOR: Final = timedelta(days=30)
HINT: Final = (
    "Answer this mail to answer whoever asked. Its first lines may say #note (for the team alone), #take, #wait 2 days, "
    "#time 10, #solve, #close or #reopen."
)
_MORNING: Final = time(8, 0)
_SPAN: Final = re.compile(r"(?:for\s+)?(\d{1,3})\s*(h|hours?|d|days?|w|weeks?)", re.IGNORECASE)
_DAY: Final = re.compile(r"(?:until\s+)?(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
_MINUTES: Final = re.compile(r"(\d{1,4})\s*(h|hours?|m|min|minutes?)?", re.IGNORECASE)
_HOURS: Final = {"h": 1, "d": 24, "w": 7 * 24}


@dataclass
class _Job:
    """What one mail wants done."""

    ticket: Ticket
    by: Actor
    at: datetime
    body: str
    minutes: int = 0
    activity: str = ""
    team_only: bool = False
    solves: bool = False
    then: list[Callable[[], object]] = field(default_factory=list)

    def words(self) -> Words:
        return Words(self.body, minutes=self.minutes, activity=self.activity)


def obey(mark: WorkMark, message: Message, *, at: datetime) -> Entry:
    """What cannot be done or proved is kept for the team, nothing of it is done, and whoever the mark is of is told why."""
    ticket = mark.ticket
    by = account_actor(mark.account, on=at.date(), source="mail")
    try:
        _refuse_unproved(mark, message, by, at)
        with transaction.atomic():
            return _done(ticket, message, by, at)
    except Refusal as refusal:
        ticket.refresh_from_db()
        entry = hearing.unheeded(ticket, message, refusal.sentence, at=at)
        if mark.account.is_active:
            lettering.tell(ticket, mark.account.email, refusal.sentence, at=at)
        return entry


def _refuse_unproved(mark: WorkMark, message: Message, by: Actor, at: datetime) -> None:
    if message.sender.key != mark.account.email.casefold():
        raise NotAllowed(f"The mail came from {message.sender.email or 'nobody'}, and the address that it went to was given to another.")  # fmt: skip
    if message.spoofed:
        raise NotAllowed(f"The mail server says that it does not come from {message.sender.email}.")
    if at.date() - mark.day > GOOD_FOR:
        raise NotAllowed("The mail that it answers is too old. Answer a newer one, or on the page.")
    seen = Ticket.objects.visible_to(by).filter(pk=mark.ticket.pk).exists()
    if not mark.account.is_active or not seen or not can(by, WORK, mark.ticket):
        raise NotAllowed("You do not work on that ticket.")


def _done(ticket: Ticket, message: Message, by: Actor, at: datetime) -> Entry:
    told, body = commands.parsed(mails.split(message.text).own)
    job = _Job(ticket, by, at, body)
    for one in told:
        understand = _KNOWN.get(one.name)
        if understand is None:
            raise Refusal(f"#{one.name} is nothing that is known here: {', '.join(f'#{name}' for name in _KNOWN)}.")  # fmt: skip
        understand(job, one.words)
    if not told and not body:
        raise Refusal("It says nothing.")
    entry = _said(job)
    for do in job.then:
        do()
    return entry or hearing.heeded(ticket, message, by=by, at=at)


def _said(job: _Job) -> Entry | None:
    if job.solves:
        if not job.body:
            raise Refusal("Say below #solve how it was solved: whoever asked reads it.")
        working.solve(job.ticket, job.words(), by=job.by, at=job.at)
        return job.ticket.entries.order_by("-pk").first()
    if job.team_only or (job.minutes and not job.body):
        words = job.words() if job.body else Words("Time spent", minutes=job.minutes)
        return talking.note(job.ticket, words, by=job.by, at=job.at)
    return talking.reply(job.ticket, job.words(), by=job.by, at=job.at) if job.body else None


def _note(job: _Job, words: str) -> None:
    job.team_only = True
    job.body = f"{words}\n{job.body}".strip()


def _solve(job: _Job, words: str) -> None:
    job.solves = True
    job.body = f"{words}\n{job.body}".strip()


def _time(job: _Job, words: str) -> None:
    found = _MINUTES.match(words)
    if found is None:
        raise Refusal("Say how many minutes: #time 10.")
    hours = (found[2] or "").lower().startswith("h")
    job.minutes += int(found[1]) * (60 if hours else 1)
    job.activity = Activity.FIXING


def _take(job: _Job, words: str) -> None:
    # First of all, so that two who take it do not both have it.
    working.take(job.ticket, by=job.by, at=job.at)


def _wait(job: _Job, words: str) -> None:
    until = _moment(job, words)
    status = starting.status_of(Phase.WAITING, at=job.at)
    job.then.append(lambda: working.set_status(job.ticket, status, until=until, by=job.by, at=job.at))  # fmt: skip


def _moment(job: _Job, words: str) -> datetime | None:
    if not words:
        return None
    span, day = _SPAN.fullmatch(words), _DAY.fullmatch(words)
    if span:
        return job.at + timedelta(hours=int(span[1]) * _HOURS[span[2][0].lower()])
    if day is None:
        raise Refusal(f"Until when is “{words}”? Say #wait 2 days, #wait 3 hours or #wait 14/12.")
    zone = ZoneInfo(job.ticket.school.time_zone)
    today = job.at.astimezone(zone).date()
    try:
        wanted = today.replace(year=int(day[3] or today.year), month=int(day[2]), day=int(day[1]))
        if not day[3] and wanted < today:
            wanted = wanted.replace(year=today.year + 1)
    except ValueError:
        raise Refusal(f"There is no day {words}.") from None
    return datetime.combine(wanted, _MORNING, tzinfo=zone)


def _close(job: _Job, words: str) -> None:
    job.then.append(lambda: working.close(job.ticket, by=job.by, at=job.at))


def _reopen(job: _Job, words: str) -> None:
    working.reopen(job.ticket, by=job.by, at=job.at)


_KNOWN: Final[dict[str, Callable[[_Job, str], None]]] = {
    "note": _note, "take": _take, "wait": _wait, "time": _time, "solve": _solve, "close": _close, "reopen": _reopen,
}  # fmt: skip
