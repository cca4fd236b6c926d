"""Links that a mail carries: signed, so that whoever has the mail need not sign in, and nobody can make one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing


class Expired(Exception):
    """It is one of ours, and was good for a time that is over."""


def absolute(url: str) -> str:
    return f"{settings.BASE_URL}{url}" if url.startswith("/") else url


def signed(what: str, *said: Any) -> str:
    """`what` is what the link is for: one of another kind does not pass for it."""
    return signing.dumps(list(said), salt=what, compress=True)


def read(what: str, token: str, *, lasts: timedelta | None = None) -> list[Any] | None:
    """What was signed, and None of what is none of ours; without `lasts` it is good as long as the installation's key."""
    try:
        found: list[Any] = signing.loads(token, salt=what, max_age=lasts)
    except signing.SignatureExpired:
        raise Expired from None
    except (signing.BadSignature, ValueError):
        return None
    return found
