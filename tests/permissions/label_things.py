"""Numbers, codes and labels."""

from __future__ import annotations

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category, Item
from firstbell.platform.accounts.actors import GUEST
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes.models import Code
from firstbell.platform.labels import actions as labels
from firstbell.platform.labels.models import OwnSheet
from firstbell.platform.numbers import actions as numbers
from tests.permissions.things import LONG_AGO, Example, World, example


def _code(world: World) -> Code:
    batch = codes.mint(world.hartley, 1, by=world.system, at=LONG_AGO)
    return batch.codes.get()


def _laptop(world: World) -> Item:
    kind = cataloguing.add(Category, name="Label printer", by=world.system, at=LONG_AGO)
    made = registering.register(
        world.hartley, [registering.Draft(kind, {})], by=world.system, at=LONG_AGO
    )
    return Item.objects.get(pk=made[0].id)


@example("numbers_sequence")
def sequence(world: World) -> Example:
    made = numbers.begin("ZZ-", school=world.hartley, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made, post={"next_number": 5, "width": 4})


@example("numbers_reserve")
def room_for_a_range(world: World) -> Example:
    whole = sequence(world)
    return Example(whole.words, whole.thing, post={"first": 5, "last": 9})


@example("numbers_give_back")
def reserved(world: World) -> Example:
    one = sequence(world).thing
    kept = numbers.reserve(one, first=5, last=9, by=world.system, at=LONG_AGO)
    return Example({"uid": one.uid, "pk": kept.pk}, one)


@example("code_claim", "code_picture")
def unclaimed(world: World) -> Example:
    code = _code(world)
    item = _laptop(world)
    words = {"thing_type": "equipment.item", "uid": item.uid}
    return Example({"value": code.value}, code, post=words)


@example("code")
def scanned(world: World) -> Example:
    code = _code(world)
    return Example({"value": code.value}, code, post={"words": "On the bus"})


@example("code_release", "code_prefer")
def on_a_laptop(world: World) -> Example:
    item = _laptop(world)
    code = codes.claim(_code(world), item, by=world.system, at=LONG_AGO)
    return Example({"uid": code.uid}, code)


@example("codes_attach")
def barcode(world: World) -> Example:
    item = _laptop(world)
    return Example(
        {"thing_type": "equipment.item", "uid": item.uid}, item, post={"value": "5CG2380"}
    )


@example("found_settle")
def found(world: World) -> Example:
    message = codes.report_found(
        _code(world), words="On the bus", contact="", by=GUEST, at=LONG_AGO
    )
    return Example({"uid": message.uid}, message)


@example("labels_reprint_codes")
def batch(world: World) -> Example:
    made = codes.mint(world.hartley, 3, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("labels_run", "labels_pdf", "labels_preview", "labels_save_layout")
def run(world: World) -> Example:
    made = labels.gather_codes(batch(world).thing, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made, post={"name": "Small"})


@example("labels_sheet", "labels_remove_sheet")
def sheet(world: World) -> Example:
    made = labels.save_sheet(
        OwnSheet(school=world.hartley),
        name="Ours",
        width=60,
        height=30,
        by=world.system,
        at=LONG_AGO,
    )
    return Example({"uid": made.uid}, made)


@example("labels_remove_layout")
def layout(world: World) -> Example:
    made = labels.save_layout(
        "Ours",
        school=world.hartley,
        thing_type="",
        by=world.system,
        at=LONG_AGO,
        stock="avery-l7160",
    )
    return Example({"uid": made.uid}, made)


@example("labels_ruler")
def ruler(world: World) -> Example:
    return Example({"key": "avery-l7160"}, None, lambda actor: True)
