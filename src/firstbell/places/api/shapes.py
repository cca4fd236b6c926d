from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from firstbell.places.models import Building, Floor, Room
from firstbell.places.states import RoomKind
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.fields.values import masked

_NO_NUL = r"^[^\x00]*$"
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=_NO_NUL)]
Code = Annotated[str, Field(max_length=30, pattern=_NO_NUL)]
Notes = Annotated[str, Field(max_length=10_000, pattern=_NO_NUL)]
Address = Annotated[str, Field(max_length=300, pattern=_NO_NUL)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Seats = Annotated[int, Field(ge=0, le=5_000)]
# The trust's own fields by their keys; what is not sent stays, null clears.
Own = Annotated[dict[str, str | int | bool | list[str] | None], Field(max_length=100)]
Thousandth = Annotated[int, Field(ge=0, le=1_000)]


class FloorOut(Schema):
    uid: UUID
    version: int
    name: str
    level: int


class FloorData(Sent):
    name: Name
    level: int = Field(0, ge=-9, le=99)


class BuildingOut(Schema):
    uid: UUID
    version: int
    school: UUID
    name: str
    order: int
    address: str
    latitude: float | None
    longitude: float | None
    notes: str
    archived_at: datetime | None
    floors: list[FloorOut]

    @staticmethod
    def resolve_school(building: Building) -> object:
        return building.school.uid

    @staticmethod
    def resolve_floors(building: Building) -> list[Floor]:
        return sorted(building.floors.all(), key=lambda floor: floor.level)


class BuildingIn(Sent):
    school: UUID
    name: Name
    address: Address = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    notes: Notes = ""
    floors: list[FloorData] = Field(default_factory=list, max_length=40)


class BuildingChange(Sent):
    """Only what is sent is changed; null takes the point off the map."""

    name: Name | None = None
    order: int | None = Field(None, ge=0, le=999)
    address: Address | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    notes: Notes | None = None


class BuildingPage(Schema):
    items: list[BuildingOut]
    next: str | None


class RoomOut(Schema):
    uid: UUID
    version: int
    school: UUID
    name: str
    code: str
    kind: str
    building: UUID
    floor: UUID | None
    where: str
    capacity: int | None
    notes: str
    aliases: list[str]
    plan_x: int | None
    plan_y: int | None
    archived_at: datetime | None
    custom: dict[str, Any]

    @staticmethod
    def resolve_custom(room: Room) -> dict[str, Any]:
        return masked(room.custom)

    @staticmethod
    def resolve_school(room: Room) -> object:
        return room.school.uid

    @staticmethod
    def resolve_building(room: Room) -> object:
        return room.building.uid

    @staticmethod
    def resolve_floor(room: Room) -> object:
        return room.floor.uid if room.floor else None

    @staticmethod
    def resolve_aliases(room: Room) -> list[str]:
        return sorted(alias.name for alias in room.aliases.all())


class RoomIn(Sent):
    name: Name
    building: UUID
    floor: UUID | None = None
    kind: RoomKind | None = None
    code: Code = ""
    capacity: Seats | None = None
    notes: Notes = ""
    aliases: list[Name] = Field(default_factory=list, max_length=20)
    custom: Own = Field(default_factory=dict)


class RoomsIn(Sent):
    school: UUID
    rooms: list[RoomIn] = Field(min_length=1, max_length=500)


class RoomChange(Sent):
    """What is not sent stays; `floor` and `capacity` are cleared by null."""

    name: Name | None = None
    building: UUID | None = None
    floor: UUID | None = None
    kind: RoomKind | None = None
    code: Code | None = None
    capacity: Seats | None = None
    notes: Notes | None = None
    custom: Own | None = None


class RoomFilter(Paging):
    """`name` finds a room as people say it: by its name, another of its names or its number."""

    school: UUID | None = None
    building: UUID | None = None
    kind: RoomKind | None = None
    name: str = Field("", max_length=100)
    archived: bool = False


class RoomPage(Schema):
    items: list[RoomOut]
    next: str | None


class AliasIn(Sent):
    name: Name


class MergeIn(Sent):
    into: UUID


class PlaceIn(Sent):
    """In thousandths of the picture."""

    x: Thousandth
    y: Thousandth
