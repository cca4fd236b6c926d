from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import StringConstraints

from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.things import Thing, named

Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Label = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")]


class DeviceOut(Schema):
    """What nobody told is null, empty or "unknown", never "off". `item` is null while it waits."""

    uid: UUID
    school: Thing
    item: Thing | None
    hostname: str
    kind: str
    approval: str
    matched_by: str
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
    first_seen_at: datetime
    last_contact_at: datetime
    last_full_at: datetime | None
    unexpected_at: datetime | None
    last_partial_at: datetime | None

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_item = staticmethod(lambda row: named(row.item))


class DeviceWhole(DeviceOut):
    """`sections` as the device told them, by the names of the agent's own schema; licence keys are masked."""

    sections: dict[str, list[dict[str, Any]]]

    resolve_sections = staticmethod(lambda row: row.told)


class DevicePage(Schema):
    items: list[DeviceOut]
    next: str | None


class DeviceFilter(Paging):
    school: UUID | None = None
    approval: Label = ""
    hostname: Line = ""
    serial: Line = ""


class MergeIn(Schema):
    into: UUID


class KeyOut(Schema):
    uid: UUID
    school: Thing
    label: str
    approves: bool
    expires_on: date | None
    revoked_at: datetime | None
    used_count: int
    last_used_at: datetime | None

    resolve_school = staticmethod(lambda row: named(row.school))


class KeyMade(KeyOut):
    """`address` is what an agent is given as its server."""

    address: str


class KeyPage(Schema):
    items: list[KeyOut]
    next: str | None


class KeyIn(Schema):
    school: UUID
    label: Label
    approves: bool = False
    expires_on: Day | None = None
