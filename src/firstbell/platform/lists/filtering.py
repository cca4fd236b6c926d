"""Conditions become a Q: each kind of column has its comparisons, and says in words what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from firstbell.lib import natural
from firstbell.platform.lists import days, paths
from firstbell.platform.lists.conditions import Condition, Question
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.specs import Column, Filter, Kind, Option

TEXT = ("", "not", "has", "lacks", "starts", "empty", "filled")
NUMBER = ("", "not", "over", "under", "between", "empty", "filled")
DAY = ("", "before", "after", "between", "empty", "filled")
PICK = ("", "not", "empty", "filled")
COMPARISONS: Mapping[Kind, tuple[str, ...]] = {
    "text": TEXT, "code": TEXT, "person": TEXT, "place": TEXT, "link": TEXT, "number": NUMBER, "money": NUMBER,
    "date": DAY, "moment": DAY, "choice": PICK, "status": PICK, "bool": ("",), "list": PICK,
}  # fmt: skip
NUMERIC: tuple[Kind, ...] = ("number", "money")
_SPLIT_KINDS = ("choice", "status", "bool", "code", "list")


class Wrong(ValueError):
    """The condition cannot be met by any row, because it makes no sense; the text says why."""


@dataclass(frozen=True)
class Bound:
    """A column's filter with the column's own kind, path and choices filled in."""

    column: Column
    filter: Filter
    kind: Kind
    path: str

    @property
    def ops(self) -> tuple[str, ...]:
        found = PICK if self.filter.model else COMPARISONS[self.kind]
        return tuple(op for op in found if self.filter.empty or op not in ("empty", "filled"))

    @property
    def chosen(self) -> Callable[[list[str]], Q]:
        return self.filter.chosen or (lambda values: Q(**{f"{self.path}__in": values}))

    @property
    def is_text(self) -> bool:
        return not self.filter.model and COMPARISONS[self.kind] is TEXT

    def options(self, looker: Looker) -> list[Option]:
        given = self.filter.choices or self.column.choices
        if callable(given):
            return list(given(looker.actor))
        if given:
            return list(given)
        if self.kind == "bool":
            return [("yes", "Yes"), ("no", "No")]
        return [(value, said[1]) for value, said in self.column.states.items()]


def bound(column: Column) -> Bound | None:
    narrowing = column.narrowing
    said = narrowing and (narrowing.where or narrowing.chosen or narrowing.path)
    if narrowing is None or (column.fill and not said):
        return None
    path = narrowing.path or column.paths[0]
    return Bound(column, narrowing, narrowing.kind or column.kind, path)


@dataclass
class Narrowed:
    q: Q = field(default_factory=Q)
    problems: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def narrow(
    question: Question, columns: Mapping[str, Column], looker: Looker, model: type[models.Model]
) -> Narrowed:
    """What the question asks for; what makes no sense is left out and told."""
    made = Narrowed()
    groups = []
    for group in question.groups:
        wanted = Q()
        for condition in group:
            try:
                wanted &= _condition(condition, columns, looker, model)
                made.used.add(condition.key)
            except (Wrong, days.NotADay) as problem:
                made.problems.append(str(problem))
        if group:
            groups.append(wanted)
    for wanted in groups:
        made.q |= wanted
    return made


def _condition(
    condition: Condition, columns: Mapping[str, Column], looker: Looker, model: type[models.Model]
) -> Q:
    column = columns.get(condition.key)
    found = bound(column) if column else None
    if column is None or found is None:
        raise Wrong(
            f"This list has no “{condition.key}” to filter by any more, so that part was left out."
        )
    if condition.op not in found.ops:
        raise Wrong(f"{found.column.label} cannot be compared with “{condition.op}”.")
    end = paths.leaf(model, found.path)
    if found.kind == "date" and end.is_moment:
        found = replace(found, kind="moment")
    op, values = _said(found, condition)
    if found.filter.where is not None:
        return found.filter.where(op, values)
    if found.filter.inside is not None:
        return _inside(found, op, values, looker)
    if op in ("empty", "filled"):
        q = _empty(found, end) if op == "empty" else ~_empty(found, end)
    else:
        q = comparison(found, op, values, looker)
    return Q(pk__in=model._base_manager.filter(q).values("pk")) if end.many else q


_POSITIVE = {"not": "", "lacks": "has"}


def _inside(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    """ "Is not" also means the rows that have nothing there, so it is said the other way round."""
    assert found.filter.inside is not None  # noqa: S101 -- asked by _condition
    valueless = op in ("empty", "filled")
    q = Q() if valueless else comparison(found, _POSITIVE.get(op, op), values, looker)
    having = found.filter.inside(q)
    return ~having if op in (*_POSITIVE, "empty") else having


def _said(found: Bound, condition: Condition) -> tuple[str, list[str]]:
    """The comparison and the values; `left=empty` is understood as people mean it."""
    values, op = written_values(found, condition), condition.op
    plain = not op and "empty" in found.ops and not found.is_text
    if plain and [value.lower() for value in values] == ["empty"]:
        return "empty", []
    if found.filter.model and found.filter.by == "uid":
        return op, [str(_uid(value, found.column.label)) for value in values]
    return op, values


def _empty(found: Bound, end: paths.Leaf) -> Q:
    nothing = Q(**{f"{found.path}__isnull": True})
    worded = found.is_text or found.kind in ("choice", "status")
    return (
        nothing | Q(**{found.path: ""})
        if worded and end.is_text and not found.filter.model
        else nothing
    )


def written_values(found: Bound, condition: Condition) -> list[str]:
    values = [value.strip() for value in condition.values]
    if found.filter.model or found.kind in _SPLIT_KINDS:
        values = [part.strip() for value in values for part in value.split(",")]
    return [value for value in values if value]


def comparison(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    if not values:
        raise Wrong(f"Say what {found.column.label} should be.")
    if found.filter.model:
        return _of_model(found, op, values)
    return _MAKERS[found.kind](found, op, values, looker)


def _of_model(found: Bound, op: str, values: list[str]) -> Q:
    q = Q(**{f"{found.path}__{found.filter.by}__in": values})
    return ~q if op == "not" else q


def _uid(value: str, label: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Wrong(f"“{value}” is not a {label.lower()} that this list knows.") from None


def _text(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    lookup = {
        "": "iexact",
        "not": "iexact",
        "has": "icontains",
        "lacks": "icontains",
        "starts": "istartswith",
    }[op]
    q = Q()
    for value in values:
        q |= Q(**{f"{found.path}__{lookup}": value})
    return ~q if op in ("not", "lacks") else q


def _choice(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    known = {value for value, _ in found.options(looker)}
    strange = [value for value in values if value not in known]
    if strange:
        raise Wrong(f"{found.column.label} has no “{strange[0]}”.")
    q = found.chosen(values)
    return ~q if op == "not" else q


def _bool(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    yes = {"yes": True, "1": True, "true": True, "no": False, "0": False, "false": False}
    wanted = {yes[value.lower()] for value in values if value.lower() in yes}
    if not wanted:
        raise Wrong(f"{found.column.label} is yes or no.")
    if len(wanted) == 2:
        return Q()
    q = found.filter.chosen(["yes"]) if found.filter.chosen else Q(**{found.path: True})
    return q if True in wanted else ~q


def _number(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    edges = [_amount(found, value) for value in _pair(found, op, values)]
    if op == "between":
        return Q(**{f"{found.path}__gte": min(edges), f"{found.path}__lte": max(edges)})
    if op in ("over", "under"):
        return Q(**{f"{found.path}__{'gt' if op == 'over' else 'lt'}": edges[0]})
    q = Q(**{f"{found.path}__in": edges})
    return ~q if op == "not" else q


def _amount(found: Bound, text: str) -> Decimal | int:
    try:
        amount = Decimal(text.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        raise Wrong(f"“{text}” is not a number, for {found.column.label}.") from None
    if not amount.is_finite() or abs(amount) > 10**15:
        raise Wrong(f"“{text}” is too much, for {found.column.label}.")
    if found.kind == "money":
        return round(amount * 100)
    return int(amount) if amount == amount.to_integral_value() else amount


def _pair(found: Bound, op: str, values: list[str]) -> list[str]:
    if op != "between":
        return values
    edges = [
        part.strip()
        for value in values
        for part in value.replace(",", "..").split("..")
        if part.strip()
    ]
    if len(edges) != 2:
        raise Wrong(f"{found.column.label}: between needs two, as in 1..5.")
    return edges


def _day(found: Bound, op: str, values: list[str], looker: Looker) -> Q:
    """`after` and `before` leave the day itself out; between takes both ends in."""
    edges = sorted(days.resolve(value, looker) for value in _pair(found, op, values))
    path = found.path
    if found.kind == "date":
        whole: dict[str, dict[str, Any]] = {
            "": {f"{path}__in": edges}, "before": {f"{path}__lt": edges[0]}, "after": {f"{path}__gt": edges[0]},
            "between": {f"{path}__gte": edges[0], f"{path}__lte": edges[-1]},
        }  # fmt: skip
        return Q(**whole[op])
    starts = [looker.start_of(day) for day in edges]
    ends = [looker.start_of(days.next_day(day)) for day in edges]
    if op == "":
        q = Q()
        for start, end in zip(starts, ends, strict=True):
            q |= Q(**{f"{path}__gte": start, f"{path}__lt": end})
        return q
    parts: dict[str, dict[str, Any]] = {
        "before": {f"{path}__lt": starts[0]}, "after": {f"{path}__gte": ends[0]},
        "between": {f"{path}__gte": starts[0], f"{path}__lt": ends[-1]},
    }  # fmt: skip
    return Q(**parts[op])


Maker = Callable[[Bound, str, list[str], Looker], Q]
_MAKERS: Mapping[Kind, Maker] = {
    "text": _text, "code": _text, "person": _text, "place": _text, "link": _text, "number": _number,
    "money": _number, "date": _day, "moment": _day, "choice": _choice, "status": _choice, "bool": _bool,
    "list": _choice,
}  # fmt: skip


def holding(lookups: Sequence[str], words: str) -> Q:
    """Rows in which any of these lookups finds the words; `*_key` columns are asked with a natural key."""
    either = Q()
    for lookup in lookups:
        path = lookup.rpartition("__")[0]
        either |= Q(**{lookup: natural.key(words) if path.endswith("_key") else words})
    return either
