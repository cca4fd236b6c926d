"""Pictures and papers, own fields, notes, tags, notices, channels and webhooks."""

from __future__ import annotations

import io
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.places.actions import add_building, add_room, change_room
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.states import Kind
from firstbell.platform.notes import actions as notes
from firstbell.platform.notifications import mailing
from firstbell.platform.notifications.models import Channel, Notice
from firstbell.platform.tags import actions as tags
from firstbell.platform.webhooks import actions as webhooks
from firstbell.platform.webhooks.models import Call, Subscription
from tests.permissions.things import LONG_AGO, Example, World, example


def _room(world: World) -> Room:
    building = add_building(world.hartley, name="Art block", by=world.system, at=LONG_AGO)
    return add_room(world.hartley, name="Art 1", building=building, by=world.system, at=LONG_AGO)


def _photo(world: World) -> tuple[Attachment, Room]:
    room, out = _room(world), io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    file = SimpleUploadedFile("door.jpg", out.getvalue())
    return attachments.add(room, file, by=world.system, at=LONG_AGO), room


@example(
    "attachment", "attachment_file", "attachment_change", "attachment_cover", "attachment_remove"
)
def photo(world: World) -> Example:
    made, room = _photo(world)
    words = {"kind": "photo", "caption": "The door"}
    return Example({"uid": made.uid}, room, post=words)


@example("attachment_small")
def small_photo(world: World) -> Example:
    made, room = _photo(world)
    return Example({"uid": made.uid, "side": 320}, room)


@example("attachment_add", "note_write", "tag_thing")
def on_a_room(world: World) -> Example:
    room = _room(world)
    words = {"text": "The window sticks", "name": "Art"}
    return Example({"thing_type": "places.room", "uid": room.uid}, room, post=words)


@example("note", "note_remove")
def note(world: World) -> Example:
    room = _room(world)
    made = notes.write(room, "The window sticks", by=account_actor(world.ben), at=LONG_AGO)
    return Example({"uid": made.uid}, room, post={"text": "It sticks still"})


@example("tag", "tag_remove")
def tag(world: World) -> Example:
    made = tags.make("Exam laptops", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made, lambda actor: True, {"name": "Exams", "colour": "ok"})


@example("field", "field_away")
def own_field(world: World) -> Example:
    made = fields.add_field(
        noun="places.room", label="Blinds", kind=Kind.TEXT, by=world.system, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made, post={"label": "Blind", "kind": "text", "order": 1})


@example("field_reveal")
def secret(world: World) -> Example:
    made = fields.add_field(
        noun="places.room", label="Alarm code", kind=Kind.TEXT, is_secret=True, by=world.system, at=LONG_AGO
    )  # fmt: skip
    room = _room(world)
    change_room(room, custom={made.key: "4471"}, by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid, "thing_uid": room.uid}, room)


@example("notice")
def notice(world: World) -> Example:
    made = Notice.objects.create(
        account=world.ben, event_uid=uuid4(), kind="codes.found", title="Found", at=LONG_AGO
    )
    return Example({"uid": made.uid}, made, lambda actor: actor.account_id == world.ben.pk)


@example("notices_stop")
def stop(world: World) -> Example:
    token = mailing.stop_url(world.ben, ["codes.found"]).rstrip("/").rpartition("/")[2]
    return Example({"token": token})


@example("channel", "channel_try", "channel_remove")
def channel(world: World) -> Example:
    made = Channel.objects.create(school=world.hartley, name="Teams", url="json://127.0.0.1:9/x")
    return Example({"uid": made.uid}, made, post={"name": "Chat"})


def _webhook(world: World) -> Subscription:
    made, _ = webhooks.subscribe(
        world.hartley, name="Portal", url="https://portal.example/", kinds=["*"], by=world.system, at=LONG_AGO
    )  # fmt: skip
    return made


@example("webhook", "webhook_change", "webhook_secret", "webhook_remove", "webhook_try")
def webhook(world: World) -> Example:
    made = _webhook(world)
    words = {"name": "Portal", "url": made.url, "kinds": "*", "is_on": "on"}
    return Example({"uid": made.uid}, made, post=words)


@example("webhook_call", "webhook_again")
def call(world: World) -> Example:
    made = _webhook(world)
    row = Call.objects.create(
        subscription=made, event_uid=uuid4(), kind="codes.found", body="{}", created_at=LONG_AGO, due_at=LONG_AGO
    )  # fmt: skip
    return Example({"uid": made.uid, "call_uid": row.uid}, made)
