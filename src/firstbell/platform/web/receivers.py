"""What people are told of that happens in a room beside notifications."""

from __future__ import annotations

from firstbell.platform.exchange import events as exchange
from firstbell.platform.notifications.queries import account_of
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How

notify(
    exchange.BROUGHT_IN, label="An import of yours is finished", to=lambda event: account_of(event.actor_key),
    title=lambda event: f"{event.subject_label} is in", line=lambda event: event.sentence,
    url=lambda event: f"/imports/{event.subject_uid}/", usual=How.HERE, posted=False,
)  # fmt: skip
