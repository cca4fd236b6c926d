"""What people are told of that happens in a room beside notifications."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange import events as exchange
from firstbell.platform.notifications.queries import account_of, accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How
from firstbell.platform.webhooks import events as webhooks


def _keepers(event: Event) -> QuerySet[Account]:
    return accounts_with("webhooks.change", event.school_id, event.at.date())


notify(
    exchange.BROUGHT_IN, label="An import of yours is finished", to=lambda event: account_of(event.actor_key),
    title=lambda event: f"{event.subject_label} is in", line=lambda event: event.sentence,
    url=lambda event: f"/imports/{event.subject_uid}/", usual=How.HERE, posted=False,
)  # fmt: skip
notify(
    webhooks.GIVEN_UP, label="Another system does not answer and is told no more", to=_keepers,
    title=lambda event: f"{event.subject_label} was turned off", line=lambda event: event.sentence,
    url=lambda event: f"/settings/webhooks/{event.subject_uid}/", usual=How.NOW, permission="webhooks.change",
)  # fmt: skip
