from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from firstbell.agents.states import Antivirus, Approval, DeviceKind, OnOff
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named

Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Label = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")]
Number = Annotated[int, Field(ge=0, le=2_000_000_000)]
Years = Annotated[float, Field(ge=0, lt=1000)]
Days = Annotated[int, Field(ge=0, le=9_999)]


class DeviceOut(Schema):
    """What nobody told is null, empty or "unknown", never "off". `item` is null while it waits.

    `old_since` is the day from which its age counts: bought, or its firmware, or its first report. `doubt` is why it may
    be another item than it seems, `key` what the key is called that it came by.
    """

    uid: UUID
    school: Thing
    item: Thing | None
    hostname: str
    kind: str
    approval: str
    matched_by: str
    doubt: str
    key: str | None
    maker: str
    model: str
    serial: str
    os_name: str
    os_version: str
    os_build: str
    arch: str
    cpu: str
    memory_mb: int | None
    disk_gb: int | None
    disk_free_gb: int | None
    battery_percent: int | None
    antivirus: str
    encryption: str
    firewall: str
    agent: str
    agent_version: str
    address: str | None
    old_since: date | None
    first_seen_at: datetime
    last_contact_at: datetime
    last_full_at: datetime | None
    unexpected_at: datetime | None
    last_partial_at: datetime | None

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_item = staticmethod(lambda row: named(row.item))
    resolve_key = staticmethod(lambda row: row.key and row.key.label)
    resolve_old_since = staticmethod(lambda row: (row.item and row.item.bought_on) or row.old_since)


class MarkOut(Schema):
    kind: str
    value: str

    resolve_value = staticmethod(lambda row: row.norm)


class DeviceWhole(DeviceOut):
    """`sections` as the device told them, by the names of the agent's own schema; licence keys are masked.

    `marks` is what tells it from other machines now, in the form that is compared.
    """

    sections: dict[str, list[dict[str, Any]]]
    marks: list[MarkOut]

    resolve_sections = staticmethod(lambda row: row.told)
    resolve_marks = staticmethod(lambda row: list(row.marks_now()))


class ReportOut(Schema):
    """The last full report as it came. Processes, environment and licence keys are never in it, and who was signed in
    only where the school keeps names; `dialect` is json or xml. What was not counted is null.
    """

    at: datetime
    dialect: str
    packing: str
    sent_bytes: int | None
    text_bytes: int | None
    body: str

    resolve_dialect = staticmethod(lambda row: row.content_type)
    resolve_body = staticmethod(lambda row: row.words)


class DevicePage(Schema):
    items: list[DeviceOut]
    next: str | None


class DeviceFilter(Paging):
    """Over and under are more and less than; what a device has not told is neither.

    Memory is in MB, `disk` and `free` (on the system's disk) in GB, age in years, silence in school days. `system`,
    `model` and `agent` are parts of the name, `agent_version` is the whole. New devices are those whose `approval` is
    "waiting"; `registered` says whether the register has it, `doubtful` whether it may be another item than it seems.
    """

    school: UUID | None = None
    item: UUID | None = None
    room: UUID | None = None
    key: UUID | None = None
    approval: Approval | None = None
    registered: bool | None = None
    doubtful: bool | None = None
    address: Label = ""
    kind: DeviceKind | None = None
    hostname: Line = ""
    serial: Line = ""
    model: Line = ""
    system: Line = ""
    release: Line = ""
    agent: Label = ""
    agent_version: Label = ""
    antivirus: Antivirus | None = None
    encryption: OnOff | None = None
    firewall: OnOff | None = None
    memory_over: Number | None = None
    memory_under: Number | None = None
    disk_over: Number | None = None
    disk_under: Number | None = None
    free_over: Number | None = None
    free_under: Number | None = None
    battery_under: Number | None = None
    older_than: Years | None = None
    younger_than: Years | None = None
    silent_over: Days | None = None
    silent_under: Annotated[int, Field(ge=1, le=9_999)] | None = None
    unexpected: bool | None = None


class MergeIn(Sent):
    into: UUID


class MarkIn(Sent):
    kind: Label
    value: Line


class SplitIn(Sent):
    """The marks that are another machine's: some of the device's own, not all."""

    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=200)]
