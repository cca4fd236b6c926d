"""The loan desk: a basket of Ben's, what lies in it, and a hand-over that is done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from firstbell.equipment.actions import (
    accepting,
    agreeing,
    custody,
    handing_out,
    lending,
    losing,
    scanning,
)
from firstbell.equipment.models import Custody, Damage, Handover, HandoverLine, Question
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.states import Direction
from firstbell.lib import clock
from firstbell.people import actions as people
from firstbell.people.models import Person
from firstbell.people.states import GroupKind
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import account_actor
from tests.permissions import rooms
from tests.permissions.things import LONG_AGO, Example, World, example


def _basket(world: World) -> Handover:
    ben = account_actor(world.ben)
    made = lending.begin(world.hartley, by=ben, at=LONG_AGO)
    scanning.scan(made, code=rooms.item(world).thing.tag, scan_id=uuid4(), by=ben, at=LONG_AGO)
    return made


@example("equipment:desk_line")
def line(world: World) -> Example:
    made = _basket(world)
    return Example({"uid": made.lines.get().uid}, made, post={"quantity": "1"})


@example("equipment:desk_adopt", "equipment:handover", "equipment:handover_receipt")
def basket(world: World) -> Example:
    made = _basket(world)
    return Example({"uid": made.uid}, made)


def _given(world: World) -> Custody:
    return custody.give(
        rooms.item(world).thing, to=rooms.person(world).thing, by=world.system, at=LONG_AGO
    )


@example("equipment:pile_bring")
def brought(world: World) -> Example:
    made = _given(world)
    return Example({"uid": made.uid}, made.item, post={"scan_id": str(uuid4())})


def _back(world: World) -> HandoverLine:
    ben = account_actor(world.ben)
    pile = lending.begin(world.hartley, by=ben, at=LONG_AGO, direction=Direction.BACK)
    Handover.objects.filter(pk=pile.pk).update(condition="broken")
    tag = _given(world).item.tag
    scanning.scan(pile, code=tag, scan_id=uuid4(), by=ben, at=LONG_AGO)
    return pile.lines.get()


@example("equipment:pile_line", "equipment:pile_rest")
def returned(world: World) -> Example:
    made = _back(world)
    return Example({"uid": made.uid}, made.handover)


@example("equipment:damage", "equipment:damage_change", "equipment:damage_settle")
def damage(world: World) -> Example:
    _back(world)
    made = Damage.objects.get()
    return Example({"uid": made.uid}, made)


@example("equipment:agreement", "equipment:agreement_end")
def agreement(world: World) -> Example:
    made = agreeing.write(
        "Laptops", "I look after it.", school=world.hartley, categories=[], by=world.system, at=LONG_AGO
    )  # fmt: skip
    return Example({"uid": made.uid}, made)


def _bens(world: World) -> Custody:
    """What Ben has himself: only he answers for it."""
    made = _given(world)
    accounts.link_person(world.ben, made.person, by=world.system, at=LONG_AGO)
    Custody.objects.filter(pk=made.pk).update(due_on=date(2024, 9, 30))
    return made


def _is_ben(world: World) -> Any:
    return lambda actor: actor.account_id == world.ben.pk


@example("equipment:mine_still", "equipment:mine_longer")
def mine(world: World) -> Example:
    made = _bens(world)
    words = {"has_it": "yes", "until": "2030-01-01"}
    return Example({"uid": made.uid}, None, _is_ben(world), words)


@example("equipment:mine_answer", "equipment:mine_receipt")
def my_receipt(world: World) -> Example:
    who = rooms.person(world).thing
    made = _basket(world)
    Handover.objects.filter(pk=made.pk).update(person=who)
    accounts.link_person(world.ben, who, by=world.system, at=LONG_AGO)
    lending.complete(made, by=account_actor(world.ben), at=LONG_AGO)
    return Example({"uid": made.uid}, None, _is_ben(world), {"right": "yes"})


def _done(world: World) -> Handover:
    made = _basket(world)
    who = rooms.person(world).thing
    Person.objects.filter(pk=who.pk).update(email="nia@hartley.example")
    Handover.objects.filter(pk=made.pk).update(person=who)
    return lending.complete(made, by=account_actor(world.ben), at=LONG_AGO)


@example("equipment:handover_ask")
def to_ask(world: World) -> Example:
    made = _done(world)
    return Example({"uid": made.uid}, made)


@example("equipment:accept", "equipment:accept_paper")
def to_accept(world: World) -> Example:
    asked = accepting.ask(_done(world), by=world.system, at=clock.now())
    return Example({"token": links.token_of(asked)}, post={"right": "no", "why": "Not mine"})


@example("equipment:question")
def question(world: World) -> Example:
    made = _given(world)
    asked = Question.objects.create(
        school=world.hartley, custody=made, kind="extend", asked_by="Sam", asked_at=LONG_AGO, until=date(2030, 1, 1)
    )  # fmt: skip
    return Example({"uid": asked.uid}, asked, post={"granted": "yes"})


@example(
    "equipment:class", "equipment:class_scan", "equipment:class_undo", "equipment:class_skip", "equipment:class_end",
    "equipment:class_paper", "equipment:class_ask",
)  # fmt: skip
def class_list(world: World) -> Example:
    group = people.add_group(
        world.hartley, name="9B", kind=GroupKind.CLASS, by=world.system, at=LONG_AGO
    )
    people.put_in(group, [rooms.person(world).thing], by=world.system, at=LONG_AGO)
    made = handing_out.start(group, due_on=None, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("equipment:class_sheet_list", "equipment:class_sheet_ask")
def by_sheet(world: World) -> Example:
    made = _done(world)
    sheet = uuid4()
    Handover.objects.filter(pk=made.pk).update(import_uid=sheet)
    return Example({"uid": sheet}, made)


@example(
    "equipment:loss", "equipment:loss_change", "equipment:loss_found", "equipment:loss_evidence"
)
def loss(world: World) -> Example:
    made = losing.record(
        rooms.item(world).thing, kind="stolen", on=LONG_AGO.date(), by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


@example("equipment:write_off")
def write_off(world: World) -> Example:
    made = _given(world)
    words = {"held": str(made.uid), "kind": "lost", "on": "2024-09-03"}
    return Example({"uid": made.person.uid}, made.person, post=words)
