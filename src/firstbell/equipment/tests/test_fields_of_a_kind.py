from __future__ import annotations

import pytest

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import Category
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.queries import fields_of

WORDS = {"noun": "equipment.item", "label": "Lamp hours", "kind": "number", "order": 50}


@pytest.fixture
def projectors(db, moment):
    return cataloguing.named(Category, "Projector", by=system_actor(), at=moment)


def test_a_field_is_asked_of_the_kinds_it_was_narrowed_to(
    laptops, projectors, browser_of, asha_account
):
    browser = browser_of(asha_account)
    assert "Only for these kinds of equipment" in browser.get("/settings/fields/new/").content.decode()  # fmt: skip

    browser.post("/settings/fields/new/", {**WORDS, "scopes": [str(projectors.uid)]})

    assert [field.label for field in fields_of("equipment.item", projectors.uid)] == ["Lamp hours"]
    assert fields_of("equipment.item", laptops.uid) == []

    field = Field.objects.get()
    browser.post(f"/settings/fields/{field.uid}/", {**WORDS, "scopes": []})

    assert [field.label for field in fields_of("equipment.item", laptops.uid)] == ["Lamp hours"]


def test_fields_of_rooms_are_not_narrowed_to_kinds_of_equipment(
    projectors, browser_of, asha_account
):
    browser = browser_of(asha_account)

    page = browser.get("/settings/fields/new/?on=places.room").content.decode()

    assert "Only for these" not in page
    browser.post("/settings/fields/new/", {**WORDS, "noun": "places.room", "scopes": [str(projectors.uid)]})  # fmt: skip
    assert Field.objects.get().scopes == []
