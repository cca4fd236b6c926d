"""A question to a list, as it stands in the address and in a saved view; nothing here knows the columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote_plus

OPS = (
    "", "not", "has", "lacks", "starts", "over", "under", "before", "after", "between", "empty", "filled",
)  # fmt: skip
_PLAIN = ("q", "sort", "school", "columns")
_PAGING = ("after", "before", "count", "view", "at")
MOST_CONDITIONS = 60


@dataclass(frozen=True)
class Condition:
    """`kind.not=laptop` is key "kind", op "not", values as they were written. Op "" is "is"."""

    key: str
    op: str
    values: tuple[str, ...] = ()


Group = tuple[Condition, ...]


@dataclass(frozen=True)
class Question:
    """Rows that meet every condition of any group."""

    groups: tuple[Group, ...] = ((),)
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    school: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.q or any(self.groups))

    def without(self, group: int, condition: Condition) -> Question:
        groups = list(self.groups)
        groups[group] = tuple(one for one in groups[group] if one != condition)
        return replace(self, groups=_tidy(groups))

    def plus(self, found: Iterable[Condition], group: int = -1) -> Question:
        """With these conditions in a group, each instead of one on the same column with the same comparison."""
        groups = list(self.groups)
        added = list(found)
        kept = [
            one
            for one in groups[group]
            if not any((one.key, one.op) == (new.key, new.op) for new in added)
        ]
        groups[group] = (*kept, *added)
        return replace(self, groups=tuple(groups))

    def text(self, **changes: str) -> str:
        """The query string, as readable as an address can be."""
        pairs: list[tuple[str, str]] = []
        for number, group in enumerate(self.groups):
            if number:
                pairs.append(("or", ""))
            for one in group:
                name = f"{one.key}.{one.op}" if one.op else one.key
                pairs += [(name, value) for value in one.values or ("",)]
        plain = {
            "q": self.q, "sort": self.sort, "columns": ",".join(self.columns), "school": self.school, **changes,
        }  # fmt: skip
        pairs += [(name, value) for name, value in plain.items() if value]
        return "&".join(
            f"{quote_plus(name)}={quote_plus(value, safe=',:/')}" for name, value in pairs
        )


def _tidy(groups: list[Group]) -> tuple[Group, ...]:
    return tuple(group for group in groups if group) or ((),)


def read(text: str) -> Question:
    """The question of a query string; an empty last group is kept, so that it can be filled in."""
    groups: list[dict[tuple[str, str], list[str]]] = [{}]
    plain: dict[str, str] = {}
    count = 0
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=400):
        value = value.replace("\0", "")[:500]
        if name == "or":
            groups.append({})
        elif name in _PLAIN:
            plain[name] = value
        elif name not in _PAGING and not name.startswith("f.") and count < MOST_CONDITIONS:
            key, _, op = name.partition(".")
            groups[-1].setdefault((key, op), []).append(value)
            count += 1
    made = [
        tuple(Condition(key, op, tuple(values)) for (key, op), values in group.items())
        for group in groups
    ]
    earlier = [group for group in made[:-1] if group]
    columns = tuple(filter(None, plain.pop("columns", "").split(",")))
    return Question(groups=(*earlier, made[-1]), columns=columns, **plain)
