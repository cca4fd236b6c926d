"""Saving how a file was understood under a name, for oneself or for others; and using it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.exchange import events, profiles, sheets
from firstbell.platform.exchange.actions.bringing import READABLE
from firstbell.platform.exchange.actions.stages import may, send_off, step
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.models import ImportProfile, ImportSession
from firstbell.platform.exchange.states import Scope, State
from firstbell.platform.tenancy.models import School


@dataclass(frozen=True)
class Meaning:
    """Which heading of a kind of list is which field, and the rules: mode, match, fill, policies, date_order."""

    sheet: str
    headings: Mapping[str, str]
    settings: Mapping[str, Any] = field(default_factory=dict)


def save(
    session: ImportSession, *, name: str, scope: str = Scope.ME, by: Actor, at: datetime
) -> ImportProfile:
    """How this file was understood, as it is now; saving under one's own name again brings that one up to date."""
    may(session, by)
    headings, settings = profiles.of_session(session)
    own = ImportProfile.objects.filter(
        school=session.school, sheet=session.sheet, account=by.account_id, name=_named(name)
    ).first()
    if own is None or by.account_id is None:
        meaning = Meaning(session.sheet, headings, settings)
        return add(session.school, meaning, name=name, scope=scope, by=by, at=at)
    return change(own, headings=headings, settings=settings, scope=scope, by=by, at=at)


def add(
    school: School, meaning: Meaning, *, name: str, scope: str = Scope.ME, by: Actor, at: datetime
) -> ImportProfile:
    require(by, "exchange.import", school)
    sheet = meaning.sheet
    if sheet not in {one.name for one in sheets.all_sheets()}:
        raise Refusal(f"There is no list called {sheet}.", fields={"sheet": "No such list"})
    require(by, sheets.named(sheet).permission, school)
    profile = ImportProfile(
        school=school, sheet=sheet, name=_named(name), account_id=by.account_id, scope=_scope(scope, by),
        headings=_headings(sheet, meaning.headings), settings=dict(meaning.settings), created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            profile.save()
            announce(events.PROFILE_SAVED, profile, by=by, at=at)
    except IntegrityError:
        raise _taken(profile) from None
    return profile


def change(profile: ImportProfile, *, by: Actor, at: datetime, **wanted: Any) -> ImportProfile:
    """name, scope, headings, settings."""
    _may(profile, by)
    if "name" in wanted:
        wanted["name"] = _named(wanted["name"])
    if "scope" in wanted and wanted["scope"] != profile.scope:
        wanted["scope"] = _scope(wanted["scope"], by)
    if "headings" in wanted:
        wanted["headings"] = _headings(profile.sheet, wanted["headings"])
    changes = [one for one in changes_between(profile, wanted) if one.field in ("name", "scope")]
    for name, value in wanted.items():
        setattr(profile, name, value)
    try:
        with transaction.atomic():
            profile.bump(*wanted)
            announce(events.PROFILE_CHANGED, profile, by=by, at=at, changes=changes)
    except IntegrityError:
        raise _taken(profile) from None
    return profile


def remove(profile: ImportProfile, *, by: Actor, at: datetime) -> None:
    """Imports that used it stay as they are."""
    _may(profile, by)
    with transaction.atomic():
        announce(events.PROFILE_REMOVED, profile, by=by, at=at)
        profile.delete()


def use(session: ImportSession, profile: ImportProfile, *, by: Actor, at: datetime) -> None:
    """Read the file again, as the profile understands it."""
    may(session, by)
    require(by, sheets.named(profile.sheet).permission, session)
    with transaction.atomic():
        step(
            session, State.UPLOADED, of=READABLE, problem="", profile=profile, sheet=profile.sheet, match="", fill={},
            policies={}, date_order="",
        )  # fmt: skip
        send_off(session, "exchange.read", "Read", by=by, at=at)


def _may(profile: ImportProfile, by: Actor) -> None:
    require(by, "exchange.import", profile.school if profile.scope != Scope.TRUST else None)
    if not profiles.may_change(by, profile):
        raise NotAllowed(f"{profile} is somebody else's: save one of your own.")


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("Give the profile a name.", fields={"name": "Needs a name"})
    if len(name) > 80:
        raise Refusal("The name is at most 80 letters long.", fields={"name": "Too long"})
    return name


def _scope(scope: str, by: Actor) -> str:
    if scope not in Scope.values:
        raise Refusal(
            "It is shared with nobody, the school or the trust.", fields={"scope": "With whom?"}
        )
    if scope == Scope.TRUST and by.schools("exchange.import") is not None:
        raise Refusal(
            "Only somebody with a role in the whole trust shares with every school.",
            fields={"scope": "Not with the whole trust"},
        )
    return scope


def _headings(sheet: str, headings: Mapping[str, str]) -> dict[str, str]:
    known = {*sheets.labels(sheets.named(sheet).columns()), SPILL, ""}
    strange = sorted({field for field in headings.values() if field not in known})
    if strange:
        raise Refusal(f"There is no field {strange[0]} here.", fields={"headings": "No such field"})
    if not any(headings.values()):
        raise Refusal(
            "Say of at least one column what it is.", fields={"headings": "Nothing is said"}
        )
    return dict(headings)


def _taken(profile: ImportProfile) -> Conflict:
    return Conflict(
        f"You have a profile called {profile} already.", fields={"name": "There already"}
    )
