"""The list of bookings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from firstbell.equipment.models import Booking
from firstbell.equipment.queries import bookings, wording
from firstbell.equipment.states import BOOKING_LOOKS
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset

VIEW, GIVE = "equipment.view", "equipment.give"
_STATES: Any = {
    state.value: (look, state.label, icon) for state, (look, icon) in BOOKING_LOOKS.items()
}


def _holder(row: dict[str, Any]) -> str:
    return wording.holder_text({**row, "with_item__tag": ""})


BOOKINGS = ListSpec(
    name="equipment.bookings",
    title="All bookings",
    things=("booking", "bookings"),
    rows=lambda actor: Booking.objects.visible_to(actor).recent(clock.now()),
    permission=VIEW,
    url_name="equipment:booking_list",
    search=("number__icontains", "person__name_key__contains", "room__name_key__contains", "purpose__icontains"),
    default_sort="-starts",
    row_url=lambda row: f"/bookings/{row['uid']}/",
    row_label="number",
    columns=[
        Column("number", "Number", "code", phone=1),
        Column("what", "What", path="pk", fill=bookings.fill_things, render=bookings.things_cell,
               export=lambda row: row["things"], sort="", filter=False, phone=2),
        Column("for", "For", path=("person__known_as", "person__given_name", "person__family_name", "room__name"),
               sort="person__name_key", render=_holder, export=_holder,
               filter=Filter("person", "person", model=Person, search=("name_key__contains",), label="name_key")),
        Column("room", "Room", "place", path="room__name", sort="room__name_key", default=False,
               filter=Filter("place", "room", model=Room, search=("name_key__contains",))),
        Column("starts", "From", "moment", path="starts_at", phone=4),
        Column("ends", "To", "moment", path="ends_at"),
        Column("periods", "Periods", sort="", filter=False, default=False),
        Column("state", "State", "status", states=_STATES, phone=3),
        Column("purpose", "What for", sort=""),
        Column("collected", "Collected", "moment", path="collected_at", default=False),
        Column("kept", "Kept until", "moment", path="kept_until", default=False),
        Column("closed", "Closed", "moment", path="closed_at", default=False),
        Column("reason", "Why not", sort="", default=False),
        Column("by", "Booked by", path="booked_by", sort="", default=False),
        Column("booked", "Booked", "moment", path="created_at", default=False),
    ],
    presets=[
        Preset("To come", "state=draft,reserved&sort=starts"), Preset("Out", "state=ongoing,overdue"),
        Preset("Overdue", "state=overdue"), Preset("Asked for", "state=draft"), Preset("Not collected", "state=no_show"),
    ],
    buttons=[
        Button("Old ones", "equipment:booking_old", "archive", VIEW),
        Button("Week", "equipment:bookings", "calendar-week", "equipment.book"),
        Button("Book", "equipment:booking_new", "plus", "equipment.book", primary=True, key="a"),
    ],
    empty=Empty("What is promised for a lesson, a trip or an evening shows here.", title="Nothing is booked",
                label="Book something", url_name="equipment:booking_new", icon="calendar-event", permission="equipment.book"),
    icon="calendar-event",
)  # fmt: skip

OLD = replace(
    BOOKINGS,
    name="equipment.bookings_old",
    title="Old bookings",
    rows=lambda actor: Booking.objects.visible_to(actor).old(clock.now()),
    url_name="equipment:booking_old",
    presets=[Preset("Not collected", "state=no_show"), Preset("Cancelled", "state=cancelled")],
    buttons=[Button("All bookings", "equipment:booking_list", "list-details", VIEW)],
    empty=Empty("What ended more than two months ago moves here.", title="Nothing is that old", icon="archive"),
    icon="archive",
)  # fmt: skip
