"""The devices of a school together: how long each has been silent, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from firstbell.agents.events import HARDWARE_CHANGED
from firstbell.agents.models import Device
from firstbell.agents.queries import ages, unexpected
from firstbell.agents.states import Antivirus, Approval, DeviceKind, OnOff
from firstbell.calendar.queries import calendar_of
from firstbell.lib import natural
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy.models import School

# From so many school days on, a device counts as gone quiet.
QUIET = 5
LITTLE_DISK_GB = 10
LITTLE_MEMORY_MB = 8_000
OLD_BATTERY = 60
# Versions before this one have known holes.
SAFE_AGENT = "1.18"
# How the list is asked for what is not gone.
STILL = "there=yes"
_COMPUTERS = f"kind={DeviceKind.COMPUTER}&{STILL}"


def silent_days(school: School, last: datetime, at: datetime) -> int:
    """School days after the day of its last contact, up to and with today."""
    today = school.local(at).date()
    return calendar_of(school, today).school_days_between(school.local(last).date(), today)


def fill_silent(rows: Iterable[dict[str, Any]], at: datetime) -> None:
    """Add `silent` to a page of rows, with one query for the schools of them."""
    rows = list(rows)
    schools = School.objects.in_bulk({row["school_id"] for row in rows})
    for row in rows:
        gone = unexpected.is_gone(row["item__lifecycle"], row["item__removed_at"])
        row["silent"] = None if gone else silent_days(schools[row["school_id"]], row["last_contact_at"], at)  # fmt: skip


def silent(op: str, values: list[int], at: datetime) -> Q:
    """The filter "Silent, school days": is, not, over, under, between, empty, filled. What is gone is not silent."""
    if op in ("empty", "filled"):
        return ~unexpected.THERE if op == "empty" else unexpected.THERE
    first, last = values[0], values[-1]
    low, high = {"over": (first + 1, None), "under": (0, first - 1)}.get(op, (first, last))
    found = Q(pk__in=[])
    for school in School.objects.all():
        found |= Q(school=school) & _silent_from(school, low, at) & _silent_to(school, high, at)
    found &= unexpected.THERE
    return ~found if op == "not" else found


def _silent_from(school: School, days: int, at: datetime) -> Q:
    """Silent for so many school days or more."""
    return Q(last_contact_at__lt=_start_of(school, days, at)) if days > 0 else Q()


def _silent_to(school: School, days: int | None, at: datetime) -> Q:
    if days is None:
        return Q()
    return Q(last_contact_at__gte=_start_of(school, days + 1, at))


def _start_of(school: School, days: int, at: datetime) -> datetime:
    """When the last `days` school days began: who was heard then or later is silent for fewer."""
    zone = ZoneInfo(school.time_zone)
    today = at.astimezone(zone).date()
    past = [day for day in calendar_of(school, today).school_days if day <= today]
    first = past[-days] if 0 < days <= len(past) else _long_ago(past, days, today)
    return datetime.combine(first, time(), tzinfo=zone)


def _long_ago(past: list[date], days: int, today: date) -> date:
    """Further back than the calendar knows: every weekday counts."""
    start = past[0] if past else today
    return start - timedelta(days=7 * (days - len(past)) // 5 + 1)


def of_school(actor: Any, school: School | None) -> QuerySet[Device]:
    rows: Any = Device.objects.visible_to(actor).current()
    found: QuerySet[Device] = rows.filter(school=school) if school else rows
    return found


class Share(NamedTuple):
    """So many of the devices, and the list that shows them."""

    label: str
    n: int
    query: str
    kind: str = ""


class Overview(NamedTuple):
    total: int
    heard_today: int
    waiting: int
    quiet: int
    systems: list[Share]
    agents: list[Share]
    protection: list[Share]
    worries: list[Share]
    old: int
    computers: int
    old_models: list[ages.OldModel]


def overview(rows: QuerySet[Device], school: School, at: datetime) -> Overview:
    """All numbers of the dashboard, of what is there, in seven queries whatever there is."""
    should_be_gone = rows.filter(unexpected_at__isnull=False).count()
    rows = rows.filter(unexpected.THERE)
    start = _start_of(school, 1, at)
    computers = Q(kind=DeviceKind.COMPUTER)
    quiet = silent("over", [QUIET - 1], at)
    numbers = rows.aggregate(
        total=Count("pk"),
        today=Count("pk", filter=Q(last_contact_at__gte=start)),
        waiting=Count("pk", filter=Q(approval=Approval.WAITING)),
        quiet=Count("pk", filter=quiet),
        # Before the numbers that are called as a column is: after them that name is the number.
        untold_antivirus=Count("pk", filter=computers & Q(antivirus=Antivirus.UNKNOWN)),
        untold_encryption=Count("pk", filter=computers & Q(encryption=OnOff.UNKNOWN)),
        untold_firewall=Count("pk", filter=computers & Q(firewall=OnOff.UNKNOWN)),
        no_antivirus=Count("pk", filter=computers & Q(antivirus__in=[Antivirus.OFF, Antivirus.NONE])),
        old_antivirus=Count("pk", filter=computers & Q(antivirus=Antivirus.OUT_OF_DATE)),
        antivirus=Count("pk", filter=computers & Q(antivirus=Antivirus.ON)),
        not_encrypted=Count("pk", filter=computers & Q(encryption__in=[OnOff.OFF, OnOff.PART])),
        encrypted=Count("pk", filter=computers & Q(encryption=OnOff.ON)),
        firewall_off=Count("pk", filter=computers & Q(firewall__in=[OnOff.OFF, OnOff.PART])),
        full=Count("pk", filter=Q(disk_free_gb__lt=LITTLE_DISK_GB)),
        small=Count("pk", filter=computers & Q(memory_mb__lt=LITTLE_MEMORY_MB)),
        worn=Count("pk", filter=Q(battery_percent__lt=OLD_BATTERY)),
        computers=Count("pk", filter=computers),
        old=Count("pk", filter=computers & ages.aged("over", [Decimal(ages.OLD)], at.date())),
    )  # fmt: skip
    return Overview(
        numbers["total"], numbers["today"], numbers["waiting"], numbers["quiet"],
        _grouped(rows, "os_name", "system"), _agents(rows), _protection(numbers),
        _worries(numbers, should_be_gone), numbers["old"], numbers["computers"], ages.old_models(rows, at.date()),
    )  # fmt: skip


def _grouped(rows: QuerySet[Device], field: str, column: str, most: int = 8) -> list[Share]:
    found = rows.values(field).annotate(n=Count("pk")).order_by("-n", field)[:most]
    return [
        Share(row[field] or "Not told", row["n"], _list_of(column, row[field]))
        for row in found
    ]  # fmt: skip


def _list_of(column: str, value: str) -> str:
    return f"{urlencode({column: value} if value else {f'{column}.empty': ''})}&{STILL}"


def _agents(rows: QuerySet[Device], most: int = 8) -> list[Share]:
    """By name and version: those with known holes, and those that nobody mends any more, are marked."""
    found = rows.values("agent", "agent_version").annotate(n=Count("pk"))
    return [
        Share(
            f"{row['agent']} {row['agent_version']}".strip() or "Not told", row["n"],
            _list_of("agent", row["agent_version"]),
            "" if is_safe(row["agent"], row["agent_version"]) else "warn",
        )
        for row in found.order_by("-n", "agent", "agent_version")[:most]
    ]  # fmt: skip


def is_safe(agent: str, version: str) -> bool:
    """What tells no version is not judged; nobody mends FusionInventory any more."""
    if agent.startswith("FusionInventory"):
        return False
    return not version[:1].isdigit() or natural.key(version) >= natural.key(SAFE_AGENT)


def _protection(numbers: dict[str, int]) -> list[Share]:
    return [
        Share(
            "Antivirus on and up to date", numbers["antivirus"], f"antivirus=on&{_COMPUTERS}", "ok"
        ),
        Share(
            "Antivirus out of date",
            numbers["old_antivirus"],
            f"antivirus=out_of_date&{_COMPUTERS}",
            "warn",
        ),
        Share(
            "Antivirus off, or none",
            numbers["no_antivirus"],
            f"antivirus=off,none&{_COMPUTERS}",
            "bad",
        ),
        Share("Disk encrypted", numbers["encrypted"], f"encryption=on&{_COMPUTERS}", "ok"),
        Share(
            "Disk not encrypted",
            numbers["not_encrypted"],
            f"encryption=off,part&{_COMPUTERS}",
            "warn",
        ),
        Share("Firewall off", numbers["firewall_off"], f"firewall=off,part&{_COMPUTERS}", "bad"),
        *_untold(numbers),
    ]


def _untold(numbers: dict[str, int]) -> list[Share]:
    """What computers do not say is neither good nor bad; there is no line of it where all have told."""
    return [
        Share(f"{column.capitalize()} not told", numbers[f"untold_{column}"], f"{column}={OnOff.UNKNOWN}&{_COMPUTERS}")
        for column in ("antivirus", "encryption", "firewall")
        if numbers[f"untold_{column}"]
    ]  # fmt: skip


def _worries(numbers: dict[str, int], should_be_gone: int) -> list[Share]:
    return [
        Share("Reports, but should be gone", should_be_gone, "unexpected.filled=", "bad"),
        Share("Disk nearly full", numbers["full"], f"free.under={LITTLE_DISK_GB}&{STILL}", "warn"),
        Share("Less than 8 GB of memory", numbers["small"], f"memory.under={LITTLE_MEMORY_MB}&{_COMPUTERS}", "quiet"),
        Share("Battery worn", numbers["worn"], f"battery.under={OLD_BATTERY}&{STILL}", "warn"),
    ]  # fmt: skip


def changes(actor: Any, school: School, most: int = 8) -> list[Event]:
    """The last changes of hardware: memory that is gone is why this is looked at."""
    rows = Event.objects.filter(kind=HARDWARE_CHANGED.name, school_id=school.pk)
    return list(rows.order_by("-pk").prefetch_related("changes")[:most])
