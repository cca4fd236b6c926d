"""The tables of the report as cells: for the page, for the paper and for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from firstbell.platform.web.components.words import money
from firstbell.support.queries import reporting_words as words
from firstbell.support.queries.reporting import Figures, Report
from firstbell.support.queries.reporting_links import Links
from firstbell.support.queries.reporting_tables import Line
from firstbell.support.queries.reporting_worked import mean


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is what a spreadsheet gets, where it is not the text."""

    text: str
    url: str = ""
    value: str | int | float | None = None
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first column says what, all others are numbers."""

    key: str
    title: str
    icon: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    empty: str = "Nothing."
    note: str = field(default="")


def tables(report: Report, links: Links) -> list[Table]:
    return [make(report, links) for make in _MAKERS.values()]


def table(name: str, report: Report, links: Links) -> Table | None:
    make = _MAKERS.get(name)
    return make(report, links) if make else None


def _number(value: int, url: str = "") -> Cell:
    return Cell(f"{value:,}" if value else "–", url if value else "", value)


def _time(minutes: int | None, url: str = "") -> Cell:
    return Cell(words.short(minutes) if minutes else "–", url, minutes)


def _ordered(lines: Sequence[Line], report: Report) -> list[Line]:
    """As they came, or what cost the most lessons first."""
    return sorted(lines, key=lambda line: -line.lost) if report.by_lost else list(lines)


Pick = Callable[[Figures], int | None]


def _figures(report: Report, links: Links) -> Table:
    before = Links(links.school, report.period.before, report.at)
    plain: list[tuple[str, Pick, str]] = [
        ("Came in", lambda one: one.opened, "opened"), ("of them in person or by phone", lambda one: one.by_hand, "by_hand"),
        ("Solved", lambda one: one.solved, "solved"), ("Solved in time", lambda one: one.in_time, "in_time"),
        ("Solved late", lambda one: one.late, "late"), ("Still open at the end", lambda one: one.open, "open"),
    ]  # fmt: skip
    times: list[tuple[str, Pick, str]] = [
        ("Lesson time lost", lambda one: one.lost.minutes, "stopped"),
        ("Half were answered within", lambda one: one.answered_in, "solved"),
        ("Half were solved within", lambda one: one.solved_in, "solved"),
        ("Time spent on what was solved", lambda one: one.minutes, "solved"),
    ]
    promised = report.now.promised or report.was.promised
    rows = [
        [Cell(label), _number(pick(report.now) or 0, links.to(to)), _number(pick(report.was) or 0, before.to(to))]
        for label, pick, to in plain
        if promised or to not in ("in_time", "late")
    ]  # fmt: skip
    rows += [
        [Cell(label), _time(pick(report.now), links.to(to)), _time(pick(report.was), before.to(to))]
        for label, pick, to in times
    ]
    return Table(
        "figures", "Beside the time before", "history", ["", "Now", "Before"], rows,
        note="Times are counted in hours of school.",
    )  # fmt: skip


def _came(line: Line, links: Links, by: str) -> list[Cell]:
    """What came in of it, came in before, and was solved."""
    return [
        Cell(line.label), _number(line.now, links.to("opened", **{by: line.key})), _number(line.was),
        _number(line.solved, links.to("solved", **{by: line.key})),
    ]  # fmt: skip


def _kinds(report: Report, links: Links) -> Table:
    rows = [_came(line, links, "kind") for line in report.kinds]
    return Table(
        "kinds", "What kind of work", "category", ["Kind", "Came in", "Before", "Solved"], rows
    )


def _categories(report: Report, links: Links) -> Table:
    rows = [
        [*_came(line, links, "category"), _time(line.minutes), _time(line.lost, links.to("stopped", category=line.key))]
        for line in _ordered(report.categories, report)
    ]  # fmt: skip
    heads = ["About", "Came in", "Before", "Solved", "Time spent", "Lessons lost"]
    return Table(
        "categories", "What it was about", "list-details", heads, rows, "Nothing had a category."
    )


def _rooms(report: Report, links: Links) -> Table:
    rows = [
        [Cell(line.label), _number(line.now, links.to("opened", room=line.key)), _number(line.was),
         _time(line.lost, links.to("stopped", room=line.key))]
        for line in _ordered(report.rooms, report)
    ]  # fmt: skip
    return Table(
        "rooms",
        "Hot rooms",
        "door",
        ["Room", "Came in", "Before", "Lessons lost"],
        rows,
        "No room needed help.",
    )


def _models(report: Report, links: Links) -> Table:
    rows = [_model(line, links) for line in _ordered(report.models, report)]
    heads = ["Model", "Tickets", "Before", "Of it here", "Per 100", "Lessons lost"]
    return Table(
        "models",
        "Models that fail",
        "devices",
        heads,
        rows,
        "No ticket was about a thing with a model.",
    )


def _model(line: Line, links: Links) -> list[Cell]:
    share = line.per_100
    per = Cell(
        f"{share:.0f}" if share else "–",
        value=round(share, 1) if share else None,
        warns=words.is_lemon(line),
    )
    return [
        Cell(line.label),
        _number(line.now, links.to("opened", model=line.key)),
        _number(line.was),
        _number(line.of),
        per,
        _time(line.lost, links.to("stopped", model=line.key)),
    ]


def _ages(report: Report, links: Links) -> Table:
    rows = [
        [Cell(line.label), _number(line.now, links.aged(line.key)), _number(line.was)]
        for line in report.ages
    ]
    return Table(
        "ages", "How long the open ones wait", "hourglass", ["Waited", "Open", "Before"], rows
    )


def _technicians(report: Report, links: Links) -> Table:
    rows = [
        [Cell(line.label), _number(line.now, links.to("solved", owner=line.key)), _number(line.was), _time(line.minutes),
         _number(line.solved, links.to("open", owner=line.key))]
        for line in report.technicians
    ]  # fmt: skip
    heads = ["Technician", "Solved", "Before", "Time spent", "Still open"]
    return Table("technicians", "Who solved it", "user-check", heads, rows, "Nobody had a ticket.")


def _requesters(report: Report, links: Links) -> Table:
    rows = [_came(line, links, "who") for line in report.requesters]
    heads = ["For", "Came in", "Before", "Solved"]
    return Table(
        "requesters",
        "Who asked",
        "users",
        heads,
        rows,
        "Nobody who is known here asked for anything.",
    )


def _activities(report: Report, links: Links) -> Table:
    rows = [[Cell(line.label), _time(line.now), _time(line.was)] for line in report.activities]
    heads = ["Spent on", "Now", "Before"]
    return Table(
        "activities", "What the time went on", "clock-hour-4", heads, rows, "No time was logged."
    )


def _costs(report: Report, links: Links) -> Table:
    rows = [[Cell(line.label), _money(line.now), _money(line.was)] for line in report.costs]
    heads = ["Room", "Now", "Before"]
    return Table("costs", "What it cost", "coin", heads, rows, "No cost was written down.")


def _money(pence: int) -> Cell:
    return Cell(money(pence) if pence else "–", value=pence / 100)


def _opinions(report: Report, links: Links) -> Table:
    rows = [[Cell(line.label), _number(line.now), _number(line.was)] for line in report.opinions]
    heads = ["They gave", "Now", "Before"]
    return Table(
        "opinions", "How it went", "mood-smile", heads, rows, "Nobody said how it went.", note=mean(report.opinions)
    )  # fmt: skip


def _partners(report: Report, links: Links) -> Table:
    rows = [
        [Cell(line.label), _number(line.now), _number(line.was), _number(line.solved), _number(line.minutes)]
        for line in report.partners
    ]  # fmt: skip
    heads = ["Partner outside", "Asked", "Before", "Answered", "Still with them"]
    return Table(
        "partners", "Passed on outside", "buildings", heads, rows, "No partner outside was asked."
    )


_MAKERS: dict[str, Callable[[Report, Links], Table]] = {
    "figures": _figures, "kinds": _kinds, "categories": _categories, "rooms": _rooms, "models": _models, "ages": _ages,
    "technicians": _technicians, "requesters": _requesters, "activities": _activities, "costs": _costs,
    "opinions": _opinions, "partners": _partners,
}  # fmt: skip
