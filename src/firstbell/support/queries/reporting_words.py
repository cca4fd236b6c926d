"""The report in sentences, as somebody would tell it who was there."""

from __future__ import annotations

from firstbell.support.queries.reporting import Report
from firstbell.support.queries.reporting_tables import Line
from firstbell.support.states import Kind

_LESSON = 60
# A model that fails more often than this, of a hundred, and more than once, is worth a sentence.
_LEMON = 10


def answer(report: Report) -> str:
    """The heading: how it stands, in one sentence."""
    now = report.now
    if report.is_empty:
        return "Nobody needed help"
    if not now.open:
        return f"{_n(now.solved, 'ticket')} solved, and nothing is left"
    return f"{_n(now.solved, 'ticket')} solved, {now.open:,} still open"


def sentences(report: Report) -> list[str]:
    found = [
        _came(report), _speed(report), _promises(report), _lessons(report), _about(report), _where(report),
        _lemon(report), _unasked(report), _backlog(report),
    ]  # fmt: skip
    return [one for one in found if one]


def _came(report: Report) -> str:
    now, was = report.now, report.was
    by_hand = ", {:,} of them by phone, at the door or in the corridor"
    hand = by_hand.format(now.by_hand) if now.by_hand else ""
    than = f"{_than(now.opened, was.opened)} {report.period.was}"
    return f"{_n(now.opened, 'ticket')} came in{hand}: {than}. {now.solved:,} {_were(now.solved)} solved."


def _speed(report: Report) -> str:
    now = report.now
    if now.solved_in is None:
        return ""
    first = f"Half had a first answer within {minutes(now.answered_in)} of school time and were" if now.answered_in is not None else "Half were"  # fmt: skip
    return f"{first} solved within {minutes(now.solved_in)}."


def _promises(report: Report) -> str:
    now = report.now
    if not now.promised:
        return ""
    if not now.late:
        return f"All {now.promised:,} that had a promised time kept it."
    return f"Of {now.promised:,} with a promised time, {now.in_time:,} {_were(now.in_time)} in time and {now.late:,} late."


def _lessons(report: Report) -> str:
    lost, was = report.now.lost, report.was.lost
    if not lost.minutes:
        return "No lesson time was lost." if was.minutes else ""
    said = f"{_n(lost.tickets, 'fault')} cost {minutes(lost.minutes)} of lessons"
    return f"{said}, {_than_minutes(lost.minutes, was.minutes)} {report.period.was}."


def _about(report: Report) -> str:
    first = [line for line in report.categories if line.now][:3]
    if len(first) < 2:
        return ""
    return f"Most were about {_listed([f'{line.label} ({line.now:,})' for line in first])}."


def _where(report: Report) -> str:
    first = report.rooms[0] if report.rooms else None
    if first is None or first.now < 2:
        return ""
    return f"{first.label} needed help most often, {_times(first.now)}."


def _lemon(report: Report) -> str:
    worst = lemon(report.models)
    if worst is None:
        return ""
    return f"{worst.label} fails often for its number: {_n(worst.now, 'ticket')} on {worst.of:,} of them."


def lemon(models: list[Line]) -> Line | None:
    bad = [line for line in models if is_lemon(line)]
    return max(bad, key=lambda line: line.per_100 or 0, default=None)


def is_lemon(line: Line) -> bool:
    return line.now > 1 and (line.per_100 or 0) >= _LEMON


def _unasked(report: Report) -> str:
    n = next((line.now for line in report.kinds if line.key == Kind.PROACTIVE), 0)
    return f"{_n(n, 'fault')} {_were(n)} found before anybody noticed." if n else ""


def _backlog(report: Report) -> str:
    if not report.now.open or report.oldest is None:
        return ""
    old = report.ages[-1].now
    day = report.oldest.astimezone(report.period.zone)
    said = f"The oldest that is still open came in on {day:%-d %B %Y}"
    return (
        f"{said}; {old:,} {'has' if old == 1 else 'have'} waited longer than four weeks."
        if old
        else f"{said}."
    )


def minutes(count: int | None) -> str:
    """ "25 minutes", "3 h 10 min", "14 hours"."""
    if count is None:
        return "—"
    if count < 2 * _LESSON:
        return _n(count, "minute")
    hours, rest = divmod(count, 60)
    return f"{hours:,} h {rest} min" if rest and hours < 24 else f"{round(count / 60):,} hours"


def short(count: int | None) -> str:
    """ "25 min", "3 h 10"."""
    if count is None:
        return "—"
    hours, rest = divmod(count, 60)
    return (
        f"{rest} min" if not hours else f"{hours:,} h {rest:02}" if hours < 100 else f"{hours:,} h"
    )


def change(now: int, was: int) -> str:
    return "as before" if now == was else f"{abs(now - was):,} {'more' if now > was else 'fewer'}"


def _than(now: int, was: int) -> str:
    return "as many as" if now == was else f"{change(now, was)} than"


def _than_minutes(now: int, was: int) -> str:
    if now == was:
        return "as much as"
    return f"{minutes(abs(now - was))} {'more' if now > was else 'less'} than"


def _n(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _were(count: int) -> str:
    return "was" if count == 1 else "were"


def _times(count: int) -> str:
    return {2: "twice"}.get(count, f"{count:,} times")


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
