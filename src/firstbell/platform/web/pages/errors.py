from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

HEADINGS = {
    400: "That did not make sense",
    403: "That is not yours to do",
    404: "There is nothing here",
    409: "That cannot be done now",
    429: "Too many at once",
    500: "Something broke",
}


def refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    words = {"heading": HEADINGS[status], "sentence": sentence, "status": status}
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
    # No context processors: whatever broke may break them too.
    return HttpResponse(_PLAIN, status=500)


def csrf(request: HttpRequest, reason: str = "", **more: Any) -> HttpResponse:
    return refused(
        request,
        "The page had been open too long, or cookies are off. Go back, reload it, and send again.",
        403,
    )


_PLAIN = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Something broke · Firstbell</title>
<body><h1>Something broke</h1><p>It is not your doing, and nothing you had saved is lost. Go back and try again; if it
breaks again, tell whoever looks after Firstbell when it happened: the log says why.</p></body></html>"""
