from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from firstbell.platform.database import room

NO_ROOM = "There is no room left"
HEADINGS = {
    400: "That did not make sense",
    403: "That is not yours to do",
    404: "There is nothing here",
    409: "That cannot be done now",
    429: "Too many at once",
    500: "Something broke",
}


def refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    actor = getattr(request, "actor", None)  # none yet where something refused before it was read
    is_guest = actor is None or actor.is_guest
    words = {
        "heading": HEADINGS[status],
        "sentence": sentence,
        "status": status,
        "is_guest": is_guest,
    }
    return render(request, "web/error.html", words, status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(
        request, "It was moved, it never was, or it belongs to a school you do not work in.", 404
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(
        request,
        str(exception or "") or "Ask the lead technician, who can give you the role for it.",
        403,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return refused(request, "The address or the form was not whole. Go back, and try again.", 400)


def broken(request: HttpRequest) -> HttpResponse:
    if room.is_full(sys.exc_info()[1]):
        return full(request)
    # No context processors: whatever broke may break them too.
    return HttpResponse(_PLAIN, status=500)


def full(request: HttpRequest) -> HttpResponse:
    """The disk is: nobody's mistake, and a matter of waiting."""
    if request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": NO_ROOM, "status": 507, "detail": room.FULL}
        return JsonResponse(body, status=507, content_type="application/problem+json")
    return HttpResponse(_page(NO_ROOM, room.FULL), status=507)


def csrf(request: HttpRequest, reason: str = "", **more: Any) -> HttpResponse:
    return refused(
        request,
        "The page had been open too long, or cookies are off. Go back, reload it, and send again.",
        403,
    )


def _page(heading: str, sentence: str) -> str:
    return (
        f'<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{heading} · Firstbell</title>'
        f"<body><h1>{heading}</h1><p>{sentence}</p></body></html>"
    )


_PLAIN = _page(
    "Something broke",
    "It is not your doing, and nothing you had saved is lost. Go back and try again; if it breaks again, tell whoever "
    "looks after Firstbell when it happened: the log says why.",
)
