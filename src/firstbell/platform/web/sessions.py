"""Two watchmen of signed-in browsers: one writes down where people are signed in, one asks for a second factor."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from firstbell.lib import clock
from firstbell.platform.accounts import queries
from firstbell.platform.accounts.actions import note_session
from firstbell.platform.accounts.browsers import named
from firstbell.platform.accounts.states import Role
from firstbell.platform.database import room
from firstbell.platform.web.middleware import Next

_NOTE_EVERY = timedelta(minutes=5)
_REMEMBERED = 5_000
_WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/", "/theme/", "/api/", "/healthz", "/metrics")
_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class KnownBrowsers:
    """Signing in ends with a redirect and is written down then; after that, once in a while is enough."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.noted: dict[str, datetime] = {}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if SESSION_KEY in request.session and request.user.is_authenticated:
            self._see(request, signing_in=300 <= response.status_code < 400)
        return response

    def _see(self, request: HttpRequest, *, signing_in: bool) -> None:
        key, now = request.session.session_key or "", clock.now()
        last = self.noted.get(key)
        if last is None and not signing_in:
            self._remember(key, now)
        elif last is None or now - last >= _NOTE_EVERY:
            self._remember(key, now)
            _note(request, key, now)

    def _remember(self, key: str, now: datetime) -> None:
        if len(self.noted) >= _REMEMBERED:
            self.noted.clear()
        self.noted[key] = now


def _note(request: HttpRequest, key: str, at: datetime) -> None:
    try:
        note_session(
            account_id=int(str(request.user.pk)), key=key, at=at, address=request.META.get("REMOTE_ADDR") or None,
            browser=named(request.META.get("HTTP_USER_AGENT", "")),
        )  # fmt: skip
    except DatabaseError as problem:  # pages are read with a full disk too
        if not room.is_full(problem):
            raise


class SecondFactorWanted:
    """Where the trust demands it, technicians set up a second factor before they do anything else."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._must_set_up(request):
            messages.warning(
                request, "Technicians sign in with a second factor here. Add one of these first."
            )
            return redirect("mfa_index")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        if request.path.startswith(_WITHOUT_SECOND_FACTOR) or request.actor.is_guest:
            return False
        if not request.actor.roles() & {Role.TECHNICIAN, Role.LEAD}:
            return False
        if not queries.technicians_need_second_factor():
            return False
        return not Authenticator.objects.filter(user_id=request.user.pk, type__in=_FACTORS).exists()
