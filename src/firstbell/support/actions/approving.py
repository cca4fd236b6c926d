"""Someone must say yes first: asked by mail, answered by a link or signed in, step after step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction

from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.people.models import Group, Person
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.platform.notifications import links
from firstbell.support import events
from firstbell.support.actions import hearing, joining, starting, telling
from firstbell.support.actions.setups import SETUP
from firstbell.support.models import Approval, Approver, RequestType, StandIn, Status, Ticket, Voice
from firstbell.support.queries import approvals
from firstbell.support.states import Need, Phase, Said, Whose

DAYS = 14  # that a link is good for
_LINK = "support.approval"
_MOST = 5


@dataclass(frozen=True)
class Step:
    whose: str
    need: str = Need.ANY
    person: Person | None = None
    role: str = ""
    group: Group | None = None


def set_steps(kind: RequestType, steps: Sequence[Step], *, by: Actor, at: datetime) -> None:
    """Who must say yes, one after the other; none: nobody. What is asked already goes on as it was."""
    require(by, SETUP, kind)
    if len(steps) > _MOST:
        raise Refusal(f"{_MOST} steps are the most. Nothing would ever be done.")
    rows = [_approver(kind, place, step) for place, step in enumerate(steps, 1)]
    was = "; ".join(str(row) for row in kind.approvers.select_related("person", "group"))
    now = "; ".join(str(row) for row in rows)
    if was == now:
        return
    with transaction.atomic():
        kind.approvers.all().delete()
        Approver.objects.bulk_create(rows)
        change = Change("who approves", was or "nobody", now or "nobody")
        announce(events.SETUP_CHANGED, kind, by=by, at=at, changes=[change])


def _approver(kind: RequestType, place: int, step: Step) -> Approver:
    given = {Whose.PERSON: step.person, Whose.ROLE: step.role, Whose.GROUP: step.group}[Whose(step.whose)]  # fmt: skip
    if not given:
        raise Refusal(f"Step {place}: say who.", fields={f"{place - 1}-{step.whose}": "Needed"})
    return Approver(
        request_type=kind, place=place, whose=step.whose, need=step.need if step.whose != Whose.PERSON else Need.ANY,
        person=step.person if step.whose == Whose.PERSON else None, role=step.role if step.whose == Whose.ROLE else "",
        group=step.group if step.whose == Whose.GROUP else None,
    )  # fmt: skip


def begin(ticket: Ticket, *, at: datetime) -> None:
    """Where its request needs a yes, it waits for that, and its clocks stand still."""
    if _ask_next(ticket, 0, at=at):
        values = {"status": _status(at), "waiting_until": None}
        who = Approval.objects.get(ticket=ticket, said=Said.WAITING).who
        telling.change(ticket, events.APPROVAL_ASKED, values, by=system_actor(), at=at, who=who)


def _status(at: datetime) -> Status:
    found: Status | None = Status.objects.live().filter(for_approval=True).first()
    return found or Status.objects.create(
        name="Waiting for approval",
        phase=Phase.WAITING,
        pauses=True,
        for_approval=True,
        order=35,
        created_at=at,
    )


def _ask_next(ticket: Ticket, after: int, *, at: datetime) -> bool:
    kind = ticket.request_type
    rows = kind.approvers.filter(place__gt=after).select_related("person", "group") if kind else []
    for step in rows:
        people = approvals.asked_for(step, ticket, at.date())
        if not people:
            raise Refusal(f"Nobody is there to approve {kind}. Tell the ICT team, who can set it right.")  # fmt: skip
        row = Approval.objects.create(
            ticket=ticket, place=step.place, who=str(step)[:200], need=step.need, created_at=at
        )
        Voice.objects.bulk_create(
            Voice(approval=row, person=one.person, account=one.account, name=one.name[:200], email=one.email,
                  instead_of=one.instead_of[:200], next_at=at)
            for one in people
        )  # fmt: skip
        return True
    return False


def token(voice: Voice) -> str:
    return links.signed(_LINK, voice.uid.hex)


def address(voice: Voice) -> str:
    return links.absolute(f"/approve/{token(voice)}/")


def voice_of(given: str) -> Voice:
    """Whose link it is; what is wrong with one that is not good is said."""
    rows = Voice.objects.select_related(
        "approval__ticket__school", "approval__ticket__request_type", "person"
    )
    try:
        said = links.read(_LINK, given, lasts=timedelta(days=DAYS))
    except links.Expired:
        raise Refusal(f"This link was good for {DAYS} days. Sign in to answer, or ask the ICT team to send it again.") from None  # fmt: skip
    if said is None:
        raise NotFound("This link is not one of ours. Open it from the mail itself: it may have been cut off.")  # fmt: skip
    found = rows.filter(uid=said[0]).first()
    if found is None:
        raise NotFound("What this link asks about is not there any more.")
    return found


def actor_of(voice: Voice) -> Actor:
    """Whoever holds the link of a mail answers in the name of whom it was sent to."""
    return replace(system_actor(source="mail"), name=voice.name)


def say(voice: Voice, yes: bool, reason: str, *, by: Actor, at: datetime) -> Approval:  # noqa: FBT001 -- yes or no
    """Once: of two who press together the second is told."""
    approval: Approval = voice.approval
    refuse_said(voice)
    reason = reason.replace("\x00", "").strip()[:5_000]
    if not yes and not reason:
        raise Refusal(
            "Say why not, so that whoever asked knows.", fields={"reason": "In a few words"}
        )
    said = Said.YES if yes else Said.NO
    with transaction.atomic():
        [own] = joining.hold(approval.ticket)
        ticket = own if own.merged_into is None else joining.hold(own.merged_into)[0]
        waiting = Voice.objects.filter(pk=voice.pk, said=Said.WAITING, approval__said=Said.WAITING)
        if not waiting.update(said=said, reason=reason, said_at=at):
            voice.refresh_from_db()
            refuse_said(voice)
        telling.tell(events.APPROVED if yes else events.REFUSED, ticket, by=by, at=at)
        if reason:
            hearing.noted(
                ticket, f"{voice.name} {'approved' if yes else 'refused'}: {reason}", at=at
            )
        _follow(approval, own, ticket, at=at)
    voice.refresh_from_db()
    return approval


def refuse_said(voice: Voice) -> None:
    voice_said, ended = Said(voice.said), Said(voice.approval.said)
    if voice_said in (Said.YES, Said.NO):
        word = "approved" if voice_said == Said.YES else "refused"
        raise Conflict(
            f"You {word} this already{f' on {voice.said_at:%d/%m/%Y}' if voice.said_at else ''}. Nothing more is needed."
        )
    if ended != Said.WAITING or voice_said == Said.SPARED:
        raise Conflict("This has been decided meanwhile. Nothing more is needed of you.")


def _follow(approval: Approval, own: Ticket, ticket: Ticket, *, at: datetime) -> None:
    """`ticket` is the one that it is now, `own` the one that was asked for."""
    said = list(approval.voices.values_list("said", flat=True))
    ended = approvals.verdict(approval.need, said)
    if ended == Said.WAITING:
        return
    approval.said, approval.ended_at = ended, at
    approval.bump("said", "ended_at")
    approval.voices.filter(said=Said.WAITING).update(said=Said.SPARED)
    if not ticket.is_open:
        return
    if ended == Said.NO and own.pk == ticket.pk:
        _refused(approval, ticket, at=at)
    elif ended == Said.YES and _ask_next(own, approval.place, at=at):
        who = Approval.objects.get(ticket=own, said=Said.WAITING).who
        telling.tell(events.APPROVAL_ASKED, ticket, by=system_actor(), at=at, who=who)
    elif not approvals.asked_on(ticket).filter(said=Said.WAITING).exists():
        _goes_on(ticket, ended, at=at)


def _goes_on(ticket: Ticket, ended: Said, *, at: datetime) -> None:
    """Of one that others were merged into nothing is solved by a no: the team reads it, and decides."""
    status = starting.status_of(Phase.NEW, at=at)
    pair = events.APPROVAL_ENDED if ended == Said.YES else events.STATUS
    values = {"status": status, "waiting_until": None}
    telling.change(ticket, pair, values, by=system_actor(), at=at, to=status)


def _refused(approval: Approval, ticket: Ticket, *, at: datetime) -> None:
    """Whoever asked is told the reason, and the ticket is over; they may answer, and it is open again."""
    from firstbell.support.actions import working  # noqa: PLC0415 -- circular import
    from firstbell.support.actions.talking import Words  # noqa: PLC0415 -- circular import

    no = approval.voices.filter(said=Said.NO).order_by("-said_at").first()
    reason = f" {no.name} wrote: {no.reason}" if no else ""
    working.solve(ticket, Words(f"This was not approved.{reason}"), by=system_actor(), at=at)


def stand_in(
    person: Person, other: Person, first: date, last: date, *, by: Actor, at: datetime
) -> StandIn:
    """For these days the other says yes or no instead. Only for oneself, or by who sets up the desk."""
    if by.person_uid != person.uid:
        require(by, SETUP)
    if person.pk == other.pk:
        raise Refusal("Name somebody else.", fields={"other": "Not yourself"})
    if last < first:
        raise Refusal("It ends before it begins.", fields={"last": "Before the first day"})
    with transaction.atomic():
        StandIn.objects.filter(person=person, last__gte=first, first__lte=last).delete()
        row = StandIn(person=person, by=other, first=first, last=last, created_at=at)
        row.save()
        announce(events.SETUP_ADDED, row, by=by, at=at, what="stand-in", about=[person, other])
    return row
