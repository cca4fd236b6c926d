"""Monitors, docks and printers that a machine reports with their serials: items of their own, which go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from firstbell.agents.actions import catalogue
from firstbell.agents.actions.catalogue import Kind, Placed
from firstbell.equipment.actions import registering, reporting
from firstbell.equipment.actions.registering import Draft
from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.equipment.queries.identities import Carrier
from firstbell.equipment.states import Lifecycle, Source
from firstbell.lib.agentprotocol import Facts
from firstbell.platform.accounts.actors import Actor

SECTIONS = frozenset({"monitors", "usbdevices", "printers"})
HOW = "Reported by a machine"
_SHORTEST = 4


class Companion(NamedTuple):
    kind: Kind
    serial: str

    @property
    def norm(self) -> str:
        return identities.normal(self.serial)


def of(facts: Facts) -> list[Companion]:
    """Each serial once, and none that is the machine's own (an all-in-one's screen)."""
    monitors = [one for one in facts.monitors if not one.built_in]
    rows = [
        *(Companion(Kind("monitor", one.maker, one.name), one.serial) for one in monitors),
        *(Companion(Kind("dock", one.maker, one.name), one.serial) for one in facts.docks),
        *(Companion(Kind("printer", "", one.name), one.serial) for one in facts.printers),
    ]
    mine = identities.normal(facts.serial)
    found: dict[str, Companion] = {}
    for one in rows:
        if len(one.norm) >= _SHORTEST and one.norm != mine:
            found.setdefault(one.norm, one)
    return list(found.values())


def pairs(facts: Facts) -> set[tuple[str, str]]:
    return {("serial", one.norm) for one in of(facts)}


def unknown(facts: Facts, found: Iterable[Carrier]) -> list[Companion]:
    there = _serials(found)
    return [one for one in of(facts) if one.norm not in there]


def known(facts: Facts, found: Sequence[Carrier]) -> list[Item]:
    """Those in the register already, of whichever school: only the machine's own follow it."""
    there = _serials(found)
    ids = {there[one.norm] for one in of(facts) if one.norm in there}
    return list(Item.objects.filter(pk__in=ids).select_related("category", "model")) if ids else []


def _serials(found: Iterable[Carrier]) -> dict[str, int]:
    return {norm: one.item_id for one in found for norm in one.marks.get("serial", ())}


def draft(one: Companion, placed: Placed, *, at: datetime) -> Draft:
    reported = str(Source.REPORTED)
    values = {
        "serial": one.serial[:120], "model_id": placed.model.pk if placed.model else None, "seen_at": at,
        "seen_how": HOW, "lifecycle": Lifecycle.IN_SERVICE,
        "sources": {"serial": reported, "model_id": reported, "goes_with_id": reported},
    }  # fmt: skip
    return Draft(placed.category, values, label=str(placed.model or ""))


def follow(items: Sequence[Item], machine: Item, *, by: Actor, at: datetime) -> None:
    mine = [one for one in items if one.school_id == machine.school_id and one.pk != machine.pk]
    reporting.goes_with(mine, machine, by=by, at=at)
    reporting.seen([one.pk for one in mine], how=HOW, by=by, at=at, sighting=False)


def keep(facts: Facts, machine: Item, *, by: Actor, at: datetime) -> None:
    """What hangs on a machine now: the new ones are registered, the known ones follow it."""
    if not of(facts):
        return
    found = identities.carriers(pairs(facts))
    fresh = unknown(facts, found)
    if fresh:
        placed = catalogue.place([one.kind for one in fresh], by=by, at=at)
        drafts = [draft(one, where, at=at) for one, where in zip(fresh, placed, strict=True)]
        made = registering.register(machine.school, drafts, by=by, at=at)
        items = Item.objects.filter(pk__in=[one.id for one in made]).select_related("category")
        reporting.goes_with(items, machine, by=by, at=at)
    follow(known(facts, found), machine, by=by, at=at)
