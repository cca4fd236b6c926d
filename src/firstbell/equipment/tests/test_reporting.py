from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.equipment.actions import registering, reporting, stages
from firstbell.equipment.models import Identity, Item, Sighting
from firstbell.equipment.queries import identities
from firstbell.equipment.states import IdentityKind
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event, EventChange

K = IdentityKind


@pytest.fixture
def agent():
    return system_actor("agent", "The agent of ICT1-01")


def open_rows(item):
    rows = Identity.objects.filter(item=item, to_at=None).exclude(kind="serial")
    return sorted(rows.values_list("kind", "norm"))


def test_what_a_device_reports_tells_it_apart_from_then_on(add, agent, moment):
    laptop = add(serial="5CD1478X0I")

    reporting.note(
        laptop, {K.UUID: ["4c4c4544-0033"], K.MAC: ["a0:b1:c2:d3:e4:f5"]}, by=agent, at=moment
    )

    assert open_rows(laptop) == [("mac", "A0B1C2D3E4F5"), ("uuid", "4C4C45440033")]
    row = Identity.objects.get(item=laptop, kind="mac")
    assert (row.value, row.source, row.from_at) == ("a0:b1:c2:d3:e4:f5", "reported", moment)


def test_what_it_does_not_report_any_more_ends_and_history_says_so(add, agent, moment):
    laptop = add()
    reporting.note(laptop, {K.HOSTNAME: ["ICT1-01"]}, by=agent, at=moment)

    reporting.note(laptop, {K.HOSTNAME: ["ICT2-07"]}, by=agent, at=moment + timedelta(days=1))

    assert open_rows(laptop) == [("hostname", "ICT207")]
    change = EventChange.objects.order_by("-pk")[0]
    assert (change.field, change.was, change.now) == ("host name", "ICT1-01", "ICT2-07")


def test_the_same_again_writes_nothing(add, agent, moment):
    laptop = add()
    reporting.note(laptop, {K.HOSTNAME: ["ICT1-01"]}, by=agent, at=moment)
    before = Event.objects.count()

    assert reporting.note(laptop, {K.HOSTNAME: ["ict1-01"]}, by=agent, at=moment) == 0
    assert Event.objects.count() == before


def test_what_a_person_typed_stays_beside_what_is_reported(add, agent, asha, moment):
    laptop = add()
    Identity.objects.create(
        item=laptop, kind="mac", value="00:1a:2b:3c:4d:5e", norm="001A2B3C4D5E", from_at=moment
    )

    reporting.note(laptop, {K.MAC: ["a0:b1:c2:d3:e4:f5"]}, by=agent, at=moment)

    assert open_rows(laptop) == [("mac", "001A2B3C4D5E"), ("mac", "A0B1C2D3E4F5")]


def test_a_kind_that_is_not_told_is_left_alone(add, agent, moment):
    laptop = add()
    reporting.note(
        laptop, {K.HOSTNAME: ["ICT1-01"], K.MAC: ["a0:b1:c2:d3:e4:f5"]}, by=agent, at=moment
    )

    reporting.note(laptop, {K.HOSTNAME: ["ICT1-01"]}, by=agent, at=moment)

    assert ("mac", "A0B1C2D3E4F5") in open_rows(laptop)


def test_a_report_is_seen_at_once_and_is_evidence_once_a_day(add, agent, moment):
    laptop = add()

    reporting.seen([laptop.pk], how="reported", by=agent, at=moment, sighting=True)
    reporting.seen(
        [laptop.pk], how="reported", by=agent, at=moment + timedelta(hours=4), sighting=False
    )

    found = Item.objects.get(pk=laptop.pk)
    assert (found.seen_at, found.seen_how, found.version) == (
        moment + timedelta(hours=4),
        "reported",
        laptop.version,
    )
    assert list(Sighting.objects.values_list("at", "how", "by_name")) == [
        (moment, "reported", "The agent of ICT1-01")
    ]


def test_an_older_report_does_not_make_it_seen_earlier(add, agent, moment):
    laptop = add()
    reporting.seen([laptop.pk], how="reported", by=agent, at=moment, sighting=False)

    reporting.seen(
        [laptop.pk], how="reported", by=agent, at=moment - timedelta(days=3), sighting=False
    )

    assert Item.objects.get(pk=laptop.pk).seen_at == moment


def test_a_monitor_goes_with_the_machine_it_was_found_at(add, agent, moment):
    old, new, monitor = add(), add(), add()

    assert reporting.goes_with([monitor], old, by=agent, at=moment) == 1
    assert reporting.goes_with([monitor], new, by=agent, at=moment) == 1
    assert reporting.goes_with([monitor], new, by=agent, at=moment) == 0

    assert Item.objects.get(pk=monitor.pk).goes_with == new


def test_what_somebody_typed_that_it_goes_with_stays(add, agent, moment):
    typed, machine = add(), add()
    monitor = add(goes_with_id=typed.pk)

    assert reporting.goes_with([monitor], machine, by=agent, at=moment) == 0
    assert Item.objects.get(pk=monitor.pk).goes_with == typed


def test_a_companion_can_be_registered_together_with_its_machine(hartley, laptops, agent, moment):
    drafts = [
        registering.Draft(laptops, {}),
        registering.Draft(laptops, {"serial": "CFV0F6"}, goes_with=0),
    ]

    machine, monitor = registering.register(hartley, drafts, by=agent, at=moment)

    assert Item.objects.get(pk=monitor.id).goes_with_id == machine.id


def test_items_are_found_by_any_of_what_tells_them_apart(add, agent, asha, moment):
    laptop, other, gone = add(serial="5CD1478X0I"), add(), add()
    reporting.note(laptop, {K.MAC: ["a0:b1:c2:d3:e4:f5"]}, by=agent, at=moment)
    reporting.note(other, {K.UUID: ["4C4C4544"]}, by=agent, at=moment)
    reporting.note(gone, {K.UUID: ["9999AAAA"]}, by=agent, at=moment)
    stages.remove(gone, why="Twice", by=asha, at=moment)

    found = identities.carriers(
        {("mac", "A0B1C2D3E4F5"), ("uuid", "4C4C4544"), ("uuid", "9999AAAA")}
    )

    assert [(one.item_id, one.school_id) for one in found] == [
        (laptop.pk, laptop.school_id), (other.pk, other.school_id),
    ]  # fmt: skip
    assert found[0].marks == {
        "serial": frozenset({"5CD1478X0I"}),
        "mac": frozenset({"A0B1C2D3E4F5"}),
    }


def test_a_value_of_another_kind_is_not_the_same(add, agent, moment):
    reporting.note(add(), {K.HOSTNAME: ["4C4C4544"]}, by=agent, at=moment)

    assert identities.carriers({("uuid", "4C4C4544")}) == []
