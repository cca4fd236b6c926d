"""What the timetable answers when a lower room asks, and does when something happens there."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from firstbell.people import events as people
from firstbell.people.models import Person
from firstbell.places import events as places
from firstbell.places.models import Room
from firstbell.platform.audit.events import By, on
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange import events as exchange
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import ERASE
from firstbell.timetable.actions.editions import next_edition
from firstbell.timetable.models import Lesson, SchoolEvent

ME = "timetable"
# Lists that rename many at once, and are announced once.
_LISTS = ("people", "roster", "rooms")


@MERGE.answer("places.room", ME)
def merge_rooms(gone: Room, kept: Room, moves: Moves) -> None:
    moves.update(Lesson.objects.filter(room=gone), room=kept)
    stands = SchoolEvent.rooms.through._base_manager
    already = stands.filter(room=kept).values_list("schoolevent_id", flat=True)
    moves.delete(stands.filter(room=gone, schoolevent_id__in=list(already)))
    moves.update(stands.filter(room=gone), room=kept)
    next_edition(kept.school_id, moves.at)


@MERGE.answer("people.person", ME)
def merge_people(gone: Person, kept: Person, moves: Moves) -> None:
    if moves.update(Lesson.objects.filter(teacher=gone), teacher=kept):
        next_edition(kept.school_id, moves.at)


@ERASE.answer("people.person", ME)
def forget(person: Person, by: By, at: datetime) -> None:
    """The lessons stay as they were held; whose they were is the person's own row to say, or nobody's."""
    lessons = Lesson.objects.filter(teacher=person)
    schools = set(lessons.values_list("school_id", flat=True))
    lessons.exclude(teacher_said="").update(teacher_said="")
    for school in schools:
        next_edition(school, at)


@on(places.ROOM_RENAMED, "timetable.read_anew")
@on(places.ROOM_CHANGED, "timetable.read_anew")
@on(places.ROOMS_UNMERGED, "timetable.read_anew")
@on(people.PERSON_CHANGED, "timetable.read_anew")
@on(people.PEOPLE_UNMERGED, "timetable.read_anew")
def read_anew(event: Event) -> None:
    """A room or a teacher is called otherwise: what processes keep of the school's days has the old name."""
    if event.school_id is None:
        return
    named = Q(room__uid=event.subject_uid) | Q(teacher__uid=event.subject_uid)
    if Lesson.objects.filter(named, school_id=event.school_id).exists():
        next_edition(event.school_id, event.at)


@on(exchange.BROUGHT_IN, "timetable.read_list_anew")
@on(exchange.UNDONE, "timetable.read_list_anew")
def read_list_anew(event: Event) -> None:
    session = ImportSession.objects.filter(uid=event.subject_uid, sheet__in=_LISTS).first()
    if session is not None and Lesson.objects.filter(school_id=session.school_id).exists():
        next_edition(session.school_id, event.at)
