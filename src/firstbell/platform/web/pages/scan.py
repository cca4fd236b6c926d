"""The scan page: a label, a barcode or a typed code leads to its thing, with what one can do to it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_safe

from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.codes import queries as codes
from firstbell.platform.codes.models import Code
from firstbell.platform.labels import things
from firstbell.platform.search import finding
from firstbell.platform.web import slots

_MOST_ACTIONS = 5

Result = dict[str, Any]


@require_safe
@needs("web.view")
def scan(request: HttpRequest) -> HttpResponse:
    """Typed into a page it jumps to the thing; from the camera it shows what can be done, and keeps scanning."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:500]
    result = _result(request, query) if query else None
    fragment = request.headers.get("HX-Request") == "true"
    if result and not fragment:
        return redirect(result["url"])
    words = {"scan": {"url": reverse("scan")}, "query": query, "result": result}
    if query and not result:
        words |= _unknown(query)
    response = render(request, "web/scan_result.html" if fragment else "web/scan.html", words)
    response.may_scan = True  # type: ignore[attr-defined]
    return response


def _result(request: HttpRequest, query: str) -> Result | None:
    found = codes.resolve(query)
    if found is not None and found.code is not None and found.thing_uid is None:
        return _unclaimed(request, found.code)
    if found is not None and found.thing_uid is not None:
        return _thing(
            request, found.thing_type, found.thing_uid, found.code.spoken if found.code else ""
        )
    only = finding.find(codes.written(query), actor=request.actor).only
    return (
        _thing(request, only.kind.model._meta.label_lower, only.uid, "", detail=only.detail)
        if only
        else None
    )


def _unclaimed(request: HttpRequest, code: Code) -> Result | None:
    if not can(request.actor, "codes.change", code):
        return None
    claim = {
        "label": "Say what it is on",
        "url": reverse("code_claim", args=[code.value]),
        "icon": "qrcode",
        "primary": True,
    }
    return {
        "label": "A label on nothing yet", "url": claim["url"], "code": code.spoken, "icon": "qrcode", "actions": [claim],
        "sub": "Stick it on, then find the thing.",
    }  # fmt: skip


def _thing(
    request: HttpRequest, thing_type: str, uid: Any, code: str, *, detail: str = ""
) -> Result | None:
    thing = things.thing(request.actor, thing_type, uid)
    url = slots.url_of(thing_type, uid)
    if thing is None or not url:
        return None
    actions = slots.actions_for(request, thing_type, thing)[:_MOST_ACTIONS]
    return {"label": str(thing), "url": url, "code": code, "sub": detail, "actions": actions}


def _unknown(query: str) -> dict[str, Any]:
    text = codes.written(query)
    acts = []
    with suppress(NoReverseMatch):
        url = f"{reverse('search')}?{urlencode({'q': text})}"
        acts.append({"label": "Search for it", "url": url, "icon": "search"})
    return {"query": text[:60], "unknown_actions": acts}


urlpatterns = [path("scan/", scan, name="scan")]
