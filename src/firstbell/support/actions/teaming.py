"""Teams, their areas, and the steps that they let a ticket take; categories and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce
from firstbell.support import events
from firstbell.support.actions import seating, setups
from firstbell.support.actions.putting_away import counted, refuse_last
from firstbell.support.actions.setups import MANAGE, SETUP
from firstbell.support.models import Area, Category, Status, Step, Team, Ticket, teams
from firstbell.support.states import DONE, WORKS, Phase

# What whoever manages a team sets of it, besides its people, areas, steps and what it has ready.
MANAGED = (
    "words", "signature", "lead", "they_close", "they_reopen", "reopen_days", "remind_days", "close_days",
)  # fmt: skip


def save_team(
    team: Team, *, people: Mapping[Account, str] | None = None, members: Sequence[Account] | None = None, by: Actor,
    at: datetime, version: int | None = None, **values: Any,
) -> Team:  # fmt: skip
    """Of those that a school has one is the usual: it gets what nothing sends elsewhere. `members` are people who work it."""
    may = _permission(team, values)
    require(by, may, team)
    if members is not None:
        people = seating.answering(team, members)
    with transaction.atomic():
        seating.refuse_parent(team, values.get("parent"))
        if people is not None:
            seating.refuse_people(team, people, at)
        saved = _save(team, values, people, may, by=by, at=at, version=version)
        if saved.is_default and may == SETUP:
            others = Team.objects.filter(school=saved.school_id, is_default=True).exclude(pk=saved.pk)  # fmt: skip
            for other in others:
                setups.save(other, {"is_default": False}, by=by, at=at)
    return saved


def _permission(team: Team, values: Mapping[str, Any]) -> str:
    """Whoever manages a team changes what is its own; what it is called, is part of and opens to is the desk’s."""
    if team.pk is None:
        return SETUP
    changed = {name for name, value in values.items() if getattr(team, name) != value}
    return MANAGE if changed <= {*MANAGED} else SETUP


def _save(  # noqa: PLR0913 -- as above, with who may
    team: Team, values: dict[str, Any], people: Mapping[Account, str] | None, may: str, *, by: Actor, at: datetime,
    version: int | None,
) -> Team:  # fmt: skip
    was, above = team.opening if team.pk else "", team.parent_id
    changes = seating.change_of(team, people) if team.pk and people is not None else []
    saved: Team = setups.save(team, values, by=by, at=at, version=version, may=may, more=changes)
    if people is not None:
        seating.seat(saved, people)
    seating.refuse_leaderless(saved, at)
    if changes or saved.opening != was or saved.parent_id != above:
        seating.follow(saved, was, at)
    return saved


def save_area(
    area: Area,
    *,
    name: str,
    by: Actor,
    at: datetime,
    members: Sequence[Account],
    **places: Sequence[Any],
) -> Area:
    """`places` are its categories, buildings and rooms."""
    of_team = teams.seated(area.team, *WORKS)
    outside = [one for one in members if not of_team.filter(pk=one.pk).exists()]
    if outside:
        raise Refusal(f"{setups.listed(outside)} is not of {area.team}.", fields={"members": "Not of the team"})  # fmt: skip
    many: dict[str, Sequence[Any]] = {"members": members, **places}
    saved: Area = setups.save(area, {"name": name}, many, by=by, at=at, may=MANAGE)
    return saved


def remove_area(area: Area, *, by: Actor, at: datetime) -> None:
    require(by, MANAGE, area)
    with transaction.atomic():
        announce(events.SETUP_AWAY, area, by=by, at=at, what="area")
        area.delete()


def set_steps(
    team: Team, wanted: Iterable[tuple[Status, Status]], *, by: Actor, at: datetime
) -> None:
    """From where to where its tickets go by hand; none: anywhere."""
    require(by, MANAGE, team)
    pairs = {(was.pk, now.pk): f"{was} to {now}" for was, now in wanted if was.pk != now.pk}
    known = {(row.was_id, row.now_id): str(row) for row in team.steps.select_related("was", "now")}
    if pairs.keys() == known.keys():
        return
    with transaction.atomic():
        team.steps.all().delete()
        Step.objects.bulk_create(Step(team=team, was_id=was, now_id=now) for was, now in pairs)
        was, now = sorted(known.values()), sorted(pairs.values())
        change = Change("steps", ", ".join(was) or "anywhere", ", ".join(now) or "anywhere")
        announce(events.SETUP_CHANGED, team, by=by, at=at, changes=[change])


def refuse_step(ticket: Ticket, status: Status, *, by: Actor) -> None:
    """The house itself is not held up: what waited goes on, and what nobody answers is closed."""
    if by.is_system or status.pk == ticket.status_id:
        return
    steps = set(ticket.team.steps.values_list("was_id", "now_id"))
    if steps and (ticket.status_id, status.pk) not in steps:
        raise Conflict(f"{ticket.team} does not set a ticket from “{ticket.status}” to “{status}”.")


def save_category(
    category: Category, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> Category:
    parent = values.get("parent")
    if parent is not None and category.pk is not None and category.pk in _up(parent):
        raise Refusal("A category cannot be a part of itself.", fields={"parent": "Goes in a circle"})  # fmt: skip
    if parent is not None and len(_up(parent)) > 2:
        raise Refusal("Three levels are enough: nobody finds the fourth.", fields={"parent": "Too deep"})  # fmt: skip
    saved: Category = setups.save(category, values, by=by, at=at, version=version)
    return saved


def _up(category: Category | None) -> list[int]:
    found: list[int] = []
    while category is not None and category.pk not in found:
        found.append(category.pk)
        category = category.parent
    return found


def save_status(
    status: Status, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> Status:
    phase = values.get("phase", status.phase)
    if status.pk is not None and phase != status.phase:
        standing = Ticket.objects.filter(status=status).count()
        if standing:
            raise Conflict(
                f"{counted(standing, 'ticket')} stand at {status}: what it means stays. Add another status instead.",
                fields={"phase": "In use"},
            )
        refuse_last(status)
    if phase != Phase.WAITING:
        values |= {"for_them": False}
    if phase in DONE:
        values |= {"pauses": False}
    saved: Status = setups.save(status, values, by=by, at=at, version=version)
    return saved
