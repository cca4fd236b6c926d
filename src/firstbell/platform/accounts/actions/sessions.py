from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import IntegrityError, transaction

from firstbell.platform.accounts import events
from firstbell.platform.accounts.actions.rights import require_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, KnownSession
from firstbell.platform.audit.events import announce


def note_session(
    *, account_id: int, key: str, address: str | None, browser: str, at: datetime
) -> None:
    """A browser was seen signed in. No history: this is the trace itself."""
    seen = {"seen_at": at, "address": address, "browser": browser[:200]}
    if KnownSession.objects.filter(session_key=key, account_id=account_id).update(**seen):
        return
    try:
        with transaction.atomic():
            KnownSession.objects.filter(session_key=key).delete()
            KnownSession.objects.create(
                account_id=account_id, session_key=key, started_at=at, **seen
            )
    except IntegrityError:
        # Two requests of one new session arrived at once: the other one wrote it down.
        return


def end_session(session: KnownSession, *, by: Actor, at: datetime) -> None:
    account = session.account
    require_own(account, by, at)
    with transaction.atomic():
        _forget([session.session_key])
        announce(events.SESSION_ENDED, account, by=by, at=at, where=session.browser or "a browser")


def end_all_sessions(account: Account, *, by: Actor, at: datetime, but: str = "") -> int:
    """All of somebody's browsers, but perhaps the one in use; how many were ended."""
    require_own(account, by, at)
    with transaction.atomic():
        count = forget_all(account, but=but)
        if count:
            where = f"{count} other browser{'' if count == 1 else 's'}" if but else "every browser"
            announce(events.SESSION_ENDED, account, by=by, at=at, where=where)
    return count


def forget_all(account: Account, *, but: str = "") -> int:
    keys = list(account.sessions.exclude(session_key=but).values_list("session_key", flat=True))
    _forget(keys)
    return len(keys)


def _forget(keys: list[str]) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for key in keys:
        store(key).delete()
    KnownSession.objects.filter(session_key__in=keys).delete()
