from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from firstbell.agents.models import Device
from firstbell.agents.queries import fleet, told
from firstbell.agents.queries import unexpected as gone
from firstbell.agents.states import Antivirus, DeviceKind, OnOff
from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import components, presence

Words = dict[str, Any]
_ANTIVIRUS: Any = {
    Antivirus.ON: ("ok", "On and up to date"), Antivirus.OUT_OF_DATE: ("warn", "Out of date"),
    Antivirus.OFF: ("bad", "Off"), Antivirus.NONE: ("bad", "None"), Antivirus.UNKNOWN: ("quiet", "Not told"),
}  # fmt: skip
_ON_OFF: Any = {
    OnOff.ON: ("ok", "On"), OnOff.PART: ("warn", "Partly"), OnOff.OFF: ("bad", "Off"),
    OnOff.UNKNOWN: ("quiet", "Not told"),
}  # fmt: skip


def _device_of(request: HttpRequest, item: Item) -> Device | None:
    """Read once for both panels."""
    if not presence.has(request, item, "devices"):
        return None
    known: dict[int, Device | None] = request.__dict__.setdefault("_devices", {})
    if item.pk not in known:
        rows = Device.objects.current().filter(item=item).select_related("school")
        known[item.pk] = rows.first()
    return known[item.pk]


def device(request: HttpRequest, item: Item) -> Words | None:
    found = _device_of(request, item)
    if found is None:
        return None
    at = clock.now()
    silent = fleet.silent_days(found.school, found.last_contact_at, at)
    quiet = f", silent for {silent} school day{'' if silent == 1 else 's'}" if silent else ""
    pairs = [
        ("Name", components.code(found.hostname) if found.hostname else ""),
        ("System", " ".join(filter(None, [found.os_name, found.os_version]))),
        ("Build", components.code(found.os_build) if found.os_build else ""),
        ("Processor", found.cpu), ("Memory", told.size(found.memory_mb)),
        ("Disk", _disk(found)),
        ("Battery", f"holds {found.battery_percent}%" if found.battery_percent is not None else ""),
        ("Antivirus", _state(_ANTIVIRUS, found.antivirus, found)), ("Encryption", _state(_ON_OFF, found.encryption, found)),
        ("Firewall", _state(_ON_OFF, found.firewall, found)),
        ("Last heard", f"{components.when(found.last_contact_at, at)}{quiet}"),
        ("Address", components.code(found.address) if found.address else ""),
        ("Last used by", found.last_user),
    ]  # fmt: skip
    link = {"label": "All it tells", "url": reverse("agents:device", args=[found.uid])}
    return {
        "html": format_html("{}{}", _warning(found, item), components.facts(pairs)),
        "link": link,
    }


def _warning(found: Device, item: Item) -> str:
    """On the item's own page, too: whoever looks it up should know that it is somewhere."""
    if found.unexpected_at is None:
        return ""
    status = components.status(
        "bad", f"{gone.word(item).capitalize()}, and yet it reports", "alert-octagon"
    )
    return format_html('<p>{}</p><p class="fb-before">{}</p>', status, gone.to_do(item))


def _disk(found: Device) -> str:
    if found.disk_gb is None:
        return ""
    free = f", {found.disk_free_gb:,} GB free" if found.disk_free_gb is not None else ""
    return f"{found.disk_gb:,} GB{free}"


def _state(words: Any, value: str, found: Device) -> str:
    """What a printer does not tell is not asked of it."""
    if found.kind != DeviceKind.COMPUTER:
        return ""
    kind, word = words[value]
    return components.status(kind, word)


def hardware(request: HttpRequest, item: Item) -> Words | None:
    found = _device_of(request, item)
    groups = told.hardware(found) if found else []
    return {"groups": groups, "flush": True} if groups else None


def parted(request: HttpRequest, device: Device) -> Words | None:
    """What was taken out of a device and is a device of its own, with the way back."""
    seen: Any = Device.objects.visible_to(request.actor).current()
    rows = list(
        seen.filter(marks__came_from=device).exclude(pk=device.pk).distinct().order_by("-pk")[:20]
    )
    return {"rows": rows, "flush": True} if rows else None


def unexpected(request: HttpRequest, school: School | None) -> Words | None:
    """What the register says is gone, and reports all the same."""
    rows = fleet.of_school(request.actor, school).filter(unexpected_at__isnull=False)
    found = list(rows.select_related("school", "item").order_by("-unexpected_at", "-pk")[:7])
    if not found:
        return None
    lines = [(row, gone.word(row.item).capitalize()) for row in found[:6] if row.item]
    link = {"label": "See list", "url": f"{reverse('agents:devices')}?unexpected.filled="}
    return {"lines": lines, "link": link, "flush": True}


def quiet(request: HttpRequest, school: School | None) -> Words | None:
    """Computers that have not been heard of for a school week."""
    at = clock.now()
    rows = fleet.of_school(request.actor, school).filter(kind=DeviceKind.COMPUTER)
    rows = rows.filter(fleet.silent("over", [fleet.QUIET - 1], at))
    found = list(rows.select_related("school", "item").order_by("-last_contact_at")[:6])
    if not found:
        return None
    lines = [(row, fleet.silent_days(row.school, row.last_contact_at, at)) for row in found]
    query = f"silent.over={fleet.QUIET - 1}&kind=computer"
    link = {"label": "See list", "url": f"{reverse('agents:devices')}?{query}"}
    return {"lines": lines, "link": link, "flush": True}
