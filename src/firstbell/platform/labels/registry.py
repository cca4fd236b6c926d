"""What labels can be printed for: rooms offer their things in plugs.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from firstbell.platform.search import registry as search

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
    """What a room offers; else, for anything that can be searched, the words that search shows of it."""
    if thing_type in _offers:
        return _offers[thing_type]
    kind = next((one for one in search.types() if one.name == thing_type), None)
    return _plain(kind) if kind else None


def _plain(kind: search.ThingType) -> Offer:
    def load(actor: Actor, uids: Sequence[UUID]) -> Iterable[Any]:
        seen = kind.model._default_manager.visible_to(actor).filter(uid__in=uids)  # type: ignore[attr-defined]
        return kind.filled(list(kind.every().filter(pk__in=seen.values("pk"))))

    def tag(thing: Any) -> str:
        entry = kind.entry(thing)
        code = entry.codes[0] if entry.codes else ""
        return code if code and code in entry.label else entry.label

    def title(thing: Any) -> str:
        label, known = kind.entry(thing).label, tag(thing)
        return (
            ""
            if label == known
            else label.replace(f"({known})", "").replace(known, "").strip(" ,:-")
        )

    detail = Field("detail", "What search says of it", lambda thing: kind.entry(thing).detail)
    return Offer(
        kind.name, kind.title, kind.permission, load, tag, title, (detail,), ("detail",), kind.icon
    )
