"""Who is to say yes, and what they have said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from firstbell.people.models import Person
from firstbell.people.queries import members
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.queries import grants_on
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.models import Approval, Approver, StandIn, Ticket, Voice
from firstbell.support.states import Need, Said, Whose


@dataclass(frozen=True)
class Asked:
    name: str
    email: str
    person: Person | None = None
    account: Account | None = None
    instead_of: str = ""

    @property
    def key(self) -> object:
        if self.person is not None:
            return self.person.uid
        return (
            self.account.person_uid or self.account.uid if self.account is not None else self.email
        )


def asked_for(step: Approver, ticket: Ticket, on: date) -> list[Asked]:
    """Each once, with who stands in for whom is away, and never whoever asked; where that leaves nobody, the leads."""
    found = [_stood_in(one, on) for one in _of(step, ticket, on)]
    themselves = {ticket.requester.uid if ticket.requester else None}
    if ticket.raised_by is not None:
        themselves |= {ticket.raised_by.uid, ticket.raised_by.person_uid}
    once = {one.key: one for one in found if one.email and one.key not in themselves - {None}}
    if not once:
        leads = accounts_with("support.change_setup", ticket.school_id, on)
        once = {one.key: one for one in map(_account, leads) if one.key not in themselves - {None}}
    return list(once.values())


def _of(step: Approver, ticket: Ticket, on: date) -> Iterable[Asked]:
    if step.whose == Whose.PERSON:
        return [_person(step.person)] if step.person else []
    if step.whose == Whose.GROUP:
        return [_person(one) for one in members(step.group, on)] if step.group else []
    here = Q(school=None) | Q(school=ticket.school_id)
    grants = grants_on(on).filter(here, role=step.role)
    return map(_account, Account.objects.filter(pk__in=grants.values("account"), is_active=True))


def _person(person: Person) -> Asked:
    account = Account.objects.filter(person_uid=person.uid, is_active=True).first()
    email = person.email or (account.email if account else "")
    return Asked(person.formal, email, person, account)


def _account(account: Account) -> Asked:
    person = Person.objects.filter(uid=account.person_uid).first() if account.person_uid else None
    return Asked(account.name or account.email, account.email, person, account)


def _stood_in(one: Asked, on: date) -> Asked:
    if one.person is None:
        return one
    rows = StandIn.objects.filter(person=one.person, first__lte=on, last__gte=on)
    row = rows.select_related("by").order_by("-pk").first()
    return replace(_person(row.by), instead_of=one.name) if row is not None else one


def verdict(need: str, said: list[str]) -> Said:
    """Whether enough have said yes, or so many no that it cannot come about."""
    most = len(said)
    wanted = {Need.ANY: 1, Need.HALF: -(-most // 2), Need.ALL: most}[Need(need)]
    if said.count(Said.YES) >= wanted:
        return Said.YES
    return Said.NO if most - said.count(Said.NO) < wanted else Said.WAITING


def asked_on(ticket: Ticket) -> QuerySet[Approval]:
    """With what was asked about those that were merged into it."""
    found: QuerySet[Approval] = Approval.objects.filter(
        Q(ticket=ticket) | Q(ticket__merged_into=ticket)
    )
    return found


def of_ticket(ticket: Ticket) -> list[Approval]:
    return list(asked_on(ticket).prefetch_related("voices"))


def waiting_for(actor: Actor) -> QuerySet[Voice]:
    """What waits for the yes of this person."""
    rows = Voice.objects.filter(said=Said.WAITING, approval__said=Said.WAITING)
    own = Q(pk__in=())
    if actor.account_id is not None:
        own |= Q(account=actor.account_id)
    if actor.person_uid is not None:
        own |= Q(person__uid=actor.person_uid)
    return rows.filter(own).select_related(
        "approval__ticket__school", "approval__ticket__request_type"
    )


def words_of(voice: Voice) -> dict[str, Any]:
    ticket = voice.approval.ticket
    return {
        "voice": voice, "approval": voice.approval, "ticket": ticket, "answers": list(ticket.answers.order_by("place")),
    }  # fmt: skip
