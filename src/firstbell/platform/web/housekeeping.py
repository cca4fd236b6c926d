"""What the house forgets by itself: sessions that have run out, and the browsers they belonged to."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from firstbell.platform.accounts.models import KnownSession
from firstbell.platform.jobs import registry


@registry.every("accounts.forget_sessions", "Forget sign-ins that are over", hours=1)
def forget_sessions(at: datetime) -> str:
    ended, _ = Session.objects.filter(expire_date__lt=at).delete()
    # Signing in writes both in one request; an hour is more than it takes.
    settled = KnownSession.objects.filter(started_at__lt=at - timedelta(hours=1))
    settled.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return f"{ended} sessions had run out"
