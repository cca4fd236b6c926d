"""Which account a person signs in with: the two are separate, and one may point to the other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models.functions import Lower

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts import queries
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.models import Ref


def account_of(person: Person) -> Account | None:
    found: Account | None = Account.objects.filter(person_uid=person.uid).first()
    return found


def link_by_email(people: Iterable[Person], *, at: datetime) -> int:
    """Whoever signs in by somebody's address is that person, unless either is linked already; how many were."""
    by_email = {
        person.email.casefold(): person
        for person in people
        if person.email and person.merged_into_id is None and person.anonymised_at is None
    }
    found = Account.objects.annotate(folded=Lower("email")).filter(folded__in=list(by_email))
    linked = set(
        Account.objects.filter(
            person_uid__in=[person.uid for person in by_email.values()]
        ).values_list("person_uid", flat=True)
    )
    by, number = system_actor(), 0
    for account in found.filter(person_uid=None, is_active=True):
        person = by_email[account.email.casefold()]
        if person.uid not in linked:
            accounts.link_person(account, _ref(person), by=by, at=at)
            number += 1
    return number


def link_account(account: Account, *, at: datetime) -> None:
    """An account that is new, or has a new address, is that of the person with the address."""
    people = Person.objects.known().filter(email__iexact=account.email)
    if account.person_uid is None and account.email:
        link_by_email(people, at=at)


def odds_of(person: Person) -> str:
    """Why the account of this person's address is not theirs, in words; nothing where all is well."""
    if not person.email:
        return ""
    account = Account.objects.filter(email__iexact=person.email).first()
    if account is None or account.person_uid == person.uid:
        return ""
    own = account_of(person)
    if own is not None:
        return f"Signs in as {own.email}, although there is an account for {person.email} too."
    uid = account.person_uid
    holder = Person.objects.filter(uid=uid).first() if uid else None
    if holder is not None:
        return f"The account {account.email} is linked to {holder}. Take that link away if it is wrong."
    return f"The account {account.email} is closed." if not account.is_active else ""


def _ref(person: Person) -> Ref:
    return Ref("people.person", person.uid, str(person), person.school_id)


def set_account(person: Person, *, email: str, by: Actor, at: datetime) -> Account | None:
    """The account of this address is theirs from now on; without an address they have none."""
    require(by, "accounts.change", person)
    about, now = _ref(person), account_of(person)
    if person.merged_into is not None or person.anonymised_at is not None:
        raise Conflict(f"{person} is no longer a record of its own.")
    if not email.strip():
        return accounts.unlink_person(now, about, by=by, at=at) if now else None
    wanted = queries.visible_accounts(by).filter(email__iexact=email.strip()).first()
    if wanted is None:
        raise Refusal(
            f"There is no account with the address {email}. Invite them first.",
            fields={"email": "No such account"},
        )
    return accounts.link_person(wanted, about, by=by, at=at)
