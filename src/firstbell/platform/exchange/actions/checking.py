"""The dry run: every line gets its verdict, and what would have to be added first is listed; nothing is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib import garbage
from firstbell.lib.refusal import Refusal
from firstbell.lib.sheets import Row, SheetReading, Unreadable
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.exchange import rows, sheets, understanding
from firstbell.platform.exchange.actions.stages import Tell, cells_of, open_work, quiet
from firstbell.platform.exchange.cells import Cells
from firstbell.platform.exchange.finding import Finder
from firstbell.platform.exchange.models import ImportRow, ImportSession, NewLookup
from firstbell.platform.exchange.sheets import Plan, Work
from firstbell.platform.exchange.states import Decision, State, Verdict

_AT_ONCE = 2_000


def check(session: ImportSession, *, by: Actor, at: datetime, tell: Tell = quiet) -> str:
    """Begin from the start whenever it is run, so that a killed one is simply run again."""
    if session.state != State.CHECKING:
        return "Checked already"
    edits = {
        row.line: row.edited
        for row in ImportRow.objects.filter(session=session, edited__isnull=False)
    }
    rows.forget(session)
    cells = cells_of(session)
    work = open_work(session, cells, by=by, at=at)
    try:
        counts = _all(session, understanding.open_file(session), cells, work, edits, tell)
    except (Unreadable, Refusal) as problem:
        session.state, session.problem = State.FAILED, problem.sentence
        session.bump("state", "problem")
        return problem.sentence
    with transaction.atomic():
        _list_lookups(session, work)
        session.counts, session.state, session.checked_at = counts, State.CHECKED, at
        session.bump("counts", "state", "checked_at")
    return f"{counts.get('total', 0):,} lines checked"


def _all(
    session: ImportSession,
    reading: SheetReading,
    cells: Cells,
    work: Work,
    edits: Mapping[int, Any],
    tell: Tell,
) -> dict[str, Any]:
    counts: dict[str, Any] = {}
    last = 0
    done, estimate = 0, session.reading.get("estimate", 0)
    for chunk in rows.chunks(reading.rows(), _AT_ONCE):
        done += len(chunk)
        with garbage.kept():
            given = [_edited(row, edits) for row in chunk] if edits else chunk
            plans = look(given, cells, work)
            with transaction.atomic():
                rows.write(session, zip(chunk, plans, strict=True))
                if edits:
                    _keep_edits(session, chunk, edits)
                tell(min(done, estimate), estimate, f"{done:,} lines looked at")
            count(counts, plans)
            last = chunk[-1].line
    if sheets.named(session.sheet).rest:
        _add_rest(session, cells, work, counts, last)
    return counts


def _add_rest(
    session: ImportSession, cells: Cells, work: Any, counts: dict[str, Any], last: int
) -> None:
    """What is here and not in the file: a line for each, so that it is seen, decided and taken back like any other."""
    counts["last"] = last
    work.setting = replace(work.setting, last=last)
    for chunk in rows.chunks(work.rest(), _AT_ONCE):
        given = [
            Row(last + n, line, line) for n, line in enumerate(map(cells.written, chunk), start=1)
        ]
        last = given[-1].line
        plans = look(given, cells, work)
        with transaction.atomic():
            rows.write(session, zip(given, plans, strict=True))
        count(counts, plans)


def _edited(row: Row, edits: Mapping[int, Any]) -> Row:
    edited = edits.get(row.line)
    if edited is None:
        return row
    cells = [edited.get(str(at), cell) for at, cell in enumerate(row.cells)]
    return Row(row.line, cells, row.raw)


def _keep_edits(session: ImportSession, chunk: Sequence[Row], edits: Mapping[int, Any]) -> None:
    for row in chunk:
        if row.line in edits:
            ImportRow.objects.filter(session=session, line=row.line).update(edited=edits[row.line])


def look(given: Sequence[Row], cells: Cells, work: Work) -> list[Plan]:
    """A plan for each line, in order. Only lines that can be read are the sheet's business."""
    plans: list[Plan | None] = []
    lines = []
    for row in given:
        if row.skipped:
            plans.append(Plan(row.line, Verdict.SKIP, [row.skipped]))
            continue
        line = cells.line(row)
        if line.problems:
            reasons = [*line.problems, *line.warnings]
            plans.append(Plan(row.line, Verdict.ERROR, reasons, warned=bool(line.warnings)))
            continue
        lines.append(line)
        plans.append(None)
    found = iter(work.look(lines))
    return [plan if plan is not None else next(found) for plan in plans]


def count(counts: dict[str, Any], plans: Sequence[Plan]) -> None:
    found = Counter([plan.verdict.value for plan in plans])
    found["warned"] = sum(1 for plan in plans if plan.warned)
    for name, more in {"total": len(plans), **found}.items():
        if more:
            rows.tally(counts, name, more)


def _list_lookups(session: ImportSession, work: Work) -> None:
    """Write down what is called nothing yet; what was decided about the same names stays decided."""
    before = {(row.kind, row.key): row for row in session.lookups.all()}
    session.lookups.filter(made_id=None).delete()
    for finder in work.finders.values():
        for wanted in finder.wanted.values():
            known = before.get((finder.kind, wanted.key))
            if known is not None and known.made_id is not None:
                continue
            NewLookup.objects.create(
                session=session, kind=finder.kind, key=wanted.key[:400], name=wanted.name[:200], count=wanted.count,
                detail={**wanted.detail, "may_make": finder.make is not None}, near=finder.near(wanted),
                decision=known.decision if known else Decision.OPEN, use_id=known.use_id if known else None,
            )  # fmt: skip
        _pair(session, finder)
    _keep_decided(before, session)


def _pair(session: ImportSession, finder: Finder) -> None:
    twins = finder.twins()
    if twins:
        rows_of = {row.key: row for row in session.lookups.filter(kind=finder.kind)}
        for other, first in twins.items():
            NewLookup.objects.filter(pk=rows_of[other].pk).update(same_as=rows_of[first])


def _keep_decided(before: Mapping[tuple[str, str], NewLookup], session: ImportSession) -> None:
    """Names that were given a meaning are known to the check and so not wanted any more: keep what was said."""
    there = set(session.lookups.values_list("kind", "key"))
    for pair, row in before.items():
        if (
            pair not in there
            and row.decision in (Decision.USE, Decision.EMPTY)
            and row.made_id is None
        ):
            row.pk, row.same_as = None, None
            row.save(force_insert=True)


def recheck(session: ImportSession, row: ImportRow, *, by: Actor, at: datetime) -> Plan:
    """One line again, with the cells as they are now."""
    cells = cells_of(session)
    work = open_work(session, cells, by=by, at=at)
    plan = look([rows.as_line(row, len(session.reading["headers"]))], cells, work)[0]
    if plan.keys and plan.verdict not in (Verdict.ERROR, Verdict.SKIP):
        _refuse_twice(session, row, plan)
    _list_more(session, work)
    return plan


def _refuse_twice(session: ImportSession, row: ImportRow, plan: Plan) -> None:
    others = (
        ImportRow.objects.filter(session=session)
        .exclude(pk=row.pk)
        .exclude(verdict__in=("error", "skip"))
    )
    for key in plan.keys.split("\n"):
        twin = others.filter(keys__contains=key).order_by("line").first()
        if twin is not None and key in twin.keys.split("\n"):
            plan.verdict = Verdict.ERROR
            plan.reasons = [f"Line {twin.line} has the same {key.partition('=')[0]}."]
            return


def _list_more(session: ImportSession, work: Work) -> None:
    for finder in work.finders.values():
        for wanted in finder.wanted.values():
            NewLookup.objects.get_or_create(
                session=session, kind=finder.kind, key=wanted.key[:400],
                defaults={
                    "name": wanted.name[:200], "detail": {**wanted.detail, "may_make": finder.make is not None},
                    "near": finder.near(wanted),
                },
            )  # fmt: skip
