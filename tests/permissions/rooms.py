"""Examples of what the rooms of the house show: a building, a year, a teacher, a laptop."""

from __future__ import annotations

from datetime import date

from firstbell.agents.actions import keys as agent_keys
from firstbell.agents.models import Device
from firstbell.calendar import actions as calendar
from firstbell.calendar import queries as calendar_queries
from firstbell.calendar.models import AcademicYear, BellSchedule
from firstbell.equipment.actions import cataloguing, covering, merging, registering
from firstbell.equipment.models import Category, Item, Manufacturer, Model, StageLabel
from firstbell.lib.schooltime import Closed, Span, Why, presets
from firstbell.people import actions as people
from firstbell.people.models import Group, Organisation, Person
from firstbell.people.states import GroupKind, MemberKind
from firstbell.places import actions as places
from firstbell.places.models import Building, Floor, Room
from firstbell.platform.merges.models import Merge
from tests.permissions.things import LONG_AGO, Example, World, example


def _building(world: World) -> Building:
    return places.add_building(world.hartley, name="ICT block", by=world.system, at=LONG_AGO)


def _floor(world: World) -> Floor:
    return places.add_floor(
        _building(world), name="Ground floor", level=0, by=world.system, at=LONG_AGO
    )


def _room(world: World) -> Room:
    floor = _floor(world)
    return places.add_room(
        world.hartley,
        name="ICT 2",
        building=floor.building,
        floor=floor,
        by=world.system,
        at=LONG_AGO,
    )


@example(
    "places:building",
    "places:building_change",
    "places:building_archive",
    "places:building_restore",
    "places:floors",
)
def building(world: World) -> Example:
    made = _building(world)
    return Example({"uid": made.uid}, made)


@example(
    "places:floor", "places:floor_change", "places:plan", "places:plan_off", "equipment:plan_add"
)
def floor(world: World) -> Example:
    made = _floor(world)
    return Example({"uid": made.uid}, made.building)


@example(
    "places:room", "places:room_change", "places:aliases", "places:spots", "places:room_archive", "places:room_restore",
    "places:room_merge", "places:room_place", "places:room_unplace", "people:keepers",
)  # fmt: skip
def room(world: World) -> Example:
    made = _room(world)
    return Example({"uid": made.uid}, made)


@example("places:alias_take")
def alias(world: World) -> Example:
    made = _room(world)
    given = places.give_alias(made, name="Rm 2", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid, "alias": given.uid}, made)


@example("places:spot_remove")
def spot(world: World) -> Example:
    made = _room(world)
    given = places.add_spot(made, name="Teacher's desk", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid, "spot": given.uid}, made)


def _year(world: World) -> AcademicYear:
    plan = calendar_queries.usual_plan(world.hartley, 2026)
    return calendar.add_year(world.hartley, plan, by=world.system, at=LONG_AGO)


@example("calendar:year", "calendar:year_remove", "calendar:bank_holidays")
def year(world: World) -> Example:
    made = _year(world)
    return Example({"uid": made.uid}, made)


@example("calendar:bells", "calendar:bells_remove")
def bells(world: World) -> Example:
    made: BellSchedule = calendar.add_bells(
        world.hartley, presets.day_pattern("five"), by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


@example("calendar:open")
def closed_day(world: World) -> Example:
    made = _year(world)
    inset = Closed(Span(date(2026, 11, 27), date(2026, 11, 27)), Why.INSET, "INSET")
    row = calendar.close_days(world.hartley, inset, by=world.system, at=LONG_AGO)
    return Example({"uid": row.uid}, made)


def _person(world: World) -> Person:
    return people.add_person(
        world.hartley, kind=MemberKind.STAFF, title="Ms", given_name="Chi", family_name="Okafor",
        from_on=date(2019, 9, 1), by=world.system, at=LONG_AGO,
    )  # fmt: skip


@example(
    "people:person",
    "people:person_change",
    "people:person_merge",
    "people:person_account",
    "people:person_anonymise",
    "people:join",
)
def person(world: World) -> Example:
    made = _person(world)
    return Example({"uid": made.uid}, made)


@example("people:membership", "people:leave", "people:stay")
def membership(world: World) -> Example:
    made = _person(world)
    return Example({"uid": made.uid, "membership": made.memberships.get().uid}, made)


def _group(world: World) -> Group:
    return people.add_group(
        world.hartley, name="9C", kind=GroupKind.TUTOR, by=world.system, at=LONG_AGO
    )


@example(
    "people:group",
    "people:group_change",
    "people:group_archive",
    "people:group_restore",
    "people:members",
)
def group(world: World) -> Example:
    made = _group(world)
    return Example({"uid": made.uid}, made)


@example("people:member_out")
def member(world: World) -> Example:
    made = people.add_group(
        world.hartley, name="Digital leaders", kind=GroupKind.CLASS, by=world.system, at=LONG_AGO
    )
    people.put_in(made, [_person(world)], by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid, "member": made.members.get().uid}, made)


@example(
    "people:organisation",
    "people:organisation_change",
    "people:organisation_archive",
    "people:organisation_restore",
)
def organisation(world: World) -> Example:
    made: Organisation = people.add_organisation(
        world.hartley, name="Oakfield ICT Support", by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


@example("people:keeper_end")
def keeper(world: World) -> Example:
    made = people.name_keeper(_room(world), person=_person(world), by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


def _item(world: World) -> Item:
    laptops = cataloguing.add(
        Category, name="Laptop", by=world.system, at=LONG_AGO, tag_prefix="LAP-"
    )
    [made] = registering.register(
        world.hartley, [registering.Draft(laptops, {})], by=world.system, at=LONG_AGO
    )
    return Item.objects.get(pk=made.id)


@example(
    "equipment:item", "equipment:edit", "equipment:give", "equipment:take_back", "equipment:move", "equipment:seen",
    "equipment:stage", "equipment:put_in", "equipment:take_out", "equipment:cover", "equipment:remove",
    "equipment:restore", "equipment:swap", "equipment:lose", "equipment:merge", "equipment:transfer", "equipment:plan", "equipment:plan_off",
)  # fmt: skip
def item(world: World) -> Example:
    made = _item(world)
    return Example({"key": str(made.uid)}, made)


@example("merge_undo")
def merge(world: World) -> Example:
    kept = _item(world)
    draft = registering.Draft(kept.category, {})
    [twice] = registering.register(world.hartley, [draft], by=world.system, at=LONG_AGO)
    gone = Item.objects.get(pk=twice.id)
    merging.merge(gone, into=kept, by=world.system, at=LONG_AGO)
    return Example({"uid": Merge.objects.get().uid}, kept)


@example("equipment:uncover")
def cover(world: World) -> Example:
    made = _item(world)
    given = covering.add_cover(
        made, kind="warranty", ends_on=date(2030, 1, 1), by=world.system, at=LONG_AGO
    )
    return Example({"key": str(made.uid), "uid": given.uid}, made)


@example("equipment:stage_label", "equipment:stage_label_remove")
def stage_label(world: World) -> Example:
    made = cataloguing.add(
        StageLabel, name="Awaiting collection", lifecycle="retired", by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


@example("equipment:stage_ask")
def stage_ask(world: World) -> Example:
    return Example({"stage": "disposed"})


@example("equipment:junk_serial_remove")
def junk_serial(world: World) -> Example:
    made = cataloguing.add_junk("N0NE", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made, lambda actor: True)


@example("equipment:model")
def model(world: World) -> Example:
    laptops = category(world).thing
    made = cataloguing.add(Model, name="Latitude", category=laptops, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("equipment:maker")
def maker(world: World) -> Example:
    made = cataloguing.add(Manufacturer, name="Dell", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("equipment:category")
def category(world: World) -> Example:
    made = cataloguing.add(Category, name="Laptop", by=world.system, at=LONG_AGO, tag_prefix="LAP-")
    return Example({"uid": made.uid}, made)


@example("agents:door")
def agent_door(world: World) -> Example:
    made = agent_keys.make(world.hartley, label="GPO", by=world.system, at=LONG_AGO)
    return Example({"secret": f"{made.secret}/"}, made)


@example("agents:key", "agents:key_change", "agents:key_lines", "agents:key_revoke")
def agent_key(world: World) -> Example:
    made = agent_keys.make(world.hartley, label="GPO", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


@example("agents:approve", "agents:register", "agents:refuse")
def agent_device(world: World) -> Example:
    made = Device.objects.create(
        school=world.hartley, hostname="ICT1-01", first_seen_at=LONG_AGO, last_contact_at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)
