"""A directory as a source: asked for everybody, tried on the spot, and asked by itself every night."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.sheets import Unreadable
from firstbell.people import events
from firstbell.people.actions.rosters import running
from firstbell.people.models import RosterRun, RosterSource
from firstbell.people.states import SourceKind
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.database.secrets import opened
from firstbell.platform.exchange import rows
from firstbell.platform.exchange.states import Verdict

if TYPE_CHECKING:
    from firstbell.lib.rosters.directory import Directory

TEXTS = ("host", "base_dn", "bind_dn", "filter", "students", "staff", "classes", "certificates")
# Between these hours where the school is, at most once in so long.
_HOURS = range(1, 6)
_AGAIN = timedelta(hours=20)


def wish_of(source: RosterSource) -> Directory:
    from firstbell.lib.rosters.directory import Directory  # noqa: PLC0415 -- slow, and only for who has one

    settings = source.settings
    words: dict[str, Any] = {name: settings[name] for name in TEXTS if settings.get(name)}
    if not words.get("host") or not words.get("base_dn"):
        raise Refusal(f"Say first where {source} is, and under what its people are.")
    attributes = {name: value for name, value in settings.get("attributes", {}).items() if value}
    return Directory(
        **words, port=int(settings.get("port") or 0), security=settings.get("security", "ldaps"),
        password=opened(source.password, f"The password of {source}"), attributes=attributes,
    )  # fmt: skip


def try_it(source: RosterSource, *, by: Actor) -> str:
    """What would come of it, or what is wrong; nothing is kept."""
    from firstbell.lib.rosters.directory import try_directory  # noqa: PLC0415 -- slow, and only for who has one

    require(by, "people.change_rosters", source)
    try:
        return try_directory(wish_of(source))
    except Unreadable as problem:
        raise Refusal(problem.sentence) from None


def ask_due(at: datetime) -> int:
    """Those that are asked every night and have not been, where it is night."""
    sources = RosterSource.objects.filter(
        kind=SourceKind.DIRECTORY, is_nightly=True, archived_at=None
    )
    asked = 0
    for source in sources.select_related("school"):
        hour = source.school.local(at).hour
        if hour in _HOURS and (source.asked_at is None or source.asked_at < at - _AGAIN):
            asked += _ask(source, at)
    return asked


def _ask(source: RosterSource, at: datetime) -> bool:
    source.asked_at = at
    with transaction.atomic():
        source.bump("asked_at")
        try:
            running.ask(source, by=system_actor(), at=at, is_nightly=True)
        except Conflict:
            return False  # somebody is at it by hand
    return True


def settle_nightly(run: RosterRun, *, at: datetime) -> str:
    """What a night's list says is brought in, unless too many would leave: then somebody is asked."""
    session = run.session
    if run.problem or session is None:
        return run.problem
    counts = session.counts
    if not (counts.get(Verdict.CREATE) or counts.get(Verdict.UPDATE)):
        rows.forget(session)
        return "Nothing has changed"
    if run.asks:
        announce(events.ROSTER_ASKS, run, by=system_actor(), at=at, what=running.asking(run))
        return "Somebody is asked"
    running.bring_in(run, by=system_actor(), at=at)
    return "Being brought in"
