from __future__ import annotations

from django.urls import path

from firstbell.timetable.web.views import days, happenings, lessons

app_name = "timetable"
urlpatterns = [
    path("timetable/", days.day, name="day"),
    path("timetable/rooms/<uuid:uid>/", days.room, name="room"),
    path("timetable/teachers/<uuid:uid>/", days.teacher, name="teacher"),
    path("timetable/classes/", days.classes, name="classes"),
    path("timetable/lessons/", lessons.lessons, name="lessons"),
    path("timetable/lessons/add/", lessons.add, name="lesson_add"),
    path("timetable/lessons/<uuid:uid>/", lessons.lesson, name="lesson"),
    path("timetable/lessons/<uuid:uid>/change/", lessons.change, name="lesson_change"),
    path("timetable/lessons/<uuid:uid>/end/", lessons.end, name="lesson_end"),
    path("timetable/lessons/<uuid:uid>/removal/", lessons.remove, name="lesson_remove"),
    path("timetable/events/", happenings.events, name="events"),
    path("timetable/events/add/", happenings.add_event, name="event_add"),
    path("timetable/events/<uuid:uid>/", happenings.event, name="event"),
    path("timetable/events/<uuid:uid>/removal/", happenings.remove_event, name="event_remove"),
    path("timetable/freezes/add/", happenings.add_freeze, name="freeze_add"),
    path("timetable/freezes/<uuid:uid>/", happenings.freeze, name="freeze"),
    path("timetable/freezes/<uuid:uid>/lift/", happenings.lift_freeze, name="freeze_lift"),
]
