"""Idempotency-Key: the same POST sent again is answered as the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from firstbell.lib import clock
from firstbell.platform.api.models import Answered
from firstbell.platform.api.problems import problem

_LONGEST = 100
_GIVEN_UP = timedelta(minutes=5)
_KEPT_BODY = 1_000_000


class Idempotent:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST" or not request.path.startswith("/api/"):
            return self.get_response(request)
        if request.actor.is_guest:
            return self.get_response(request)
        if len(key) > _LONGEST or not key.isprintable():
            return problem(400, f"An Idempotency-Key is at most {_LONGEST} letters long.")
        return self._once(request, key)

    def _once(self, request: HttpRequest, key: str) -> HttpResponseBase:
        print_ = hashlib.sha256(f"{request.get_full_path()}\n".encode() + request.body).hexdigest()
        before = self._claim(request.actor.key, key, print_)
        if before is not None:
            return self._again(before, print_)
        mine = Answered.objects.filter(actor_key=request.actor.key, key=key)
        try:
            response = self.get_response(request)
        except BaseException:
            mine.delete()
            raise
        if (
            response.status_code >= 500
            or not isinstance(response, HttpResponse)
            or len(response.content) > _KEPT_BODY
        ):
            mine.delete()
        else:
            mine.update(
                status=response.status_code,
                body=response.content.decode(),
                content_type=response["Content-Type"][:80],
            )
        return response

    def _claim(self, actor_key: str, key: str, print_: str) -> Answered | None:
        """None when the key is ours now, else what was answered to it before."""
        now = clock.now()
        # A request that died in the middle must not block its own repetition for ever.
        Answered.objects.filter(
            actor_key=actor_key, key=key, status=None, at__lt=now - _GIVEN_UP
        ).delete()
        try:
            with transaction.atomic():
                Answered.objects.create(actor_key=actor_key, key=key, fingerprint=print_, at=now)
        except IntegrityError:
            return Answered.objects.filter(actor_key=actor_key, key=key).first()
        return None

    def _again(self, before: Answered, print_: str) -> HttpResponse:
        if before.fingerprint != print_:
            return problem(
                422, "This Idempotency-Key was used for another request. Use a new one for each."
            )
        if before.status is None:
            return problem(
                409, "The first of these requests is still being done. Ask again in a moment."
            )
        return HttpResponse(before.body, status=before.status, content_type=before.content_type)
