"""The trust's own fields of a new item: what is said, else what its model says, else the default of the field."""

from __future__ import annotations

import pytest

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import Item
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import FieldValue
from firstbell.platform.fields.states import Kind


@pytest.fixture
def charger(db, moment):
    return _field("Charger", Kind.TEXT, moment, default="USB-C", is_required=True)


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


def _field(label, kind, moment, noun="equipment.item", **more):
    return fields.add_field(noun=noun, label=label, kind=kind, by=system_actor(), at=moment, **more)


def _say(model, moment, **own):
    cataloguing.change(model, custom=own, by=system_actor(), at=moment)


def _add(desk, laptops, **more):
    start = {"category": str(laptops.uid), "condition": "good", "ownership": "owned"}
    desk.post("/equipment/new/", start | more)
    return Item.objects.latest("pk").custom


def test_the_form_begins_with_the_default(desk, laptops, charger):
    page = desk.get(f"/equipment/new/?kind={laptops.uid}").content.decode()

    assert 'value="USB-C"' in page
    assert _add(desk, laptops, custom_charger="USB-C") == {"charger": "USB-C"}
    assert FieldValue.objects.get().text == "USB-C"


def test_what_its_model_says_comes_before_the_default_but_not_before_what_is_typed(
    desk, laptops, latitude, charger, moment
):
    _say(latitude, moment, charger="Barrel")

    assert _add(desk, laptops, model=latitude.uid, custom_charger="USB-C") == {"charger": "Barrel"}
    assert _add(desk, laptops, model=latitude.uid, custom_charger="MagSafe") == {
        "charger": "MagSafe"
    }


def test_what_was_emptied_in_the_form_stays_empty(desk, laptops, moment):
    _field("Sleeve", Kind.TEXT, moment, default="Grey")

    assert _add(desk, laptops, custom_sleeve="") == {}


def test_a_program_that_says_nothing_gets_them_too(
    desk, hartley, laptops, latitude, charger, moment
):
    _say(latitude, moment, charger="Barrel")
    body = {"school": str(hartley.uid), "category": str(laptops.uid)}

    def sent(**more):
        return desk.post("/api/v1/items", body | more, "application/json")

    assert sent().json()["custom"] == {"charger": "USB-C"}
    assert sent(model=str(latitude.uid)).json()["custom"] == {"charger": "Barrel"}
    assert sent(custom={"charger": "MagSafe"}).json()["custom"] == {"charger": "MagSafe"}
    assert sent(custom={"charger": None}).status_code == 422


def test_whoever_registers_items_gets_them_and_each_kind_only_its_own(
    add, laptops, trolleys, latitude, moment
):
    _field("Charger", Kind.TEXT, moment, default="USB-C", scopes=[str(laptops.uid)])
    _say(latitude, moment, charger="Barrel")

    assert add(tag="HV-1").custom == {"charger": "USB-C"}
    assert add(tag="HV-2", model_id=latitude.pk).custom == {"charger": "Barrel"}
    assert add(tag="HV-3", category=trolleys).custom == {}


def test_a_field_of_models_of_another_kind_says_nothing_of_their_items(add, latitude, moment):
    _field("Lamp", Kind.NUMBER, moment, default="900")
    _field("Lamp", Kind.TEXT, moment, noun="equipment.model")
    _say(latitude, moment, lamp="Long-lived")

    assert add(tag="HV-1", model_id=latitude.pk).custom == {"lamp": 900}


def test_a_models_page_asks_what_its_items_begin_with(desk, latitude, charger, moment):
    _field("Tested by", Kind.TEXT, moment, noun="equipment.model")
    page = f"/equipment/models/{latitude.uid}/"
    assert "What new items of it begin with" in desk.get(page).content.decode()

    said = {"custom_charger": "Barrel", "custom_tested_by": "Asha"}
    desk.post(page, {"name": latitude.name, "category": latitude.category_id, **said})

    latitude.refresh_from_db()
    assert latitude.custom == {"charger": "Barrel", "tested_by": "Asha"}
    told = timeline.of(latitude).first().changes.filter(field="charger").get()
    assert (told.was, told.now) == ("", "Barrel")
    assert FieldValue.objects.get().text == "Asha"


def test_a_program_says_what_the_items_of_a_new_model_begin_with(desk, laptops, charger):
    body = {"name": "EliteBook 640", "category": str(laptops.uid)}

    def sent(**own):
        return desk.post("/api/v1/models", body | {"custom": own}, "application/json")

    assert sent(chargre="Barrel").status_code == 422
    assert sent(charger="Barrel").json()["custom"] == {"charger": "Barrel"}
    assert desk.get("/api/v1/models").json()["items"][0]["custom"] == {"charger": "Barrel"}
