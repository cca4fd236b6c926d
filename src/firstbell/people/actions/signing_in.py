"""Which account a person signs in with: the two are separate, and one may point to the other."""

from __future__ import annotations

from datetime import datetime

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts import queries
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.models import Ref


def account_of(person: Person) -> Account | None:
    found: Account | None = Account.objects.filter(person_uid=person.uid).first()
    return found


def set_account(person: Person, *, email: str, by: Actor, at: datetime) -> Account | None:
    """The account of this address is theirs from now on; without an address they have none."""
    require(by, "accounts.change", person)
    about, now = Ref("people.person", person.uid, str(person), person.school_id), account_of(person)
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
