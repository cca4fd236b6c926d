"""What labels can be printed for: rooms offer their things in plugs.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from firstbell.platform.accounts.actors import Actor


@dataclass(frozen=True, slots=True)
class Field:
    """A line that a label may show; `text(thing)` is empty where there is nothing to say."""

    key: str
    label: str
    text: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Offer:
    """Labels for one kind of thing.

    `load(actor, uids)` gives the things this person may see, with whatever the fields read, in a bounded number of
    queries; their order does not matter. `tag` stands large and in the bar code, `title` beneath it.
    """

    thing_type: str
    name: str
    permission: str
    load: Callable[[Actor, Sequence[UUID]], Iterable[Any]]
    tag: Callable[[Any], str]
    title: Callable[[Any], str]
    fields: tuple[Field, ...] = ()
    usual: tuple[str, ...] = ()
    icon: str = "tag"


_offers: dict[str, Offer] = {}


def offer(one: Offer) -> None:
    _offers[one.thing_type] = one


def find(thing_type: str) -> Offer | None:
    return _offers.get(thing_type)


def offers() -> list[Offer]:
    return sorted(_offers.values(), key=lambda one: one.name)
