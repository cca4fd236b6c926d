"""What people does when something happens below: an account is made, or gets another address."""

from __future__ import annotations

from firstbell.people.actions.signing_in import link_account
from firstbell.platform.accounts import events
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.events import on
from firstbell.platform.audit.models import Event


@on(events.ACCOUNT_MADE, "people.link_account")
@on(events.ACCOUNT_CHANGED, "people.link_account")
@on(events.JOINED, "people.link_account")
def link(event: Event) -> None:
    account = Account.objects.filter(uid=event.subject_uid).first()
    if account is not None:
        link_account(account, at=event.at)
