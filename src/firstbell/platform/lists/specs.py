"""Lists are declared: what a row is, its columns, filters, views and what can be done to many rows.

A room declares a `ListSpec` in web/lists.py; rooms above add to it with `extend`. See docs/how-to/declare-a-list.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.db import models
from django.db.models import Q
from django.urls import get_resolver

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can

Kind = Literal[
    "text", "code", "number", "money", "date", "moment", "status", "choice", "bool", "link",
    "person", "place", "list",
]  # fmt: skip
Row = dict[str, Any]
Rows = models.QuerySet[Any, Any]
Option = tuple[str, str]

# Words of the address that mean something else; no column may be called so.
RESERVED = frozenset(
    {"q", "sort", "columns", "view", "after", "before", "school", "or", "count", "at", "f"}
)
_KEY = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Filter:
    """How a column is narrowed down. `kind` and `path` default to the column's own.

    Of a choice, give `choices` (few, known; or a callable of the actor). Of another thing, give `model`: its rows are
    offered through `visible_to`, twenty at a time, found by `search` lookups, shown by `label` (one field or several),
    written in the address by `by` field; `path` is then the foreign key. `where(op, values)` replaces the comparison altogether.
    `chosen(values)` says which rows the choices mean, where they are worked out and no column's value; of yes and no, `["yes"]`.
    `inside(q)` makes a comparison of another table's rows (`path` is a column there) one of this list's.
    """

    kind: Kind | None = None
    path: str = ""
    choices: Sequence[Option] | Callable[[Actor], Iterable[Option]] = ()
    model: type[models.Model] | None = None
    label: str | Sequence[str] = "name"
    search: Sequence[str] = ("name__icontains",)
    by: str = "uid"
    where: Callable[[str, list[Any]], Q] | None = None
    inside: Callable[[Q], Q] | None = None
    chosen: Callable[[list[str]], Q] | None = None
    empty: bool = True

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.label,) if isinstance(self.label, str) else tuple(self.label)


@dataclass(frozen=True)
class Column:
    """One column. Only what is shown is read: `path` names what `.values()` fetches, the first one is the value.

    `annotate` holds expressions that paths of this column need. `fill(rows)` completes one page of rows with a
    bounded number of queries (tags, say). `render(row)` gives safe HTML or text; without it the kind decides.
    `states` maps a status to (kind, word) or (kind, word, icon), kind being ok, warn, bad, live or quiet.
    `sort=""` means not sortable; None sorts by the first path. `phone`: 1 name, 2 second line, 3 right
    edge, 4 below it (the first of several that is not empty), 5 a picture at the left, 0 hidden.
    `in_files=False` is for what is done to a row rather than known of it: it is in no file that is taken away.
    """

    key: str
    label: str
    kind: Kind = "text"
    path: str | Sequence[str] = ""
    sort: str | Sequence[str] | None = None
    annotate: Mapping[str, Any] = field(default_factory=dict)
    fill: Callable[[list[Row]], None] | None = None
    render: Callable[[Row], str] | None = None
    export: Callable[[Row], Any] | None = None
    states: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choices: Sequence[Option] | Callable[[Actor], Iterable[Option]] = ()
    filter: bool | Filter = True
    default: bool = True
    permission: str = ""
    phone: int = 0
    group: str = ""
    in_files: bool = True

    def __post_init__(self) -> None:
        if not _KEY.match(self.key) or self.key in RESERVED:
            raise ValueError(f"{self.key!r} cannot be a column's key")

    @property
    def paths(self) -> tuple[str, ...]:
        if self.path:
            return (self.path,) if isinstance(self.path, str) else tuple(self.path)
        return (self.key,)

    @property
    def sort_paths(self) -> tuple[str, ...]:
        if self.sort is None:
            return () if self.fill or self.kind == "list" else self.paths[:1]
        if isinstance(self.sort, str):
            return (self.sort,) if self.sort else ()
        return tuple(self.sort)

    @property
    def narrowing(self) -> Filter | None:
        """The filter of this column, or None where it has none."""
        if self.filter is False:
            return None
        return Filter() if self.filter is True else self.filter


@dataclass(frozen=True)
class BulkAction:
    """Something done to the rows that are picked, or to all that match.

    `run(rows, by=, at=, **cleaned)` gets a queryset of up to 500 rows at a time, in a transaction, and calls a verb
    written for many; a Refusal of the whole slice makes it try one by one, so that only the refused are left out.
    `form` asks for the words of the verb first: a form class, or a callable of (actor, rows) that makes one.
    `url` instead is a page of the room's own, which reads the rows with `listing.picked(request, spec)`.
    `done` is the sentence afterwards, with {n} and {things}. `when(actor)` says whether it makes sense for them at all.
    """

    name: str
    label: str
    icon: str
    permission: str
    run: Callable[..., str | None] | None = None
    form: type[forms.Form] | Callable[[Actor, Rows], type[forms.Form]] | None = None
    url: str = ""
    sentence: str = ""
    done: str = ""
    key: str = ""
    danger: bool = False
    order: int = 50
    when: Callable[[Actor], bool] | None = None


@dataclass(frozen=True)
class Preset:
    """A view that the product brings: `query` as in the address."""

    name: str
    query: str


@dataclass(frozen=True)
class Empty:
    sentence: str
    title: str = "Nothing here yet"
    label: str = ""
    url_name: str = ""
    icon: str = ""
    # What whoever is led on has to be allowed; the others are told the same, without a way they may not go.
    permission: str = ""


@dataclass(frozen=True)
class Button:
    """A button over the list; `url_name` takes no arguments."""

    label: str
    url_name: str
    icon: str
    permission: str
    primary: bool = False
    key: str = ""


ExtraColumns = Callable[[Actor], Iterable[Column]]


@dataclass(frozen=True, eq=False)
class ListSpec:
    """`rows(actor)` has `visible_to` applied. `url_name` is the list's own page; `permission` what it needs.

    `search` is the type of thing in the search index ("equipment.item"), lookups to look in ("name__icontains"), or a function
    that makes the condition of the words.
    `always` are paths that `row_url` and `row_label` need beyond the columns shown; `pk` and `uid` are always there.
    """

    name: str
    title: str
    things: tuple[str, str]
    rows: Callable[[Actor], Rows]
    columns: Sequence[Column]
    permission: str
    url_name: str
    default_sort: str = ""
    default_columns: Sequence[str] = ()
    search: str | Sequence[str] | Callable[[str], Q] = ""
    row_url: Callable[[Row], str] | None = None
    row_label: str = ""
    always: Sequence[str] = ()
    actions: Sequence[BulkAction] = ()
    buttons: Sequence[Button] = ()
    presets: Sequence[Preset] = ()
    empty: Empty = Empty("When there is something, it is listed here.")
    icon: str = ""
    # Where a row says which school it belongs to; empty where the rows are the whole trust's.
    school_path: str = "school"
    extra_columns: ExtraColumns | None = None
    # Pages of the room's own where these rows are picked too; whoever did something to them comes back there.
    also_at: Sequence[str] = ()

    def __post_init__(self) -> None:
        if _lists.setdefault(self.name, self) is not self:
            raise LookupError(f"The list {self.name} is declared twice")

    @property
    def per_school(self) -> bool:
        return bool(self.school_path)

    def columns_for(self, actor: Actor) -> dict[str, Column]:
        """Every column that this person may see, the room's own first."""
        found: dict[str, Column] = {}
        for column in (*self.columns, *self._extra(actor)):
            if not column.permission or can(actor, column.permission):
                found.setdefault(column.key, column)
        return found

    def _extra(self, actor: Actor) -> Iterable[Column]:
        if self.extra_columns:
            yield from self.extra_columns(actor)
        for extra in _more_columns.get(self.name, ()):
            if isinstance(extra, Column):
                yield extra
            else:
                yield from extra(actor)

    def actions_for(self, actor: Actor) -> list[BulkAction]:
        every = (*self.actions, *_more_actions.get(self.name, ()))
        possible = (
            one
            for one in every
            if can(actor, one.permission) and (one.when is None or one.when(actor))
        )
        return sorted(possible, key=lambda one: one.order)

    def action(self, actor: Actor, name: str) -> BulkAction | None:
        return next((one for one in self.actions_for(actor) if one.name == name), None)

    def shown_by_default(self, columns: Mapping[str, Column]) -> list[str]:
        wanted = self.default_columns or [key for key, column in columns.items() if column.default]
        return [key for key in wanted if key in columns]

    def count_words(self, count: int) -> str:
        return f"{count:,} {self.things[0] if count == 1 else self.things[1]}"


_lists: dict[str, ListSpec] = {}
_more_columns: dict[str, list[Column | ExtraColumns]] = {}
_more_actions: dict[str, list[BulkAction]] = {}


def extend(name: str, addition: Column | BulkAction | ExtraColumns) -> None:
    """Add a column, an action, or columns that depend on who looks, to a list of a lower room."""
    if isinstance(addition, BulkAction):
        _more_actions.setdefault(name, []).append(addition)
    else:
        _more_columns.setdefault(name, []).append(addition)


def find(name: str) -> ListSpec | None:
    """A list by name. Lists are declared beside the pages, which a worker has not imported yet."""
    if name not in _lists:
        _ = get_resolver().url_patterns
    return _lists.get(name)


def every() -> dict[str, ListSpec]:
    _ = get_resolver().url_patterns
    return dict(sorted(_lists.items()))
