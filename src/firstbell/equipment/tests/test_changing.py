from __future__ import annotations

import pytest

from firstbell.equipment.actions import changing, moving, restoring, stages
from firstbell.equipment.models import Identity, Item
from firstbell.equipment.states import Lifecycle, Source
from firstbell.lib.refusal import Conflict, Stale
from firstbell.platform.audit import timeline


def test_a_change_is_a_line_with_what_it_was_and_is(add, asha, moment):
    laptop = add(tag="HV-1")

    changing.change(laptop, by=asha, at=moment, price_net=41_800, condition="worn", name="Old one")

    changes = {(c.field, c.was, c.now) for c in timeline.of(laptop)[0].changes.all()}
    assert changes == {
        ("price without VAT", "", "£418.00"),
        ("condition", "Good", "Worn"),
        ("name", "", "Old one"),
    }


def test_saving_what_is_already_so_writes_nothing(add, asha, moment):
    laptop = add(tag="HV-1", name="Old one")

    changing.change(laptop, by=asha, at=moment, name="Old one")

    assert timeline.of(laptop).count() == 1


def test_two_technicians_at_once_lose_nothing(add, asha, moment):
    laptop = add()
    first, second = Item.objects.get(pk=laptop.pk), Item.objects.get(pk=laptop.pk)
    changing.change(first, by=asha, at=moment, notes="Sticky key")

    with pytest.raises(Stale):
        changing.change(second, by=asha, at=moment, name="Lost")

    assert Item.objects.get(pk=laptop.pk).notes == "Sticky key"


def test_a_new_serial_ends_the_old_one(add, asha, moment):
    laptop = add(serial="AAA111")

    changing.change(laptop, by=asha, at=moment, serial="BBB222")

    rows = Identity.objects.filter(item=laptop).order_by("id").values_list("value", "to_at")
    assert list(rows) == [("AAA111", moment), ("BBB222", None)]


def test_what_a_person_typed_wins_over_what_a_device_reports(add, asha, moment):
    laptop = add(name="Typed by Ben")

    changing.change_many(
        [changing.Edit(laptop, {"name": "DESKTOP-4F", "unit": "pc"})],
        by=asha,
        at=moment,
        source=Source.REPORTED,
    )

    kept = Item.objects.get(pk=laptop.pk)
    assert (kept.name, kept.unit, kept.sources) == ("Typed by Ben", "pc", {"unit": "reported"})


def test_many_change_at_once(add, asha, moment):
    items = [add(), add(), add()]

    done = changing.set_everywhere(
        [i.pk for i in items], values={"funding": "PTA"}, by=asha, at=moment
    )

    assert done == 3
    assert set(Item.objects.values_list("funding", "version")) == {("PTA", 2)}


@pytest.mark.parametrize(
    ("start", "to"), [("in_stock", "disposed"), ("disposed", "in_service"), ("planned", "missing")]
)
def test_life_goes_forward_by_allowed_steps(add, asha, moment, start, to):
    item = add(lifecycle=Lifecycle(start))

    with pytest.raises(stages.NotFromHere, match="from there it can become"):
        stages.set_stage([item], stage=Lifecycle(to), by=asha, at=moment)


def test_retiring_fills_its_date(add, asha, moment):
    item = add()

    stages.set_stage([item], stage=Lifecycle.RETIRED, by=asha, at=moment)

    assert Item.objects.get(pk=item.pk).retired_on == moment.date()


def test_a_trolley_holds_so_many(add, trolleys, asha, moment):
    trolley = add(trolleys, tag="T1", capacity=2)

    with pytest.raises(moving.Full) as refused:
        moving.put_in([add(), add(), add()], container=trolley, by=asha, at=moment)

    assert refused.value.sentence == "Trolley (T1) holds 2; 0 are in it, so 2 more fit, not 3."


def test_a_trolley_takes_its_laptops_along(add, trolleys, ict_2, asha, moment):
    trolley, laptop = add(trolleys, capacity=16), add()
    moving.put_in([laptop], container=trolley, by=asha, at=moment)

    moving.move([trolley], to=ict_2, by=asha, at=moment)

    assert Item.objects.get(pk=laptop.pk).place == ict_2


def test_a_trolley_is_not_in_itself(add, trolleys, asha, moment):
    outer, inner = add(trolleys), add(trolleys)
    moving.put_in([inner], container=outer, by=asha, at=moment)

    with pytest.raises(Exception, match="inside"):
        moving.put_in([outer], container=Item.objects.get(pk=inner.pk), by=asha, at=moment)


def test_being_seen_is_evidence_and_moves_nothing(add, store, ict_2, asha, moment):
    laptop = add(home_id=store.pk)

    moving.see(laptop, room=ict_2, how="by eye", by=asha, at=moment)

    seen = Item.objects.get(pk=laptop.pk)
    assert (seen.home, seen.place, seen.seen_in, seen.seen_at) == (store, store, ict_2, moment)


def test_a_mistake_leaves_the_register_and_frees_its_tag(add, asha, moment):
    wrong = add(tag="HV-1")
    stages.remove(wrong, why="Entered twice", by=asha, at=moment)

    again = add(tag="HV-1")

    assert list(Item.objects.live()) == [again]
    with pytest.raises(Conflict, match="is on"):
        restoring.restore(Item.objects.get(pk=wrong.pk), by=asha, at=moment)
