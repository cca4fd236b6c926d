from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can, roles_with
from firstbell.platform.accounts.queries import grants_on
from firstbell.platform.notifications import registry
from firstbell.platform.notifications.models import Notice, Preference
from firstbell.platform.notifications.states import How

MOST_UNREAD = 99


def accounts_with(permission: str, school_id: int | None, on: date) -> QuerySet[Account]:
    """Who holds a permission by their role in a school; of the trust's own things, in the whole trust."""
    where = Q(school=None) if school_id is None else Q(school=None) | Q(school=school_id)
    grants = grants_on(on).filter(where, role__in=roles_with(permission))
    return Account.objects.filter(pk__in=grants.values("account"), is_active=True)


def account_of(actor_key: str) -> QuerySet[Account]:
    """The account behind the key that history keeps; none for the system, a guest or a token."""
    kind, _, uid = actor_key.partition(":")
    try:
        return (
            Account.objects.filter(uid=UUID(uid)) if kind == "account" else Account.objects.none()
        )
    except ValueError:
        return Account.objects.none()


def unread(account_id: int | None) -> int:
    """How many are unread, counted no further than anybody wants to know."""
    if account_id is None:
        return 0
    # On every page: a hundred keys are read sooner than a count of them is put together.
    rows = Notice.objects.filter(account=account_id, read_at=None)
    return len(rows.order_by().values_list("pk", flat=True)[: MOST_UNREAD + 1])


def choices_of(actor: Actor) -> list[tuple[registry.NoticeKind, How]]:
    """The kinds of notice that may reach this person, with how each comes to them."""
    rows = Preference.objects.filter(account=actor.account_id).values_list("kind", "how")
    own = {kind: How(how) for kind, how in rows}
    offered = [kind for kind in registry.kinds() if can(actor, kind.permission)]
    return [(kind, own.get(kind.name, kind.usual)) for kind in offered]
