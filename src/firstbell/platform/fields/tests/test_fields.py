from __future__ import annotations

from uuid import UUID

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.uuid7 import uuid7
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.fields import actions, values
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.states import Kind

ITEM = "equipment.item"


@pytest.fixture
def add(db, moment):
    def make(label: str, kind: Kind, **more):
        return actions.add_field(
            noun=ITEM, label=label, kind=kind, by=system_actor(), at=moment, **more
        )

    return make


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (Kind.TEXT, "  Ring   two ", "Ring two"),
        (Kind.NUMBER, "1,200", 1200),
        (Kind.MONEY, "£1,234.50", 123_450),
        (Kind.DATE, "9 Sep 2022", "2022-09-09"),
        (Kind.YES_NO, "Y", True),
        (Kind.CHOICE, "laser", "Laser"),
        (Kind.CHOICES, "lamp; LED", ["Lamp", "LED"]),
        (Kind.IP, "10.20.044.1".replace("044", "44"), "10.20.44.1"),
        (Kind.URL, "https://hartley.example/guide", "https://hartley.example/guide"),
    ],
)
def test_what_is_typed_is_kept_in_one_form(add, kind, typed, stored):
    choices = ["Lamp", "Laser", "LED"] if kind in (Kind.CHOICE, Kind.CHOICES) else []
    add("Thing", kind, choices=choices)

    assert actions.cleaned(ITEM, {"thing": typed}) == {"thing": stored}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(Kind.NUMBER, "many"), (Kind.DATE, "soon"), (Kind.MONEY, "dear"), (Kind.IP, "10.1"), (Kind.EMAIL, "asha"),
     (Kind.URL, "javascript:alert(1)"), (Kind.MAC, "zz")],
)  # fmt: skip
def test_what_does_not_fit_is_a_sentence_at_its_field(add, kind, typed):
    add("Thing", kind)

    with pytest.raises(Refusal) as refused:
        actions.cleaned(ITEM, {"thing": typed})

    assert list(refused.value.fields) == ["custom_thing"]


def test_a_needed_field_is_missed(add):
    add("Seat", Kind.TEXT, is_required=True)

    with pytest.raises(actions.Unfit, match="Seat is needed"):
        actions.cleaned(ITEM, {})


def test_no_two_items_share_a_unique_value(add):
    add("Extension", Kind.TEXT, is_unique=True)
    first, second = uuid7(), uuid7()
    actions.index(ITEM, [(first, {"extension": "214"})])

    with pytest.raises(Conflict, match="Extension 214 is taken already"):
        actions.index(ITEM, [(second, {"extension": "214"})])

    actions.index(ITEM, [(first, {"extension": "214"})])


def test_a_field_that_holds_values_keeps_its_kind(add, moment):
    field = add("Seat", Kind.TEXT)
    actions.index(ITEM, [(uuid7(), {"seat": "7"})])

    with pytest.raises(Conflict, match="holds values"):
        actions.change_field(field, by=system_actor(), at=moment, kind=Kind.NUMBER)


def test_a_choice_in_use_stays_a_choice(add, moment):
    field = add("Light", Kind.CHOICE, choices=["Lamp", "Laser"])
    actions.index(ITEM, [(UUID(int=1), {"light": "Lamp"})])

    with pytest.raises(Conflict, match="Lamp is in use"):
        actions.change_field(field, by=system_actor(), at=moment, choices=["Laser"])


def test_a_default_is_kept_as_its_kind_is_kept(add, moment):
    field = add("Lamp hours", Kind.NUMBER, default="1,200")
    assert field.default == 1200

    actions.change_field(field, by=system_actor(), at=moment, default="")

    assert field.default is None


@pytest.mark.parametrize(
    ("kind", "more", "why"),
    [
        (Kind.NUMBER, {"default": "many"}, "New things cannot begin with that"),
        (Kind.CHOICE, {"default": "Neon", "choices": ["Lamp"]}, "Neon is not one of Lamp"),
        (Kind.TEXT, {"default": "7", "is_unique": True}, "they cannot all begin with one"),
    ],
)
def test_a_default_that_cannot_be_is_refused_beside_its_box(add, kind, more, why):
    with pytest.raises(Refusal, match=why) as refused:
        add("Thing", kind, **more)

    assert list(refused.value.fields) == ["default"]


def test_a_choice_that_new_things_begin_with_stays_a_choice(add, moment):
    field = add("Light", Kind.CHOICE, choices=["Lamp", "Laser"], default="Lamp")

    with pytest.raises(Refusal, match="Lamp is not one of Laser"):
        actions.change_field(field, by=system_actor(), at=moment, choices=["Laser"])


def test_what_is_said_comes_before_what_is_nearer_and_that_before_the_default(add):
    among = [add(label, Kind.TEXT, default="default") for label in ("One", "Two", "Three")]

    begun = values.begun(among, {"one": "said"}, {"one": "nearer", "two": "nearer"})

    assert begun == {"one": "said", "two": "nearer", "three": "default"}
    assert values.begun(among[:1], {"one": None}) == {"one": None}


def test_the_settings_page_sets_and_shows_what_new_ones_begin_with(browser_of, asha_account):
    desk = browser_of(asha_account)
    form = {"noun": ITEM, "label": "Deposit", "kind": "money", "order": "50"}

    page = desk.post("/settings/fields/new/", {**form, "default": "much"})
    assert "New things cannot begin with that" in page.content.decode()
    desk.post("/settings/fields/new/", {**form, "default": "£12.50"})

    field = Field.objects.get(label="Deposit")
    assert field.default == 1250
    assert "£12.50" in desk.get(f"/settings/fields/{field.uid}/").content.decode()


def test_the_settings_page_puts_a_field_into_lists_from_the_start(browser_of, asha_account, add):
    field = add("Pool", Kind.TEXT)
    form = {"noun": ITEM, "label": "Pool", "kind": "text", "order": "50", "in_list": "on"}

    browser_of(asha_account).post(f"/settings/fields/{field.uid}/", form)

    field.refresh_from_db()
    assert field.in_list
    assert field.default is None
