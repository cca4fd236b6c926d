"""Files that agents made without a network (`--local`), brought in by hand: the same verb as at the door."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from firstbell.agents.actions import receiving
from firstbell.agents.models import Device
from firstbell.lib.agentprotocol import Inventory, Unreadable, opened, read
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.tenancy.models import School


class Verdict(NamedTuple):
    """What became of one file; `problem` is a sentence, and empty when it was taken."""

    name: str
    device: Device | None = None
    outcome: str = ""
    problem: str = ""


def take(
    files: Iterable[tuple[str, bytes]], school: School, *, by: Actor, at: datetime
) -> Iterator[Verdict]:
    """Each file by itself: one that cannot be read stops no other."""
    require(by, "agents.change", school)
    for name, body in files:
        try:
            yield _take(name, body, school, by, at)
        except (Unreadable, Refusal) as problem:
            yield Verdict(name, problem=str(problem))


def _take(name: str, body: bytes, school: School, by: Actor, at: datetime) -> Verdict:
    plain = opened("", body)
    message = read(plain, "")
    if not isinstance(message, Inventory):
        return Verdict(name, problem="There is no inventory in it.")
    taken = receiving.receive(message.report, receiving.Came(school, plain), at=at, by=by)
    return Verdict(name, taken.device, taken.outcome)
