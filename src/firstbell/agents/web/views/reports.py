"""The last full report of a device as it came: read on a page, or taken away as a file."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstbell.agents.models import Device
from firstbell.agents.queries import kept
from firstbell.agents.web.views.acts import crumbs_of
from firstbell.agents.web.views.arrivals import reach
from firstbell.platform.accounts.permissions import needs, require

READ = "agents.read_reports"
# As much as a page shows; the file has all of it.
MOST_SHOWN: Final = 400_000


def _reach(request: HttpRequest, uid: UUID) -> Device:
    device = reach(request, uid)
    require(request.actor, READ, device)
    return device


@never_cache
@require_safe
@needs(READ)
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = _reach(request, uid)
    row = kept.required(device)
    text = kept.text_of(row, device)
    file = {
        "label": "Download", "url": reverse("agents:report_file", args=[uid]), "icon": "download", "primary": True,
    }  # fmt: skip
    words = {
        "device": device, "report": row, "packed": kept.packed_how(row), "text": text[:MOST_SHOWN],
        "cut": len(text) > MOST_SHOWN, "actions": [file], "crumbs": crumbs_of(device),
    }  # fmt: skip
    return render(request, "agents/report.html", words)


@never_cache
@require_safe
@needs(READ)
def report_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    device = _reach(request, uid)
    row = kept.required(device)
    kind = "xml" if row.content_type == "xml" else "json"
    answer = HttpResponse(
        kept.text_of(row, device), content_type=f"application/{kind}; charset=utf-8"
    )
    name = slugify(str(device)) or "device"
    answer["Content-Disposition"] = f'attachment; filename="{name}-{row.at:%Y-%m-%d}.{kind}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
