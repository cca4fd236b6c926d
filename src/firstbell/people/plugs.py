"""What people lend to the platform and to places, on one page."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from firstbell.people.models import Organisation, Person, RoomKeeper
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import By
from firstbell.platform.search import registry as search
from firstbell.platform.tenancy.questions import MERGE
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
def _keepers_move(gone: Room, kept: Room, by: By, at: datetime) -> None:
    """Whoever looks after both rooms looks after the one once."""
    twice = RoomKeeper.objects.now().filter(room=kept).values("person_id")
    RoomKeeper.objects.now().filter(room=gone, person_id__in=list(twice)).delete()
    RoomKeeper.objects.filter(room=gone).update(room=kept)


labelled("people.person")
