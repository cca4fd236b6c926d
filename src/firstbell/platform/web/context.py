from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.notifications.queries import unread
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.queries import schools_of
from firstbell.platform.web import slots


def shell(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame shows; nothing is read unless the template uses it."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.is_guest:
        return {
            "actor": actor,
            "menu": [],
            "creates": [],
            "ribbon": None,
            "schools": [],
            "school": None,
        }
    return {
        "actor": actor,
        "menu": SimpleLazyObject(lambda: slots.menu_for(request)),
        "creates": SimpleLazyObject(lambda: slots.creates_for(request)),
        "ribbon": SimpleLazyObject(lambda: slots.ribbon_for(request)),
        "schools": SimpleLazyObject(lambda: my_schools(request)),
        "school": SimpleLazyObject(lambda: current_school(request)),
        "unread": SimpleLazyObject(lambda: unread(actor.account_id)),
    }


def my_schools(request: HttpRequest) -> list[School]:
    """The schools this person works in, read once a request."""
    if not hasattr(request, "_my_schools"):
        request._my_schools = schools_of(request.actor)  # type: ignore[attr-defined]
    return request._my_schools  # type: ignore[attr-defined,no-any-return]


def current_school(request: HttpRequest) -> School | None:
    """The school the page is about: the one chosen in the top bar, else the first; None where there is none."""
    schools = my_schools(request)
    chosen = request.session.get("school")
    return next(
        (school for school in schools if school.pk == chosen), schools[0] if schools else None
    )
