"""The calendar of what is due, by week or by day, and its addresses for other calendars."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.lib.parsing import Unclear, likely
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import needs, public
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.context import current_school
from firstbell.support.queries import agenda, agenda_feeds, queue

VIEW = "support.view"
_WEEK = 7


def _school(request: HttpRequest) -> School:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school whose tickets these would be.")
    return school


def _day(text: str, today: date) -> date:
    try:
        return likely(date.fromisoformat(text))
    except (ValueError, Unclear):
        return today


@require_safe
@needs(VIEW)
def calendar(request: HttpRequest) -> HttpResponse:
    school, at = _school(request), clock.now()
    zone = ZoneInfo(school.time_zone)
    today = at.astimezone(zone).date()
    many = 1 if request.GET.get("by") == "day" else _WEEK
    day = _day(request.GET.get("on", ""), today)
    first = day if many == 1 else day - timedelta(days=day.weekday())
    view = request.GET.get("view", "")
    rows = agenda.rows_of(request.actor, school, view)
    found = agenda.points(rows, _midnight(first, zone), _midnight(first + timedelta(days=many), zone))  # fmt: skip
    words = {
        "days": agenda.days(found, first, many, zone), "late": agenda.late(rows, at), "now": at, "today": today,
        "first": first, "last": first + timedelta(days=many - 1), "by_day": many == 1, "count": len(found),
        "views": _views(request, school, view, many, first), "steps": _steps(view, many, first, day, today),
    }  # fmt: skip
    return render(request, "support/agenda.html", words)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _url(view: str, many: int, on: date) -> str:
    words = {"view": view, "by": "day" if many == 1 else "", "on": str(on)}
    said = urlencode({name: word for name, word in words.items() if word})
    return f"{reverse('support:agenda')}?{said}"


def _views(request: HttpRequest, school: School, view: str, many: int, first: date) -> list[dict[str, Any]]:  # fmt: skip
    teams = queue.seen_teams(request.actor, school)
    found = [("", "Everything"), ("mine", "Mine")]
    if len(teams) > 1:
        found += [(f"team-{team.pk}", team.name) for team in teams]
    return [
        {"label": label, "active": key == view, "url": _url(key, many, first)}
        for key, label in found
    ]


def _steps(view: str, many: int, first: date, day: date, today: date) -> dict[str, str]:
    step = timedelta(days=many)
    return {
        "before": _url(view, many, first - step), "after": _url(view, many, first + step),
        "today": _url(view, many, today), "week": _url(view, _WEEK, first), "day": _url(view, 1, max(day, today) if many > 1 else day),
    }  # fmt: skip


@require_safe
@needs(VIEW)
def addresses(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    account = get_object_or_404(Account, pk=request.actor.account_id)
    teams = queue.seen_teams(request.actor, school)
    found = [("What you have in hand", agenda_feeds.url_of(account, school, mine=True))]
    if len(teams) > 1:
        found += [(f"{team}", agenda_feeds.url_of(account, school, team)) for team in teams]
    found.append((f"Everything at {school}", agenda_feeds.url_of(account, school)))
    crumbs = [{"label": "Calendar", "url": reverse("support:agenda")}]
    return render(request, "support/agenda_feeds.html", {"addresses": found, "crumbs": crumbs})


@require_safe
@never_cache
@public
def feed(request: HttpRequest, token: str) -> HttpResponse:
    found = agenda_feeds.read(token, clock.now())
    if found is None:
        raise NotFound(
            "That address shows no calendar any more. Get a new one on the calendar of tickets."
        )
    return HttpResponse(agenda_feeds.ics(found), content_type="text/calendar; charset=utf-8")
