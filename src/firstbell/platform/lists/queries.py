from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import Habit, SavedView
from firstbell.platform.tenancy.models import School


def views_for(actor: Actor) -> QuerySet[SavedView]:
    """One's own views, and those shared in the schools where one is."""
    schools = actor.schools("lists.own")
    shared = Q(shared=True)
    if schools is not None:
        shared &= Q(school_id=None) | Q(school_id__in=schools)
    return SavedView.objects.filter(shared | Q(account_id=actor.account_id))


@dataclass(frozen=True)
class Kept:
    """What one person has with one list."""

    views: list[SavedView]
    columns: list[str]
    opens_with: SavedView | None


_kept: Remembered[Kept] = Remembered(SavedView, Habit)


def kept(list_name: str, looker: Looker) -> Kept:
    """The views of this school or the trust, own first, and the habit."""
    actor, school = looker.actor, looker.school
    who = (list_name, actor.account_id, actor.schools("lists.own"), school and school.pk)
    return _kept.get(who, lambda: _read(list_name, actor, school))


def _read(list_name: str, actor: Actor, school: School | None) -> Kept:
    found = views_for(actor).filter(list_name=list_name)
    if school is not None:
        found = found.filter(
            Q(school_id=None) | Q(school_id=school.pk) | Q(account_id=actor.account_id)
        )
    views = sorted(
        found, key=lambda view: (view.account_id != actor.account_id, view.name.casefold())
    )
    habit = Habit.objects.filter(account_id=actor.account_id or 0, list_name=list_name).first()
    opens = next((view for view in views if habit and view.pk == habit.opens_with_id), None)
    opens = opens or next((view for view in views if view.shared and view.opens_for_all), None)
    return Kept(views, list(habit.columns) if habit else [], opens)
