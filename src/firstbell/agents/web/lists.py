from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Q
from django.utils.html import format_html

from firstbell.agents.models import Device, Key, LogLine
from firstbell.agents.queries import ages, fleet, unexpected
from firstbell.agents.states import Antivirus, Approval, DeviceKind, Level, MatchKind, OnOff
from firstbell.equipment.queries import holders
from firstbell.equipment.states import LIVE, Lifecycle
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.lists import filtering
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset
from firstbell.platform.web.components import status

VIEW = "agents.view"
APPROVALS: Any = {
    Approval.WAITING: ("live", "Waiting", "clock-pause"), Approval.APPROVED: ("ok", "Approved", "circle-check"),
    Approval.REFUSED: ("bad", "Refused", "ban"),
}  # fmt: skip
PROTECTION: Any = {
    Antivirus.ON: ("ok", "On", "shield-check"), Antivirus.OUT_OF_DATE: ("warn", "Out of date", "shield-question"),
    Antivirus.OFF: ("bad", "Off", "shield-x"), Antivirus.NONE: ("bad", "None", "shield-x"),
    Antivirus.UNKNOWN: ("quiet", "Not told", "help-circle"),
}  # fmt: skip
ON_OFF: Any = {
    OnOff.ON: ("ok", "On", "lock"), OnOff.PART: ("warn", "Partly", "lock-open"), OnOff.OFF: ("bad", "Off", "lock-open"),
    OnOff.UNKNOWN: ("quiet", "Not told", "help-circle"),
}  # fmt: skip
LEVELS: Any = {
    Level.INFO: ("ok", "Note", "info-circle"), Level.WARNING: ("warn", "Warning", "alert-triangle"),
    Level.REFUSED: ("bad", "Refused", "ban"),
}  # fmt: skip
OLD_FIRST = f"age.over={ages.OLD}&kind=computer&{fleet.STILL}&sort=age&columns=name,tag,model,age,agefrom,system,memory,room"


def _silent(rows: list[dict[str, Any]]) -> None:
    fleet.fill_silent(rows, clock.now())


def _is_silent(op: str, values: list[Any]) -> Q:
    numbers = [part.strip() for value in values for part in str(value).split("..")]
    strange = [number for number in numbers if not (number.isdecimal() and len(number) < 5)]
    if strange or not (numbers or op in ("empty", "filled")):
        raise filtering.Wrong("Say for how many school days it is silent, such as 5.")
    return fleet.silent(op, [int(number) for number in numbers], clock.now())


def _age(row: dict[str, Any]) -> float | None:
    return ages.years(row["since"], clock.now().date())


def _is_aged(op: str, values: list[Any]) -> Q:
    try:
        numbers = [Decimal(part.strip()) for value in values for part in str(value).split("..")]
    except InvalidOperation:
        numbers = []
    sound = numbers and all(number.is_finite() and 0 <= number < 1000 for number in numbers)
    if not (sound or op in ("empty", "filled")):
        raise filtering.Wrong("Say how many years old it is, such as 5.")
    return ages.aged(op, numbers, clock.now().date())


def _held_by(op: str, uids: list[Any]) -> Q:
    from_people = Q(item__custodies__to_at=None, item__custodies__person__uid__in=uids)
    held = Device.objects.filter(from_people).values("pk")
    anybody = Device.objects.filter(
        item__custodies__to_at=None, item__custodies__person__isnull=False
    )
    if op in ("empty", "filled"):
        any_held = Q(pk__in=anybody.values("pk"))
        return any_held if op == "filled" else ~any_held
    return ~Q(pk__in=held) if op == "not" else Q(pk__in=held)


def _holders(rows: list[dict[str, Any]]) -> None:
    """Who has the items of a page of devices, with two queries."""
    keys = [row["pk"] for row in rows]
    items = dict(Device.objects.filter(pk__in=keys).values_list("pk", "item_id"))
    held = [{"pk": item} for item in items.values() if item]
    holders.fill(held)
    by_item = {row["pk"]: row["holder"] for row in held}
    for row in rows:
        row["holder"] = by_item.get(items.get(row["pk"]), "")


def _unexpected(row: dict[str, Any]) -> str:
    if row["unexpected_at"] is None:
        return ""
    stage = Lifecycle(row["item__lifecycle"])
    return status(
        "bad", "Taken out" if stage in LIVE and stage != Lifecycle.MISSING else stage.label
    )


def _there(row: dict[str, Any]) -> str:
    return "No" if unexpected.is_gone(row["item__lifecycle"], row["item__removed_at"]) else "Yes"


DEVICES = ListSpec(
    name="agents.devices",
    title="Devices",
    things=("device", "devices"),
    rows=lambda actor: Device.objects.visible_to(actor).current(),
    permission=VIEW,
    url_name="agents:devices",
    search=("hostname__icontains", "serial__icontains", "item__tag__icontains", "address__icontains"),
    default_sort="name",
    row_url=lambda row: f"/devices/{row['uid']}/",
    row_label="hostname",
    always=("school_id", "last_contact_at", "hostname", "item__lifecycle", "item__removed_at"),
    columns=[
        Column("name", "Name", "code", path="hostname", phone=1),
        Column("tag", "Tag", "code", path="item__tag", sort="item__tag_key"),
        Column("model", "Model", path=("model", "maker"), phone=2),
        Column("system", "System", path="os_name"),
        Column("release", "Release", path="os_version"),
        Column("heard", "Last heard", "moment", path="last_contact_at", phone=3),
        Column("silent", "Silent, school days", "number", path="last_contact_at", fill=_silent, sort="last_contact_at",
               render=lambda row: str(row["silent"]) if row["silent"] else "", export=lambda row: row["silent"],
               filter=Filter("number", "last_contact_at", where=_is_silent)),
        Column("age", "Age, years", "number", path=ages.PATHS, sort="since", annotate={"since": ages.SINCE}, default=False, phone=3,
               render=lambda row: "" if row["since"] is None else f"{_age(row):.1f}", export=_age,
               filter=Filter("number", "old_since", where=_is_aged)),
        Column("agefrom", "Age from", path=ages.PATHS, sort="", annotate={"since": ages.SINCE}, default=False, filter=False,
               render=lambda row: str(ages.told_from(row).label), export=lambda row: str(ages.told_from(row).label)),
        Column("unexpected", "Should be gone", "moment", path="unexpected_at", phone=4, render=_unexpected,
               export=lambda row: row["unexpected_at"]),
        Column("there", "There", "bool", path="item__lifecycle", sort="", default=False, render=_there, export=_there,
               filter=Filter("bool", chosen=lambda _: unexpected.THERE, choices=[("yes", "Still there"), ("no", "Retired, missing or out")])),
        Column("antivirus", "Antivirus", "status", states=PROTECTION, phone=4),
        Column("encryption", "Encryption", "status", states=ON_OFF),
        Column("memory", "Memory, MB", "number", path="memory_mb"),
        Column("free", "Free, GB", "number", path="disk_free_gb"),
        Column("room", "Now in", "place", path="item__place__name", sort="item__place__name_key",
               filter=Filter("place", "item__place", model=Room, search=("name_key__contains",))),
        Column("firewall", "Firewall", "status", states=ON_OFF, default=False),
        Column("disk", "Disk, GB", "number", path="disk_gb", default=False),
        Column("battery", "Battery, %", "number", path="battery_percent", default=False),
        Column("cpu", "Processor", path="cpu", default=False),
        Column("build", "Build", "code", path="os_build", default=False),
        Column("arch", "For", path="arch", default=False),
        Column("serial", "Serial", "code", path="serial", default=False),
        Column("kind", "Kind", "choice", path="kind", choices=DeviceKind.choices, default=False),
        Column("approval", "Approval", "status", states=APPROVALS, default=False),
        Column("agent", "Agent", "code", path="agent_version", default=False),
        Column("address", "Address", "code", path="address", default=False),
        Column("matched", "Recognised by", "choice", path="matched_by", choices=MatchKind.choices, default=False),
        Column("first", "First heard", "moment", path="first_seen_at", default=False),
        Column("full", "Last full report", "moment", path="last_full_at", default=False),
        Column("partial", "Last part of a report", "moment", path="last_partial_at", default=False),
        Column("bought", "Bought", "date", path="item__bought_on", default=False),
        Column("key", "Key", path="key__label", sort="", default=False,
               filter=Filter("choice", "key", model=Key, label="label", search=("label__icontains",))),
        Column("with", "With", path="pk", sort="", default=False, fill=_holders,
               render=lambda row: row["holder"], export=lambda row: row["holder"],
               filter=Filter("person", "", model=Person, search=("name_key__contains",), label="name_key", where=_held_by)),
        Column("user", "Last used by", path="last_user", default=False),
    ],
    presets=[
        Preset("Gone quiet", f"silent.over={fleet.QUIET - 1}&kind=computer"),
        Preset("Should be gone", "unexpected.filled="),
        Preset("Waiting", "approval=waiting"),
        Preset("Not protected", f"antivirus=off,none,out_of_date&kind=computer&{fleet.STILL}"),
        Preset("Not encrypted", f"encryption=off,part&kind=computer&{fleet.STILL}"),
        Preset(f"Older than {ages.OLD} years", OLD_FIRST),
        Preset("Disk nearly full", f"free.under={fleet.LITTLE_DISK_GB}&{fleet.STILL}"),
    ],
    buttons=[Button("At a glance", "agents:overview", "chart-bar", VIEW)],
    empty=Empty("Make an enrolment key, copy its line, and run it on a computer: it is here within a minute.",
                title="No device has reported yet", label="Make an enrolment key", url_name="agents:key_new", icon="devices",
                permission="agents.keys"),
    icon="devices",
)  # fmt: skip


def _lines(actor: Any) -> Any:
    """A line has no address of its own."""
    return LogLine.objects.visible_to(actor).annotate(uid=F("pk"))


LOG = ListSpec(
    name="agents.log",
    title="Log of devices",
    things=("line", "lines"),
    rows=_lines,
    permission=VIEW,
    url_name="agents:log",
    search=("sentence__icontains", "device__hostname__icontains", "address__icontains", "key_label__icontains"),
    default_sort="-at_last",
    row_url=lambda row: f"/devices/{row['device__uid']}/" if row["device__uid"] else "",
    always=("device__uid",),
    columns=[
        Column("sentence", "What came", path="sentence", phone=1, export=lambda row: row["sentence"],
               render=lambda row: format_html('<span class="fb-whole">{}</span>', row["sentence"])),
        Column("device", "Device", "code", path="device__hostname", phone=2),
        Column("level", "Kind", "status", states=LEVELS, phone=4),
        Column("times", "Times", "number", path="times"),
        Column("at_last", "When", "moment", path="at", phone=3),
        Column("at_first", "First within the hour", "moment", path="begun_at", default=False),
        Column("key", "Key", path="key_label"),
        Column("address", "Address", "code", path="address"),
    ],
    presets=[
        Preset("Refused", "level=refused"), Preset("Warnings", "level=warning"), Preset("Today", "at_last.after=today-1d"),
    ],
    buttons=[Button("New devices", "agents:waiting", "device-desktop", VIEW)],
    empty=Empty("What reports for the first time, and what is odd or refused, is written here with its address and the reason.",
                title="Nothing in the last 30 days", icon="list-details"),
    icon="list-details",
    # What came by no key that is known is of no school.
    school_path="",
)  # fmt: skip
