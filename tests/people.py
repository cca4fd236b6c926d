"""The cast: Asha leads the technicians of Hartley Vale, Ben is her apprentice, Ms Okoro teaches, Sam studies,
Tariq is a technician at another school, Grace governs, and a stranger has no account."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from firstbell.platform.accounts.actors import Actor, account_actor, system_actor
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.states import Role
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.models import School

MORNING = datetime(2026, 11, 24, 8, 21, tzinfo=UTC)
PASSWORD = "every room ready"

__all__ = [
    "asha", "asha_account", "ben", "ben_account", "browser_of", "grace", "grace_account", "hartley", "moment", "okoro",
    "okoro_account", "other_school", "sam", "sam_account", "tariq", "tariq_account",
]  # fmt: skip


@pytest.fixture
def moment() -> datetime:
    return MORNING


@pytest.fixture
def hartley(db: Any) -> School:
    return tenancy.add_school("Hartley Vale School", by=system_actor(), at=MORNING)


@pytest.fixture
def other_school(db: Any) -> School:
    return tenancy.add_school("Nether Wick Primary", by=system_actor(), at=MORNING, phase="primary")


def account(email: str, name: str, role: Role, school: School | None) -> Account:
    made = Account(email=email, name=name, created_at=MORNING)
    made.set_password(PASSWORD)
    made.save()
    RoleGrant.objects.create(
        account=made, role=role, school=school, from_on=MORNING.date().replace(year=2024)
    )
    return made


@pytest.fixture
def asha_account(hartley: School) -> Account:
    return account("asha@hartley.example", "Asha Rahman", Role.LEAD, hartley)


@pytest.fixture
def ben_account(hartley: School) -> Account:
    return account("ben@hartley.example", "Ben Whitlock", Role.TECHNICIAN, hartley)


@pytest.fixture
def okoro_account(hartley: School) -> Account:
    return account("okoro@hartley.example", "Ms Okoro", Role.STAFF, hartley)


@pytest.fixture
def sam_account(hartley: School) -> Account:
    return account("sam@hartley.example", "Sam Reeve", Role.STUDENT, hartley)


@pytest.fixture
def grace_account(hartley: School) -> Account:
    return account("grace@hartley.example", "Grace Tan", Role.LEADER, hartley)


@pytest.fixture
def tariq_account(other_school: School) -> Account:
    return account("tariq@nether.example", "Tariq Aziz", Role.TECHNICIAN, other_school)


@pytest.fixture
def asha(asha_account: Account) -> Actor:
    return account_actor(asha_account, on=MORNING.date())


@pytest.fixture
def ben(ben_account: Account) -> Actor:
    return account_actor(ben_account, on=MORNING.date())


@pytest.fixture
def okoro(okoro_account: Account) -> Actor:
    return account_actor(okoro_account, on=MORNING.date())


@pytest.fixture
def sam(sam_account: Account) -> Actor:
    return account_actor(sam_account, on=MORNING.date())


@pytest.fixture
def grace(grace_account: Account) -> Actor:
    return account_actor(grace_account, on=MORNING.date())


@pytest.fixture
def tariq(tariq_account: Account) -> Actor:
    return account_actor(tariq_account, on=MORNING.date())


@pytest.fixture
def browser_of(db: Any) -> Any:
    """browser_of(asha_account) -> a client that is signed in as her."""

    def sign_in(somebody: Account) -> Client:
        client = Client()
        client.force_login(somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
