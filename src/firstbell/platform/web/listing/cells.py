"""Cells, written by hand: each column becomes one small function once, called for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading
from firstbell.platform.lists.specs import Column, Kind, ListSpec, Row
from firstbell.platform.web.components import status
from firstbell.platform.web.components.words import MONTHS, WEEKDAYS, money

Say = Callable[[Row], str]
NUMBERS: tuple[Kind, ...] = ("number", "money")
RIGHT: tuple[Kind, ...] = (*NUMBERS, "date", "moment")


def html_of(value: Any) -> str:
    """Text is escaped, and safe HTML is kept."""
    if value is None:
        return ""
    return str(value) if hasattr(value, "__html__") else escape(str(value))


def say_of(column: Column, looker: Looker) -> Say:
    """What stands in the cells of a column, as safe HTML."""
    if column.render is not None:
        render = column.render
        return lambda row: html_of(render(row))
    make = _MAKERS.get(column.kind, _plain)
    return make(column, looker)


def _plain(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    return lambda row: html_of(row[path])


def _number(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    return lambda row: "" if row[path] is None else f"{row[path]:,}"


def _money(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    return lambda row: money(row[path])


def _date(column: Column, looker: Looker) -> Say:
    path = column.paths[0]

    def say(row: Row) -> str:
        value = row[path]
        return day_words(value.astimezone(looker.zone) if isinstance(value, datetime) else value)

    return say


def day_words(day: date | None) -> str:
    return f"{day.day} {MONTHS[day.month]} {day.year}" if day else ""


def _moment(column: Column, looker: Looker) -> Say:
    path, today = column.paths[0], looker.today
    return lambda row: moment_words(row[path], today, looker)


def moment_words(moment: datetime | None, today: date, looker: Looker) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(looker.zone)
    day = local.date()
    if day == today:
        return f"Today {local:%H:%M}"
    if day == today - timedelta(days=1):
        return f"Yesterday {local:%H:%M}"
    if day.year == today.year:
        return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month]}"
    return day_words(day)


def _status(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    known = {value: str(status(*said)) for value, said in column.states.items()}  # type: ignore[arg-type]
    return lambda row: known.get(row[path], "") or html_of(row[path])


def _choice(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    given = column.choices(looker.actor) if callable(column.choices) else column.choices
    known = {value: escape(str(word)) for value, word in given}
    return lambda row: known.get(row[path], "") or html_of(row[path])


def _bool(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    return lambda row: "Yes" if row[path] else ""


def _pair(column: Column, looker: Looker) -> Say:
    """A name, and in smaller ink what tells it from its namesakes."""
    first, *rest = column.paths

    def say(row: Row) -> str:
        small = " ".join(html_of(row[path]) for path in rest if row[path])
        return (
            f'{html_of(row[first])} <span class="fb-m">{small}</span>'
            if small
            else html_of(row[first])
        )

    return say


def _list(column: Column, looker: Looker) -> Say:
    path = column.paths[0]
    return lambda row: ", ".join(html_of(one) for one in row.get(path) or ())


_MAKERS: Mapping[Kind, Callable[[Column, Looker], Say]] = {
    "number": _number, "money": _money, "date": _date, "moment": _moment, "status": _status, "choice": _choice,
    "bool": _bool, "person": _pair, "place": _pair, "link": _pair, "list": _list,
}  # fmt: skip


def _opening(column: Column, *, names: bool) -> str:
    """The classes of a cell: code face, right-aligned, what stays in sight sideways, and the place at phone width."""
    words = [
        word
        for word, wanted in (
            ("fb-n", column.kind in RIGHT),
            ("fb-code", column.kind == "code"),
            ("fb-fz", names),
            (f"fb-p{column.phone}", column.phone),
        )
        if wanted
    ]
    return f'<td class="{" ".join(words)}">' if words else "<td>"


def rows_of(reading: Reading, rows: Iterable[Row], *, pick: bool) -> SafeString:
    """The rows of a page. The column that names the row leads to its page."""
    spec, looker = reading.spec, reading.looker
    columns = reading.shown_columns
    naming = name_at(spec, reading.shown)
    says = [
        (_opening(column, names=at == naming), say_of(column, looker))
        for at, column in enumerate(columns)
    ]
    label = label_of(spec, reading, looker)
    lines = []
    for row in rows:
        url = escape(spec.row_url(row)) if spec.row_url else ""
        cells = [f"{opening}{say(row)}</td>" for opening, say in says]
        if url and cells:
            opening, say = says[naming]
            cells[naming] = f'{opening}<a href="{url}">{say(row) or "(blank)"}</a></td>'
        box = _box(row["uid"], label(row)) if pick else ""
        # The address stands once, in its link: fifty rows of them are a good part of the page.
        lines.append(f"<tr data-url>{box}{''.join(cells)}</tr>")
    return mark_safe("".join(lines))  # noqa: S308 -- each cell is escaped by its own function


def _box(uid: object, label: str) -> str:
    return (
        f'<td class="fb-ck"><label><input type="checkbox" name="pick" value="{uid}" aria-label="Pick {label}">'
        "</label></td>"
    )


def name_at(spec: ListSpec, shown: list[str]) -> int:
    return shown.index(spec.row_label) if spec.row_label in shown else 0


def label_of(spec: ListSpec, reading: Reading, looker: Looker) -> Say:
    """What a row is called, for a reader."""
    column = reading.columns.get(spec.row_label)
    if column is None:
        column = reading.shown_columns[0]
    path = column.paths[0]
    return lambda row: html_of(row.get(path))
