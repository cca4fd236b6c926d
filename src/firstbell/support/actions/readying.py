"""What a desk keeps ready: written and changed by whoever sets the desk up, or manages the team whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.support.actions import setups
from firstbell.support.actions.setups import MANAGE, SETUP
from firstbell.support.models import ChecklistTemplate, Macro
from firstbell.support.queries import variables

_MANY = "checklists"


def add(model: type[Any], values: Mapping[str, Any], *, by: Actor, at: datetime) -> Any:
    """One more, of a school or, without one, of the trust."""
    own = {name: values[name] for name in ("school", "team") if name in values}
    return change(model(**own), values, by=by, at=at)


def change(
    row: Any, values: Mapping[str, Any], *, version: int | None = None, by: Actor, at: datetime
) -> Any:
    refuse_others(row, by)
    plain = {name: value for name, value in values.items() if name != _MANY}
    many: dict[str, Sequence[Any]] = {_MANY: list(values[_MANY])} if _MANY in values else {}
    wanted = copy(row)
    for name, value in plain.items():
        setattr(wanted, name, value)
    refuse_others(wanted, by)
    refuse(wanted)
    return setups.save(row, plain, many, by=by, at=at, version=version, may=_may(row))


def refuse_others(row: Any, by: Actor) -> None:
    """Whoever sets the desk up; what is one team’s, and of its school, also whoever manages that team."""
    require(by, _may(row), row)


def _may(row: Any) -> str:
    team = getattr(row, "team", None)
    return MANAGE if team is not None and row.school_id == team.school_id else SETUP


def refuse(row: Any) -> None:
    if not row.name.strip():
        raise Refusal("Give it a name.", fields={"name": "A few words"})
    others = type(row).objects.live().filter(school=row.school, name__iexact=row.name.strip())
    if others.exclude(pk=row.pk).exists():
        raise Refusal(f"There is a “{row.name}” already.", fields={"name": "Taken"})
    if isinstance(row, Macro):
        _refuse_macro(row)
    team = getattr(row, "team", None)
    if team is not None and team.school_id not in (None, row.school_id):
        raise Refusal(f"{team} is a team of another school.", fields={"team": "Another school’s"})
    if isinstance(row, ChecklistTemplate) and not row.said_lines():
        raise Refusal("A checklist has a line at least.", fields={"lines": "One a line"})


def _refuse_macro(row: Macro) -> None:
    strange = variables.unknown(row.body)
    if strange:
        raise Refusal(
            f"{{{strange[0]}}} stands for nothing. These do: {', '.join(variables.NAMES)}.", fields={"body": "Not known"}
        )  # fmt: skip
    if row.to_team and row.to_team.school_id not in (None, row.school_id):
        raise Refusal(f"{row.to_team} is a team of another school.", fields={"to_team": "Another school’s"})  # fmt: skip
    if not row.body.strip() and not _changes_anything(row):
        raise Refusal("Write what it says, or choose what it changes.", fields={"body": "Some words"})  # fmt: skip
    same = Macro.objects.live().filter(school=row.school, key__iexact=row.key).exclude(pk=row.pk)
    if row.key and same.exists():
        raise Refusal(f"/{row.key} is another one’s short name.", fields={"key": "Taken"})


def _changes_anything(row: Macro) -> bool:
    return bool(row.status or row.to_team or row.owner or row.category or row.minutes or row.pk)
