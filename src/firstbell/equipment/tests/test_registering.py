from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import registering
from firstbell.equipment.models import Item
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.audit import timeline


def test_a_laptop_gets_the_next_tag_of_its_kind(add):
    assert [add().tag, add().tag] == ["LAP-0001", "LAP-0002"]


def test_a_tag_typed_by_hand_burns_no_number_and_is_stepped_over(add):
    add(tag="LAP-0002")

    assert [add().tag, add().tag] == ["LAP-0001", "LAP-0003"]


def test_a_tag_is_worn_once_however_it_is_written(add):
    worn = add(tag="HV-0482")

    with pytest.raises(registering.TagTaken, match="is on Laptop"):
        add(tag="hv-482")

    assert list(Item.objects.all()) == [worn]


def test_a_serial_belongs_to_one_live_item(add):
    add(tag="HV-1", serial="5CD-1478 X0I")

    with pytest.raises(registering.SerialTaken) as refused:
        add(tag="HV-2", serial="5cd1478x0i")

    assert refused.value.sentence == "Laptop (HV-1) has the serial 5cd1478x0i already."


def test_a_serial_that_says_nothing_may_stand_on_many(add):
    add(serial="To be filled by O.E.M.")

    assert add(serial="To Be Filled By O.E.M.").serial == "To Be Filled By O.E.M."


def test_two_of_one_list_cannot_share_a_tag(hartley, laptops, asha, moment):
    drafts = [
        registering.Draft(laptops, {}, tag="HV-1"),
        registering.Draft(laptops, {}, tag="HV-01"),
    ]

    with pytest.raises(registering.TagTaken, match="Two of these"):
        registering.register(hartley, drafts, by=asha, at=moment)

    assert Item.objects.count() == 0


def test_registering_is_one_line_of_history_without_changes(add, moment):
    item = add(tag="HV-10482", name="Amara's laptop")

    event = timeline.of(item).get()
    assert event.sentence == "Asha Rahman added Amara's laptop (HV-10482) to the register"
    assert list(event.changes.all()) == []


def test_what_is_in_use_has_been_so_since_a_day(add, moment):
    assert add(lifecycle="in_service").in_service_on == moment.date()


def test_one_by_one_means_one(add):
    with pytest.raises(Refusal, match="tracked one by one"):
        add(quantity=3)


def test_it_stands_at_home_until_it_is_moved(add, store):
    assert add(home_id=store.pk).place == store


def test_a_teacher_adds_nothing(hartley, laptops, okoro, moment):
    with pytest.raises(NotAllowed):
        registering.register(hartley, [registering.Draft(laptops, {})], by=okoro, at=moment)


def test_copies_of_a_pattern_are_items_of_their_own(hartley, laptops, store, asha, moment):
    pattern = registering.Pattern(laptops, {"home_id": store.pk, "custom": {}}, label="ProBook 450")
    copies = [
        registering.Copy(pattern, "HV-1", "5CD1"),
        registering.Copy(pattern, "HV-2", "5CD2"),
    ]

    made = registering.register(hartley, copies, by=asha, at=moment)

    found = Item.objects.filter(pk__in=[one.id for one in made]).order_by("tag")
    assert [(item.tag, item.serial, item.place) for item in found] == [
        ("HV-1", "5CD1", store),
        ("HV-2", "5CD2", store),
    ]
    assert [timeline.of(item).get().subject_label for item in found] == [
        "ProBook 450 (HV-1)",
        "ProBook 450 (HV-2)",
    ]


def test_who_has_asked_for_the_tags_is_still_refused_one_twice(hartley, laptops, asha, moment):
    copies = [registering.Copy(registering.Pattern(laptops, {}), tag) for tag in ("HV-1", "hv-01")]

    with pytest.raises(registering.TagTaken, match="Two of these"):
        registering.register(hartley, copies, by=asha, at=moment, asked=True)


def test_things_of_many_sorts_are_asked_about_no_more_than_things_of_two(
    hartley, laptops, asha, moment, django_assert_num_queries
):
    def register(first, last):
        drafts = [
            registering.Draft(laptops, {"name": f"Sort {n}"}, tag=f"HV-{n}")
            for n in range(first, last)
        ]
        registering.register(hartley, drafts, by=asha, at=moment)

    with CaptureQueriesContext(connection) as two:
        register(0, 2)
    with django_assert_num_queries(len(two)):
        register(2, 12)
