"""Bringing it in: in pieces that commit, each line once, through the room's own verbs, whatever dies in between."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib import garbage
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import announce, told_together
from firstbell.platform.audit.models import Event
from firstbell.platform.database.statistics import look_again
from firstbell.platform.exchange import events, rows, sheets
from firstbell.platform.exchange.actions.checking import look
from firstbell.platform.exchange.actions.stages import (
    Tell,
    cells_of,
    in_words,
    may,
    open_work,
    quiet,
    send_off,
    step,
)
from firstbell.platform.exchange.cells import Cells
from firstbell.platform.exchange.finding import Finder, Wanted
from firstbell.platform.exchange.models import ImportRow, ImportSession, NewLookup
from firstbell.platform.exchange.rows import Waiting
from firstbell.platform.exchange.sheets import Done, Plan, Work
from firstbell.platform.exchange.states import Decision, Outcome, State, Verdict

log = logging.getLogger("firstbell.exchange")
TO_DO = (Verdict.CREATE, Verdict.UPDATE)
# A piece holds the only pen of SQLite while it is written: at most a quarter of a second, with room to spare.
# Measured in time of the processor, because on a busy machine smaller pieces only mean more of them.
_NAMES_AT_ONCE = 50
_FEWEST, _FIRST, _MOST, _SECONDS = 200, 400, 2_000, 0.15


class Stopped(Exception):
    """Somebody asked for it to be undone while it ran."""


def start(session: ImportSession, *, by: Actor, at: datetime) -> None:
    """Everything is decided: bring it in."""
    may(session, by)
    open_ones = session.lookups.filter(decision=Decision.OPEN)
    if open_ones.exists():
        names = ", ".join(open_ones.order_by("pk").values_list("name", flat=True)[:3])
        raise Refusal(f"Say first what these are: {names}.")
    if not ImportRow.objects.filter(session=session, verdict__in=TO_DO).exists():
        raise Refusal("There is nothing to bring in: no line adds or changes anything.")
    if gate := sheets.named(session.sheet).gate:
        gate(session)
    with transaction.atomic():
        mark = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
        counts = {**session.counts, "mark": mark}
        step(session, State.APPLYING, of=(State.CHECKED,), applied_at=at, counts=counts, problem="")
        send_off(session, "exchange.apply", "Bring in", by=by, at=at)


def go_on(session: ImportSession, *, by: Actor, at: datetime) -> None:
    """After it stopped half-way: the lines that are left."""
    may(session, by)
    with transaction.atomic():
        if not session.applied_at:
            raise Refusal(f"{session} was not being brought in.")
        step(session, State.APPLYING, of=(State.FAILED,), problem="")
        send_off(session, "exchange.apply", "Bring in", by=by, at=at)


def apply(session: ImportSession, *, by: Actor, at: datetime, tell: Tell = quiet) -> str:
    if session.state != State.APPLYING:
        return "Brought in already"
    may(session, by)
    cells = cells_of(session)
    work = open_work(session, cells, by=by, at=at)
    with told_together():
        make_lookups(session, work, tell)
    total = sum(session.counts.get(verdict, 0) for verdict in TO_DO)
    size = _FIRST
    while waiting := _next(session, size):
        began = time.thread_time()
        with told_together(), garbage.kept():
            went = _chunk(session, waiting, cells, work, total, tell)
        if not went:
            return "Stopped"
        spent = time.thread_time() - began
        size = max(_FEWEST, min(_MOST, round(len(waiting) * _SECONDS / max(spent, 0.001))))
    look_again(_done_so_far(session.counts))
    return _finish(session, by, at)


def _next(session: ImportSession, size: int) -> list[Waiting]:
    with garbage.kept():
        return rows.waiting(session, TO_DO, session.counts.get("line", 0), size)


def _chunk(
    session: ImportSession,
    waiting: Sequence[Waiting],
    cells: Cells,
    work: Work,
    total: int,
    tell: Tell,
) -> bool:
    """One piece: the things, what became of each line, and the tally, all in one transaction."""
    counts = dict(session.counts)
    with transaction.atomic():
        # Renewing the claim inside the transaction: a worker that was taken over writes nothing.
        tell(_done_so_far(counts), total, f"{_done_so_far(counts):,} lines brought in")
        plans = look([one.row for one in waiting], cells, work)
        done, reasons = _carry_out(waiting, plans, work)
        rows.note_done(session, done)
        for line, reason in reasons.items():
            ImportRow.objects.filter(session=session, line=line).update(reasons=reason)
        for outcome, more in Counter([one.outcome.value for one in done]).items():
            rows.tally(counts, outcome, more)
        counts["line"] = waiting[-1].row.line
        kept = ImportSession.objects.filter(pk=session.pk, state=State.APPLYING).update(
            counts=counts
        )
        if not kept:
            transaction.set_rollback(True)
            return False
    session.counts = counts
    return True


def _done_so_far(counts: dict[str, Any]) -> int:
    return sum(counts.get(outcome, 0) for outcome in ("created", "updated", "refused"))


def _carry_out(
    waiting: Sequence[Waiting], plans: Sequence[Plan], work: Work
) -> tuple[list[Done], dict[int, str]]:
    """Apply what is still as it was checked; refuse what has changed since, each line by itself."""
    ready, done, reasons = [], [], {}
    for (_, verdict), plan in zip(waiting, plans, strict=True):
        if plan.verdict == verdict:
            ready.append(plan)
        elif plan.verdict == Verdict.SAME:
            done.append(Done(plan.line, Outcome.SAME))
            reasons[plan.line] = "\n".join(plan.reasons)
        else:
            done.append(Done(plan.line, Outcome.REFUSED))
            reasons[plan.line] = (
                "\n".join(plan.reasons)
                or "This has changed since it was checked. Check the file again."
            )
    _apply(ready, work, done, reasons)
    return done, reasons


def _apply(plans: Sequence[Plan], work: Work, done: list[Done], reasons: dict[int, str]) -> None:
    """All at once; where something is refused, in halves, until the line that it is about stands alone."""
    if not plans:
        return
    try:
        with transaction.atomic():
            done += work.apply(plans)
        return
    except NotAllowed:
        raise
    except (Refusal, IntegrityError) as problem:
        if len(plans) == 1:
            done.append(Done(plans[0].line, Outcome.REFUSED))
            reasons[plans[0].line] = _sentence(problem)
            return
    middle = len(plans) // 2
    _apply(plans[:middle], work, done, reasons)
    _apply(plans[middle:], work, done, reasons)


def _sentence(problem: Refusal | IntegrityError) -> str:
    if isinstance(problem, Refusal):
        return problem.sentence
    log.warning("The database refused a line: %s", problem)
    return "Something else in the register stands against this line. Check the file again."


def make_lookups(session: ImportSession, work: Work, tell: Tell) -> None:
    """What was confirmed is made first, once, in the order in which one needs the other."""
    finders = [finder for finder in work.finders.values() if finder.make is not None]
    for finder in sorted(finders, key=lambda finder: finder.order):
        wanted = session.lookups.filter(kind=finder.kind, decision=Decision.CREATE, made_id=None)
        for some in rows.chunks(list(wanted.order_by("pk")), _NAMES_AT_ONCE):
            _make_some(some, finder, tell)


def _make_some(some: Sequence[NewLookup], finder: Finder, tell: Tell) -> None:
    """Together where the room can; where one is refused, each by itself."""
    try:
        with transaction.atomic():
            tell(0, 0, f"Adding {len(some)} {finder.things[len(some) != 1]}")
            _make(some, finder)
    except NotAllowed:
        raise
    except Refusal as refusal:
        if len(some) > 1:
            for row in some:
                _make_some([row], finder, tell)
            return
        # The lines that need it are refused one by one, and the others come in.
        NewLookup.objects.filter(pk=some[0].pk).update(
            detail={**some[0].detail, "refused": refusal.sentence}
        )


def _make(some: Sequence[NewLookup], finder: Finder) -> None:
    new = [row for row in some if row.key not in finder.known]
    wanted = [Wanted(row.key, row.name, row.detail) for row in new]
    if finder.make_many is not None and wanted:
        made = finder.make_many(wanted)
    else:
        made = [finder.make(one) for one in wanted] if finder.make else []
    ids = {row.key: pk for row, pk in zip(new, made, strict=True)}
    for row in some:
        pk = ids.get(row.key) or finder.known[row.key]
        NewLookup.objects.filter(pk=row.pk).update(made_id=pk)
        finder.known[row.key], finder.names[pk] = pk, row.name
        for other in row.others.filter(decision=Decision.SAME):
            finder.decided[other.key] = pk


def _finish(session: ImportSession, by: Actor, at: datetime) -> str:
    said = result_in_words(session)
    with transaction.atomic():
        step(session, State.APPLIED, of=(State.APPLYING,))
        announce(events.BROUGHT_IN, session, by=by, at=at, counts=said)
    return said


def result_in_words(session: ImportSession) -> str:
    counts = session.counts
    added = counts.get("created", 0)
    thing = sheets.named(session.sheet).things[added != 1]
    return in_words(
        [
            (added, f"{thing} added"), (counts.get("updated", 0), "changed"),
            (counts.get("same", 0), "already so"), (counts.get("refused", 0) + counts.get("error", 0), "refused"),
        ]
    )  # fmt: skip


def failed(session: ImportSession, problem: str) -> None:
    """The work was tried several times in vain."""
    ImportSession.objects.filter(pk=session.pk).update(state=State.FAILED, problem=problem)
