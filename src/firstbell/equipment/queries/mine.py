"""What somebody has themselves, and what is open between them and the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from firstbell.equipment.models import Custody, Handover, Question
from firstbell.equipment.states import Direction
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School


def held(person_uid: UUID) -> QuerySet[Custody]:
    """With the questions that are open, and the last answers."""
    asked = Prefetch(
        "questions",
        Question.objects.order_by("-asked_at").select_related("custody"),
        to_attr="asked",
    )
    rows = Custody.objects.open().filter(person__uid=person_uid)
    found = rows.select_related(
        "item__model__manufacturer", "item__category", "item__school", "person"
    )
    return found.prefetch_related(asked).order_by("due_on", "item__tag_key")


def to_answer(person_uid: UUID) -> QuerySet[Handover]:
    """Hand-overs that nobody has said yes or no to yet; a signature was a yes."""
    rows = Handover.objects.done().filter(
        person__uid=person_uid, direction__in=(Direction.OUT, Direction.SWAP), accepted_at=None, declined_at=None,
        signature=None,
    )  # fmt: skip
    found: QuerySet[Handover] = rows.prefetch_related(
        "lines__item__model", "lines__item__category", "texts"
    )
    return found.filter(lines__custody__to_at=None).distinct().order_by("-done_at")


def open_questions(actor: Actor, school: School) -> QuerySet[Question]:
    """What borrowers ask the desk for."""
    rows: QuerySet[Question] = Question.objects.visible_to(actor).filter(
        school=school, kind="extend", answered_at=None, custody__to_at=None
    )
    return rows.select_related("custody__item", "custody__person").order_by("asked_at")


def declined(actor: Actor, school: School) -> QuerySet[Handover]:
    rows = Handover.objects.visible_to(actor).done().filter(school=school)
    found: QuerySet[Handover] = rows.exclude(declined_at=None).filter(lines__custody__to_at=None)
    return found.select_related("person").distinct().order_by("-declined_at")


def answers(rows: list[Any], at: datetime) -> None:
    """For the page: whether each is late, its open question to them, their open wish, and the last word on each."""
    for row in rows:
        row.late = row.days_late(at)
        row.still = next(
            (q for q in row.asked if q.kind == "still" and q.answered_at is None), None
        )
        row.wish = next(
            (q for q in row.asked if q.kind == "extend" and q.answered_at is None), None
        )
        row.last_yes = next(
            (q for q in row.asked if q.kind == "still" and q.answer is not None), None
        )
        row.last_wish = next(
            (q for q in row.asked if q.kind == "extend" and q.answer is not None), None
        )
