from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache

from firstbell.agents import handlers
from firstbell.agents.actions import keys
from firstbell.agents.models import Device
from firstbell.agents.tests.machines import Agent
from firstbell.equipment.actions import starting
from firstbell.equipment.models import Category
from firstbell.equipment.tests.conftest import add, latitude  # noqa: F401 -- its fixtures, for items that are known
from firstbell.platform.accounts.actors import system_actor


@pytest.fixture(autouse=True)
def _no_stranger_is_remembered():
    cache.clear()


@pytest.fixture
def catalogue(db, moment):
    starting.stock_catalogue(by=system_actor(), at=moment)


@pytest.fixture
def laptops(catalogue):
    return Category.objects.get(name="Laptop")


@pytest.fixture
def key(hartley, catalogue, moment):
    return keys.make(hartley, label="GPO", by=system_actor(), at=moment)


@pytest.fixture
def address(key):
    return f"/agent/{key.secret}/"


@pytest.fixture
def agent(client, address):
    """agent(2, xml=True) -> the agent of the second machine."""

    def make(number: int = 1, *, xml: bool = False, at: str = address) -> Agent:
        return Agent(client, at, number, xml=xml)

    return make


@pytest.fixture
def only_device():
    def get(**wanted: Any) -> Device:
        return Device.objects.select_related("item").get(**wanted)

    return get


@pytest.fixture
def heard(monkeypatch):
    """What a room above is told of reports."""
    told: list[handlers.Reported] = []
    monkeypatch.setattr(handlers.REPORTED, "_by_room", {"listener": told.append})
    return told
