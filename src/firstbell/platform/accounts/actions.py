from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts import events
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, ApiToken, RoleGrant
from firstbell.platform.accounts.permissions import require, table
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.events import announce
from firstbell.platform.tenancy.models import School


def make_account(*, email: str, name: str, password: str | None, by: Actor, at: datetime) -> Account:
    require(by, "accounts.change")
    if Account.objects.annotate(folded=Lower("email")).filter(folded=email.lower()).exists():
        raise Conflict(f"There is an account for {email} already.", fields={"email": "Already has an account"})
    account = Account(email=email.strip(), name=name.strip() or email, created_at=at)
    account.set_password(password)
    with transaction.atomic():
        account.save()
        announce(events.ACCOUNT_MADE, account, by=by, at=at)
    return account


def give_role(account: Account, *, role: Role, school: School | None, by: Actor, at: datetime) -> RoleGrant:
    """A role in a school, or everywhere (`school=None`), from today on."""
    require(by, "accounts.change", school)
    if school is None and by.schools("accounts.change") is not None:
        raise Refusal("Only somebody with a role in the whole trust can give one in the whole trust.")
    with transaction.atomic():
        grant, made = RoleGrant.objects.get_or_create(
            account=account, role=role, school=school, to_on=None, defaults={"from_on": at.date()}
        )
        if made:
            where = f"{Role(role).label.lower()} of {school or 'the whole trust'}"
            announce(events.ROLE_GIVEN, account, by=by, at=at, role=where)
    return grant


def hash_secret(secret: str) -> str:
    # Secrets are 256 random bits: a plain digest is enough, and can be looked up.
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(
    account: Account, *, name: str, scopes: list[str], by: Actor, at: datetime, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """The token's row and its secret, which is shown this once."""
    require(by, "accounts.own")
    if by.account_id not in (None, account.pk):
        require(by, "accounts.change")
    _check_scopes(scopes)
    secret = "fb_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            account=account, name=name.strip() or "API token", hashed=hash_secret(secret), hint=secret[:8],
            scopes=scopes, created_at=at, expires_at=expires_at,
        )  # fmt: skip
        announce(events.TOKEN_MADE, account, by=by, at=at, token=token.name)
    return token, secret


def _check_scopes(scopes: list[str]) -> None:
    rooms = {name.split(".")[0] for name in table()}
    known = {"read", "write", "*"} | set(table()) | {f"{room}.*" for room in rooms}
    strange = [scope for scope in scopes if scope not in known]
    if not scopes or strange:
        what = f"{strange[0]!r} is not a scope" if strange else "A token needs at least one scope"
        raise Refusal(f"{what}: use read, write, or names such as equipment.view or equipment.*", fields={"scopes": what})
