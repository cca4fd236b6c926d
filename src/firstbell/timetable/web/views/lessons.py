"""Lessons one by one: looked at, added, changed, ended, taken out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.lib.schooltime.model import said
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import listing, timelines
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.timetable import actions
from firstbell.timetable.models import Lesson
from firstbell.timetable.queries.wording import class_url
from firstbell.timetable.web.forms import LessonForm
from firstbell.timetable.web.lists import LESSONS
from firstbell.timetable.web.schools import this_school

VIEW, CHANGE = "timetable.view", "timetable.change"


def lesson_of(request: HttpRequest, uid: UUID) -> Lesson:
    rows = Lesson.objects.visible_to(request.actor).with_names().select_related("school", "group")
    found: Lesson = get_object_or_404(rows, uid=uid)
    return found


def _on(school: School) -> Any:
    return school.local(clock.now()).date()


@require_safe
@needs(VIEW)
def lessons(request: HttpRequest) -> HttpResponse:
    return listing.page(request, LESSONS)


@require_safe
@needs(VIEW)
def lesson(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = lesson_of(request, uid)
    pairs = [
        ("When", f"{found.get_weekday_display()}, period {found.period}"),
        ("Weeks", f"Week {found.week}" if found.week else "Every week"),
        ("Teacher", str(found.teacher or found.teacher_said)), ("Room", str(found.room or found.room_said)),
        ("From", f"{said(found.since)} {found.since.year}"), ("To", f"{said(found.until)} {found.until.year}"),
    ]  # fmt: skip
    thing = {
        "crumbs": _crumbs(), "title": str(found), "icon": "calendar-time", "facts": [found.when],
        "actions": _acts(found) if can(request.actor, CHANGE, found) else [],
        "main": [], "side": [],
    }  # fmt: skip
    words = {
        "thing": thing,
        "pairs": pairs,
        "links": _links(found),
        "timeline": timelines.timeline_panel(request, found),
    }
    return render(request, "timetable/lesson.html", words)


def _links(lesson: Lesson) -> list[tuple[str, str, str]]:
    found = (
        [("users-group", f"The week of {lesson.class_name}", class_url(lesson.class_name))]
        if lesson.class_name
        else []
    )
    if lesson.room:
        found.append(
            (
                "door",
                f"The week of {lesson.room}",
                reverse("timetable:room", args=[lesson.room.uid]),
            )
        )
    if lesson.teacher:
        url = reverse("timetable:teacher", args=[lesson.teacher.uid])
        found.append(("user", f"The week of {lesson.teacher.formal}", url))
    return found


def _acts(lesson: Lesson) -> list[dict[str, Any]]:
    def url(name: str) -> str:
        return reverse(f"timetable:{name}", args=[lesson.uid])

    return [
        {"label": "Change", "icon": "pencil", "url": url("lesson_change"), "key": "e", "primary": True},
        {"label": "End it", "icon": "calendar-x", "url": url("lesson_end"),},
        {"label": "Take it out", "icon": "trash", "url": url("lesson_remove"), "danger": True},
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def add(request: HttpRequest) -> HttpResponse:
    school = this_school(request, CHANGE)
    form = LessonForm(request.POST or None)
    form.offer(request.actor, school, _on(school))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_lesson(school, form.new(), by=request.actor, at=clock.now())
            return redirect("timetable:lesson", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "Add a lesson",
        "submit": "Add it",
        "cancel_url": reverse("timetable:lessons"),
        "crumbs": _crumbs(),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = lesson_of(request, uid)
    form = LessonForm(request.POST or None, initial=LessonForm.initial_of(found))
    form.offer(request.actor, found.school, _on(found.school), found.period)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_lesson(found, by=request.actor, at=clock.now(), **form.wanted())
            messages.success(request, f"{found} is saved.")
            return redirect("timetable:lesson", uid)
        except Refusal as refusal:
            show(refusal, form)
    here = reverse("timetable:lesson", args=[uid])
    page = {
        "title": f"Change {found}", "sub": found.when, "submit": "Save", "cancel_url": here,
        "crumbs": [*_crumbs(), {"label": str(found), "url": here}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = lesson_of(request, uid)
    if request.method == "POST":
        with refused_aloud(request):
            actions.end_lessons([found], on=_on(found.school), by=request.actor, at=clock.now())
            messages.success(request, f"{found} has ended.")
        return redirect("timetable:lessons")
    return _sure(
        request,
        found,
        f"End {found}?",
        "Today is the first day without it. The weeks before keep it.",
        "End it",
    )


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = lesson_of(request, uid)
    if request.method == "POST":
        with refused_aloud(request):
            actions.remove_lessons([found], by=request.actor, at=clock.now())
            messages.success(request, f"{found} was taken out.")
        return redirect("timetable:lessons")
    return _sure(
        request,
        found,
        f"Take {found} out?",
        "As if it had never been held: for mistakes.",
        "Take it out",
    )


def _sure(
    request: HttpRequest, lesson: Lesson, title: str, sentence: str, submit: str
) -> HttpResponse:
    confirm = {
        "title": title, "sentence": sentence, "submit": submit, "danger": True, "consequences": [lesson.when],
        "cancel_url": reverse("timetable:lesson", args=[lesson.uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": "Timetable", "url": reverse("timetable:day")},
        {"label": "Lessons", "url": reverse("timetable:lessons")},
    ]
