"""From one state of an import to the next: exactly once, whoever asks, and by whose rights the work is done."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from firstbell.lib.refusal import Conflict, NotAllowed
from firstbell.platform.accounts.actors import Actor, account_actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.cells import Cells
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.sheets import Setting, Work
from firstbell.platform.exchange.states import State
from firstbell.platform.jobs.models import Job
from firstbell.platform.jobs.registry import defer

Tell = Callable[[int, int, str], None]


class NotNow(Conflict):
    """The import is not at the stage for this."""


def quiet(_done: int, _total: int, _line: str = "") -> None:
    """Nobody watches."""


def actor_of(session: ImportSession) -> Actor:
    """Whoever brought the file, with the rights they have now; history then says that it was an import."""
    if session.account_id is None:
        return replace(
            system_actor("import", correlation=session.correlation), name=session.actor_name
        )
    account = Account.objects.filter(pk=session.account_id, is_active=True).first()
    if account is None:
        raise NotAllowed(
            "Whoever brought this file can no longer sign in, so nothing more is done with it."
        )
    return account_actor(account).via("import", session.correlation)


def may(session: ImportSession, by: Actor) -> None:
    require(by, "exchange.import", session)
    require(by, sheets.named(session.sheet).permission, session)


def step(session: ImportSession, to: State, *, of: Collection[State], **values: Any) -> None:
    """Move on, or say why not."""
    rows = ImportSession.objects.filter(pk=session.pk, state__in=list(of))
    if not rows.update(state=to, version=session.version + 1, **values):
        session.refresh_from_db(fields=["state"])
        raise NotNow(f"{session} is {State(session.state).label.lower()} at the moment.")
    session.version += 1
    session.state = to
    for name, value in values.items():
        setattr(session, name, value)


def send_off(session: ImportSession, name: str, title: str, *, by: Actor, at: datetime) -> Job:
    job = defer(
        name,
        by=by,
        at=at,
        title=f"{title} {session}",
        school_id=session.school_id,
        session=str(session.uid),
    )
    ImportSession.objects.filter(pk=session.pk).update(job_uid=job.uid)
    session.job_uid = job.uid
    return job


def setting_of(session: ImportSession, cells: Cells, *, by: Actor, at: datetime) -> Setting:
    return Setting(
        session.school, by, at, session.mode, session.match, session.policies, frozenset(cells.keys),
        session.counts.get("last", 0), session.uid,
    )  # fmt: skip


def cells_of(session: ImportSession) -> Cells:
    sheet = sheets.named(session.sheet)
    return Cells(
        sheet.columns(), session.mapping, session.fill, session.reading["headers"], date_order=session.date_order
    )  # fmt: skip


def open_work(session: ImportSession, cells: Cells, *, by: Actor, at: datetime) -> Work:
    """The sheet at work, knowing what was decided about names that nothing was called."""
    work = sheets.named(session.sheet).open(setting_of(session, cells, by=by, at=at))
    tell_decisions(session, work)
    return work


def tell_decisions(session: ImportSession, work: Work) -> None:
    for row in session.lookups.select_related("same_as"):
        finder = work.finders.get(row.kind)
        known, found = row.answer
        if finder is not None and known:
            finder.decided[row.key] = found


def in_words(counts: Iterable[tuple[int, str]]) -> str:
    said = [f"{number:,} {word}" for number, word in counts if number]
    return ", ".join(said) if said else "nothing"
