from __future__ import annotations

from firstbell.platform.audit.events import EventType

SUBSCRIBED = EventType("webhooks.subscribed", "{by} has {subject} told of what happens")
CHANGED = EventType("webhooks.changed", "{by} changed the webhook {subject}")
SECRET_RENEWED = EventType(
    "webhooks.secret_renewed", "{by} made a new secret for the webhook {subject}"
)
REMOVED = EventType("webhooks.removed", "{by} removed the webhook {subject}")
GIVEN_UP = EventType(
    "webhooks.given_up", "The webhook {subject} does not answer and was turned off: {problem}"
)
