"""Putting one line right on the page, and having it checked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.exchange import rows
from firstbell.platform.exchange.actions.checking import recheck
from firstbell.platform.exchange.actions.stages import NotNow, actor_of, may
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.states import State, Verdict


def mend(row: ImportRow, *, cells: Mapping[int, str], by: Actor, at: datetime) -> ImportRow:
    """Set cells by column; the line is looked at again at once."""
    session = row.session
    may(session, by)
    if session.state != State.CHECKED:
        raise NotNow("Lines can be put right between the check and bringing them in.")
    width = len(session.reading["headers"])
    original = rows.fitted(row.cells, width)
    now = {**(row.edited or {}), **{str(at): text for at, text in cells.items() if at < width}}
    row.edited = {at: text for at, text in now.items() if text != original[int(at)]}
    with transaction.atomic():
        plan = recheck(session, row, by=actor_of(session), at=at)
        row.verdict, row.warned = plan.verdict, plan.warned
        row.reasons, row.keys = "\n".join(plan.reasons), plan.keys[:400]
        row.edited = row.edited or None
        row.save(update_fields=["edited", "verdict", "warned", "reasons", "keys"])
        _count_again(session)
    return row


def leave_out(row: ImportRow, *, by: Actor) -> ImportRow:
    """The person does not want this line."""
    session = row.session
    may(session, by)
    if session.state != State.CHECKED:
        raise NotNow("Lines can be left out between the check and bringing them in.")
    with transaction.atomic():
        row.verdict, row.warned, row.reasons = Verdict.SKIP, False, "You left this line out."
        row.save(update_fields=["verdict", "warned", "reasons"])
        _count_again(session)
    return row


def _count_again(session: ImportSession) -> None:
    found = ImportRow.objects.filter(session=session).aggregate(
        total=Count("pk"), warned=Count("pk", filter=Q(warned=True)),
        **{verdict: Count("pk", filter=Q(verdict=verdict)) for verdict in Verdict.values},
    )  # fmt: skip
    session.counts = {**session.counts, **found}
    session.bump("counts")
