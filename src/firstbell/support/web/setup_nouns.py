"""What a desk is made of, as its settings pages show it: one description for each noun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.web import context
from firstbell.support.actions import requesting, seating, teaming
from firstbell.support.actions.setups import MANAGE, SETUP
from firstbell.support.models import Category, RequestType, Seat, Status, Team, teams
from firstbell.support.states import Opening, Phase, Right
from firstbell.support.web.request_forms import RequestTypeForm
from firstbell.support.web.setup_forms import CategoryForm, StatusForm, scopes_of
from firstbell.support.web.team_form import TeamForm, desk_of
from firstbell.support.web.views.acts import school_of


@dataclass(frozen=True)
class Line:
    """A row of a list: `inside` is how deep in the tree."""

    row: Any
    icon: str
    sub: str
    fact: str = ""
    inside: int = 0


@dataclass(frozen=True)
class Noun:
    key: str
    title: str
    sub: str
    word: str
    empty: str
    model: type[Any]
    rows: Callable[[HttpRequest], Any]
    line: Callable[[Any], Line]
    form: Callable[..., Any]
    save: Callable[..., Any]
    fields: tuple[str, ...] = ()
    links: Callable[[Any], list[dict[str, Any]]] = field(default=lambda row: [])
    start: Callable[[Any], dict[str, Any]] = field(default=lambda row: {})
    permission: str = SETUP

    @property
    def url(self) -> str:
        return reverse(f"support:setup_{self.key}")

    def initial(self, row: Any) -> dict[str, Any]:
        return {name: _shown(getattr(row, name)) for name in self.fields} | self.start(row)


def _shown(value: Any) -> Any:
    if hasattr(value, "all"):
        return list(value.all())
    return value.uid if hasattr(value, "uid") else value


def _schools(request: HttpRequest) -> list[int]:
    school = context.current_school(request)
    return [school.pk] if school else []


def _place(request: HttpRequest, row: Team | RequestType, scope: str) -> None:
    """A new one is of this school or of the whole trust."""
    if row.pk is None:
        row.school = None if scope == "trust" else school_of(request)


def _teams(request: HttpRequest) -> Any:
    """All that they may set up: of those who manage some, these."""
    rows = Team.objects.visible_to(request.actor).prefetch_related("seats__account", "areas")
    here = rows.filter(Q(school__in=_schools(request)) | Q(school=None))
    here = here if can(request.actor, SETUP) else here.filter(pk__in=teams.managed(request.actor))
    return here.select_related("school", "parent").order_by("order", "name")


def _team_line(team: Team) -> Line:
    seats = sorted(team.seats.all(), key=lambda seat: seat.account.name)
    who = ", ".join(_seated(one) for one in seats[:4]) + (f" and {len(seats) - 4} more" if len(seats) > 4 else "")  # fmt: skip
    areas = ", ".join(area.name for area in team.areas.all())
    whole = f"the people of {team.parent}" if team.parent else "everybody who works on tickets"
    parts = [team.words, areas, who or whole]
    facts = ["The usual team" if team.is_default else "", _OPEN[Opening(team.opening)]]
    return Line(
        team, "users-group", " · ".join(part for part in parts if part), " · ".join(fact for fact in facts if fact)
    )  # fmt: skip


_OPEN = {Opening.ALL: "", Opening.SEEN: "Others look", Opening.OWN: "Its own people alone"}


def _seated(seat: Seat) -> str:
    name = seat.account.name
    return name if seat.right == Right.ANSWERS else f"{name} ({seat.get_right_display().lower()})"


def _team_form(request: HttpRequest, team: Team, *args: Any, **kwargs: Any) -> TeamForm:
    school = school_of(request) if team.pk is None else (team.school or school_of(request))
    people = desk_of(school, team)
    scopes = scopes_of(school, team.pk is None and len(context.my_schools(request)) > 1)
    above = Team.objects.live().at(school.pk).exclude(pk__in=teams.tree().below(team.pk or 0))
    return TeamForm(people, scopes, above.order_by("order", "name"), *args, whole=can(request.actor, SETUP, team), **kwargs)  # fmt: skip


def _team_start(team: Team) -> dict[str, Any]:
    return {"people": seating.people_of(team)}


def _save_team(
    request: HttpRequest, team: Team, data: dict[str, Any], by: Actor, at: datetime
) -> Team:
    _place(request, team, data.pop("scope", "school"))
    return teaming.save_team(team, by=by, at=at, **data)


def _team_links(team: Team) -> list[dict[str, Any]]:
    return [
        {"label": "Its queue", "icon": "list-check", "url": f"{reverse('support:queue')}?view=team-{team.pk}"},
        {"label": "Areas", "icon": "layout-grid", "url": reverse("support:setup_areas", args=[team.uid])},
        {"label": "Steps", "icon": "route", "url": reverse("support:setup_steps", args=[team.uid])},
        {
            "label": "How long", "icon": "hourglass", "url": reverse("support:setup_keeping", args=[team.uid]), "permission": SETUP,
        },
    ]  # fmt: skip


def _categories(request: HttpRequest) -> Any:
    return Category.objects.visible_to(request.actor).select_related("team", "parent").order_by("order", "name")  # fmt: skip


def _category_line(category: Category) -> Line:
    tips = len(category.said_tips())
    parts = [
        f"to {category.team}" if category.team else "",
        category.words,
        f"{tips} things to try" if tips else "",
    ]
    return Line(category, category.icon, " · ".join(part for part in parts if part))


def _category_form(
    request: HttpRequest, category: Category, *args: Any, **kwargs: Any
) -> CategoryForm:
    return CategoryForm(category, _schools(request), *args, **kwargs)


def _save_category(
    request: HttpRequest, row: Category, data: dict[str, Any], by: Actor, at: datetime
) -> Category:
    return teaming.save_category(row, by=by, at=at, **data)


_PHASES = {
    Phase.NEW: "circle-plus", Phase.OPEN: "progress", Phase.WAITING: "clock-pause", Phase.SOLVED: "circle-check",
    Phase.CLOSED: "archive",
}  # fmt: skip


def _statuses(request: HttpRequest) -> Any:
    return Status.objects.visible_to(request.actor).order_by("order", "pk")


def _status_line(status: Status) -> Line:
    parts = [
        f"means “{status.get_phase_display().lower()}”", "the clocks stand still" if status.pauses else "",
        "waits for whoever asked" if status.for_them else "",
        "waits for an approval" if status.for_approval else "",
    ]  # fmt: skip
    return Line(status, _PHASES[Phase(status.phase)], " · ".join(part for part in parts if part))


def _status_form(request: HttpRequest, status: Status, *args: Any, **kwargs: Any) -> StatusForm:
    return StatusForm(*args, **kwargs)


def _save_status(
    request: HttpRequest, row: Status, data: dict[str, Any], by: Actor, at: datetime
) -> Status:
    return teaming.save_status(row, by=by, at=at, **data)


def _requests(request: HttpRequest) -> Any:
    rows = RequestType.objects.visible_to(request.actor).select_related(
        "category", "team", "school"
    )
    return rows.filter(Q(school__in=_schools(request)) | Q(school=None)).order_by("order", "name")


def _request_line(row: RequestType) -> Line:
    asked = len(row.questions)
    parts = [
        row.words,
        f"{asked} question{'' if asked == 1 else 's'}",
        f"to {row.team}" if row.team else "",
    ]
    return Line(
        row,
        row.icon,
        " · ".join(part for part in parts if part),
        "Students, too" if row.for_students else "",
    )


def _request_form(
    request: HttpRequest, row: RequestType, *args: Any, **kwargs: Any
) -> RequestTypeForm:
    school = row.school or school_of(request)
    scopes = scopes_of(school, len(context.my_schools(request)) > 1)
    return RequestTypeForm(row, scopes, school, *args, **kwargs)


def _save_request(
    request: HttpRequest, row: RequestType, data: dict[str, Any], by: Actor, at: datetime
) -> RequestType:
    _place(request, row, data.pop("scope", "school"))
    return requesting.save(row, by=by, at=at, **data)


def _request_links(row: RequestType) -> list[dict[str, Any]]:
    return [
        {
            "label": "What it asks",
            "icon": "forms",
            "url": reverse("support:setup_questions", args=[row.uid]),
        }
    ]


def tree(lines: list[Line]) -> list[Line]:
    """Each part below its whole; what has lost its whole stands alone."""
    known = {line.row.pk for line in lines}
    below: dict[int | None, list[Line]] = {}
    for line in lines:
        parent = getattr(line.row, "parent_id", None)
        below.setdefault(parent if parent in known else None, []).append(line)
    found: list[Line] = []

    def walk(parent: int | None, depth: int) -> None:
        for line in below.get(parent, []):
            found.append(Line(line.row, line.icon, line.sub, line.fact, depth))
            walk(line.row.pk, depth + 1)

    walk(None, 0)
    return found


NOUNS = {
    one.key: one
    for one in (
        Noun(
            "teams", "Teams", "Who works tickets, what they look after, and how a ticket of theirs ends", "team",
            "A team gets tickets and works them.", Team, _teams, _team_line, _team_form, _save_team,
            ("name", "words", "is_default", "email", "signature", "parent", "opening", "lead", "they_close", "they_reopen",
             "reopen_days", "remind_days", "close_days"), _team_links, _team_start, MANAGE,
        ),
        Noun(
            "categories", "Categories", "What tickets are about: people pick one by its picture", "category",
            "What people report is about something: a screen, the Wi-Fi.", Category, _categories, _category_line,
            _category_form, _save_category,
            ("name", "parent", "team", "words", "tips", "icon"),
        ),
        Noun(
            "statuses", "Statuses", "How you call where a ticket stands; what it means to the clocks stays the same", "status",
            "A ticket stands somewhere.", Status, _statuses, _status_line, _status_form, _save_status,
            ("name", "phase", "pauses", "for_them"),
        ),
        Noun(
            "requests", "Requests", "What people may ask for, and what they are asked in return", "request",
            "A new starter, a program, a move: each with questions of its own.", RequestType, _requests, _request_line,
            _request_form, _save_request,
            ("name", "words", "kind", "category", "team", "for_students", "tips", "todo", "icon"), _request_links,
        ),
    )
}  # fmt: skip
