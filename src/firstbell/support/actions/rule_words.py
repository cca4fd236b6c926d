"""A rule read aloud: when it is looked at, of which tickets it is about, and what it does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstbell.platform.audit.events import Change, changes_between
from firstbell.platform.fields.secrecy import within
from firstbell.support.actions import rule_acts
from firstbell.support.models import Rule
from firstbell.support.queries import conditions, heard, naming
from firstbell.support.states import ClockKind, RuleKind, Since, Unit

_LISTS: Final = {
    "whens": "when",
    "all_of": "all of these",
    "any_of": "one of these",
    "does": "what it does",
}


@dataclass(frozen=True)
class Spoken:
    rule: Rule
    when: str
    only: str
    does: tuple[str, ...]


def spoken(rules: Iterable[Rule]) -> list[Spoken]:
    """All of them with a query for each kind of thing that they name."""
    found = list(rules)
    names = naming.names(ref for rule in found for ref in _refs(vars(rule)))
    return [
        Spoken(rule, when(rule), _only(rule, names), tuple(rule_acts.in_words(row, names) for row in rule.does))
        for rule in found
    ]  # fmt: skip


def _refs(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [*values["all_of"], *values["any_of"]]
    return [*conditions.refs(rows), *rule_acts.refs(values["does"])]


def when(rule: Rule) -> str:
    if rule.kind == RuleKind.TIME:
        return f"{rule.amount} {Unit(rule.unit).label} {Since(rule.since).label}"
    if rule.kind == RuleKind.PROMISE:
        what = ClockKind(rule.promise).label.lower() if rule.promise else "anything"
        return f"A promise: {what}"
    return ", or ".join(heard.WHEN[name].lower() if number else heard.WHEN[name] for number, name in enumerate(rule.whens))  # fmt: skip


def _only(rule: Rule, names: Mapping[str, str]) -> str:
    every = [within(conditions.in_words(row, names)) for row in rule.all_of]
    some = [within(conditions.in_words(row, names)) for row in rule.any_of]
    parts = [*every, " or ".join(f"({one})" if len(some) > 1 else one for one in some)]
    return ", and ".join(part for part in parts if part)


def changes(rule: Rule, wanted: Mapping[str, Any]) -> list[Change]:
    """What would change, in words that history can keep."""
    plain = changes_between(rule, {name: value for name, value in wanted.items() if name not in _LISTS})  # fmt: skip
    was = {name: getattr(rule, name) for name in _LISTS}
    names = naming.names([*_refs(was), *_refs(wanted)])
    for name, label in _LISTS.items():
        if was[name] != wanted[name]:
            plain.append(Change(label, _listed(name, was[name], names), _listed(name, wanted[name], names)))  # fmt: skip
    return plain


def _listed(name: str, rows: list[Any], names: Mapping[str, str]) -> str:
    if name == "whens":
        return ", ".join(heard.WHEN[one].lower() for one in rows)
    say = rule_acts.in_words if name == "does" else conditions.in_words
    return "; ".join(say(row, names) for row in rows)
