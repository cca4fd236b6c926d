"""Who acts: an account, an API token, a device, a guest or the system itself, as one plain value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from uuid import UUID

from django.db.models import Q

from firstbell.lib import clock
from firstbell.platform.accounts import permissions
from firstbell.platform.accounts.models import Account, ApiToken, RoleGrant, account_key
from firstbell.platform.accounts.states import Role
from firstbell.platform.database.remembered import Remembered

SCOPE_WORDS = {"read": "*.view", "write": "*"}
_grants: Remembered[frozenset[tuple[str, int | None]]] = Remembered(RoleGrant)


@dataclass(frozen=True)
class Actor:
    kind: str
    key: str
    name: str
    source: str = "web"
    correlation: str = ""
    grants: frozenset[tuple[str, int | None]] = frozenset()
    scopes: tuple[str, ...] | None = None
    account_id: int | None = None
    account_key: str = ""
    person_uid: UUID | None = None
    shares: frozenset[UUID] = field(default=frozenset(), repr=False)

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    @property
    def is_guest(self) -> bool:
        return self.kind == "guest"

    def is_behind(self, key: str) -> bool:
        """Whether that key is this actor's own, or its account's: a person's token is that person."""
        return key in {self.key, self.account_key or self.key}

    def schools(self, permission: str) -> frozenset[int] | None:
        """The schools in which this permission is held; None means every school."""
        permissions.mark_asked()
        if self.is_system:
            return None
        if not self.in_scope(permission):
            return frozenset()
        roles = permissions.roles_with(permission)
        found = {school for role, school in self.grants if role in roles}
        return None if None in found else frozenset(s for s in found if s is not None)

    def in_scope(self, permission: str) -> bool:
        if self.scopes is None:
            return True
        return any(fnmatchcase(permission, SCOPE_WORDS.get(scope, scope)) for scope in self.scopes)

    def roles(self) -> set[str]:
        return {role for role, _ in self.grants}

    def via(self, source: str, correlation: str = "") -> Actor:
        return replace(self, source=source, correlation=correlation or self.correlation)


GUEST = Actor(kind="guest", key="guest", name="Somebody without an account")


def system_actor(source: str = "system", name: str = "Firstbell", correlation: str = "") -> Actor:
    return Actor(kind="system", key="system", name=name, source=source, correlation=correlation)


def account_actor(account: Account, *, on: date | None = None, source: str = "web") -> Actor:
    grants = grants_of(account, on or clock.now().date())
    shares: frozenset[UUID] = frozenset()
    if any(role == Role.SUPPLIER for role, _ in grants):
        shares = frozenset(account.shares.values_list("thing_uid", flat=True))
    return Actor(
        kind="account",
        key=account_key(account.uid),
        name=str(account),
        source=source,
        grants=grants,
        account_id=account.pk,
        account_key=account_key(account.uid),
        person_uid=account.person_uid,
        shares=shares,
    )


def token_actor(token: ApiToken, *, on: date | None = None) -> Actor:
    actor = account_actor(token.account, on=on, source="api")
    return replace(
        actor,
        kind="token",
        key=f"token:{token.uid}",
        name=f"{actor.name} by {token.name}",
        scopes=tuple(token.scopes),
    )


def grants_of(account: Account, on: date) -> frozenset[tuple[str, int | None]]:
    if not account.is_active:
        return frozenset()
    return _grants.get((account.pk, on), lambda: _read_grants(account.pk, on))


def _read_grants(account_id: int, on: date) -> frozenset[tuple[str, int | None]]:
    rows = RoleGrant.objects.filter(account=account_id, from_on__lte=on)
    rows = rows.filter(Q(to_on=None) | Q(to_on__gte=on))
    return frozenset(rows.values_list("role", "school_id"))
