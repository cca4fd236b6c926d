"""Who calls the API: the token of an Authorization header."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from firstbell.platform.accounts.actions.tokens import hash_secret
from firstbell.platform.accounts.actors import Actor, token_actor
from firstbell.platform.accounts.models import ApiToken

_NOTE_USE_EVERY = timedelta(minutes=1)


def authenticate_token(header: str, at: datetime) -> Actor | None:
    """The actor of `Bearer fb_…`; None for anything that is not a token in use.

    Looked up by its digest, so how long it takes says nothing about how near a guess was.
    """
    scheme, _, secret = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    alive = Q(expires_at=None) | Q(expires_at__gt=at)
    found = ApiToken.objects.filter(
        alive, hashed=hash_secret(secret.strip()), revoked_at=None, account__is_active=True
    )
    token = found.select_related("account").first()
    if token is None:
        return None
    if token.last_used_at is None or at - token.last_used_at >= _NOTE_USE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
    return token_actor(token, on=at.date())
