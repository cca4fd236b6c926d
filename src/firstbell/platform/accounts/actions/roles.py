from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts import events
from firstbell.platform.accounts.actions.rights import keep_a_lead
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.permissions import require
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Ref
from firstbell.platform.tenancy.models import School


def give_role(
    account: Account, *, role: Role, school: School | None, by: Actor, at: datetime
) -> RoleGrant:
    """A role in a school, or everywhere (`school=None`), from today on."""
    require_here(by, school)
    with transaction.atomic():
        grant, made = RoleGrant.objects.get_or_create(
            account=account, role=role, school=school, to_on=None, defaults={"from_on": at.date()}
        )
        if made:
            announce(
                events.ROLE_GIVEN,
                _subject(account, school),
                by=by,
                at=at,
                role=role_words(role, school),
            )
    return grant


def end_role(grant: RoleGrant, *, by: Actor, at: datetime) -> None:
    """From this moment on: the last day that counts is yesterday."""
    require_here(by, grant.school)
    yesterday = at.date() - timedelta(days=1)
    if grant.to_on is not None and grant.to_on <= yesterday:
        raise Refusal("That role has ended already.")
    account, words = grant.account, role_words(Role(grant.role), grant.school)
    with transaction.atomic():
        if grant.from_on > yesterday:
            RoleGrant.objects.filter(pk=grant.pk).delete()
        else:
            RoleGrant.objects.filter(pk=grant.pk).update(to_on=yesterday)
        if grant.role == Role.LEAD and grant.school_id is None:
            keep_a_lead(account, at)
        announce(events.ROLE_ENDED, _subject(account, grant.school), by=by, at=at, role=words)


def require_here(by: Actor, school: School | None) -> None:
    require(by, "accounts.change", school)
    if school is None and by.schools("accounts.change") is not None:
        raise NotAllowed(
            "Only somebody with a role in the whole trust can give or end one in the whole trust."
        )


def role_words(role: Role, school: School | None) -> str:
    return f"{Role(role).label.lower()} of {school or 'the whole trust'}"


def _subject(account: Account, school: School | None) -> Ref:
    # The account belongs to no school, but this piece of its history does.
    return Ref("accounts.account", account.uid, str(account), school.pk if school else None)
