"""The one door: nothing is allowed unless a room's rules.py says so, and the table can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from firstbell.lib.refusal import NotAllowed
from firstbell.platform.accounts.states import Role

if TYPE_CHECKING:
    from firstbell.platform.accounts.actors import Actor

TECHNICIAN, LEAD, BUSINESS, LEADER, STAFF, STUDENT, SUPPLIER = (
    Role.TECHNICIAN, Role.LEAD, Role.BUSINESS, Role.LEADER, Role.STAFF, Role.STUDENT, Role.SUPPLIER,
)  # fmt: skip
EVERYONE = tuple(Role)

Predicate = Callable[["Actor", Any], bool]
# Why somebody who holds it by their role does not of this thing; empty where they do.
Refusing = Callable[["Actor", Any], str]
P = ParamSpec("P")


@dataclass(frozen=True)
class Permission:
    name: str
    sentence: str
    roles: frozenset[str]
    also: Predicate | None = None
    also_sentence: str = ""
    unless: Refusing | None = None
    unless_sentence: str = ""


_table: dict[str, Permission] = {}
_somewhere: dict[str, Callable[[Actor], bool]] = {}
_asked: ContextVar[bool] = ContextVar("permission_asked", default=False)


def allow(
    name: str, sentence: str, *roles: Role, also: Predicate | None = None, also_sentence: str = "",
    unless: Refusing | None = None, unless_sentence: str = "",
) -> None:  # fmt: skip
    """Declare a permission: who holds it by role, and `also` whom a predicate of the thing lets in.

    `unless` keeps a thing from those who hold it by their role alone, and says why.
    """
    if name in _table:
        raise LookupError(f"The permission {name} is declared twice")
    _table[name] = Permission(
        name, sentence, frozenset(roles), also, also_sentence, unless, unless_sentence
    )


def somewhere(name: str, holds: Callable[[Actor], bool]) -> None:
    """Who has a thing at all that `also` lets them in for: a room that reads its rows says so."""
    _somewhere[name] = holds


def table() -> dict[str, Permission]:
    return dict(sorted(_table.items()))


def roles_with(name: str) -> frozenset[str]:
    return _named(name).roles


def _named(name: str) -> Permission:
    try:
        return _table[name]
    except KeyError:
        raise LookupError(f"No rules.py declares the permission {name}") from None


def can(actor: Actor, name: str, thing: Any = None) -> bool:
    """May they? Without a thing: anywhere at all. A thing of the trust (no school) asks for the role anywhere."""
    permission = _named(name)
    if _by_role(actor, permission, thing) and not _withheld(actor, permission, thing):
        return True
    if not actor.in_scope(name):
        return False
    if thing is None:
        return name in _somewhere and _somewhere[name](actor)
    return permission.also is not None and permission.also(actor, thing)


def _by_role(actor: Actor, permission: Permission, thing: Any) -> bool:
    schools = actor.schools(permission.name)
    if schools is None:
        return True
    school_id = getattr(thing, "school_id", None)
    return bool(schools) if school_id is None else school_id in schools


def _withheld(actor: Actor, permission: Permission, thing: Any) -> str:
    if thing is None or permission.unless is None or actor.is_system:
        return ""
    return permission.unless(actor, thing)


def require(actor: Actor, name: str, thing: Any = None) -> None:
    if not can(actor, name, thing):
        raise NotAllowed(_withheld(actor, _named(name), thing) or _refusal(name))


def _refusal(name: str) -> str:
    sentence = _named(name).sentence
    return f"You may not do this here: {sentence[0].lower()}{sentence[1:]}."


def mark_asked() -> None:
    _asked.set(True)


def start_asking() -> None:
    _asked.set(False)


def was_asked() -> bool:
    return _asked.get()


View = Callable[P, HttpResponseBase]


def needs(name: str) -> Callable[[View[P]], View[P]]:
    """The permission without which a page is not shown; guests are sent to sign in."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request: HttpRequest = args[0]  # type: ignore[assignment]
            if request.actor.is_guest:
                return redirect(
                    f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
                )
            if not can(request.actor, name):
                raise PermissionDenied(f"{_refusal(name)} The lead technician gives out the roles.")
            return view(*args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def public(view: View[P]) -> View[P]:
    """A page for people who are not signed in; the list of these is short and tested."""
    view.public = True  # type: ignore[attr-defined]
    return view
