from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from firstbell.platform.accounts.models import Account
from firstbell.platform.search import registry
from firstbell.platform.search.registry import Entry, ThingType
from firstbell.platform.tenancy.models import School


@pytest.fixture
def findable() -> Iterator[None]:
    """Schools and accounts stand in for things of the work, which the platform does not know."""
    kept = dict(registry._types), dict(registry._by_model)
    registry._types.clear()
    registry._by_model.clear()
    registry.index(
        ThingType(
            School, "test.school", "Schools", "school", "tenancy.change",
            entry=lambda one: Entry(one.pk, one.uid, one.pk, one.name, one.phase, [one.urn], one.address),
        )
    )  # fmt: skip
    registry.index(
        ThingType(
            Account, "test.account", "Accounts", "user", "accounts.view",
            entry=account_entry,
            mine=lambda actor: Account.objects.filter(pk=actor.account_id),
        )
    )  # fmt: skip
    yield
    for current, before in zip((registry._types, registry._by_model), kept, strict=True):
        current.clear()
        current.update(before)


def account_entry(one: Any) -> Entry:
    grant = one.role_grants.first()
    return Entry(one.pk, one.uid, grant.school_id if grant else None, one.name, "", [], one.email)
