from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from firstbell.lib.refusal import Conflict, NotFound
from firstbell.platform.accounts import events
from firstbell.platform.accounts.actions.people import refuse_taken
from firstbell.platform.accounts.actions.roles import require_here, role_words
from firstbell.platform.accounts.actions.tokens import hash_secret
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, Invitation, RoleGrant, account_key
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Ref
from firstbell.platform.tenancy.models import School

GOOD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Invitee:
    email: str
    name: str = ""
    person_uid: UUID | None = None


def invite(
    invitee: Invitee, *, role: Role, school: School | None, by: Actor, at: datetime
) -> tuple[Invitation, str]:
    """The invitation and the secret of its link, which is shown this once."""
    require_here(by, school)
    email = invitee.email.strip()
    refuse_taken(email)
    waiting = Invitation.objects.filter(
        email__iexact=email, accepted_at=None, revoked_at=None, expires_at__gt=at
    )
    if waiting.exists():
        sentence = f"{email} has an invitation already. Make a new link for that one, or take it back first."
        raise Conflict(sentence, fields={"email": "Already invited"})
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            email=email, name=invitee.name.strip(), role=role, school=school, person_uid=invitee.person_uid,
            hashed=hash_secret(secret), invited_by=by.name, created_at=at, expires_at=at + GOOD_FOR,
        )  # fmt: skip
        announce(events.INVITED, invitation, by=by, at=at, role=role_words(role, school))
    return invitation, secret


def renew(invitation: Invitation, *, by: Actor, at: datetime) -> str:
    """Another link, good for two weeks again; the one before stops working."""
    require_here(by, invitation.school)
    _refuse_over(invitation)
    refuse_taken(invitation.email)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation.hashed, invitation.expires_at = hash_secret(secret), at + GOOD_FOR
        invitation.save(update_fields=["hashed", "expires_at"])
        announce(events.INVITATION_RENEWED, invitation, by=by, at=at)
    return secret


def take_back(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    require_here(by, invitation.school)
    _refuse_over(invitation)
    with transaction.atomic():
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        announce(events.INVITATION_REVOKED, invitation, by=by, at=at)


def _refuse_over(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise Conflict(f"{invitation} accepted this invitation already.")
    if invitation.revoked_at:
        raise Conflict(f"The invitation of {invitation} was taken back already.")


def invitation_for(secret: str, at: datetime) -> Invitation:
    found = Invitation.objects.select_related("school").filter(hashed=hash_secret(secret)).first()
    if found is None or not found.is_open(at):
        raise NotFound(
            "This invitation was used, taken back, or has run out. Ask whoever sent it for a new link."
        )
    return found


def accept(secret: str, *, name: str, password: str, at: datetime) -> Account:
    """The account that the link promises, with its role."""
    invitation = invitation_for(secret, at)
    refuse_taken(invitation.email)
    account = Account(
        email=invitation.email,
        name=name.strip() or invitation.email,
        person_uid=invitation.person_uid,
        created_at=at,
    )
    account.set_password(password)
    with transaction.atomic():
        if not Invitation.objects.filter(
            pk=invitation.pk, accepted_at=None, revoked_at=None
        ).update(accepted_at=at):
            raise Conflict(
                "This invitation was used a moment ago. Sign in with the password that you chose."
            )
        account.save()
        RoleGrant.objects.create(
            account=account, role=invitation.role, school=invitation.school, from_on=at.date()
        )  # fmt: skip
        by = Actor(
            kind="account", key=account_key(account.uid), name=str(account), account_id=account.pk
        )
        subject = Ref("accounts.account", account.uid, str(account), invitation.school_id)
        announce(events.JOINED, subject, by=by, at=at)
    return account
