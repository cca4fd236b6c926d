"""The calls about the platform's own things: files, notes, tags, codes, labels, numbers, schools, webhooks."""

from __future__ import annotations

from firstbell.platform.tags import actions as tags
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.import_things import a_file, a_profile, brought_in, checked
from tests.permissions.label_things import batch, found, on_a_laptop, reserved, sequence, unclaimed
from tests.permissions.label_things import sheet as own_sheet
from tests.permissions.things import LONG_AGO, Example, World, school
from tests.permissions.told_things import call as webhook_call
from tests.permissions.told_things import note, notice, on_a_room, photo, tag, webhook

_SHEET = {"name": "Ours", "width": 60, "height": 30}
_LOOK = {"stock": "avery-l7160"}


def _unclaimed(world: World) -> Example:
    one = unclaimed(world)
    return Example({"uid": one.thing.uid}, one.thing, post=one.post)


def _tagged(world: World) -> Example:
    room, exams = on_a_room(world), tag(world).thing
    tags.tag_many([room.thing], [exams], by=world.system, at=LONG_AGO)
    return Example({**room.words, "key": exams.key}, room.thing)


def _two_made_one(world: World) -> Example:
    kept = rooms.merge(world).thing
    return Example({"uid": kept.uid}, kept)


calls(
    "GET files/of/{thing_type}/{uid}, GET notes/of/{thing_type}/{uid}, GET tags/of/{thing_type}/{uid}",
    on_a_room,
)
calls("POST files/of/{thing_type}/{uid}", on_a_room, file=True)
calls("GET files/{uid}, GET files/{uid}/content, DELETE files/{uid}", photo)
calls("POST notes/of/{thing_type}/{uid}", on_a_room, lambda world, of: {"text": "It sticks"})
calls("PATCH notes/{uid}, DELETE notes/{uid}", note, lambda world, of: {"text": "It sticks"})
calls("POST tags/of/{thing_type}/{uid}", on_a_room, lambda world, of: {"names": ["Art"]})
calls("DELETE tags/of/{thing_type}/{uid}/{key}", _tagged)
calls("PATCH tags/{uid}, DELETE tags/{uid}", tag, shared="tags are the whole trust's")
calls(
    "POST tags",
    nothing,
    lambda world, of: {"name": "Exam laptops"},
    shared="tags are the whole trust's",
)
calls("POST notices/{uid}/read", notice)
calls("POST merges/{uid}/undo", rooms.merge)
calls(
    "GET merges/of/{thing_type}/{uid}",
    _two_made_one,
    more={"thing_type": "equipment.item"},
)

calls("GET codes/{uid}, POST codes/{uid}/release, POST codes/{uid}/prefer", on_a_laptop)
calls(
    "POST codes/{uid}/claim",
    _unclaimed,
    lambda world, of: {"thing_type": "equipment.item", "thing_uid": of.post["uid"]},
)
calls(
    "POST codes/of/{thing_type}/{thing_uid}",
    rooms.room,
    lambda world, of: {"value": "5CG2380"},
    more={"thing_type": "places.room"},
)
calls("POST codes/batches", nothing, lambda world, of: {"school": world.hartley.uid, "count": 3})
calls("POST found/{uid}/settle", found)
calls(
    "GET labels/stocks/{key}/ruler",
    nothing,
    more={"key": "avery-l7160"},
    shared="everybody's paper",
)
calls("POST labels/sheets", nothing, lambda world, of: {"school": world.hartley.uid, **_SHEET})
calls("DELETE labels/sheets/{uid}", own_sheet)
calls("POST labels/batches/{uid}/pdf", batch, lambda world, of: _LOOK)
calls(
    "POST labels/pdf",
    rooms.item,
    lambda world, of: {
        **_LOOK,
        "school": world.hartley.uid,
        "thing_type": "equipment.item",
        "uids": [of.thing.uid],
    },
)

calls("GET schools/{uid}", school, who="lead")
calls("PATCH schools/{uid}", school, lambda world, of: {"short_name": "Hartley"}, who="lead")
calls("GET numbers/{uid}, GET numbers/{uid}/reserved", sequence)
calls("PATCH numbers/{uid}", sequence, lambda world, of: {"width": 5}, who="lead")
calls(
    "POST numbers",
    nothing,
    lambda world, of: {"school": world.hartley.uid, "prefix": "YY-"},
    who="lead",
)
calls(
    "POST numbers/{uid}/reserved", sequence, lambda world, of: {"first": 5, "last": 9}, who="lead"
)
calls("DELETE numbers/{uid}/reserved/{kept}", reserved, who="lead")
calls("GET webhooks/{uid}, GET webhooks/{uid}/calls, DELETE webhooks/{uid}", webhook, who="lead")
calls("PATCH webhooks/{uid}", webhook, lambda world, of: {"name": "Portal"}, who="lead")
calls("POST webhooks/{uid}/calls/{call_uid}/again", webhook_call, who="lead")
calls(
    "POST webhooks",
    nothing,
    lambda world, of: {
        "school": world.hartley.uid,
        "name": "P",
        "url": "https://p.example/",
        "kinds": ["*"],
    },
    who="lead",
)
calls("GET import-profiles/{uid}, DELETE import-profiles/{uid}", a_profile)
calls("PATCH import-profiles/{uid}", a_profile, lambda world, of: {"name": "Rooms"})
calls(
    "POST import-profiles", nothing,
    lambda world, of: {
        "school": str(world.hartley.uid), "sheet": "rooms", "name": "Rooms", "headings": {"Room": "name"},
    },
)  # fmt: skip
calls("POST imports", nothing, lambda world, of: {"school": str(world.hartley.uid)}, file=True)
calls("GET imports/{uid}, POST imports/{uid}/check", a_file)
calls("POST imports/{uid}/names, POST imports/{uid}/apply", checked)
calls("POST imports/{uid}/undo", brought_in)
