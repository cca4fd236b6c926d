"""The panel in which filters are chosen, and what its form sends: readable addresses come back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.lists import conditions, days, filtering
from firstbell.platform.lists.conditions import Condition
from firstbell.platform.lists.filtering import Bound
from firstbell.platform.lists.reading import Reading
from firstbell.platform.web.listing import words

_VALUELESS = ("empty", "filled")


def chosen(data: QueryDict) -> str:
    """The question that the panel's form makes; empty when no such form was sent."""
    if "f.base" not in data:
        return ""
    question = conditions.read(data.get("f.base", ""))
    group = -1
    if data.get("f.or"):
        question = conditions.read(f"{question.text()}&or=") if any(question.groups) else question
    added, gone = [], set()
    for name in data:
        if name.startswith("f.") and name.endswith(".op"):
            key = name[2:-3]
            condition = _condition(data, key)
            gone.add(key)
            if condition is not None:
                added.append(condition)
    groups = list(question.groups)
    groups[group] = tuple(one for one in groups[group] if one.key not in gone)
    made = replace(question, groups=tuple(groups)).plus(added)
    if "f.school" in data:
        made = replace(made, school="all")
    return made.text() or "view=all"


def _condition(data: QueryDict, key: str) -> Condition | None:
    op = data.get(f"f.{key}.op", "")
    if op in _VALUELESS:
        return Condition(key, op)
    values = [value.strip() for value in data.getlist(f"f.{key}.v") if value.strip()]
    if op == "between":
        second = data.get(f"f.{key}.w", "").strip()
        values = [f"{values[0]}..{second}"] if values and second else []
    elif len(values) > 1 and not any("," in value for value in values):
        values = [",".join(values)]
    return Condition(key, op, tuple(values)) if values and op in conditions.OPS else None


def controls(reading: Reading) -> list[dict[str, Any]]:
    """One control for each column that can be narrowed, with what is chosen in the last group."""
    now = {one.key: one for one in reading.question.groups[-1]}
    known = words.names_of_things(reading)
    made = []
    for column in reading.columns.values():
        found = filtering.bound(column)
        if found is not None:
            current = now.get(column.key)
            made.append({
                "label": column.label, "open": current is not None, "group": column.group,
                "control": _control(reading, found, current, known),
            })  # fmt: skip
    return made


def _control(
    reading: Reading, found: Bound, current: Condition | None, known: dict[str, str]
) -> SafeString:
    key, op = found.column.key, current.op if current else _first_op(found)
    values = filtering.written_values(found, current) if current else []
    ops = "".join(
        f'<option value="{one}"{" selected" if one == op else ""}>{words.OP_CHOICES[one]}</option>'
        for one in found.ops
    )
    chooser = (
        f'<label class="fb-sr" for="f-{key}-op">{escape(found.column.label)}, how</label>'
        f'<select class="fb-select" id="f-{key}-op" name="f.{key}.op">{ops}</select>'
    )
    return mark_safe(chooser + _values(reading, found, values, known))  # noqa: S308 -- escaped piece by piece


def _first_op(found: Bound) -> str:
    if found.filter.model:
        return ""
    return {
        "text": "has",
        "link": "has",
        "person": "has",
        "place": "has",
        "date": "before",
        "moment": "after",
    }.get(found.kind, "")


def _values(reading: Reading, found: Bound, values: list[str], known: dict[str, str]) -> str:
    key = found.column.key
    if found.filter.model:
        return _boxes(key, [(value, known.get(value, "?")) for value in values], values) + _lookup(
            reading, key
        )
    options = found.options(reading.looker)
    if options:
        return _boxes(key, options, values)
    parts = values[0].split("..") if values else []
    first, second = [*parts, "", ""][:2]
    if found.kind in ("date", "moment"):
        return _input(key, "v", first, "01/11/2022, or today-30d", "fb-days") + _input(
            key, "w", second, "to", "fb-days"
        )
    if found.kind in ("number", "money"):
        return _input(key, "v", first, "") + _input(key, "w", second, "to")
    return _input(key, "v", ", ".join(values), "")


def _boxes(key: str, options: Iterable[tuple[str, str]], values: list[str]) -> str:
    return "".join(
        f'<label class="fb-check"><input type="checkbox" name="f.{key}.v" value="{escape(str(value))}"'
        f"{' checked' if str(value) in values else ''}> {escape(str(word))}</label>"
        for value, word in options
    )


def _input(key: str, part: str, value: str, hint: str, options: str = "") -> str:
    choices = f' list="{options}"' if options else ""
    return (
        f'<input class="fb-input" name="f.{key}.{part}" value="{escape(value)}" placeholder="{escape(hint)}"'
        f' aria-label="{"to" if part == "w" else "what"}" autocomplete="off"{choices}>'
    )


def _lookup(reading: Reading, key: str) -> str:
    url = reverse("list_options", args=[reading.spec.name, quote(key)])
    widget = {
        "url": url,
        "name": f"f.{key}.v",
        "value": "",
        "label": "",
        "attrs": {"id": f"f-{key}", "aria-label": "which"},
    }
    return render_to_string("web/widgets/lookup.html", {"widget": widget})


def day_options() -> list[tuple[str, str]]:
    """Relative days to choose from in every box for a day."""
    usual = [
        ("today-7d", "7 days ago"),
        ("today-30d", "30 days ago"),
        ("today-1y", "1 year ago"),
        ("today-4y", "4 years ago"),
    ]
    return [*days.bases(), *usual]
