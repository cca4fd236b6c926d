from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from firstbell.lib.parsing import Unclear
from firstbell.lib.refusal import Refusal
from firstbell.lib.uuid7 import uuid7
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.database import sealing
from firstbell.platform.fields import actions, values
from firstbell.platform.fields.keeping import CLEARED, SecretField
from firstbell.platform.fields.models import Field, FieldValue
from firstbell.platform.fields.states import Kind

ROOM = "places.room"


@pytest.fixture
def add(db, moment):
    def make(label: str = "Alarm code", kind: Kind = Kind.TEXT, **more):
        return actions.add_field(
            noun=ROOM, label=label, kind=kind, by=system_actor(), at=moment, **more
        )

    return make


@pytest.fixture
def alarm(add):
    return add(is_secret=True)


@pytest.mark.parametrize(
    ("more", "beside"),
    [
        ({"is_unique": True}, "is_unique"),
        ({"in_list": True}, "in_list"),
        ({"default": "1234"}, "default"),
        ({"kind": Kind.NUMBER}, "is_secret"),
        ({"kind": Kind.CHOICE, "choices": ["1"]}, "is_secret"),
    ],
)
def test_what_does_not_go_with_secrecy_is_refused_beside_its_box(add, more, beside):
    with pytest.raises(Refusal) as refused:
        add(is_secret=True, **more)

    assert list(refused.value.fields) == [beside]
    assert not Field.objects.exists()


def test_no_list_is_narrowed_by_a_secret_though_new_fields_begin_so(alarm):
    assert not Field.objects.get().is_filterable


def test_what_is_typed_is_sealed_to_the_letter(alarm):
    sealed = values.cleaned(alarm, "  two  spaces ")

    assert "spaces" not in str(sealed)
    assert sealing.text_of(sealed) == "two  spaces"
    assert values.shown(alarm, sealed) == "••••••••"
    assert values.cleaned(alarm, "   ") is None


def test_the_same_secret_is_the_same_though_it_is_sealed_anew(alarm):
    one, other = values.cleaned(alarm, "4471"), values.cleaned(alarm, "4471")

    assert one != other
    assert sealing.same(one, other)
    assert not sealing.same(one, values.cleaned(alarm, "4472"))
    assert not sealing.same(one, None)


@pytest.mark.parametrize("given", [{"sealed": "gAAAA"}, ["4471"], True])
def test_nobody_hands_in_what_is_no_text(alarm, given):
    with pytest.raises(Unclear, match="Alarm code must be a text"):
        values.cleaned(alarm, given)


def test_a_secret_goes_into_no_open_field(add, alarm):
    with pytest.raises(Unclear, match="is not kept secret"):
        values.cleaned(add("Colour"), values.cleaned(alarm, "4471"))


def test_a_mask_that_comes_back_leaves_the_secret_as_it_is(add):
    add(is_secret=True, is_required=True)

    assert actions.cleaned(ROOM, {"alarm_code": values.MASK}) == {}
    with pytest.raises(actions.Unfit, match="Alarm code is needed"):
        actions.cleaned(ROOM, {"alarm_code": ""})


def test_a_new_thing_does_not_begin_with_a_mask(alarm):
    assert values.begun([alarm], {"alarm_code": values.MASK}) == {}


def test_a_secret_is_never_indexed(alarm):
    actions.index(ROOM, [(uuid7(), {"alarm_code": values.cleaned(alarm, "4471")})])

    assert not FieldValue.objects.exists()


def box(**more):
    words = {"is_kept": True, "is_long": False, "required": False, "help_text": "", "label": "Code"}
    return SecretField(**{**words, **more})


def test_an_empty_box_keeps_a_tick_clears_and_a_text_is_new():
    data = {"code": "", "code-clear": "on"}

    assert box().clean("") == values.MASK
    assert box().clean(box().widget.value_from_datadict(data, {}, "code")) == ""
    assert box().clean("4472") == "4472"
    assert box(is_kept=False).clean("") == ""


def test_what_must_be_filled_stays_filled():
    needed = box(required=True)

    assert "clear" not in needed.widget.render("code", "")
    assert needed.clean("") == values.MASK
    for one, given in ((needed, CLEARED), (box(required=True, is_kept=False), "")):
        with pytest.raises(ValidationError):
            one.clean(given)
