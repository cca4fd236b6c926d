"""Bringing lessons in and taking them back: the verbs' part of a file of lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from firstbell.lib.refusal import Refusal
from firstbell.people.models import Group, Person
from firstbell.places.models import Room
from firstbell.platform.exchange.sheets import Done, Plan, Setting, Trace, Undone
from firstbell.platform.exchange.states import Outcome, Verdict
from firstbell.timetable import actions
from firstbell.timetable.actions import NewLesson
from firstbell.timetable.models import Lesson

if TYPE_CHECKING:
    from firstbell.timetable.sheets.working import Wish

_KEPT = (
    "weekday", "week", "period", "class_name", "subject", "teacher_said", "room_said", "teacher_id", "room_id", "group_id",
)  # fmt: skip


class Doing:
    def __init__(self, setting: Setting, start: date) -> None:
        self.setting, self.start = setting, start

    def apply(self, plans: Sequence[Plan]) -> list[Done]:
        new = [plan for plan in plans if plan.verdict == Verdict.CREATE]
        changed = [plan for plan in plans if plan.verdict == Verdict.UPDATE and plan.todo.change]
        ending = [plan for plan in plans if plan.verdict == Verdict.UPDATE and plan.todo.end]
        return [*self._add(new), *(self._change(plan) for plan in changed), *self._end(ending)]

    def _add(self, plans: Sequence[Plan]) -> list[Done]:
        wishes: list[Wish] = [plan.todo for plan in plans]
        people = Person.objects.in_bulk({wish.teacher_id for wish in wishes} - {None})
        rooms = Room.objects.in_bulk({wish.room_id for wish in wishes} - {None})
        groups = Group.objects.in_bulk({wish.group_id for wish in wishes} - {None})
        rows, lines = [], []
        for plan in plans:
            wish: Wish = plan.todo
            for place in wish.add:
                lines.append(plan.line)
                rows.append(NewLesson(
                    place.weekday, place.period, place.week, wish.class_name, wish.subject,
                    people.get(wish.teacher_id or 0), wish.teacher, rooms.get(wish.room_id or 0), wish.room,
                    groups.get(wish.group_id or 0), wish.since or self.start, wish.until,
                ))  # fmt: skip
        made = actions.add_lessons(
            self.setting.school,
            rows,
            by=self.setting.by,
            at=self.setting.at,
            brought_by=self._session(),
        )
        by_line: dict[int, list[Lesson]] = {}
        for line, lesson in zip(lines, made, strict=True):
            by_line.setdefault(line, []).append(lesson)
        return [
            Done(line, Outcome.CREATED, some[0].pk, some[0].uid, {"made": [one.pk for one in some]})
            for line, some in by_line.items()
        ]

    def _session(self) -> UUID | None:
        """The import itself, which its actor says."""
        name, _, uid = self.setting.by.correlation.partition(":")
        return UUID(uid) if name == "import" else None

    def _change(self, plan: Plan) -> Done:
        wish: Wish = plan.todo
        was: dict[str, list[str]] = {}
        lessons = list(Lesson.objects.filter(pk__in=wish.change).select_related("room", "school"))
        for lesson in lessons:
            wanted: dict[str, Any] = {"subject": wish.subject} if wish.subject else {}
            if wish.until:
                wanted["until"] = wish.until
            was[str(lesson.pk)] = [lesson.subject, lesson.until.isoformat()]
            actions.change_lesson(lesson, by=self.setting.by, at=self.setting.at, **wanted)
        if not lessons:
            raise Refusal("This lesson is no longer here. Check the file again.")
        return Done(plan.line, Outcome.UPDATED, lessons[0].pk, lessons[0].uid, {"was": was})

    def _end(self, plans: Sequence[Plan]) -> list[Done]:
        rows = Lesson.objects.filter(pk__in={pk for plan in plans for pk in plan.todo.end})
        lessons = {lesson.pk: lesson for lesson in rows}
        before = {pk: self._kept(lesson) for pk, lesson in lessons.items()}
        was = actions.end_lessons(
            lessons.values(), on=self.start, by=self.setting.by, at=self.setting.at
        )
        done = []
        for plan in plans:
            some = [lessons[pk] for pk in plan.todo.end if pk in lessons]
            if not some:
                done.append(Done(plan.line, Outcome.SAME))
                continue
            ended = {str(one.pk): one.until.isoformat() for one in some if was.get(one.pk)}
            gone = [before[one.pk] for one in some if one.pk in was and was[one.pk] is None]
            first = some[0]
            done.append(
                Done(
                    plan.line, Outcome.UPDATED, first.pk, first.uid, {"ended": ended, "gone": gone}
                )
            )
        return done

    def _kept(self, lesson: Lesson) -> dict[str, Any]:
        values = {name: getattr(lesson, name) for name in _KEPT}
        return values | {"since": lesson.since.isoformat(), "until": lesson.until.isoformat()}

    # And back

    def undo(self, trace: Trace) -> Undone:
        undo: Mapping[str, Any] = trace.undo or {}
        if "made" in undo:
            return self._withdraw(trace, undo["made"])
        kept = self._set_back(undo.get("was", {}))
        self._go_on(undo.get("ended", {}))
        self._bring_back(undo.get("gone", ()))
        if kept:
            return Undone(trace.line, Outcome.KEPT, "Not set back, because it was changed since.")
        return Undone(trace.line, Outcome.UNDONE, "")

    def _withdraw(self, trace: Trace, made: Sequence[int]) -> Undone:
        rows = list(Lesson.objects.filter(pk__in=made))
        changed = [lesson for lesson in rows if lesson.version > 1]
        going = [lesson for lesson in rows if lesson.version == 1]
        actions.remove_lessons(going, by=self.setting.by, at=self.setting.at)
        if changed:
            return Undone(trace.line, Outcome.KEPT, "Kept, because it was changed since.")
        return Undone(trace.line, Outcome.UNDONE, "" if rows else "It was taken out already.")

    def _set_back(self, was: Mapping[str, Sequence[str]]) -> bool:
        lessons = Lesson.objects.filter(pk__in=was).select_related("room", "school")
        for lesson in lessons:
            subject, until = was[str(lesson.pk)]
            actions.change_lesson(
                lesson,
                subject=subject,
                until=date.fromisoformat(until),
                by=self.setting.by,
                at=self.setting.at,
            )
        return False

    def _go_on(self, ended: Mapping[str, str]) -> None:
        by_day: dict[str, list[Lesson]] = {}
        for lesson in Lesson.objects.filter(pk__in=ended):
            by_day.setdefault(ended[str(lesson.pk)], []).append(lesson)
        for until, some in by_day.items():
            day = date.fromisoformat(until)
            actions.restore_lessons(some, until=day, by=self.setting.by, at=self.setting.at)

    def _bring_back(self, gone: Sequence[Mapping[str, Any]]) -> None:
        people = Person.objects.in_bulk({row["teacher_id"] for row in gone} - {None})
        rooms = Room.objects.in_bulk({row["room_id"] for row in gone} - {None})
        groups = Group.objects.in_bulk({row["group_id"] for row in gone} - {None})
        rows = [
            NewLesson(
                row["weekday"], row["period"], row["week"], row["class_name"], row["subject"], people.get(row["teacher_id"]),
                row["teacher_said"], rooms.get(row["room_id"]), row["room_said"], groups.get(row["group_id"]),
                date.fromisoformat(row["since"]), date.fromisoformat(row["until"]),
            )
            for row in gone
        ]  # fmt: skip
        actions.add_lessons(self.setting.school, rows, by=self.setting.by, at=self.setting.at)
