"""Events are objects found by name: a room declares them, its verbs announce them, rooms above listen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from django.db import transaction

from firstbell.lib import uuid7
from firstbell.platform.audit.models import Delivery, Event, EventChange, EventLink, subject_type
from firstbell.platform.database import bulk


class By(Protocol):
    """Whoever acts: see accounts.actors.Actor."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def correlation(self) -> str: ...


@dataclass(frozen=True)
class EventType:
    """`sentence` is a format string over `by`, `subject` and the words given to `announce`."""

    name: str
    sentence: str
    audience: str = "school"

    def __post_init__(self) -> None:
        if _types.setdefault(self.name, self) is not self:
            raise LookupError(f"The event {self.name} is declared twice")


@dataclass(frozen=True)
class Change:
    field: str
    was: Any
    now: Any


class News(NamedTuple):
    """One subject's share of an announcement made for many."""

    subject: Any
    changes: Sequence[Change] = ()
    about: Sequence[Any] = ()
    words: Mapping[str, Any] = MappingProxyType({})


Receiver = Callable[[Event], None]
_types: dict[str, EventType] = {}
_receivers: dict[str, dict[str, Receiver]] = {}
_wanted: dict[str, Callable[[], bool]] = {}
_asked: dict[tuple[str, str], Callable[[], bool]] = {}
_doorbells: list[Callable[[], None]] = []


_one_by_one: ContextVar[bool] = ContextVar("announced_one_by_one", default=True)


@contextmanager
def told_together() -> Iterator[None]:
    """Inside, every verb writes its history and none is announced: whoever works on many announces them at once."""
    before = _one_by_one.set(False)
    try:
        yield
    finally:
        _one_by_one.reset(before)


def types() -> dict[str, EventType]:
    return dict(_types)


def on(
    kind: EventType, name: str, *, wanted: Callable[[], bool] | None = None
) -> Callable[[Receiver], Receiver]:
    """Handle an event after its commit, at least once; `name` is stored, so it is a contract.

    Where `wanted` is given it is asked once per announcement, and what is not wanted is not kept for it.
    """

    def register(receiver: Receiver) -> Receiver:
        _receivers.setdefault(kind.name, {})[name] = receiver
        if wanted is not None:
            _asked[kind.name, name] = wanted
        return receiver

    return register


def on_every(name: str, *, wanted: Callable[[], bool]) -> Callable[[Receiver], Receiver]:
    """Handle every event (webhooks), while `wanted()`; it is asked once per announcement."""

    def register(receiver: Receiver) -> Receiver:
        _receivers.setdefault("*", {})[name] = receiver
        _wanted[name] = wanted
        return receiver

    return register


def receiver(kind: str, name: str) -> Receiver | None:
    return _receivers.get(kind, {}).get(name) or _receivers.get("*", {}).get(name)


def doorbell(ring: Callable[[], None]) -> None:
    """Be rung after a commit that left deliveries to make."""
    _doorbells.append(ring)


def announce(
    kind: EventType,
    subject: Any,
    /,
    *,
    by: By,
    at: datetime,
    changes: Sequence[Change] = (),
    about: Sequence[Any] = (),
    **words: Any,
) -> None:
    announce_many(kind, [News(subject, changes, about, words)], by=by, at=at)


def announce_many(kind: EventType, news: Iterable[News], *, by: By, at: datetime) -> None:
    """Write the history of one verb over many subjects, in the caller's transaction.

    A subject has `uid`, a text form and, where it belongs to one, a `school_id`; `about` holds others like it. What only
    some may see says so in `history_audience`, and then so does whatever happens to it.
    """
    items = list(news)
    if not items:
        return
    ids = bulk.next_ids(Event, len(items))
    uids = uuid7.many(len(items))
    headers: list[tuple[Any, ...]] = []
    shared = _Shared(kind, by, at)
    changes: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    for event_id, uid, one in zip(ids, uids, items, strict=True):
        headers.append(_header(kind, one, event_id, uid, by, shared))
        if one.changes:
            changes += [
                (event_id, c.field[:80], as_text(c.was), as_text(c.now)) for c in one.changes
            ]
        if one.about:
            links += [(event_id, subject_type(it), it.uid) for it in one.about if it is not None]
    bulk.insert_many(Event, (*_OWN, *_SHARED), headers, stored=len(_SHARED))
    bulk.insert_many(EventChange, ("event_id", "field", "was", "now"), changes)
    bulk.insert_many(EventLink, ("event_id", "thing_type", "thing_uid"), links)
    if _one_by_one.get():
        _post(kind, ids)


# What each header has for itself, and what those of one verb share over things of one kind and school.
_OWN = ("id", "uid", "subject_uid", "subject_label", "sentence")
_SHARED = (
    "subject_type", "school_id", "kind", "at", "actor_key", "actor_name", "source", "correlation", "audience",
    "annulled_by",
)  # fmt: skip


class _Shared(dict[tuple[str, int | None, str], tuple[Any, ...]]):
    """By type, school and own audience of the subject: the cells that headers share, as the database takes them."""

    def __init__(self, kind: EventType, by: By, at: datetime) -> None:
        self.kind = kind
        self.rest = (kind.name, at, by.key, by.name[:200], by.source, by.correlation)

    def __missing__(self, of: tuple[str, int | None, str]) -> tuple[Any, ...]:
        *where, own = of
        cells = bulk.stored(Event, _SHARED, (*where, *self.rest, own or self.kind.audience, ""))
        self[of] = cells
        return cells


def _header(
    kind: EventType, one: News, event_id: int, uid: UUID, by: By, shared: _Shared
) -> tuple[Any, ...]:
    subject = one.subject
    label = str(subject)[:200]
    sentence = kind.sentence.format(by=by.name, subject=label, **one.words)
    own = getattr(subject, "history_audience", "")
    of = subject_type(subject), getattr(subject, "school_id", None), own
    return (event_id, uid, subject.uid, label, sentence, *shared[of])


def _always() -> bool:
    return True


def _post(kind: EventType, ids: Sequence[int]) -> None:
    names = [
        *(
            name
            for name in _receivers.get(kind.name, {})
            if _asked.get((kind.name, name), _always)()
        ),
        *(name for name in _receivers.get("*", {}) if _wanted[name]()),
    ]
    if not names:
        return
    rows = [(event_id, name, 0, "") for name in names for event_id in ids]
    bulk.insert_many(Delivery, ("event_id", "receiver", "attempts", "problem"), rows)
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    for ring in _doorbells:
        ring()


def as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def changes_between(
    thing: Any, wanted: dict[str, Any], labels: dict[str, str] | None = None
) -> list[Change]:
    """What setting these attributes would change; sets nothing."""
    found = []
    for name, now in wanted.items():
        was = getattr(thing, name)
        if was != now:
            found.append(
                Change(
                    (labels or {}).get(name, name.removesuffix("_id").replace("_", " ")), was, now
                )
            )
    return found
