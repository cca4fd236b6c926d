from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from firstbell.lib.refusal import NotAllowed
from firstbell.platform.accounts import events
from firstbell.platform.accounts.actions import sessions
from firstbell.platform.accounts.actions.rights import require_over
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, SignInRules
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between


def change_rules(*, technicians_need_second_factor: bool, by: Actor, at: datetime) -> SignInRules:
    """What the whole trust demands of a sign-in."""
    require(by, "accounts.change")
    if by.schools("accounts.change") is not None:
        raise NotAllowed("These rules count in the whole trust: ask somebody who leads there.")
    rules = SignInRules.objects.first() or SignInRules(created_at=at)
    wanted = {"technicians_need_second_factor": technicians_need_second_factor}
    changes = changes_between(rules, wanted)
    if not changes:
        return rules
    with transaction.atomic():
        rules.technicians_need_second_factor = technicians_need_second_factor
        rules.save()
        announce(events.SIGN_IN_RULES_CHANGED, rules, by=by, at=at, changes=changes)
    return rules


def note_password(account: Account, *, by: Actor, at: datetime, but: str = "") -> None:
    """A new password ends every other browser: somebody may have known the old one."""
    with transaction.atomic():
        sessions.forget_all(account, but=but)
        announce(events.PASSWORD_CHANGED, account, by=by, at=at)


def note_factor(account: Account, *, added: bool, what: str, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        announce(
            events.FACTOR_ADDED if added else events.FACTOR_REMOVED,
            account,
            by=by,
            at=at,
            what=what,
        )


def clear_factors(account: Account, *, by: Actor, at: datetime) -> int:
    """For somebody who lost their phone: only the password is left, and every browser is signed out."""
    require_over(by, account, at)
    with transaction.atomic():
        count: int = Authenticator.objects.filter(user=account).delete()[0]
        if count:
            sessions.forget_all(account)
            announce(events.FACTORS_CLEARED, account, by=by, at=at)
    return count
