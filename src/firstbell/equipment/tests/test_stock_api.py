"""Stock by API: what is not said where lies at home, as the description has it."""

from __future__ import annotations

import pytest

from firstbell.equipment.actions import stocking
from firstbell.places.models import Room


@pytest.fixture
def cable(add, leads, store):
    return add(leads, tag="CAB-1", quantity=9, home_id=store.pk)


@pytest.fixture
def cupboard(hartley, store):
    room = Room(school=hartley, building=store.building).call("Cupboard")
    room.save()
    return room


def test_what_goes_somewhere_unsaid_goes_home(program, cable, cupboard, store, asha, moment):
    stocking.shift(cable, 4, source=store, target=cupboard, by=asha, at=moment)
    body = {"kind": "shift", "quantity": 3, "room": str(cupboard.uid)}

    answer = program.post(f"/api/v1/items/{cable.uid}/stock/moves", body, "application/json")

    lies = {row["room"]["name"]: row["quantity"] for row in answer.json()["shelves"]}
    assert lies == {store.name: 8, "Cupboard": 1}


def test_what_lies_at_home_needs_to_hear_where_else(program, cable, store):
    body = {"kind": "shift", "quantity": 3}

    answer = program.post(f"/api/v1/items/{cable.uid}/stock/moves", body, "application/json")

    assert answer.status_code == 422
    assert answer.json()["detail"] == "They lie there already. Choose another place."
