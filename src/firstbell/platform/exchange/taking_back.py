"""What one line of a file did is taken back: what it made goes, and what it changed is as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.platform.exchange.sheets import Trace, Undone
from firstbell.platform.exchange.states import Outcome


def take_back(
    trace: Trace,
    row: Any,
    *,
    withdraw: Callable[[Any], object],
    set_back: Callable[[Any, Trace], Undone],
    gone: str = "It was archived already.",
) -> Undone:
    """`row` is the thing of the line, None where it is `gone`; what refuses is kept, and says why."""
    if row is None:
        return Undone(trace.line, Outcome.UNDONE, gone)
    try:
        if trace.outcome == Outcome.CREATED:
            withdraw(row)
            return Undone(trace.line, Outcome.UNDONE, "")
        return set_back(row, trace)
    except Refusal as refusal:
        return Undone(trace.line, Outcome.KEPT, refusal.sentence)


def changed_since(trace: Trace, kept: Sequence[str], *, some: bool) -> Undone:
    """What somebody changed since stays, and is named; `some` is whether anything else was set back."""
    if not kept:
        return Undone(trace.line, Outcome.UNDONE, "")
    said = f"Not set back, because it was changed since: {', '.join(kept)}."
    return Undone(trace.line, Outcome.UNDONE if some else Outcome.KEPT, said)
