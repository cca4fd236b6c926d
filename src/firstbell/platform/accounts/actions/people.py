from __future__ import annotations

from datetime import datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models.functions import Lower

from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts import events, queries
from firstbell.platform.accounts.actions import sessions
from firstbell.platform.accounts.actions.rights import keep_a_lead, require_over
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.audit.models import Ref
from firstbell.platform.merges.moves import Moves


def make_account(
    *, email: str, name: str, password: str | None, by: Actor, at: datetime
) -> Account:
    require(by, "accounts.change")
    refuse_taken(email)
    account = Account(email=email.strip(), name=name.strip() or email, created_at=at)
    account.set_password(password)
    with transaction.atomic():
        account.save()
        announce(events.ACCOUNT_MADE, account, by=by, at=at)
    return account


def refuse_taken(email: str, *, but: Account | None = None) -> None:
    taken = Account.objects.annotate(folded=Lower("email")).filter(folded=email.strip().lower())
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if taken.exists():
        raise Conflict(
            f"There is an account for {email} already.", fields={"email": "Already has an account"}
        )


def change_account(account: Account, *, name: str, email: str, by: Actor, at: datetime) -> Account:
    require_over(by, account, at)
    refuse_taken(email, but=account)
    wanted = {"name": name.strip() or account.name, "email": email.strip()}
    changes = changes_between(account, wanted)
    if not changes:
        return account
    with transaction.atomic():
        for field, value in wanted.items():
            setattr(account, field, value)
        account.bump(*wanted)
        # Signing in by an address that they no longer have would be a way in for somebody else.
        EmailAddress.objects.filter(user=account).exclude(email__iexact=account.email).delete()
        announce(events.ACCOUNT_CHANGED, account, by=by, at=at, changes=changes)
    return account


def close_account(account: Account, *, by: Actor, at: datetime) -> Account:
    """They cannot sign in any more, from this moment on; their roles and history stay."""
    require_over(by, account, at)
    if not account.is_active:
        return account
    with transaction.atomic():
        was_lead = queries.trust_leads(at.date()).filter(account=account).exists()
        account.is_active = False
        account.bump("is_active")
        if was_lead:
            keep_a_lead(account, at)
        sessions.forget_all(account)
        announce(events.ACCOUNT_CLOSED, account, by=by, at=at)
    return account


def reopen_account(account: Account, *, by: Actor, at: datetime) -> Account:
    require_over(by, account, at)
    if account.is_active:
        return account
    with transaction.atomic():
        account.is_active = True
        account.bump("is_active")
        announce(events.ACCOUNT_REOPENED, account, by=by, at=at)
    return account


def make_password_link(account: Account, *, by: Actor, at: datetime) -> None:
    """Write down that a link was made; the door makes the link, which works until the password changes."""
    require_over(by, account, at)
    if not account.is_active:
        raise Conflict(f"The account of {account} is closed. Open it again first.")
    with transaction.atomic():
        announce(events.PASSWORD_LINK_MADE, account, by=by, at=at)


def link_person(account: Account, person: Ref, *, by: Actor, at: datetime) -> Account:
    """They sign in as this person of the school: what that person has and looks after is theirs to see."""
    require_over(by, account, at)
    if account.person_uid == person.uid:
        return account
    other = Account.objects.filter(person_uid=person.uid).first()
    if other is not None:
        raise Conflict(f"{person} signs in as {other.email} already. Take that link away first.")
    if account.person_uid is not None:
        raise Conflict(
            f"The account of {account} belongs to somebody else. Take that link away first."
        )
    with transaction.atomic():
        account.person_uid = person.uid
        account.bump("person_uid")
        announce(events.PERSON_LINKED, account, by=by, at=at, about=[person], person=str(person))
    return account


def unlink_person(account: Account, person: Ref, *, by: Actor, at: datetime) -> Account:
    require_over(by, account, at)
    with transaction.atomic():
        account.person_uid = None
        account.bump("person_uid")
        announce(events.PERSON_UNLINKED, account, by=by, at=at, about=[person], person=str(person))
    return account


def follow_person(gone: UUID, into: UUID, moves: Moves) -> None:
    """Two records of a person became one: whoever signed in as the first is the second, unless that one has an account."""
    if not Account.objects.filter(person_uid=into).exists():
        moves.update(Account.objects.filter(person_uid=gone), person_uid=into)
