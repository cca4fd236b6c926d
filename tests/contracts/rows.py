"""How the contract tests make one more row of each list: a line for every list there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from firstbell.agents.actions import keys
from firstbell.agents.models import Device, LogLine
from firstbell.equipment.actions import (
    booking,
    booking_rules,
    cataloguing,
    counting,
    custody,
    registering,
    stages,
)
from firstbell.equipment.actions.booking import Wish
from firstbell.equipment.models import Booking, Category, Custody, Item, Manufacturer, Model
from firstbell.equipment.queries.availability import Wanted
from firstbell.equipment.states import CountScope
from firstbell.lib.programs import Rule
from firstbell.people import actions as people
from firstbell.people.states import GroupKind, MemberKind
from firstbell.places.actions import buildings, rooms
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.tenancy.models import School
from firstbell.software.actions import licensing, naming, recording
from firstbell.software.actions.releases import Seen
from firstbell.software.models import Installation, Presence
from firstbell.support.actions import opening, starting, trashing, writing
from firstbell.timetable import actions as timetable
from tests.people import MORNING

BY: dict[str, Any] = {"by": system_actor(), "at": MORNING}
Maker = Callable[[School, int], Any]


def enrolment_key(school: School, number: int) -> Any:
    return keys.make(school, label=f"Mac lab {number}", **BY)


def licence(school: School, number: int) -> Any:
    title = program(school, number).title
    return licensing.add(school, title, metric="user", seats=number, **BY)


def naming_rule(school: School, number: int) -> Any:
    return naming.add_rule(Rule(f"Kettle {number}*", f"Kettle {number}"), **BY)


def log_line(school: School, number: int) -> Any:
    return LogLine.objects.create(
        at=MORNING,
        school=school,
        level="refused",
        kind="odd",
        sentence=f"The body is odd: {number}.",
    )


def room(school: School, number: int) -> Any:
    building = buildings.add_building(school, name=f"Block {number}", floors=[(0, "Ground")], **BY)
    return rooms.add_room(school, name=f"Room {number}", building=building, **BY)


def person(school: School, number: int) -> Any:
    words = {
        "kind": MemberKind.STUDENT,
        "given_name": f"Ada {number}",
        "family_name": "Osei",
        "cohort": 2021,
    }
    return people.add_person(
        school, mis_id=f"M{number}", tutor_group=f"9{'ABC'[number % 3]}", **words, **BY
    )


def leaver(school: School, number: int) -> Any:
    one = item(school, number).custodies.get().person
    people.leave(one.memberships.get(), on=MORNING.date(), **BY)
    return one


def group(school: School, number: int) -> Any:
    made = people.add_group(school, name=f"Class {number}", kind=GroupKind.values[0], **BY)
    people.put_in(made, [person(school, number)], **BY)
    return made


def lesson(school: School, number: int) -> Any:
    words = {"teacher": staff(school, number), "room": room(school, number), "subject": "Computing"}
    new = timetable.NewLesson(number % 5, "1", "AB"[number % 2], f"9B/{number}", **words)
    return timetable.add_lesson(school, new, **BY)


def staff(school: School, number: int) -> Any:
    words = {
        "kind": MemberKind.STAFF,
        "title": "Ms",
        "given_name": "Ada",
        "family_name": f"Okoro {number}",
    }
    return people.add_person(school, initials=f"AO{number}", **words, **BY)


def organisation(school: School, number: int) -> Any:
    return people.add_organisation(school, name=f"Supplier {number}", **BY)


def maker(school: School, number: int) -> Any:
    return cataloguing.named(Manufacturer, f"Maker {number}", **BY)


def category(school: School, number: int) -> Any:
    return cataloguing.named(Category, f"Category {number}", **BY)


def model(school: School, number: int) -> Any:
    words = {"category": category(school, number), "manufacturer": maker(school, number)}
    return cataloguing.add(Model, name=f"Model {number}", **words, **BY)


def item(school: School, number: int) -> Any:
    of = model(school, number)
    values = {"model_id": of.pk, "home_id": room(school, number).pk, "serial": f"5CD1478X{number}"}
    draft = registering.Draft(
        of.category, values, tag=f"HV-{number}", holder=person(school, number)
    )
    [made] = registering.register(school, [draft], **BY)
    return Item.objects.get(pk=made.id)


def item_taken_out(school: School, number: int) -> Any:
    wrong = item(school, number)
    custody.take_back(wrong, **BY)
    stages.remove(wrong, why="Entered twice", **BY)
    return wrong


def count(school: School, number: int) -> Any:
    return counting.plan(school, name=f"Count {number}", scope=counting.Scope(), **BY)


def count_line(school: School, number: int) -> Any:
    found = item(school, number)
    rooms = counting.Scope(CountScope.ROOMS, rooms=[found.home])
    made = counting.plan(school, name=f"Count of room {number}", scope=rooms, **BY)
    counting.open_count(made, **BY)
    return made.lines.get()


def out(school: School, number: int) -> Any:
    given = Custody.objects.get(item=item(school, number))
    Custody.objects.filter(pk=given.pk).update(due_on=MORNING.date())
    return given


def counted(school: School, number: int) -> Any:
    kind = cataloguing.add(
        Category, name=f"Toner {number}", tracking="quantity", used_up=True, **BY
    )
    values = {"name": f"Toner {number}", "quantity": 5, "home_id": room(school, number).pk}
    [made] = registering.register(
        school, [registering.Draft(kind, values, tag=f"TON-{number}")], **BY
    )
    return Item.objects.get(pk=made.id)


def stock_move(school: School, number: int) -> Any:
    toner = counted(school, number)
    return custody.give(toner, to=person(school, 100 + number), **BY)


def installation(school: School, number: int) -> Any:
    seen = Seen(f"Kettle Draw {number}.0", f"Kettle {number}", f"{number}.0")
    recording.record(item(school, number), {seen: None}, **BY)
    return Installation.objects.order_by("-pk").first()


def program(school: School, number: int) -> Any:
    return Presence.objects.get(title=installation(school, number).title_id)


def device(school: School, number: int) -> Any:
    words = {"hostname": f"ICT2-{number:02}", "first_seen_at": MORNING, "last_contact_at": MORNING}
    return Device.objects.create(school=school, item=item(school, number), **words)


def booked(school: School, number: int) -> Any:
    of = item(school, number)
    custody.take_back(of, **BY)
    booking_rules.set_rule(school, of.model, **BY)
    starts = MORNING + timedelta(days=number)
    wish = Wish(
        [Wanted(of.model)], starts, starts + timedelta(hours=1), person=of.custodies.get().person
    )
    return booking.book(school, wish, **BY)


def booked_once(school: School, number: int) -> Any:
    row = booked(school, number)
    starts = MORNING - timedelta(days=900 + number)
    rows = Booking.objects.filter(pk=row.pk)
    rows.update(starts_at=starts, ends_at=starts + timedelta(hours=1), state="complete")
    return row


def ticket(school: School, number: int) -> Any:
    starting.start(at=MORNING)
    thing, who = item(school, 700 + number), person(school, 1700 + number)
    report = opening.Report(
        body=f"No sound {number}", room=thing.home, requester=who, items=[thing], stops="now"
    )
    return opening.open_ticket(school, report, **BY)


def thrown_away(school: School, number: int) -> Any:
    return trashing.throw_away(ticket(school, number), **BY)


def article(school: School, number: int) -> Any:
    made = writing.write(
        school, title=f"No sound {number}", body="Turn it up", review_on=MORNING.date(), **BY
    )
    return writing.set_state(made, "published", **BY)


ROWS: dict[str, Maker] = {
    "agents.devices": device,
    "agents.keys": enrolment_key,
    "agents.log": log_line,
    "agents.waiting": device,
    "equipment.bookings": booked,
    "equipment.bookings_old": booked_once,
    "equipment.categories": category,
    "equipment.count_lines": count_line,
    "equipment.counts": count,
    "equipment.items": item,
    "equipment.makers": maker,
    "equipment.models": model,
    "equipment.out": out,
    "equipment.taken_out": item_taken_out,
    "equipment.stock": counted,
    "equipment.stock_moves": stock_move,
    "people.groups": group,
    "people.leavers": leaver,
    "people.organisations": organisation,
    "people.people": person,
    "places.rooms": room,
    "software.installations": installation,
    "software.licences": licence,
    "software.naming_rules": naming_rule,
    "software.titles": program,
    "support.articles": article,
    "support.bin": thrown_away,
    "support.tickets": ticket,
    "timetable.lessons": lesson,
}
