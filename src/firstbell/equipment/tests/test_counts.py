from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.equipment.actions import counting as verbs
from firstbell.equipment.actions import custody, moving, stages
from firstbell.equipment.actions.counting import NotOpen, Scope
from firstbell.equipment.states import CountScope, Lifecycle
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.places.models import Building, Room
from firstbell.platform.audit.models import Event
from firstbell.platform.lists.models import SavedView


def test_opening_freezes_what_is_expected_and_where(counting, add, ict_2, store, moment):
    here = add(tag="HV-1", home_id=ict_2.pk)
    moved = add(tag="HV-2", home_id=ict_2.pk)
    moving.move([moved], to=store, by=counting.by, at=moment)
    count = counting.planned()

    number = verbs.open_count(count, by=counting.by, at=moment)

    assert number == 2
    assert counting.line(here).expected_in == ict_2
    assert counting.line(moved).expected_in == store
    moving.move([here], to=store, by=counting.by, at=moment)
    assert counting.line(here).expected_in == ict_2
    assert Event.objects.filter(kind="equipment.count_opened").get().sentence == (
        "Asha Rahman opened Summer count: 2 items to find"
    )


def test_what_is_gone_on_order_missing_or_kept_by_quantity_is_not_expected(
    counting, add, leads, moment
):
    add(tag="HV-1")
    add(tag="HV-2", lifecycle=Lifecycle.ORDERED)
    add(tag="HV-3", category=leads, quantity=500)
    missing, retired = add(tag="HV-4"), add(tag="HV-5")
    stages.set_stage([missing], stage=Lifecycle.MISSING, by=counting.by, at=moment)
    stages.set_stage([retired], stage=Lifecycle.RETIRED, by=counting.by, at=moment)

    counting.opened()

    assert counting.verdicts() == {"HV-1": "expected"}


def test_a_count_of_a_building_of_rooms_or_of_a_kind_expects_just_that(
    counting, add, ict_2, store, laptops, trolleys, hartley
):
    gym = Building(school=hartley).call("Gym")
    gym.save()
    hall = Room(school=hartley, building=gym).call("Hall")
    hall.save()
    add(tag="HV-1", home_id=ict_2.pk)
    add(tag="HV-2", home_id=store.pk)
    add(tag="HV-3", home_id=hall.pk)
    add(tag="TR-1", category=trolleys, home_id=hall.pk)
    view = SavedView.objects.create(
        list_name="equipment.items", name="Hall", query=f"home={hall.uid}", account=counting.lead
    )

    def tags(**scope):
        counting.opened(**scope)
        return sorted(counting.verdicts())

    assert tags(kind=CountScope.BUILDING, building=gym) == ["HV-3", "TR-1"]
    assert tags(kind=CountScope.ROOMS, rooms=[ict_2, store]) == ["HV-1", "HV-2"]
    assert tags(kind=CountScope.KIND, category=trolleys) == ["TR-1"]
    assert tags(kind=CountScope.VIEW, view=view) == ["HV-3", "TR-1"]
    assert tags() == ["HV-1", "HV-2", "HV-3", "TR-1"]


def test_the_list_says_with_what_kind_of_holder_a_thing_is_and_never_with_whom(
    counting, add, okafor, hartley, ict_2, moment
):
    sam = people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Sam", family_name="Reeve", by=counting.by, at=moment
    )  # fmt: skip
    hers, his, theirs = add(tag="HV-1"), add(tag="HV-2"), add(tag="HV-3")
    custody.give(hers, to=okafor, by=counting.by, at=moment)
    custody.give(his, to=sam, by=counting.by, at=moment)
    custody.give(theirs, to=ict_2, by=counting.by, at=moment)

    counting.opened()

    assert counting.line(hers).was_with == "a member of staff"
    assert counting.line(his).was_with == "a student"
    assert counting.line(theirs).was_with == "ICT 2"
    assert counting.line(theirs).expected_in == ict_2


def test_a_count_opens_once_and_never_of_nothing(counting, add, moment):
    empty = counting.planned("Nothing there")
    with pytest.raises(Refusal, match="nothing to find"):
        verbs.open_count(empty, by=counting.by, at=moment)
    empty.refresh_from_db()
    assert empty.state == "draft"

    add(tag="HV-1")
    count = counting.opened()

    with pytest.raises(Conflict, match="opened already"):
        verbs.open_count(count, by=counting.by, at=moment)
    assert count.lines.count() == 1


def test_what_is_counted_is_said_before_it_opens(counting, hartley, moment):
    with pytest.raises(Refusal, match="Say what is to be counted"):
        verbs.plan(hartley, name="Gym", scope=Scope(CountScope.BUILDING), by=counting.by, at=moment)
    with pytest.raises(Refusal, match="Give the count a name"):
        verbs.plan(hartley, name=" ", scope=Scope(), by=counting.by, at=moment)


def test_rooms_of_another_school_are_not_counted(counting, hartley, other_school, moment):
    theirs = Building(school=other_school).call("Main")
    theirs.save()

    with pytest.raises(Refusal, match="another school"):
        verbs.plan(
            hartley, name="Theirs", scope=Scope(CountScope.BUILDING, building=theirs), by=counting.by, at=moment
        )  # fmt: skip


def test_who_may_not_count_plans_nothing(counting, hartley, grace, moment):
    with pytest.raises(NotAllowed):
        verbs.plan(hartley, name="Mine", scope=Scope(), by=grace, at=moment)


def test_a_phone_joins_an_open_count_and_can_be_sent_away(counting, add, moment):
    add(tag="HV-1")
    draft = counting.planned("Later")
    with pytest.raises(NotOpen, match="being planned"):
        verbs.join(draft, counting.lead, device="Jo's phone", by=counting.by, at=moment)
    count = counting.opened()

    joined, secret = verbs.join(count, counting.lead, device="", by=counting.by, at=moment)
    other, _ = verbs.join(count, counting.lead, device="", by=counting.by, at=moment)

    assert secret.startswith("fbc_")
    assert secret not in joined.hashed
    assert joined.hashed != other.hashed
    verbs.part(joined, by=counting.by, at=moment)
    with pytest.raises(Conflict, match="sent away already"):
        verbs.part(joined, by=counting.by, at=moment)


def test_a_count_is_changed_while_it_runs_but_not_what_it_counts(
    counting, add, ict_2, moment, ben_account
):
    add(tag="HV-1", home_id=ict_2.pk)
    count = counting.opened()

    verbs.change(
        count, name="July count", due_on=None, notes="", lead=counting.lead, helpers=[ben_account], by=counting.by,
        at=moment, scope=Scope(CountScope.ROOMS, rooms=[ict_2]),
    )  # fmt: skip

    count.refresh_from_db()
    assert (count.name, count.scope) == ("July count", "all")
    assert list(count.helpers.all()) == [ben_account]


def test_a_cancelled_count_is_over(counting, add, moment):
    add(tag="HV-1")
    count = counting.opened()

    verbs.cancel(count, by=counting.by, at=moment + timedelta(hours=1))

    assert count.state == "cancelled"
    with pytest.raises(Conflict, match="cancelled already"):
        verbs.cancel(count, by=counting.by, at=moment)
    with pytest.raises(Conflict, match="what it says stays"):
        verbs.change(
            count, name="X", due_on=None, notes="", lead=None, helpers=[], by=counting.by, at=moment
        )
