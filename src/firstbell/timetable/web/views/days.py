"""The day of the school, and the weeks of a room, a teacher and a class."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.calendar.queries import calendar_of
from firstbell.lib import clock
from firstbell.lib.schooltime import presets
from firstbell.people.models import Group, Person
from firstbell.places.models import Room, lookup_of
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.timetable import queries
from firstbell.timetable.models import Lesson
from firstbell.timetable.queries.rooms import LONG
from firstbell.timetable.queries.wording import class_url
from firstbell.timetable.web.schools import this_school
from firstbell.timetable.web.today import day_page
from firstbell.timetable.web.weeks import counted, weeks_for

VIEW = "timetable.view"


@require_safe
@needs(VIEW)
def day(request: HttpRequest) -> HttpResponse:
    school = this_school(request, VIEW)
    return render(request, "timetable/day.html", day_page(request, school, clock.now()))


@require_safe
@needs(VIEW)
def room(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = Room.objects.visible_to(request.actor).with_place().select_related("school")
    found = get_object_or_404(rows, uid=uid)
    at = clock.now()
    gap = queries.next_free(found, LONG, at)
    words = {
        "title": found.name, "sub": found.where, "now": queries.lesson_now(found, at),
        "next": queries.lesson_next(found, at), "gap": gap, "long": LONG, "at": at, "none_now": "The room is empty",
        "crumbs": [_today(), {"label": found.name, "url": reverse("places:room", args=[found.uid])}],
    }  # fmt: skip
    return _week(request, found.school, Lesson.objects.filter(room=found), "room", words)


@require_safe
@needs(VIEW)
def teacher(request: HttpRequest, uid: UUID) -> HttpResponse:
    people = Person.objects.visible_to(request.actor).known().select_related("school")
    found = get_object_or_404(people, uid=uid)
    at = clock.now()
    here = queries.teacher_now(found, at)
    words = {
        "title": str(found), "sub": found.initials, "now": here.now, "next": here.next, "here": here, "at": at,
        "none_now": "No lesson now",
        "crumbs": [_today(), {"label": str(found), "url": reverse("people:person", args=[found.uid])}],
    }  # fmt: skip
    return _week(request, found.school, Lesson.objects.filter(teacher=found), "teacher", words)


@require_safe
@needs(VIEW)
def classes(request: HttpRequest) -> HttpResponse:
    """Every class with its lessons, or the week of one."""
    school = this_school(request, VIEW)
    name = request.GET.get("class", "").strip()
    year = presets.year_start(calendar_of(school, clock.now().date()).local(clock.now()).date())
    rows = Lesson.objects.visible_to(request.actor).filter(school=school, year=year)
    if not name:
        return _classes(request, rows.exclude(class_key=""))
    of_class = rows.filter(class_key=lookup_of(name))
    group = (
        Group.objects.visible_to(request.actor)
        .open()
        .filter(school=school, lookup=lookup_of(name))
        .first()
    )
    link = reverse("people:group", args=[group.uid]) if group else ""
    words = {
        "title": name, "sub": "", "at": clock.now(),
        "crumbs": [_today(), {"label": "Classes", "url": reverse("timetable:classes")}, {"label": name, "url": link}],
    }  # fmt: skip
    return _week(request, school, of_class, "class", words)


def _classes(request: HttpRequest, rows: Any) -> HttpResponse:
    found = (
        rows.values("class_key")
        .annotate(name=Min("class_name"), lessons=Count("pk"))
        .order_by("class_key")
    )
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        number = row["class_key"].partition(" ")[0]
        heading = f"Year {number}" if number.isdigit() and int(number) < 14 else "Others"
        groups.setdefault(heading, []).append({**row, "url": class_url(row["name"])})
    ordered = sorted(groups.items(), key=lambda pair: (pair[0] == "Others", len(pair[0]), pair[0]))
    count = sum(len(rows) for _, rows in ordered)
    title = f"{count} class{'' if count == 1 else 'es'} with lessons this year"
    words = {"groups": ordered, "title": title, "crumbs": [_today()]}
    return render(request, "timetable/classes.html", words)


def _today() -> dict[str, str]:
    return {"label": "Timetable", "url": reverse("timetable:day")}


def _week(
    request: HttpRequest, school: School, rows: Any, of: str, words: dict[str, Any]
) -> HttpResponse:
    calendar = calendar_of(school, words["at"].date())
    today = calendar.local(words["at"]).date()
    lessons = list(rows.running(today).with_names().order_by("class_key", "pk"))
    year = calendar.year_of(today)
    weeks = weeks_for(school, lessons, words["at"], of)
    fact = counted(lessons, weeks=year.weeks if year else 1) if lessons else "No lessons"
    words |= {
        "weeks": weeks, "fact": fact, "of": of, "has_lessons": bool(lessons),
        "may_change": can(request.actor, "timetable.change", school),
    }  # fmt: skip
    return render(request, "timetable/week.html", words)
