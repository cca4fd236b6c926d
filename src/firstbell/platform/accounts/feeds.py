"""Addresses of what other programs read without signing in: signed, of one account, and ended by another password."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from firstbell.platform.accounts.models import Account


def token_of(salt: str, account: Account, what: str = "") -> str:
    sealed = [account.uid.hex, what, _seal(salt, account)]
    return signing.Signer(salt=salt, sep=".").sign_object(sealed)


def read(salt: str, token: str) -> tuple[Account, str] | None:
    """Whose it is and what it shows; none where it was not given out, or has ended."""
    try:
        uid, what, seal = signing.Signer(salt=salt, sep=".").unsign_object(token)
        account = Account.objects.filter(uid=UUID(hex=uid), is_active=True).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if account is None or not constant_time_compare(seal, _seal(salt, account)):
        return None
    return account, str(what)


def _seal(salt: str, account: Account) -> str:
    """Another password ends every address that was given out before."""
    return salted_hmac(salt, account.password).hexdigest()[:16]
