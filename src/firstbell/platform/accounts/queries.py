from __future__ import annotations

from datetime import date
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from firstbell.platform.accounts.models import Account, Invitation, RoleGrant, SignInRules
from firstbell.platform.accounts.states import Role
from firstbell.platform.database.remembered import Remembered

_FACTORS = {"webauthn": "passkey", "totp": "authenticator app", "recovery_codes": "recovery codes"}
_rules: Remembered[bool] = Remembered(SignInRules)


class Viewer(Protocol):
    def schools(self, permission: str) -> frozenset[int] | None: ...


def grants_on(day: date) -> QuerySet[RoleGrant]:
    """The roles that count on a day."""
    return RoleGrant.objects.filter(Q(to_on=None) | Q(to_on__gte=day), from_on__lte=day)


def lasting_grants(day: date) -> QuerySet[RoleGrant]:
    """Roles that count on a day or will."""
    return RoleGrant.objects.filter(Q(to_on=None) | Q(to_on__gte=day))


def visible_accounts(viewer: Viewer) -> QuerySet[Account]:
    """Accounts with a role, now or once, in a school whose accounts the viewer sees."""
    schools = viewer.schools("accounts.view")
    if schools is None:
        return Account.objects.all()
    here = RoleGrant.objects.filter(account=OuterRef("pk"), school__in=schools)
    return Account.objects.filter(Exists(here))


def visible_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    schools = viewer.schools("accounts.view")
    return (
        Invitation.objects.all()
        if schools is None
        else Invitation.objects.filter(school__in=schools)
    )


def trust_leads(day: date) -> QuerySet[RoleGrant]:
    """Who can always put things right: open lead roles for the whole trust."""
    return grants_on(day).filter(role=Role.LEAD, school=None, account__is_active=True, to_on=None)


def technicians_need_second_factor() -> bool:
    return _rules.get("second factor", _second_factor)


def _second_factor() -> bool:
    return SignInRules.objects.filter(technicians_need_second_factor=True).exists()


def second_factors(account: Account) -> list[str]:
    """What somebody signs in with beside the password, in words."""
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    return [words for kind, words in _FACTORS.items() if kind in kinds]
