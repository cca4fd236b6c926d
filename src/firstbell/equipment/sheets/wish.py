from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstbell.equipment.actions.drafts import Pattern
from firstbell.equipment.states import Lifecycle
from firstbell.platform.exchange.finding import Wanted

SPILT = "+notes"
PERSON, ROOM = "person", "room"
Holder = tuple[str, int]


@dataclass(slots=True)
class New:
    """What lines say that add something: for all of them, why not, or with what warnings."""

    refusal: str = ""
    warnings: list[str] = field(default_factory=list)
    category_id: int = 0
    covered_to: date | None = None
    holder: Holder | None = None
    # Made when the first of them is registered.
    pattern: Pattern | None = None


@dataclass(slots=True)
class Said:
    """What lines say that differ only in tag and serial, and the open names that each of them wants.

    `values` are columns of the item; OPEN stands for what is still to be decided.
    """

    values: dict[str, Any] = field(default_factory=dict)
    spilt: str = ""
    custom: dict[str, Any] = field(default_factory=dict)
    stage: tuple[Lifecycle, int | None] | None = None
    place: int | None = None
    holder: Holder | None = None
    no_holder: bool = False
    months: int | None = None
    ends: date | None = None
    label: str = ""
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    met: list[Wanted] = field(default_factory=list)
    new: New | None = None


@dataclass(slots=True)
class Wish:
    """One line: what it says with others, and what it alone is known by; a serial of None is not spoken of."""

    line: int
    said: Said
    warnings: list[str]
    tag: str = ""
    tag_key: str = ""
    serial: str | None = None
    norm: str = ""
    # MAC addresses, host name, IMEI; an empty list clears.
    marks: dict[str, list[str]] = field(default_factory=dict)

    def keys(self) -> list[str]:
        """By what two lines are told to mean one thing."""
        keys = [f"tag={self.tag_key}"] if self.tag_key else []
        if self.norm:
            keys.append(f"serial={self.norm}")
        return keys


Section = tuple[Callable[[dict[str, Any], Said], None], set[str]]
