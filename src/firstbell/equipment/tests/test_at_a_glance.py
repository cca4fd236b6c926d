"""The first page's view of the register: what is in use, whose cover ends, what is broken; of one school, and never stale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import cataloguing, changing, registering, stages
from firstbell.equipment.models import Category, Item
from firstbell.equipment.queries import glance, stock
from firstbell.equipment.states import Lifecycle
from firstbell.platform.accounts.actors import system_actor

BY = system_actor()


@pytest.fixture
def tablets(db, moment):
    return cataloguing.add(Category, name="Tablet", by=BY, at=moment)


@pytest.fixture
def covered(add, moment):
    """covered(5, 2) -> two items whose cover ends in five days."""

    def make(days, count=1, **values):
        made = [add(**values) for _ in range(count)]
        ends = moment.date() + timedelta(days=days)
        Item.objects.filter(pk__in=[one.pk for one in made]).update(cover_ends_on=ends)
        return made

    return make


def elsewhere(school, category, moment, **values):
    [made] = registering.register(school, [registering.Draft(category, values)], by=BY, at=moment)
    return Item.objects.get(pk=made.id)


def kinds(actor, school):
    return [(kind.category.name, kind.n) for kind in glance.kinds(actor, school)]


def test_what_is_in_use_is_counted_by_kind_the_most_first(add, tablets, hartley, asha, moment):
    added = [add() for _ in range(2)] + [add(tablets) for _ in range(4)]
    Item.objects.filter(pk=added[-1].pk).update(removed_at=moment)

    assert kinds(asha, hartley) == [("Tablet", 3), ("Laptop", 2)]

    stages.set_stage(added[3:5], stage=Lifecycle.RETIRED, by=asha, at=moment)

    assert kinds(asha, hartley) == [("Laptop", 2), ("Tablet", 1)]


def test_another_school_counts_for_itself_and_for_whoever_sees_it(
    add, laptops, hartley, other_school, asha, tariq, moment
):
    add(lifecycle="missing")
    there = elsewhere(other_school, laptops, moment, lifecycle="in_repair")
    Item.objects.update(cover_ends_on=moment.date())

    assert kinds(asha, hartley) == [("Laptop", 1)]
    assert kinds(tariq, other_school) == [("Laptop", 1)]
    assert glance.troubles(tariq, other_school) == [there]
    assert len(glance.covers_ending(tariq, other_school, moment.date())) == 1
    for actor, school in ((asha, other_school), (tariq, hartley), (asha, None)):
        assert kinds(actor, school) == []
        assert glance.troubles(actor, school) == []
        assert glance.covers_ending(actor, school, moment.date()) == []


def test_cover_that_ends_next_comes_first_and_only_of_what_is_in_use(
    covered, latitude, hartley, asha, moment
):
    covered(91)
    covered(-1)
    covered(5, 2)
    covered(5, 3, model_id=latitude.pk)
    covered(0)
    [gone, ended] = covered(1, 2)
    Item.objects.filter(pk=gone.pk).update(removed_at=moment)
    stages.set_stage([ended], stage=Lifecycle.RETIRED, by=asha, at=moment)

    found = glance.covers_ending(asha, hartley, moment.date())
    assert [((one.on - moment.date()).days, one.name, one.n) for one in found] == [
        (0, "Laptop", 1),
        (5, "Latitude 3340", 3),
        (5, "Laptop", 2),
    ]


def test_only_the_next_days_on_which_cover_ends_are_shown(covered, hartley, asha, moment):
    for day in range(9):
        covered(80 - day)

    found = glance.covers_ending(asha, hartley, moment.date())
    assert [(one.on - moment.date()).days for one in found] == [72, 73, 74, 75, 76, 77]


def test_what_is_broken_in_repair_or_missing_is_shown_and_nothing_that_is_over(
    add, hartley, asha, moment
):
    bad = [add(lifecycle="in_repair"), add(lifecycle="missing"), add(condition="broken")]
    add(condition="damaged")
    over = [add(condition="broken"), add(condition="broken")]
    stages.set_stage([over[0]], stage=Lifecycle.RETIRED, by=asha, at=moment)
    Item.objects.filter(pk=over[1].pk).update(removed_at=moment)
    for minutes, item in enumerate(bad):
        changed = moment + timedelta(minutes=minutes)
        Item.objects.filter(pk=item.pk).update(changed_at=changed)

    assert glance.troubles(asha, hartley) == bad[::-1]

    changing.change(bad[2], by=asha, at=moment, condition="good")
    assert glance.troubles(asha, hartley) == [bad[1], bad[0]]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (glance.kinds, "COVERING INDEX equipment_item_by_kind"),
        (glance.troubles, "equipment_item_in_trouble"),
        (lambda actor, school: glance.covers_ending(actor, school, school.created_at.date()),
         "equipment_item_by_cover"),
        (lambda actor, school: list(stock.running_low(Item.objects.live(), school)), "INTEGER PRIMARY KEY"),
    ],
)  # fmt: skip
def test_none_of_it_looks_at_the_whole_register(ask, index, add, hartley, asha):
    with CaptureQueriesContext(connection) as asked:
        ask(asha, hartley)

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
            first = cursor.fetchall()[0][3]
        assert f"equipment_item USING {index}" in first.replace("USING INDEX equipment", "USING equipment")  # fmt: skip
