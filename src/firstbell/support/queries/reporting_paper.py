"""The report on one sheet of paper, for the head."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from firstbell.lib.papers import Beside, Block, Figures, Head, Paper, Text
from firstbell.lib.papers import Table as PaperTable
from firstbell.platform.labels import logos
from firstbell.support.queries import reporting_words as words
from firstbell.support.queries.reporting import Report
from firstbell.support.queries.reporting_cells import table
from firstbell.support.queries.reporting_links import Links
from firstbell.support.states import Stops

# As many lines as leave it one page, and of the widest tables what a head asks for.
_ROWS = {"figures": 10, "kinds": 4, "ages": 4, "categories": 11, "rooms": 6, "models": 5}
_COLUMNS = {
    "categories": ("About", "Came in", "Before", "Lessons lost"),
    "models": ("Model", "Tickets", "Of it here", "Lessons lost"),
}
_COUNTED = (
    "Lesson time lost is counted from the report to the repair, on the day of the report, while the room was taught "
    "in; afterwards people know, and make do. Other times are counted in hours of school."
)


def paper(report: Report, name: str) -> Paper:
    made = timezone.localtime(report.at, report.period.zone)
    so_far = "" if report.is_over else ", so far"
    return Paper(
        "ICT support: " + words.answer(report), school=report.school.name, sub=report.period.words + so_far,
        made=f"{made:%-d %b %Y, %H:%M}, {name}", logo=logos.picture(report.school), blocks=_blocks(report), single=True,
    )  # fmt: skip


def _blocks(report: Report) -> list[Block]:
    links = Links(report.school, report.period, report.at)
    made = {name: _table(name, report, links) for name in _ROWS}
    return [
        Figures(_figures(report)), Text(" ".join(words.sentences(report))),
        Beside([made["kinds"], made["categories"], made["ages"]], [made["figures"], made["rooms"], made["models"]]),
        _deeds(report),
        Text(_COUNTED, small=True),
    ]  # fmt: skip


def _figures(report: Report) -> list[tuple[str, str]]:
    now = report.now
    found = [
        (f"{now.opened:,}", "came in"),
        (f"{now.solved:,}", "solved"),
        (f"{now.open:,}", "still open"),
    ]
    if now.promised:
        found.append((f"{now.late:,}", "late"))
    return [*found, (words.short(now.lost.minutes), "of lessons lost")]


def _table(name: str, report: Report, links: Links) -> PaperTable:
    one = table(name, report, links)
    assert one is not None  # noqa: S101 -- the names are the tables'
    shown = [at for at, head in enumerate(one.heads) if head in _COLUMNS.get(name, one.heads)]
    heads = [Head(one.heads[at], wide=at == 0, right=at > 0) for at in shown]
    rows = [[_short(row[at].text) if at == 0 else row[at].text for at in shown] for row in one.rows]
    return PaperTable(heads, _first(rows, _ROWS[name]), title=one.title, empty=one.empty)


def _first(rows: list[list[str]], most: int) -> list[list[str]]:
    if len(rows) <= most:
        return rows
    more = f"and {len(rows) - most + 1:,} more"
    return [*rows[: most - 1], [more, *[""] * (len(rows[0]) - 1)]]


def _deeds(report: Report) -> PaperTable:
    heads = [Head("What was done", wide=True), Head("Where", wide=True), Head("For", right=True)]
    rows = [
        [one["title"], one["room__name"] or one["room_was"], _for_whom(one)] for one in report.deeds
    ]
    return PaperTable(
        heads, rows, title="Solved, what mattered most first", empty="Nothing was solved."
    )


def _for_whom(deed: dict[str, Any]) -> str:
    if deed["stops"] == Stops.NOW:
        return "a lesson"
    return "one person" if deed["people"] == 1 else f"{deed['people']:,} people"


def _short(label: str) -> str:
    """Beside the numbers there is room for the word, not for what it means."""
    return label.split(":")[0]
