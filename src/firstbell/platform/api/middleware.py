"""Idempotency-Key: the same POST sent again is answered as the first time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from firstbell.lib import clock
from firstbell.platform.api.models import Answered
from firstbell.platform.api.problems import problem
from firstbell.platform.database.locks import hold

_LONGEST = 100


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
        print_ = hashlib.sha256(f"{request.get_full_path()}\n".encode() + request.body).hexdigest()
        # One transaction for the change and its answer: if the machine dies, both are there or neither is.
        with transaction.atomic():
            return self._once(request, key, print_)

    def _once(self, request: HttpRequest, key: str, print_: str) -> HttpResponseBase:
        actor_key = request.actor.key
        if not hold(f"api.answered {actor_key} {key}"):
            return problem(
                409, "The first of these requests is still being done. Ask again in a moment."
            )
        before = Answered.objects.filter(actor_key=actor_key, key=key).first()
        if before is not None:
            return _again(before, print_)
        response = self.get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
        elif response.status_code < 400 and isinstance(response, HttpResponse):
            # What was refused did nothing: it may be sent again when its reason is gone.
            Answered.objects.create(
                actor_key=actor_key, key=key, fingerprint=print_, status=response.status_code,
                body=response.content.decode(), content_type=response["Content-Type"][:80], at=clock.now(),
            )  # fmt: skip
        return response


def _again(before: Answered, print_: str) -> HttpResponse:
    if before.fingerprint != print_:
        return problem(
            422, "This Idempotency-Key was used for another request. Use a new one for each."
        )
    return HttpResponse(before.body, status=before.status, content_type=before.content_type)
