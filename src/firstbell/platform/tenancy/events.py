from __future__ import annotations

from firstbell.platform.audit.events import EventType

SCHOOL_ADDED = EventType("tenancy.school_added", "{by} added the school {subject}")
SCHOOL_CHANGED = EventType("tenancy.school_changed", "{by} changed {subject}")
TRUST_NAMED = EventType("tenancy.trust_named", "{by} named the trust {subject}")
