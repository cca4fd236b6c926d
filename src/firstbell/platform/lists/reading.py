"""Reading a list: the rows a question asks for, a page of them, or all of them slice by slice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from firstbell.lib.refusal import Refusal
from firstbell.platform.lists import filtering, ordering, paths, walking
from firstbell.platform.lists.conditions import Question
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.ordering import Key, Place
from firstbell.platform.lists.specs import Column, ListSpec, Row, Rows
from firstbell.platform.search import finding
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.queries import every_school

PAGE = 50
SLICE = 1_000


@dataclass
class Page:
    rows: list[Row]
    start: int
    next: Place | None
    previous: Place | None


class Reading:
    """One list as one person asks for it, once a request."""

    def __init__(
        self,
        spec: ListSpec,
        looker: Looker,
        question: Question,
        remembered: list[str] | None = None,
        columns: dict[str, Column] | None = None,
    ) -> None:
        self.spec, self.looker, self.question = spec, looker, question
        self.columns = columns or spec.columns_for(looker.actor)
        wanted = [*question.columns] or remembered or []
        known = [key for key in wanted if key in self.columns]
        self.shown: list[str] = known or spec.shown_by_default(self.columns)
        self.base = spec.rows(looker.actor)
        self.model: type[models.Model] = self.base.model
        self.order = ordering.keys(spec, self.columns, question.sort, self.model)

    @cached_property
    def narrowed(self) -> filtering.Narrowed:
        return filtering.narrow(self.question, self.columns, self.looker, self.model)

    @property
    def shown_columns(self) -> list[Column]:
        return [self.columns[key] for key in self.shown]

    @cached_property
    def rows(self) -> Rows:
        """The rows that match, in no order."""
        rows = self._of_school(self.base)
        used = [self.columns[key] for key in self.narrowed.used]
        rows = _annotated(rows, used).filter(self.narrowed.q)
        return self._searched(rows)

    def strictly(self) -> Rows:
        """The same, but a question that is not understood whole is refused: nothing is done to more than was meant."""
        if self.narrowed.problems:
            raise Refusal(" ".join(self.narrowed.problems))
        return self.rows

    def _of_school(self, rows: Rows) -> Rows:
        school, wanted, path = self.looker.school, self.question.school, self.spec.school_path
        if not self.spec.per_school or wanted == "all":
            return rows
        if wanted:
            try:
                return rows.filter(**{f"{path}__uid": UUID(wanted)})
            except ValueError:
                return rows.none()
        if school and (self.looker.several or self._is_all_of(school)):
            return rows.filter(**{path: school.pk})
        return rows

    def _is_all_of(self, school: School) -> bool:
        """Said of the only school there is, it leaves no row out, and every order has its index.

        Not of rows that are narrowed down: SQLite would rather take an index of what they are narrowed by, and sort.
        """
        if self.spec.school_path != "school" or self.question.narrowed:
            return False
        if paths.leaf(self.model, "school").nullable:
            return False
        return len(every_school()) == 1

    def _searched(self, rows: Rows) -> Rows:
        words = self.question.q.strip()
        if not words or not self.spec.search:
            return rows
        if callable(self.spec.search):
            return rows.filter(self.spec.search(words))
        if isinstance(self.spec.search, str):
            found = finding.matching(self.spec.search, words)
            return rows if found is None else rows.filter(pk__in=found)
        return rows.filter(filtering.holding(self.spec.search, words))

    def page(self, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
        """A page after a place, or before one; a place that makes no sense is the beginning."""
        if before and (mark := ordering.place(before, self.order)):
            page = self._page_before(mark, size)
            if page is not None:
                return page
        mark = ordering.place(after, self.order) if after else None
        found = self._slice(self.order, mark, size + 1)
        if found is None:
            return self.page(size=size)
        more, found = len(found) > size, found[:size]
        start = mark.before if mark else 0
        return self._filled(found, start, more_after=more, more_before=mark is not None)

    def _page_before(self, mark: Place, size: int) -> Page | None:
        turned = [key.turned() for key in self.order]
        found = self._slice(turned, mark, size + 1)
        if found is None:
            return None
        more, found = len(found) > size, found[:size][::-1]
        start = max(0, mark.before - len(found)) if more else 0
        return self._filled(found, start, more_after=True, more_before=more)

    def _slice(self, order: list[Key], mark: Place | None, size: int) -> list[Row] | None:
        """The first rows after a place; None when the place is none of this list."""
        every = self._values(order)
        found: list[Row] = []
        for where, within, values in walking.parts(order, mark):
            if len(found) < size:
                rows = self._after(every.filter(where), within, values, size - len(found))
                if rows is None:
                    return None
                found += rows
        return found

    def _after(
        self, rows: Any, order: list[Key], values: Sequence[Any] | None, size: int
    ) -> list[Row] | None:
        if walking.is_walked(order, self.model) and not self.question.narrowed:
            try:
                keys = walking.walk(self.rows, order, values, size)
            except (ValueError, TypeError, ValidationError):
                return None
            return list(self._values(order, self._of(keys)))
        beyond = ordering.possible(rows, ordering.after(order, values)) if values else rows
        return None if beyond is None else list(beyond[:size])

    def _of(self, keys: list[Any]) -> Rows:
        """The rows that were found to be of this list: asked for by nothing else, or SQLite would take an index of that."""
        if self.base.query.annotations:
            return self.rows.filter(pk__in=keys)
        return self.model._base_manager.filter(pk__in=keys)

    def _filled(self, found: list[Row], start: int, *, more_after: bool, more_before: bool) -> Page:
        self.fill(found)
        following = (
            ordering.place_of(found[-1], self.order, start + len(found))
            if found and more_after
            else None
        )
        previous = ordering.place_of(found[0], self.order, start) if found and more_before else None
        return Page(found, start, following, previous)

    def fill(self, rows: list[Row]) -> None:
        for column in self.shown_columns:
            if column.fill and rows:
                column.fill(rows)

    def _values(self, order: list[ordering.Key], rows: Rows | None = None) -> Any:
        sorting = [
            column
            for column in self.columns.values()
            if any(key.path in column.annotate for key in order)
        ]
        rows = _annotated(self.rows if rows is None else rows, [*self.shown_columns, *sorting])
        paths: dict[str, None] = dict.fromkeys(("pk", "uid", *self.spec.always))
        for column in self.shown_columns:
            if not column.fill or column.path:
                paths.update(dict.fromkeys(column.paths))
        label = self.columns.get(self.spec.row_label)
        paths.update(dict.fromkeys(label.paths if label else ()))
        paths.update(dict.fromkeys(key.path for key in order))
        return rows.order_by(*(key.order() for key in order)).values(*paths)

    def every(self) -> Iterator[list[Row]]:
        """All rows in their order, a slice at a time, each from where the last one ended: no cursor is held open."""
        rows = self._values(self.order)
        mark: Place | None = None
        while True:
            part = rows.filter(ordering.after(self.order, mark.values)) if mark else rows
            found: list[Row] = list(part[:SLICE])
            if not found:
                return
            self.fill(found)
            yield found
            if len(found) < SLICE:
                return
            mark = ordering.place_of(found[-1], self.order, 0)


def _annotated(rows: Rows, columns: list[Column]) -> Rows:
    wanted: dict[str, Any] = {}
    for column in columns:
        wanted.update(column.annotate)
    missing = {name: made for name, made in wanted.items() if name not in rows.query.annotations}
    return rows.annotate(**missing) if missing else rows
