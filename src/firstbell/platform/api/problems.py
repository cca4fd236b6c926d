"""Errors as problem+json (RFC 9457), with the sentence that the page would show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from firstbell.lib.refusal import Conflict, NotAllowed, NotFound, Refusal, Stale
from firstbell.platform.accounts import permissions

TITLES = {
    400: "That did not make sense",
    401: "Who are you?",
    403: "That is not yours to do",
    404: "There is nothing here",
    405: "Not in this way",
    409: "That cannot be done now",
    412: "It has changed since you read it",
    415: "Not a kind of content we read",
    422: "Some of it does not fit",
    428: "Say which version you read",
    429: "Too fast",
}
STATUS = ((Stale, 412), (NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Refusal, 422))


def problem(status: int, detail: str, *, fields: Mapping[str, Any] | None = None) -> HttpResponse:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if fields:
        body["fields"] = dict(fields)
    return HttpResponse(json.dumps(body), status=status, content_type="application/problem+json")


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    permissions.mark_asked()
    status = next(code for kind, code in STATUS if isinstance(refusal, kind))
    return problem(status, refusal.sentence, fields=refusal.fields)
