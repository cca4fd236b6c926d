"""Lists: what every one of them has besides its rows, a view that was kept, and something done to many."""

from __future__ import annotations

from firstbell.equipment.models import Item
from firstbell.lib.uuid7 import uuid7
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.lists import actions as lists
from firstbell.platform.lists import specs
from firstbell.platform.lists.actions import ViewWords
from firstbell.platform.lists.models import BulkRun
from tests.permissions.rooms import item as an_item
from tests.permissions.things import LONG_AGO, Example, World, example

NAME = "equipment.items"


def _sees_the_list(actor: Actor) -> bool:
    spec = specs.find(NAME)
    assert spec is not None
    return can(actor, spec.permission)


def _is_bens(world: World, actor: Actor) -> bool:
    return actor.account_id == world.ben.pk


@example("list_filters", "list_columns", "list_view_new")
def register(world: World) -> Example:
    an_item(world)
    return Example({"name": NAME}, None, _sees_the_list, {"name": "Ours", "column": "serial"})


@example("list_options")
def to_filter_by(world: World) -> Example:
    an_item(world)
    return Example({"name": NAME, "key": "home"}, None, _sees_the_list)


@example("list_export")
def away_in_a_file(world: World) -> Example:
    an_item(world)
    return Example({"name": NAME, "kind": "csv"}, None, _sees_the_list)


def _picked(world: World) -> Item:
    made = an_item(world).thing
    assert isinstance(made, Item)
    return made


@example("list_do")
def to_many(world: World) -> Example:
    words = {"pick": str(_picked(world).uid), "sure": "1", "stage": "missing"}
    return Example(
        {"name": NAME, "action": "stage"}, None, lambda actor: can(actor, "equipment.change"), words
    )


@example("labels_list")
def labels_of_many(world: World) -> Example:
    made = _picked(world)
    return Example({"name": NAME}, made, post={"pick": str(made.uid)}, unseen={400, 404})


@example("labels_choose")
def labels_of_chosen(world: World) -> Example:
    made = _picked(world)
    return Example(
        {"thing_type": "equipment.item"}, made, post={"uid": str(made.uid)}, unseen={400}
    )


@example("list_view")
def kept(world: World) -> Example:
    words = ViewWords(name="Exam laptops", query="q=exam")
    made = lists.save_view(
        NAME, words, school=world.hartley, by=account_actor(world.ben), at=LONG_AGO
    )
    return Example(
        {"name": NAME, "uid": made.uid},
        None,
        lambda actor: _is_bens(world, actor),
        {"name": "Ours"},
    )


@example("list_run", "list_run_progress")
def run(world: World) -> Example:
    made = BulkRun.objects.create(
        uid=uuid7(), list_name=NAME, action="stage", account=world.ben, ids=[1], title="Change the stage of one item",
        created_at=LONG_AGO,
    )  # fmt: skip
    return Example({"uid": made.uid}, None, lambda actor: _is_bens(world, actor))
