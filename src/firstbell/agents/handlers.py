"""What rooms above make of a report, inside its transaction: filled in their plugs.py, like the questions of tenancy.

@handlers.REPORTED.fill("software")
def installed(told: Reported) -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from firstbell.lib.agentprotocol import Facts, Report
from firstbell.platform.accounts.actors import Actor

Told = TypeVar("Told")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Reported:
    """`report` holds every section that came, `facts` what they mean; `changed` names those that are new, other than before, or gone.

    A device that waits has no item: nobody is told of it until it is in the register, and then of everything.
    """

    device: Any
    item: Any
    report: Report
    facts: Facts
    changed: Collection[str]
    by: Actor
    at: datetime
    # The item was made of this very report: nobody can know anything of it yet.
    fresh: bool = False


@dataclass(frozen=True)
class WorkAsked:
    """An agent asks for work: `task` is Deploy, Collect or ESX; the device is approved and in the register."""

    device: Any
    item: Any
    task: str
    at: datetime


@dataclass(frozen=True)
class Discovered:
    """What an agent found on its network: `kind` is netdiscovery or netinventory, `raw` as it came."""

    device: Any
    kind: str
    raw: bytes
    at: datetime


class Handlers(Generic[Told, Answer]):
    def __init__(self, name: str) -> None:
        self.name = name
        self._by_room: dict[str, Callable[[Told], Answer]] = {}

    def fill(self, room: str) -> Callable[[Callable[[Told], Answer]], Callable[[Told], Answer]]:
        def register(handle: Callable[[Told], Answer]) -> Callable[[Told], Answer]:
            if self._by_room.get(room, handle) is not handle:
                raise LookupError(f"{room} handles {self.name!r} twice")
            self._by_room[room] = handle
            return handle

        return register

    def __bool__(self) -> bool:
        return bool(self._by_room)

    def run(self, told: Told) -> list[Answer]:
        return [handle(told) for _, handle in sorted(self._by_room.items())]


# A report of a device in the register was taken: same transaction, before it is acknowledged.
REPORTED: Handlers[Reported, None] = Handlers("reported")
# The schedule entry for an agent that asks for work ({"task": …, "remote": …}), or None.
WORK: Handlers[WorkAsked, Mapping[str, Any] | None] = Handlers("work")
# A discovery or a network inventory came in; it is kept raw whoever listens.
DISCOVERED: Handlers[Discovered, None] = Handlers("discovered")
