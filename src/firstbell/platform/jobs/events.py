from __future__ import annotations

from firstbell.platform.audit.events import EventType

FAILED = EventType("jobs.failed", "{subject} failed: {problem}")
RETRIED = EventType("jobs.retried", "{by} asked for {subject} again")
