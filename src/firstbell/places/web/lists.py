from __future__ import annotations

from firstbell.places.models import Building, Floor, Room
from firstbell.places.states import RoomKind
from firstbell.places.web import bulk
from firstbell.platform.lists.bulk import change_fields
from firstbell.platform.lists.own_fields import own_columns
from firstbell.platform.lists.specs import (
    BulkAction,
    Button,
    Column,
    Empty,
    Filter,
    ListSpec,
    Preset,
)

ROOMS = ListSpec(
    name="places.rooms",
    title="Rooms",
    things=("room", "rooms"),
    icon="door",
    rows=lambda actor: Room.objects.visible_to(actor).open(),
    permission="places.view",
    url_name="places:rooms",
    search="places.room",
    default_sort="building",
    row_url=lambda row: f"/rooms/{row['uid']}/",
    row_label="name",
    columns=[
        Column("name", "Room", sort="name_key", phone=1),
        Column("code", "Number", "code", default=False),
        Column("kind", "Kind", "choice", choices=RoomKind.choices, phone=3),
        Column(
            "building",
            "Building",
            path="building__name",
            sort=("building__order", "building__name_key", "name_key"),
            filter=Filter("choice", "building", model=Building),
            phone=2,
        ),
        Column(
            "floor",
            "Floor",
            path="floor__name",
            sort=("floor__level", "name_key"),
            filter=Filter("choice", "floor", model=Floor),
        ),
        Column("seats", "Seats", "number", path="capacity"),
        Column("added", "Added", "date", path="created_at", default=False),
    ],
    presets=[
        Preset("Teaching rooms", "kind=classroom,ict_suite,lab"),
        Preset("ICT suites", "kind=ict_suite"),
        Preset("Comms and server rooms", "kind=comms,server"),
    ],
    extra_columns=own_columns("places.room"),
    actions=[
        change_fields("places.change", bulk.fields, bulk.change),
        BulkAction(
            "archive",
            "Archive",
            "archive",
            "places.change",
            run=bulk.archive,
            danger=True,
            sentence="They leave lists, pickers and plans. Rooms that are in use stay.",
            done="{n} {things} archived.",
        ),
    ],
    buttons=[
        Button("Buildings and plans", "places:buildings", "map-2", "places.view"),
        Button("Add rooms", "places:add", "plus", "places.change", primary=True),
    ],
    empty=Empty(
        "Add the first building, then its rooms; or import the list that the timetable exports.",
        label="Add rooms",
        url_name="places:add",
        icon="door",
    ),
)
