"""Statuses, categories and a team, where there are none yet."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.numbers import actions as numbers
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import request_seeds, seeds
from firstbell.support.models import Category, RequestType, Status, Team
from firstbell.support.queries import asking
from firstbell.support.states import Phase

PREFIX, NUMBERS = "T-", "ticket"


def start(*, at: datetime) -> None:
    """Does nothing where somebody has set it up already."""
    with transaction.atomic():
        if not Status.objects.exists():
            Status.objects.bulk_create(
                Status(name=one.name, phase=one.phase, pauses=one.pauses, for_them=one.for_them,
                       for_approval=one.for_approval, order=10 * place, created_at=at)
                for place, one in enumerate(seeds.STATUSES, 1)
            )  # fmt: skip
        if not Category.objects.exists():
            Category.objects.bulk_create(
                Category(name=one.name, icon=one.icon, words=one.words, tips="\n".join(one.tips), order=10 * place,
                         created_at=at)
                for place, one in enumerate(seeds.CATEGORIES, 1)
            )  # fmt: skip
        requests(at=at)
    _number(at)


def requests(*, at: datetime) -> int:
    """The five to begin with; how many were made."""
    if RequestType.objects.exists():
        return 0
    about = {one.name: one for one in Category.objects.live().filter(parent=None)}
    rows = [
        RequestType(name=one.name, words=one.words, icon=one.icon, category=about.get(one.category),
                    questions=asking.checked(one.questions), todo="\n".join(one.todo), tips="\n".join(one.tips),
                    order=10 * place, created_at=at)
        for place, one in enumerate(request_seeds.REQUESTS, 1)
    ]  # fmt: skip
    RequestType.objects.bulk_create(rows)
    return len(rows)


def _number(at: datetime) -> None:
    try:
        numbers.begin(PREFIX, school=None, by=system_actor(), at=at, kind=NUMBERS, width=5)
    except Refusal:
        pass  # begun already


def team_of(school: School, category: Category | None, *, at: datetime) -> Team:
    """Where a ticket goes first: its category's team if that works here, else the usual one of the school."""
    team = category.team if category is not None and category.team_id else None
    if team is not None and team.archived_at is None and team.school_id in (None, school.pk):
        return team
    rows = Team.objects.live().at(school.pk)
    found: Team | None = rows.order_by("-is_default", "school_id", "pk").first()
    return found or Team.objects.create(
        school=school, name="ICT support", is_default=True, created_at=at
    )


def status_of(phase: Phase, *, at: datetime) -> Status:
    """The first status of a phase."""
    found: Status | None = Status.objects.live().filter(phase=phase).first()
    if found is None:
        start(at=at)
        found = Status.objects.live().filter(phase=phase).first()
    if found is None:
        raise Refusal(f"There is no status that means “{phase.label}”. Add one in the settings.")
    return found
