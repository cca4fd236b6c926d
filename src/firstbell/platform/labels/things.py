"""What a code can be on: what rooms said to codes, else anything that can be searched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.codes import registry
from firstbell.platform.search import finding
from firstbell.platform.search import registry as search


@dataclass(frozen=True)
class Candidate:
    thing_type: str
    uid: UUID
    label: str
    detail: str
    icon: str


def thing(actor: Actor, thing_type: str, uid: UUID) -> Any | None:
    """The thing, if this person may see it."""
    carrier = registry.carrier(thing_type)
    if carrier is not None:
        return carrier.get(actor, uid)
    kind = next((one for one in search.types() if one.model._meta.label_lower == thing_type), None)
    if kind is None:
        return None
    return kind.model._default_manager.visible_to(actor).filter(uid=uid).first()  # type: ignore[attr-defined]


def candidates(actor: Actor, text: str) -> list[Candidate]:
    """What somebody may mean: what the room itself finds first, then what search does."""
    if not text:
        return []
    found: dict[UUID, Candidate] = {}
    refused = set()
    for carrier in registry.carriers():
        if not can(actor, carrier.change):
            refused.add(carrier.thing_type)
            continue
        for one in carrier.search(actor, text):
            found[one.uid] = Candidate(carrier.thing_type, one.uid, str(one), "", carrier.icon)
    for group in finding.find(text, actor=actor, most=8).groups:
        kind = group.kind.model._meta.label_lower
        for hit in group.found if kind not in refused else ():
            known = Candidate(kind, hit.uid, hit.label, hit.detail, group.kind.icon)
            found.setdefault(hit.uid, known)
    return list(found.values())
