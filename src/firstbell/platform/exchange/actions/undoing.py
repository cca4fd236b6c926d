"""Taking an import back: what it made goes, what it changed is set back, except what somebody has used since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import announce, told_together
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange import events, rows
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
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.sheets import Done, Trace, Undone, Work
from firstbell.platform.exchange.states import Outcome, State

_AT_ONCE = 50
BROUGHT = (Outcome.CREATED, Outcome.UPDATED)


def undo(session: ImportSession, *, by: Actor, at: datetime) -> None:
    """Begin to take it back; also while it is still being brought in."""
    may(session, by)
    with transaction.atomic():
        if not session.applied_at:
            raise Refusal(f"Nothing of {session} was brought in.")
        step(session, State.UNDOING, of=(State.APPLIED, State.APPLYING, State.FAILED), problem="")
        send_off(session, "exchange.undo", "Undo", by=by, at=at)


def take_back(session: ImportSession, *, by: Actor, at: datetime, tell: Tell = quiet) -> str:
    """The background part: the last line first, in pieces that commit."""
    if session.state != State.UNDOING:
        return "Undone already"
    may(session, by)
    session.refresh_from_db(fields=["counts"])
    work = open_work(session, cells_of(session), by=by, at=at)
    total = session.counts.get("created", 0) + session.counts.get("updated", 0)
    with told_together():
        while waiting := _next(session):
            _chunk(session, waiting, work, total, tell)
        _unmake(session, work)
    return _finish(session, by, at)


def _next(session: ImportSession) -> list[ImportRow]:
    return list(
        ImportRow.objects.filter(session=session, outcome__in=BROUGHT).order_by("-line")[:_AT_ONCE]
    )


def _chunk(
    session: ImportSession, waiting: Sequence[ImportRow], work: Work, total: int, tell: Tell
) -> None:
    counts = dict(session.counts)
    done = counts.get("undone", 0) + counts.get("kept", 0)
    with transaction.atomic():
        tell(done, total, f"{done:,} lines taken back")
        used = _used_since(session, [row.thing_uid for row in waiting if row.thing_uid])
        traces = [
            Trace(
                row.line,
                row.outcome,
                row.thing_id or 0,
                row.thing_uid,
                row.undo,
                used.get(row.thing_uid, ""),
            )
            for row in waiting
            if row.thing_uid
        ]
        undone = [one for trace in traces for one in _try(work, trace)]
        _note(session, waiting, undone)
        for one in undone:
            rows.tally(counts, one.outcome.value, 1)
        ImportSession.objects.filter(pk=session.pk).update(counts=counts)
    session.counts = counts


def _try(work: Work, trace: Trace) -> list[Undone]:
    """One line; what cannot be taken back stays, with the reason."""
    try:
        with transaction.atomic():
            return work.undo([trace])
    except Refusal as refusal:
        return [Undone(trace.line, Outcome.KEPT, refusal.sentence)]


def _note(session: ImportSession, waiting: Sequence[ImportRow], undone: Sequence[Undone]) -> None:
    by_line = {row.line: row for row in waiting}
    kept = [
        Done(
            one.line,
            one.outcome,
            by_line[one.line].thing_id,
            by_line[one.line].thing_uid,
            by_line[one.line].undo,
        )
        for one in undone
    ]
    rows.note_done(session, kept)
    for one in undone:
        if one.reason:
            ImportRow.objects.filter(session=session, line=one.line).update(reasons=one.reason)


def _used_since(session: ImportSession, uids: Sequence[UUID]) -> dict[UUID, str]:
    """What has happened to these things since, not by this import: the last sentence of each."""
    found: dict[UUID, str] = {}
    since = Event.objects.filter(id__gt=session.counts.get("mark", 0), annulled_at=None)
    others = since.exclude(correlation=session.correlation)
    for event in others.filter(subject_uid__in=uids).order_by("id"):
        found[event.subject_uid] = f"{event.sentence} on {event.at.day} {event.at:%b %Y}"
    linked = others.filter(Q(links__thing_uid__in=uids)).values_list(
        "links__thing_uid", "sentence", "at"
    )
    for uid, sentence, when in linked.order_by("id"):
        found.setdefault(uid, f"{sentence} on {when.day} {when:%b %Y}")
    return found


def _unmake(session: ImportSession, work: Work) -> None:
    """What was made along with it goes too, unless it is in use; each by itself, so that a killed undo goes on."""
    order = {finder.kind: finder.order for finder in work.finders.values()}
    made = session.lookups.exclude(made_id=None).exclude(decision="use")
    for row in sorted(made, key=lambda row: (-order.get(row.kind, 99), -row.pk)):
        finder = work.finders.get(row.kind)
        if finder is None or finder.unmake is None or row.made_id is None:
            continue
        row.detail = {**row.detail, "kept": finder.unmake(row.made_id)}
        row.save(update_fields=["detail"])


def _finish(session: ImportSession, by: Actor, at: datetime) -> str:
    said = undone_in_words(session.counts)
    with transaction.atomic():
        step(session, State.UNDONE, of=(State.UNDOING,), undone_at=at)
        announce(events.UNDONE, session, by=by, at=at, counts=said)
    return said


def undone_in_words(counts: Mapping[str, Any]) -> str:
    return in_words(
        [
            (counts.get("undone", 0), "taken back"),
            (counts.get("kept", 0), "kept, because they were used since"),
        ]
    )
