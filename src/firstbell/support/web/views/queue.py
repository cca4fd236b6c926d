from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tags import queries as tags
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, listing
from firstbell.platform.web.components.tags import chips
from firstbell.platform.web.listing import frame
from firstbell.support.queries import queue as questions
from firstbell.support.queries.queue import Group, Line
from firstbell.support.web.lists import TICKETS, WORK

# Before the name of a team that is part of the one before it.
_INSIDE = "\u203a "


@require_safe
@needs("support.view")
def tickets(request: HttpRequest) -> HttpResponse:
    return listing.page(request, TICKETS)


@require_safe
@needs("support.view")
def queue(request: HttpRequest) -> HttpResponse:
    """Everything open, by how soon it is needed; the same page again when a period begins."""
    at, school = clock.now(), _school(request)
    lines = questions.lines(request.actor, school, at)
    view = request.GET.get("view", "")
    shown = questions.within(lines, request.actor, view, at)
    groups = questions.grouped(shown)
    _tag(request, groups)
    bulk = frame.bulk(TICKETS, request.actor)
    words = {
        "groups": groups, "bulk": bulk, "wide": 9 if bulk else 8, "count": len(shown), "views": _views(request, school, lines, view, at),
        "now": at, "school_all": school is None, "answer": _answer(lines), "may_work": can(request.actor, WORK),
        "full": len(lines) >= questions.MOST,
    }  # fmt: skip
    return render(request, "support/queue.html", words)


def _tag(request: HttpRequest, groups: list[Group]) -> None:
    """The tags of the lines that are drawn, in one question."""
    if not can(request.actor, "tags.view"):
        return
    rows = [line.row for group in groups for line in group.lines]
    tags.fill(rows)
    for row in rows:
        row["tags"] = chips(row["tags"])


def _school(request: HttpRequest) -> School | None:
    if request.GET.get("school") == "all":
        return None
    return context.current_school(request)


def _answer(lines: list[Line]) -> str:
    """The heading says how it stands."""
    now = sum(1 for line in lines if line.urgency.group == "now")
    if now:
        return "A lesson is stopped" if now == 1 else f"{now} lessons are stopped"
    soon = sum(1 for line in lines if line.urgency.group == "next")
    if soon:
        return f"{soon} to do before the next lesson"
    return "No lesson is stopped" if lines else "Nobody waits for you"


def _views(
    request: HttpRequest, school: School | None, lines: list[Line], chosen: str, at: datetime
) -> list[dict[str, Any]]:
    found = [("", "Everything"), ("today", "Today"), ("mine", "Mine"), ("nobody", "Nobody’s")]
    if any(line.partner for line in lines):
        found.append(("outside", "With a partner"))
    teams = questions.seen_teams(request.actor, school)
    if len(teams) > 1:
        found += [(f"team-{team.pk}", f"{_INSIDE * team.level}{team.name}") for team in teams]
    found += [(f"area-{area.pk}", area.name) for area in questions.areas(teams)]
    several = len(context.my_schools(request)) > 1
    where = "&school=all" if school is None else ""
    views = [
        {
            "label": label, "count": len(questions.within(lines, request.actor, key, at)) or "", "active": key == chosen,
            "url": f"{reverse('support:queue')}?view={key}{where}",
        }
        for key, label in found
    ]  # fmt: skip
    if several:
        views.append(
            {
                "label": "Every school", "count": "", "active": school is None, "end": True,
                "url": reverse("support:queue") + ("" if school is None else "?school=all"),
            }
        )  # fmt: skip
    return views
