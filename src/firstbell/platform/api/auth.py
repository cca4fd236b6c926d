from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.utils import check_csrf

from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import roles_with

REQUESTS_A_MINUTE = 600
_SAFE = ("GET", "HEAD", "OPTIONS")


class TooFast(HttpError):
    def __init__(self, wait: int) -> None:
        super().__init__(
            429, f"More than {REQUESTS_A_MINUTE} requests in a minute. Wait {wait} seconds."
        )
        self.wait = wait


def signed_in(request: HttpRequest) -> Actor | None:
    """A token (`Authorization: Bearer fb_…`), or the browser's own session with its CSRF token."""
    actor: Any = request.actor
    if actor.is_guest or not _may(actor):
        return None
    if actor.kind == "account" and request.method not in _SAFE and check_csrf(request):
        raise HttpError(403, "The request carries no CSRF token. Use an API token instead.")
    _count(actor)
    return actor  # type: ignore[no-any-return]


def _may(actor: Actor) -> bool:
    # A token's scopes say what it may do; whether it may knock at all, its account's roles say.
    return bool(actor.roles() & roles_with("api.view"))


def _count(actor: Actor) -> None:
    minute, second = divmod(int(clock.now().timestamp()), 60)
    key = f"api:{actor.key}:{minute}"
    cache.add(key, 0, 120)
    try:
        count = cache.incr(key)
    except ValueError:  # it was evicted in between
        return
    if count > REQUESTS_A_MINUTE:
        raise TooFast(60 - second)
