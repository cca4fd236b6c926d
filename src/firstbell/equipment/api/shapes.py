from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from firstbell.equipment.models import Custody, Item
from firstbell.equipment.queries import marks
from firstbell.equipment.states import Condition, CoverKind, Lifecycle, Ownership
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.fields.values import masked

Short = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
Word120 = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f]*$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
# Twenty million pounds: more is a slip of the finger, and no column for it in the other tables.
Pence = Annotated[int, Field(ge=0, le=2_000_000_000)]


class HolderOut(Schema):
    uid: UUID
    kind: Literal["person", "room", "item"]
    holder: Thing
    quantity: int
    since: datetime
    due_on: date | None


class ItemOut(Schema):
    """Money in pence; `custom` by the key of each of the trust's own fields.

    What a field keeps secret can be set and never reads back: it says ••••••••, and sent back so it stays as it is.
    """

    uid: UUID
    version: int
    tag: str
    serial: str
    macs: list[str]
    hostname: str
    imei: str
    name: str
    category: Thing
    model: Thing | None
    tracking: str
    quantity: int
    lifecycle: str
    condition: str
    ownership: str
    home: Thing | None
    place: Thing | None
    container: Thing | None
    supplier: Thing | None
    home_spot: str
    order_ref: str
    invoice_ref: str
    funding: str
    price_net: int | None
    price_gross: int | None
    vat_rate: int | None
    bought_on: date | None
    in_service_on: date | None
    retired_on: date | None
    replace_on: date | None
    supported_until: date | None
    cover_ends_on: date | None
    seen_at: datetime | None
    notes: str
    custom: dict[str, Any]
    removed_at: datetime | None
    held_by: list[HolderOut]

    resolve_custom = staticmethod(lambda item: masked(item.custom))
    resolve_category = staticmethod(lambda item: named(item.category))
    resolve_model = staticmethod(lambda item: named(item.model))
    resolve_home = staticmethod(lambda item: named(item.home))
    resolve_place = staticmethod(lambda item: named(item.place))
    resolve_container = staticmethod(lambda item: named(item.container))
    resolve_supplier = staticmethod(lambda item: named(item.supplier))
    resolve_macs = staticmethod(lambda item: marks.told(item.identities.all())["macs"])
    resolve_hostname = staticmethod(lambda item: _first(item, "hostname"))
    resolve_imei = staticmethod(lambda item: _first(item, "imei"))

    @staticmethod
    def resolve_held_by(item: Item) -> list[dict[str, Any]]:
        return [held(row) for row in item.custodies.all() if row.to_at is None]


def _first(item: Item, name: str) -> str:
    return "".join(marks.told(item.identities.all())[name][:1])


def held(row: Custody) -> dict[str, Any]:
    kind = "person" if row.person_id else "room" if row.room_id else "item"
    return {
        "uid": row.uid, "kind": kind, "holder": named(row.holder), "quantity": row.quantity, "since": row.from_at,
        "due_on": row.due_on,
    }  # fmt: skip


class ItemPage(Schema):
    items: list[ItemOut]
    next: str | None


class ItemFilter(Paging):
    """`tag`, `serial`, `mac`, `hostname` and `imei` are exact; `school`, `category`, `place` and `person` are uids.

    `taken_out`: those that were taken out of the register, instead of those in it.
    """

    school: UUID | None = None
    category: UUID | None = None
    place: UUID | None = None
    person: UUID | None = None
    lifecycle: Lifecycle | None = None
    tag: str = Field("", max_length=60)
    serial: str = Field("", max_length=120)
    mac: str = Field("", max_length=60)
    hostname: str = Field("", max_length=120)
    imei: str = Field("", max_length=60)
    taken_out: bool = False


class ItemChange(Sent):
    """Only what is sent is changed; null clears."""

    tag: Short | None = None
    serial: Word120 | None = None
    macs: Annotated[list[Short], Field(max_length=16)] | None = None
    hostname: Word120 | None = None
    imei: Short | None = None
    name: Line | None = None
    model: UUID | None = None
    home: UUID | None = None
    supplier: UUID | None = None
    home_spot: Short | None = None
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    condition: Condition | None = None
    ownership: Ownership | None = None
    order_ref: Short | None = None
    invoice_ref: Short | None = None
    funding: Short | None = None
    price_net: Pence | None = None
    price_gross: Pence | None = None
    vat_rate: Annotated[int, Field(ge=0, le=10_000)] | None = None
    bought_on: Day | None = None
    in_service_on: Day | None = None
    replace_on: Day | None = None
    supported_until: Day | None = None
    notes: Text | None = None
    custom: dict[Short, Any] | None = None


class ItemIn(ItemChange):
    """`tag` left out or empty: the next number of the category is taken."""

    school: UUID
    category: UUID
    lifecycle: Lifecycle = Lifecycle.IN_STOCK


class GiveIn(Sent):
    """Exactly one of person, room and item."""

    person: UUID | None = None
    room: UUID | None = None
    item: UUID | None = None
    quantity: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    due_on: Day | None = None
    note: Line = ""


class ReturnIn(Sent):
    custody: UUID | None = None
    condition: Condition | None = None


class MoveIn(Sent):
    room: UUID
    and_home: bool = False


class SightingIn(Sent):
    room: UUID | None = None
    note: Line = ""


class StageIn(Sent):
    stage: Lifecycle
    label: UUID | None = None
    on: Day | None = None
    note: Line = ""


class CoverIn(Sent):
    kind: CoverKind = CoverKind.WARRANTY
    starts_on: Day | None = None
    ends_on: Day
    reference: Short = ""


class RemovalIn(Sent):
    why: Line


Word = Annotated[str, StringConstraints(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*$")]


class MergeIn(Sent):
    """`into` is the record that stays."""

    into: UUID


class TransferIn(Sent):
    """Without a room it has no home there yet."""

    school: UUID
    room: UUID | None = None


class SchoolFilter(Schema):
    school: UUID | None = None


class SuspectsOut(Schema):
    why: str
    items: list[Thing]


class StageLabelOut(Schema):
    uid: UUID
    version: int
    name: str
    lifecycle: Lifecycle
    order: int


class StageLabelPage(Schema):
    items: list[StageLabelOut]
    next: str | None


class StageLabelIn(Sent):
    name: Word
    lifecycle: Lifecycle
    order: Annotated[int, Field(ge=0, le=999)] = 50


class JunkOut(Schema):
    uid: UUID
    value: str


class JunkPage(Schema):
    items: list[JunkOut]
    next: str | None


class JunkIn(Sent):
    value: Word


CLEARABLE = frozenset({
    "model", "home", "supplier", "price_net", "price_gross", "vat_rate", "bought_on", "in_service_on", "replace_on",
    "supported_until",
})  # fmt: skip
