"""A file of kinds, makers or models at work: the three have names, and stand on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from firstbell.equipment.actions import cataloguing, withdrawing
from firstbell.equipment.models import Category, Manufacturer, Model
from firstbell.equipment.sheets import catalogue_columns
from firstbell.equipment.sheets.finders import CatalogueFinders, model_key, models_by_name
from firstbell.lib.refusal import Refusal
from firstbell.people.sheets.calling import plain
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.finding import MANY, OPEN, Finder
from firstbell.platform.exchange.sheets import Column, Done, Line, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.spilling import with_lines
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.platform.exchange.taking_back import changed_since, take_back

# Which column of a sheet names another row of the catalogue.
_NAMES = {"parent": Category, "category": Category, "manufacturer": Manufacturer}


@dataclass(slots=True)
class Wish:
    """What one line says of a row. In `others`, rows by id; `later` is the kind above, of an earlier line."""

    values: dict[str, Any]
    others: dict[str, int | None] = field(default_factory=dict)
    later: str = ""
    row: Any = None


class CatalogueWork:
    kind: type[Any]
    things: tuple[str, str]
    columns: Sequence[Column]
    looks_up: tuple[str, ...] = ()

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.found = CatalogueFinders(setting)
        finders = {
            "parent": self.found.categories,
            "category": self.found.categories,
            "manufacturer": self.found.makers,
        }
        self.by_column = {name: finders[name] for name in self.looks_up}
        self.finders: Mapping[str, Finder] = {one.kind: one for one in self.by_column.values()}
        self.labels = {column.key: column.label.lower() for column in self.columns}
        self.seen: dict[str, int] = {}

    def look(self, lines: Sequence[Line]) -> list[Plan]:
        """All there are, each time: a trust has a few hundred, and a decision about one may add another."""
        rows = list(self.kind.objects.select_related(*self.looks_up))
        self.known = self._known(rows)
        self.rows = {row.pk: row for row in rows}
        return [self._plan(line) for line in lines]

    def _known(self, rows: Sequence[Any]) -> dict[str, int]:
        return {plain(row.name): row.pk for row in rows}

    def _key(self, line: Line) -> str:
        return plain(str(line.values.get("name") or ""))

    def _there(self, line: Line, key: str) -> int | None:
        return self.known.get(key)

    def _plan(self, line: Line) -> Plan:
        key, word = self._key(line), self.things[0]
        plan = Plan(
            line.number, Verdict.ERROR, list(line.problems), bool(line.warnings), f"{word}={key}"
        )
        there = self._there(line, key)
        if not line.values.get("name"):
            plan.reasons.append(f"{word.capitalize()}: it needs a name.")
        elif there == MANY:
            plan.reasons.append("Several models are called so. Say the maker and the model number.")
        elif self.seen.setdefault(f"#{there}" if there else key, line.number) != line.number:
            first = self.seen[f"#{there}" if there else key]
            plan.reasons.append(f"Line {first} is the same {word}.")
        if not plan.reasons:
            self._weigh(line, self.rows.get(there or 0), plan)
        plan.reasons += line.warnings
        return plan

    def _weigh(self, line: Line, row: Any, plan: Plan) -> None:
        word = self.things[0]
        if row is None and self.setting.mode == Mode.UPDATE:
            plan.reasons.append(
                f"No {word} is called so, and this file only changes what is there."
            )
        elif row is None:
            wish = self._wish(line, None)
            plan.verdict, plan.todo = Verdict.CREATE, wish
            self._refuse_new(wish, plan)
        elif self.setting.mode == Mode.CREATE:
            plan.verdict = Verdict.SAME
            plan.reasons.append(f"{row} is there already, and this file only adds new ones.")
        else:
            self._changed(self._wish(line, row), row, plan)

    def _refuse_new(self, wish: Wish, plan: Plan) -> None:
        """What a new one cannot be without."""

    def _wish(self, line: Line, row: Any) -> Wish:
        values = {
            name: _empty(self.kind, name) if value is None else value
            for name, value in line.values.items()
            if name in self.labels
            and name not in _NAMES
            and (value is not None or _clears(self.kind, name))
        }
        notes = with_lines(
            values.get("notes", row.notes if row else ""), line.values.get(SPILL) or ""
        )
        wish = Wish({**values, "notes": notes}, row=row)
        for name, finder in self.by_column.items():
            if name in line.values:
                self._find(name, finder, line, wish)
        return wish

    def _find(self, name: str, finder: Finder, line: Line, wish: Wish) -> None:
        called = line.values[name]
        if called is None:
            if _clears(self.kind, name):
                wish.others[name] = None
        elif name == "parent" and plain(called) in self.seen and plain(called) not in finder.known:
            wish.later = called
        else:
            wish.others[name] = finder.find(called)

    def _changed(self, wish: Wish, row: Any, plan: Plan) -> None:
        wish.values.pop("name", None)  # it was found by it: capitals and spaces do not rename it
        wish.values = {
            name: value for name, value in wish.values.items() if getattr(row, name) != value
        }
        wish.others = {
            name: pk
            for name, pk in wish.others.items()
            if pk != OPEN and getattr(row, f"{name}_id") != pk
        }
        said = [
            self.labels[name]
            for name in (*wish.values, *wish.others, *(["parent"] if wish.later else []))
        ]
        plan.verdict = Verdict.UPDATE if said else Verdict.SAME
        if said:
            plan.todo = wish
            plan.reasons.append(f"Changes {', '.join(said)}.")

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        return [self._apply(plan) for plan in plans]

    def _apply(self, plan: Plan) -> Done:
        wish, by, at = plan.todo, self.setting.by, self.setting.at
        values = {**wish.values, **self._others(wish)}
        if plan.verdict == Verdict.CREATE:
            made = cataloguing.add(self.kind, by=by, at=at, **values)
            return Done(plan.line, Outcome.CREATED, made.pk, made.uid)
        row = self.kind.objects.get(pk=wish.row.pk)
        before = {name: [_kept(getattr(row, name)), _kept(value)] for name, value in values.items()}
        cataloguing.change(row, by=by, at=at, **values)
        return Done(plan.line, Outcome.UPDATED, row.pk, row.uid, before)

    def _others(self, wish: Wish) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, pk in wish.others.items():
            if pk == OPEN:
                raise Refusal("A name on this line means nothing here yet, or could not be added.")
            found[name] = None if pk is None else _NAMES[name].objects.get(pk=pk)
        if wish.later:
            found["parent"] = Category.objects.filter(
                name__iexact=" ".join(wish.later.split())
            ).first()
            if found["parent"] is None:
                raise Refusal(
                    f"The line that adds {wish.later} was refused, so nothing stands under it."
                )
        return found

    def undo(self, traces: Sequence[Trace]) -> list[Undone]:
        return [self._undo(trace) for trace in traces]

    def _undo(self, trace: Trace) -> Undone:
        row = self.kind.objects.filter(pk=trace.thing_id).first()
        return take_back(
            trace, row, withdraw=self._withdraw, set_back=self._set_back, gone="It was taken back already."
        )  # fmt: skip

    def _withdraw(self, row: Any) -> None:
        withdrawing.withdraw(row, by=self.setting.by, at=self.setting.at)

    def _set_back(self, row: Any, trace: Trace) -> Undone:
        kept = [name for name, (_, now) in trace.undo.items() if _kept(getattr(row, name)) != now]
        wanted = {
            name: self._was(name, was) for name, (was, _) in trace.undo.items() if name not in kept
        }
        cataloguing.change(row, by=self.setting.by, at=self.setting.at, **wanted)
        return changed_since(trace, [self.labels[name] for name in kept], some=bool(wanted))

    def _was(self, name: str, was: Any) -> Any:
        if was is not None and name in _NAMES:
            return _NAMES[name].objects.filter(pk=was).first()
        return self.kind._meta.get_field(name).to_python(was)


class KindWork(CatalogueWork):
    kind, things, columns, looks_up = (
        Category,
        ("kind", "kinds"),
        catalogue_columns.KINDS,
        ("parent",),
    )


class MakerWork(CatalogueWork):
    kind, things, columns = Manufacturer, ("maker", "makers"), catalogue_columns.MAKERS


class ModelWork(CatalogueWork):
    kind, things, columns = Model, ("model", "models"), catalogue_columns.MODELS
    looks_up = ("category", "manufacturer")

    def _known(self, rows: Sequence[Any]) -> dict[str, int]:
        return models_by_name(list(rows))

    def _key(self, line: Line) -> str:
        return model_key(
            *(str(line.values.get(name) or "") for name in ("manufacturer", "name", "number"))
        )

    def _there(self, line: Line, key: str) -> int | None:
        """A model that nobody had the number of is still the same one when a file brings it."""
        found = self.known.get(key)
        if found is None and line.values.get("number"):
            less = self.known.get(key.rpartition("|")[0] + "|")
            row = self.rows.get(less or 0)
            return row.pk if row is not None and not row.number else None
        return found

    def _refuse_new(self, wish: Wish, plan: Plan) -> None:
        if wish.others.get("category") is None:
            plan.verdict, plan.todo = Verdict.ERROR, None
            plan.reasons.append("Kind: a new model needs one.")


def _clears(kind: type[Any], name: str) -> bool:
    spec = kind._meta.get_field(name)
    return bool(spec.null or spec.blank)


def _empty(kind: type[Any], name: str) -> Any:
    return None if kind._meta.get_field(name).null else ""


def _kept(value: Any) -> Any:
    value = getattr(value, "pk", value)
    return value.isoformat() if hasattr(value, "isoformat") else value
