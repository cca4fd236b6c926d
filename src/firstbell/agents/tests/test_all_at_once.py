from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client

from firstbell.agents.models import Device
from firstbell.agents.tests.machines import agent_id, machine
from firstbell.equipment.models import Item, Model

needs_postgresql = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite takes one writer at a time"
)


@pytest.mark.slow
@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_machines_of_one_model_that_report_in_one_moment_are_all_taken_once(address):
    def report(number):
        try:
            words = json.dumps(machine(f"ICT1-{number:02}", number))
            head = {"HTTP_GLPI_AGENT_ID": agent_id(number)}
            return (
                Client()
                .post(address, words, content_type="application/json", **head)
                .json()["status"]
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(report, [number for number in range(1, 17) for _ in range(2)]))

    assert heard == ["ok"] * 32
    assert (Device.objects.count(), Item.objects.count()) == (16, 32)
    assert Model.objects.filter(name="OptiPlex 7000").count() == 1
