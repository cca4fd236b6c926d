from __future__ import annotations

from datetime import datetime

from firstbell.lib.refusal import Conflict, NotAllowed
from firstbell.platform.accounts import queries
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require


def require_over(by: Actor, account: Account, at: datetime) -> None:
    """Whoever looks after the accounts of one school decides over those who work there and nowhere else."""
    require(by, "accounts.change")
    schools = by.schools("accounts.change")
    if schools is None:
        return
    works_in = set(
        queries.lasting_grants(at.date())
        .filter(account=account)
        .values_list("school_id", flat=True)
    )
    if not works_in <= schools:
        raise NotAllowed(
            f"{account} also works outside your schools: ask somebody who leads in the whole trust."
        )


def require_own(account: Account, by: Actor, at: datetime) -> None:
    """Their own, or somebody's they look after."""
    require(by, "accounts.own")
    if not by.is_system and by.account_id != account.pk:
        require_over(by, account, at)


def keep_a_lead(account: Account, at: datetime) -> None:
    """After a change, inside its transaction: somebody must still be able to put everything right."""
    if not queries.trust_leads(at.date()).exists():
        raise Conflict(
            f"{account} is the last lead technician of the whole trust. Give somebody else that role first.",
        )
