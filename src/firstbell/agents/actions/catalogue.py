"""Finding, or making, the category and model of what reports: for a machine and all that hangs on it at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from firstbell.agents.queries import makers
from firstbell.equipment.actions import cataloguing, starting
from firstbell.equipment.models import Category, Manufacturer, Model
from firstbell.equipment.queries.catalogue import models_named
from firstbell.lib import natural
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.database import locks


class Kind(NamedTuple):
    """What a thing says it is: the hint of its category, its maker and its model in its own words."""

    hint: str
    maker: str
    model: str


class Placed(NamedTuple):
    category: Category
    model: Model | None


def place(kinds: Sequence[Kind], *, by: Actor, at: datetime) -> list[Placed]:
    """The category and model of each; a model that is known keeps the category that people gave it."""
    models = _models(kinds)
    if any(_key(kind) not in models for kind in kinds):
        # Whoever makes what is missing does so alone: a hundred new machines of one model come on one morning.
        locks.wait_for(["agents catalogue"])
        models = _models(kinds)
    wanted = {makers.CATEGORIES[kind.hint] for kind in kinds if _key(kind) not in models}
    categories = _categories(wanted, by=by, at=at)
    placed = []
    for kind in kinds:
        model = models.get(_key(kind))
        if model is not None:
            placed.append(Placed(model.category, model))
            continue
        category = categories[makers.CATEGORIES[kind.hint]]
        model = models[_key(kind)] = _new_model(kind, category, by, at) if kind.model else None
        placed.append(Placed(category, model))
    return placed


def _key(kind: Kind) -> tuple[str, str]:
    return natural.key(makers.maker(kind.maker)), natural.key(_name(kind))


def _name(kind: Kind) -> str:
    """The model without its maker's name in front, as the catalogue shows it."""
    maker = makers.maker(kind.maker)
    name = " ".join(kind.model.split())[:120]
    return (
        name[len(maker) :].strip()
        if maker and name.casefold().startswith(f"{maker} ".casefold())
        else name
    )


def _models(kinds: Sequence[Kind]) -> dict[tuple[str, str], Model | None]:
    names = {name for kind in kinds if (name := _name(kind))}
    if not names:
        return {}
    found: dict[tuple[str, str], Model | None] = {}
    for row in reversed(models_named(names)):
        maker = row.manufacturer.name if row.manufacturer else ""
        found[natural.key(makers.maker(maker)), natural.key(row.name)] = row
    return found


def _new_model(kind: Kind, category: Category, by: Actor, at: datetime) -> Model:
    maker = None
    if name := makers.maker(kind.maker):
        maker = cataloguing.named(Manufacturer, name, by=by, at=at)
    return cataloguing.add(
        Model, name=_name(kind), by=by, at=at, category=category, manufacturer=maker
    )


def _categories(names: Collection[str], *, by: Actor, at: datetime) -> dict[str, Category]:
    if not names:
        return {}
    found = {row.name: row for row in Category.objects.filter(name__in=names)}
    for name in set(names) - found.keys():
        found[name] = starting.category(name, by=by, at=at)
    return found
