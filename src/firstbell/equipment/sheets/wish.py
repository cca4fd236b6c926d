from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstbell.equipment.states import Lifecycle
from firstbell.platform.exchange.finding import Wanted

SPILT = "+notes"
PERSON, ROOM = "person", "room"


@dataclass(slots=True)
class Wish:
    """`values` are columns of the item; OPEN stands for what is still to be decided."""

    line: int
    tag: str = ""
    tag_key: str = ""
    norm: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    spilt: str = ""
    custom: dict[str, Any] = field(default_factory=dict)
    stage: tuple[Lifecycle, int | None] | None = None
    place: int | None = None
    holder: tuple[str, int] | None = None
    no_holder: bool = False
    months: int | None = None
    ends: date | None = None
    label: str = ""
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


Section = tuple[Callable[[dict[str, Any], Wish], None], set[str]]


@dataclass(slots=True)
class Common:
    """What lines say that differ only in tag and serial, and the open names that each of them wants."""

    plain: dict[str, Any]
    rest: Wish
    met: list[Wanted]
