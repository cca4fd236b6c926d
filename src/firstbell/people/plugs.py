"""What people lend to the platform and to places, on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from firstbell.lib import clock
from firstbell.people import actions, events
from firstbell.people.actions import signing_in
from firstbell.people.models import Organisation, Person, RoomKeeper
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit.models import Event
from firstbell.platform.fields import registry as fields
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.lists import specs as lists
from firstbell.platform.merges import registry as merges
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.notes import registry as notes
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.search import registry as search
from firstbell.platform.tags import registry as tags
from firstbell.platform.web import slots
from firstbell.platform.web.kept import own_facts
from firstbell.platform.web.labelling import labelled


def _person(person: Person) -> search.Entry:
    now = person.now
    group = (now.tutor_group or now.department) if now else None
    kind = now.get_kind_display() if now else ""
    words = [kind, str(group) if group else "", now.job_title if now else ""]
    return search.Entry(
        thing_id=person.pk,
        thing_uid=person.uid,
        school_id=person.school_id,
        label=str(person),
        detail=", ".join(word for word in words if word),
        codes=[code for code in (person.initials, now.mis_id if now else "") if code],
        words=f"{person.title} {person.given_name} {person.email.partition('@')[0]}",
    )


def _findable(actor: Actor) -> QuerySet[Person]:
    """Staff find staff, and everybody themselves; whoever may see everybody is answered without this."""
    if actor.schools("people.view"):
        return Person.objects.none()
    rows: QuerySet[Person] = Person.objects.visible_to(actor)
    return rows


search.index(
    search.ThingType(
        model=Person,
        name="people.person",
        title="People",
        icon="user",
        permission="people.view",
        entry=_person,
        rows=lambda: Person.objects.known().with_now(),
        mine=_findable,
        order=20,
    )
)
search.index(
    search.ThingType(
        model=Organisation,
        name="people.organisation",
        title="Organisations",
        icon="building-store",
        permission="people.organisations",
        entry=lambda one: search.Entry(
            thing_id=one.pk,
            thing_uid=one.uid,
            school_id=one.school_id,
            label=one.name,
            detail=one.get_kind_display(),
            codes=[one.account_number] if one.account_number else [],
            words=one.contact_name,
        ),
        rows=lambda: Organisation.objects.open(),
        mine=lambda actor: Organisation.objects.visible_to(actor).filter(school=None),
        order=60,
    )
)


@MERGE.answer("places.room", "people")
def _keepers_move(gone: Room, kept: Room, moves: Moves) -> None:
    """Whoever looks after both rooms looks after the one once."""
    twice = RoomKeeper.objects.now().filter(room=kept).values_list("person_id", flat=True)
    moves.delete(RoomKeeper.objects.now().filter(room=gone, person_id__in=list(twice)))
    moves.update(RoomKeeper.objects.filter(room=gone), room=kept)


labelled("people.person", in_list="people.people")
merges.accept(
    "people.person", "people.merge", undo=actions.unmerge_people,
    rows=lambda actor: Person.objects.visible_to(actor).select_related("school"),
)  # fmt: skip


slots.menu(
    slots.MenuItem("People", "people:people", "users", "people.find", section="School", order=10)
)
slots.menu(
    slots.MenuItem(
        "Organisations", "people:organisations", "building-store", "people.organisations",
        section="School", order=20,
    )
)  # fmt: skip
slots.create(slots.Create("Person", "people:add", "user-plus", "people.change", order=40))
slots.create(
    slots.Create(
        "Organisation", "people:organisation_add", "building-store", "people.change_organisations",
        order=60,
    )
)  # fmt: skip
slots.link("people.person", lambda uid: reverse("people:person", args=[uid]))
slots.link("people.group", lambda uid: reverse("people:group", args=[uid]))
slots.link("people.rostersource", lambda uid: reverse("people:source", args=[uid]))
slots.link("people.rosterrun", lambda uid: reverse("people:roster_run", args=[uid]))
slots.link("people.organisation", lambda uid: reverse("people:organisation", args=[uid]))


def _keepers(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    """Who looks after the room: seen by everybody who sees the room, since that is whom to ask."""
    may_change = can(request.actor, "people.change", room) and room.is_open
    rows = RoomKeeper.objects.now().filter(room=room).select_related("person")
    keepers = list(rows.order_by("role", "person__name_key"))
    if not keepers and not may_change:
        return None
    link = {"url": reverse("people:keepers", args=[room.uid]), "label": "Say who"}
    return {
        "keepers": keepers, "may_change": may_change, "flush": True, "link": link if may_change else {},
    }  # fmt: skip


def _contact(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    pairs = [
        ("Email", person.email), ("Extension", person.phone_ext), ("Called", person.known_as),
        ("Full first name", person.given_name if person.known_as else ""),
    ]  # fmt: skip
    if can(request.actor, "accounts.view", person):
        account = signing_in.account_of(person)
        pairs.append(("Signs in as", account.email if account else "Has no account"))
        pairs.append(("Look at this", signing_in.odds_of(person)))
    return {"pairs": pairs} if any(value for _, value in pairs) else None


def _own(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    pairs = own_facts(request, person, fields_of("people.person"))
    return {"pairs": pairs} if pairs else None


def _schools(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    today = clock.now().date()
    rows = person.memberships.select_related("school", "tutor_group", "department")
    may_change = can(request.actor, "people.change", person) and person.anonymised_at is None
    stays = [
        {
            "row": row, "year": row.year(row.to_on if row.to_on and row.to_on < today else today),
            "is_over": row.to_on is not None and row.to_on < today,
        }
        for row in rows.order_by("-from_on")
    ]  # fmt: skip
    is_here = any(not stay["is_over"] for stay in stays)
    return {"stays": stays, "may_change": may_change, "is_here": is_here, "flush": True}


def _rooms(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    rows = RoomKeeper.objects.visible_to(request.actor).now().filter(person=person)
    keeps = list(rows.select_related("room__building", "room__floor").order_by("room__name_key"))
    return {"keeps": keeps, "flush": True, "fact": len(keeps)} if keeps else None


def _classes(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    rows = person.group_members.filter(to_on=None, group__archived_at=None)
    groups = [row.group for row in rows.select_related("group").order_by("group__name_key")]
    groups += list(person.leads.open().order_by("name_key"))
    return {"groups": groups, "flush": True, "fact": len(groups)} if groups else None


def _notes(request: HttpRequest, thing: Any) -> dict[str, Any] | None:
    return {} if thing.notes else None


def _support(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    return {"organisation": organisation, "flush": True}


for _panel in (
    slots.Panel("places.room", "keepers", "Who looks after it", "users", "people/panel_keepers.html", "places.view",
                _keepers, side=True, order=20),
    slots.Panel("people.person", "schools", "At school", "school", "people/panel_schools.html", "people.view",
                _schools, order=60),
    slots.Panel("people.person", "contact", "Contact", "mail", "people/panel_facts.html", "people.own", _contact,
                side=True, order=10),
    slots.Panel("people.person", "own", "More about them", "list-check", "people/panel_facts.html", "people.view", _own,
                side=True, order=20),
    slots.Panel("people.person", "rooms", "Looks after", "door", "people/panel_rooms.html", "places.view", _rooms,
                side=True, order=40),
    slots.Panel("people.person", "groups", "Classes and groups", "users-group", "people/panel_groups.html",
                "people.view", _classes, side=True, order=50),
    slots.Panel("people.person", "notes", "Notes", "note", "people/panel_notes.html", "people.change", _notes,
                side=True, order=60),
    slots.Panel("people.organisation", "support", "Whom to ask", "phone", "people/panel_support.html",
                "people.organisations", _support, order=10),
    slots.Panel("people.organisation", "notes", "Notes", "note", "people/panel_notes.html", "people.organisations",
                _notes, side=True, order=60),
):  # fmt: skip
    slots.panel(_panel)


def _with_keepers(rows: list[lists.Row]) -> None:
    names: dict[int, list[str]] = {}
    keepers = RoomKeeper.objects.now().filter(room_id__in=[row["pk"] for row in rows])
    for keeper in keepers.select_related("person").order_by("role", "person__name_key"):
        names.setdefault(keeper.room_id, []).append(str(keeper.person))
    for row in rows:
        row["keepers"] = names.get(row["pk"], [])


lists.extend(
    "places.rooms",
    # Without a path: what is filled is not read from the rooms, whose own reverse relation would double them.
    lists.Column("keepers", "Looked after by", "list", fill=_with_keepers, sort="", filter=False),
)


def _who_may(event: Event) -> Iterable[Account]:
    return accounts_with("people.rosters", event.school_id, event.at.date())


for _event, _label in (
    (events.ROSTER_ASKS, "A night's list of people waits, because too many would leave"),
    (events.ROSTER_FAILED, "A directory could not be asked for its people"),
):
    notify(
        _event, label=_label, to=_who_may, title=lambda event: event.sentence, permission="people.rosters",
        url=lambda event: reverse("people:roster_run", args=[event.subject_uid]),
    )  # fmt: skip


def _load(actor: Actor, uid: UUID) -> Person | None:
    found: Person | None = Person.objects.visible_to(actor).filter(uid=uid).first()
    return found


fields.keeps("people.person", Person, load=_load)
notes.accept("people.person", "people.change", load=_load)
tags.accept("people.person", "people.change", load=_load, list="people.people")
