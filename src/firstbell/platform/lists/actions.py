"""Keeping views, and the habits of one person with one list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.lists import conditions, events
from firstbell.platform.lists.models import Habit, SavedView
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import refuse_if_in_use

LABELS = {
    "alert_over": "tell when over",
    "query": "what it shows",
    "opens_for_all": "opens for everybody",
}


@dataclass(frozen=True)
class ViewWords:
    """What a person says of a view."""

    name: str
    query: str
    shared: bool = False
    opens_for_all: bool = False
    alert_over: int | None = None

    def tidied(self) -> dict[str, Any]:
        name = " ".join(self.name.split())[:80]
        if not name:
            raise Refusal("Give the view a name.", fields={"name": "Give it a name"})
        return {
            "name": name, "query": conditions.read(self.query).text(), "shared": self.shared,
            "opens_for_all": self.shared and self.opens_for_all, "alert_over": self.alert_over,
        }  # fmt: skip


def save_view(
    list_name: str, words: ViewWords, *, school: School | None, by: Actor, at: datetime
) -> SavedView:
    """Keep a question under a name; shared with the school, or with the whole trust where no school is given."""
    view = SavedView(
        list_name=list_name, account_id=_own(by), school=school, created_at=at, **words.tidied()
    )
    if words.shared:
        require(by, "lists.share", view)
    with transaction.atomic():
        with _named_once(view):
            view.save(force_insert=True)
        _only_one_opens(view)
        announce(events.VIEW_SAVED, view, by=by, at=at)
    return view


def change_view(view: SavedView, words: ViewWords, *, by: Actor, at: datetime) -> SavedView:
    _require_mine(view, by)
    if words.shared:
        require(by, "lists.share", view)
    wanted = words.tidied()
    changes = changes_between(view, wanted, LABELS)
    if not changes:
        return view
    same_watch = (view.alert_over, view.query) == (wanted["alert_over"], wanted["query"])
    view.alert_on = view.alert_on and same_watch
    for field, value in wanted.items():
        setattr(view, field, value)
    with transaction.atomic():
        with _named_once(view):
            view.bump(*wanted, "alert_on")
        _only_one_opens(view)
        announce(events.VIEW_CHANGED, view, by=by, at=at, changes=changes)
    return view


def _only_one_opens(view: SavedView) -> None:
    if view.opens_for_all:
        others = SavedView.objects.filter(
            list_name=view.list_name, school=view.school, opens_for_all=True
        )
        others.exclude(pk=view.pk).update(opens_for_all=False)


@contextmanager
def _named_once(view: SavedView) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        sentence = f"You have a view called {view.name} here already."
        raise Refusal(sentence, fields={"name": sentence}) from None


def remove_view(view: SavedView, *, by: Actor, at: datetime) -> None:
    _require_mine(view, by)
    with transaction.atomic():
        refuse_if_in_use(view)
        announce(events.VIEW_REMOVED, view, by=by, at=at)
        view.delete()


def choose_columns(list_name: str, columns: Sequence[str], *, by: Actor) -> None:
    """Remember these columns in this order; none forgets them. A habit is no history."""
    Habit.objects.update_or_create(
        account_id=_own(by), list_name=list_name, defaults={"columns": list(columns)[:100]}
    )


def open_with(list_name: str, view: SavedView | None, *, by: Actor) -> None:
    """What the list opens with from now on, for this person; None is all of it."""
    Habit.objects.update_or_create(
        account_id=_own(by), list_name=list_name, defaults={"opens_with": view}
    )


def _own(by: Actor) -> int:
    require(by, "lists.own")
    if by.account_id is None:
        raise NotAllowed("Only somebody with an account can keep views and columns.")
    return by.account_id


def _require_mine(view: SavedView, by: Actor) -> None:
    """One's own; and a shared one is for everybody who shares."""
    if view.account_id != by.account_id:
        require(by, "lists.share", view if view.shared else None)
        if not view.shared:
            raise NotAllowed("This view is somebody else's.")
