"""Every device that reports, one of them, and all of them at a glance."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.agents.actions import revealing
from firstbell.agents.models import Device, LogLine
from firstbell.agents.queries import ages, fleet, kept, naming, told, unexpected
from firstbell.agents.states import MatchKind
from firstbell.agents.web.lists import APPROVALS, DEVICES, OLD_FIRST, ON_OFF, PROTECTION
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import components, context, listing, slots
from firstbell.platform.web.listing import frame

VIEW = "agents.view"
HOME = {"label": "Devices", "url": "/devices/"}


@require_safe
@needs(VIEW)
def devices(request: HttpRequest) -> HttpResponse:
    return listing.page(request, DEVICES)


@require_safe
@needs(VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """All of a school's devices at a glance; worth a wall, and asks again by itself every minute."""
    school = context.current_school(request)
    if school is None:
        raise NotFound("There is no school whose devices could be shown.")
    rows = fleet.of_school(request.actor, school)
    found = fleet.overview(rows, school, clock.now())
    shown = {
        "found": found, "none": not found.total and not rows.exists(), "school": school, "crumbs": [HOME], "list": reverse("agents:devices"),
        "empty": frame.empty(listing.reading_of(request, DEVICES, ""), reverse("agents:devices")),
        "lately": fleet.changes(request.actor, school), "quiet_days": fleet.QUIET,
        "old_years": ages.OLD, "old_list": f"{reverse('agents:devices')}?{OLD_FIRST}",
    }  # fmt: skip
    return render(request, "agents/overview.html", shown)


@require_safe
@needs(VIEW)
def device(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All that one device says of itself, how it was recognised, and what its reports were answered."""
    rows = Device.objects.visible_to(request.actor).select_related(
        "item__model", "item__category", "school", "key", "merged_into"
    )
    found = get_object_or_404(rows, uid=uid)
    at = clock.now()
    sections = told.sections_of(found)
    shown = {
        "device": found,
        "silent": fleet.silent_days(found.school, found.last_contact_at, at),
        "matched": dict(MatchKind.choices).get(found.matched_by, found.matched_by),
        "approval": APPROVALS[found.approval],
        "antivirus": PROTECTION[found.antivirus],
        "encryption": ON_OFF[found.encryption],
        "firewall": ON_OFF[found.firewall],
        "hardware": told.hardware(found),
        "sections": sorted(
            (naming.section(name), *told.table(rows)) for name, rows in sections.items() if rows
        ),
        "log": LogLine.objects.visible_to(request.actor).filter(device=found).order_by("-at")[:30],
        "asked": found.check_ins.order_by("-asked_at")[:3],
        "may_change": can(request.actor, "agents.change", found) and found.merged_into_id is None,
        "may_reveal": can(request.actor, "agents.reveal", found) and revealing.has_keys(found),
        **_report(request, found),
        "actions": slots.actions_for(request, "agents.device", found),
        "side": slots.panels_for(request, "agents.device", found)["side"],
        "crumbs": [HOME],
        "gone": _gone(found, at),
    }
    return render(request, "agents/device.html", shown)


def _report(request: HttpRequest, device: Device) -> dict[str, Any]:
    """When its last full report came and how, for those who may read it."""
    row = kept.report_of(device) if can(request.actor, "agents.read_reports", device) else None
    return {"report": row, "packed": kept.packed_how(row)} if row else {}


def _gone(device: Device, at: datetime) -> dict[str, str] | None:
    """What to say and do where it should not report any more."""
    if device.unexpected_at is None or device.item is None:
        return None
    where = f" from {device.address}" if device.address else ""
    heard = components.when(device.last_contact_at, at)
    return {
        "title": f"{device.item} is {unexpected.word(device.item)}, and yet it reports: last {heard}{where}.",
        "to_do": unexpected.to_do(device.item),
    }
