"""Examples of tickets, and the calls about them."""

from __future__ import annotations

from uuid import UUID

from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.codes import actions as codes
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import linking, opening, starting, trashing
from firstbell.support.models import Entry, Status, Team, Ticket
from firstbell.support.queries import agenda_feeds
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example


def _made(world: World) -> Ticket:
    starting.start(at=LONG_AGO)
    room = rooms.room(world).thing
    report = opening.Report(body="No picture", room=room)
    return opening.open_ticket(world.hartley, report, by=world.system, at=LONG_AGO)


@example(
    "support:ticket", "support:say", "support:change", "support:take", "support:assign", "support:move",
    "support:status", "support:due", "support:close", "support:reopen", "support:item_add", "support:announce",
    "support:ticket_articles", "support:here", "support:merge", "support:split", "support:link", "support:part_of",
    "support:apart", "support:parts", "support:parts_reopen", "support:pass_on", "support:throw_away",
)  # fmt: skip
def ticket(world: World) -> Example:
    made = _made(world)
    return Example({"number": made.number}, made, post={"body": "On my way", "to": "team"})


def _team(world: World) -> Team:
    return Team.objects.create(school=world.hartley, name="Network", created_at=LONG_AGO)


def by_uid(world: World) -> Example:
    made = _made(world)
    return Example({"uid": made.uid}, made)


@example("support:agenda_feed")
def agenda_feed(world: World) -> Example:
    _made(world)
    url = agenda_feeds.url_of(world.ben, world.hartley)
    return Example({"token": url.rpartition("/")[2].removesuffix(".ics")})


def _thrown_away(world: World) -> Example:
    made = trashing.throw_away(_made(world), by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made, lambda actor: _sees_in_bin(actor, made))


def _sees_in_bin(actor: Actor, made: Ticket) -> bool:
    return Ticket.objects.readable(actor).filter(pk=made.pk).exists()


@example("support:bring_back")
def thrown_away(world: World) -> Example:
    made = _thrown_away(world).thing
    return Example({"number": made.number}, made, lambda actor: _sees_in_bin(actor, made))


@example("support:item_off")
def item(world: World) -> Example:
    starting.start(at=LONG_AGO)
    thing = rooms.item(world).thing
    report = opening.Report(body="It hums", items=[thing])
    made = opening.open_ticket(world.hartley, report, by=world.system, at=LONG_AGO)
    return Example({"number": made.number, "item": thing.uid}, made)


@example("support:mine_ticket", "support:mine_say", "support:mine_close")
def own(world: World) -> Example:
    """Ben's own: nobody else finds it below /mine/, whatever they see in the queue."""
    starting.start(at=LONG_AGO)
    report = opening.Report(body="My own screen flickers")
    ben = account_actor(world.ben)
    made = opening.open_ticket(world.hartley, report, by=ben, at=LONG_AGO)
    return Example({"number": made.number}, made, lambda actor: made.is_of(actor))


@example("support:report_room")
def room(world: World) -> Example:
    starting.start(at=LONG_AGO)
    return rooms.room(world)


@example("support:report_item")
def reported_item(world: World) -> Example:
    starting.start(at=LONG_AGO)
    made = rooms.item(world)
    return Example({"uid": made.thing.uid}, made.thing)


@example("support:report_here")
def anybody(world: World) -> Example:
    return Example(labelled(world).words)


@example("support:report_code")
def labelled(world: World) -> Example:
    """A label is read by whoever stands before it; a report is taken from those of the school."""
    starting.start(at=LONG_AGO)
    thing = rooms.room(world).thing
    code = codes.issue([thing], by=world.system, at=LONG_AGO)[thing.uid]
    return Example({"value": code.value}, thing, lambda actor: True)


def _two(world: World) -> tuple[Ticket, Ticket]:
    made = _made(world)
    report = opening.Report(body="No sound", room=made.room)
    return made, opening.open_ticket(world.hartley, report, by=world.system, at=LONG_AGO)


@example("support:unlink")
def linked(world: World) -> Example:
    made, other = _two(world)
    link = linking.link(made, other, "related", by=world.system, at=LONG_AGO)
    return Example({"number": made.number, "uid": link.uid}, made)


def _linked_by_uid(world: World) -> Example:
    made, other = _two(world)
    link = linking.link(made, other, "related", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid, "link": link.uid}, made)


def _more(ticket: Ticket) -> UUID:
    return Entry.objects.create(ticket=ticket, kind="reply", public=True, body="And no sound", by_name="Ben", at=LONG_AGO).uid  # fmt: skip


def _another(world: World) -> School:
    found: School = School.objects.exclude(pk=world.hartley.pk)[0]
    return found


def _other(world: World) -> Ticket:
    return opening.open_ticket(world.hartley, opening.Report(body="No sound"), by=world.system, at=LONG_AGO)  # fmt: skip


calls("POST tickets/{uid}/merge", by_uid, lambda world, of: {"into": _other(world).uid})
calls("POST tickets/{uid}/school", by_uid, lambda world, of: {"school": _another(world).uid})
calls("PUT tickets/{uid}/parent", by_uid, lambda world, of: {"parent": _other(world).uid})
calls(
    "POST tickets/{uid}/split",
    by_uid,
    lambda world, of: {"title": "Sound", "entries": [_more(of.thing)]},
)
calls("POST tickets/{uid}/all", by_uid, lambda world, of: {"body": "It is back"})
calls("GET tickets/{uid}/links", by_uid)
calls("POST tickets/{uid}/links", by_uid, lambda world, of: {"other": _other(world).uid})
calls("DELETE tickets/{uid}/links/{link}", _linked_by_uid)
calls("GET tickets/{uid}", by_uid)
calls("GET tickets/{uid}/entries", by_uid)
calls("PATCH tickets/{uid}", by_uid, lambda world, of: {"people": 3})
calls("POST tickets/{uid}/entries", by_uid, lambda world, of: {"body": "On my way"})
calls("POST tickets/{uid}/take", by_uid)
calls("PUT tickets/{uid}/due", by_uid, lambda world, of: {"when": None})
calls("POST tickets/{uid}/team", by_uid, lambda world, of: {"team": _team(world).uid})
calls("POST tickets/{uid}/bin", by_uid)
calls("POST tickets/{uid}/back", _thrown_away)
calls("POST tickets/{uid}/solution", by_uid, lambda world, of: {"body": "A new lead"})
calls(
    "POST tickets/{uid}/status", by_uid,
    lambda world, of: {"status": Status.objects.get(name="Booked in").uid},
)  # fmt: skip
calls("POST tickets", nothing, lambda world, of: {"school": world.hartley.uid, "body": "No sound"})


@example("support:service_report_csv")
def table_of_report(world: World) -> Example:
    return Example({"name": "rooms"})


@example("support:service_report_xlsx")
def workbook_of_report(world: World) -> Example:
    return Example({"name": "rooms"})


@example("support:of_person")
def of_person(world: World) -> Example:
    return rooms.person(world)
