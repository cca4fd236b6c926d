"""What carries codes: rooms say how their things are found by what stands on them, and reached by a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from firstbell.platform.codes import moving
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import TRANSFER

if TYPE_CHECKING:
    from firstbell.platform.accounts.actors import Actor
    from firstbell.platform.codes.models import Code


class Thing(Protocol):
    uid: Any
    school_id: int | None
    _meta: Any


@dataclass(frozen=True, slots=True)
class Found:
    """What a scan led to: a thing, or a code of ours that is still on nothing."""

    thing_type: str
    thing_uid: UUID | None
    code: Code | None = None

    @property
    def is_unclaimed(self) -> bool:
        return self.thing_uid is None


@dataclass(frozen=True, slots=True)
class Carrier:
    """One kind of thing that can carry codes.

    `get(actor, uid)` gives the thing if this person may see it; `search(actor, text)` at most twenty for the claim
    page, best first; `change` is the permission for putting a code on it.
    """

    thing_type: str
    word: str
    get: Callable[[Actor, UUID], Any | None]
    search: Callable[[Actor, str], Iterable[Any]]
    change: str
    icon: str = "tag"


Resolver = Callable[[str], Found | None]
_resolvers: list[Resolver] = []
_carriers: dict[str, Carrier] = {}


def resolver(resolve: Resolver) -> Resolver:
    """A room reads what is no code of ours: an asset tag, a room's number."""
    if resolve not in _resolvers:
        _resolvers.append(resolve)
    return resolve


def resolvers() -> list[Resolver]:
    return list(_resolvers)


def carries(carrier: Carrier) -> None:
    _carriers[carrier.thing_type] = carrier
    MERGE.answer(carrier.thing_type, "codes")(moving.merge)
    TRANSFER.answer(carrier.thing_type, "codes")(moving.transfer)


def carrier(thing_type: str) -> Carrier | None:
    return _carriers.get(thing_type)


def carriers() -> list[Carrier]:
    return list(_carriers.values())
