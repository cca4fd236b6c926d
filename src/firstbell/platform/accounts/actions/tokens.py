from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts import events
from firstbell.platform.accounts.actions.rights import require_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, ApiToken
from firstbell.platform.accounts.permissions import table
from firstbell.platform.audit.events import announce


def hash_secret(secret: str) -> str:
    # Secrets are 256 random bits: a plain digest is enough, and can be looked up.
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(
    account: Account,
    *,
    name: str,
    scopes: list[str],
    by: Actor,
    at: datetime,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """The token's row and its secret, which is shown this once."""
    require_own(account, by, at)
    if by.scopes is not None:
        raise NotAllowed("A token cannot make tokens: sign in, and make it there.")
    _check_scopes(scopes)
    secret = "fb_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            account=account, name=name.strip() or "API token", hashed=hash_secret(secret), hint=secret[:8],
            scopes=scopes, created_at=at, expires_at=expires_at,
        )  # fmt: skip
        announce(events.TOKEN_MADE, account, by=by, at=at, token=token.name)
    return token, secret


def revoke_token(token: ApiToken, *, by: Actor, at: datetime) -> None:
    require_own(token.account, by, at)
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
            raise Conflict(f"{token.name} was revoked already.")
        announce(events.TOKEN_REVOKED, token.account, by=by, at=at, token=token.name)


def _check_scopes(scopes: list[str]) -> None:
    rooms = {name.split(".")[0] for name in table()}
    known = {"read", "write", "*"} | set(table()) | {f"{room}.*" for room in rooms}
    strange = [scope for scope in scopes if scope not in known]
    if not scopes or strange:
        what = f"{strange[0]!r} is not a scope" if strange else "A token needs at least one scope"
        sentence = f"{what}: use read, write, or names such as equipment.view or equipment.*"
        raise Refusal(sentence, fields={"scopes": what})
