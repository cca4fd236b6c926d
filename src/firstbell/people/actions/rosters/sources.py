from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.models import RosterSource
from firstbell.people.states import SourceKind, Speaks
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between
from firstbell.platform.tenancy.models import School

LABELS = {"is_whole": "speaks for people it never named", "is_nightly": "asked every night"}


def add_source(
    school: School, *, name: str, kind: SourceKind, by: Actor, at: datetime, **more: Any
) -> RosterSource:
    """speaks_for, school_key, may_add, may_change, may_leave, is_whole, is_nightly, settings, password."""
    require(by, "people.change_rosters", school)
    source = RosterSource(school=school, kind=kind, created_at=at, name=_named(name))
    for field, value in more.items():
        setattr(source, field, value)
    _refuse_misfit(source)
    try:
        with transaction.atomic():
            source.save()
            announce(events.SOURCE_ADDED, source, by=by, at=at)
    except IntegrityError:
        raise _taken(source) from None
    return source


def change_source(source: RosterSource, *, by: Actor, at: datetime, **wanted: Any) -> RosterSource:
    """What `add_source` takes, but for the kind; an empty password leaves the one that is there."""
    require(by, "people.change_rosters", source)
    if "name" in wanted:
        wanted["name"] = _named(wanted["name"])
    password = wanted.pop("password", "")
    changes = changes_between(source, wanted, LABELS)
    changes = [change for change in changes if change.field != "settings"]
    changes += _settings_changes(source, wanted.get("settings", source.settings))
    if password:
        wanted["password"] = password
        changes.append(Change("password", "", "a new one"))
    if not changes:
        return source
    for field, value in wanted.items():
        setattr(source, field, value)
    _refuse_misfit(source)
    try:
        with transaction.atomic():
            source.bump(*wanted)
            announce(events.SOURCE_CHANGED, source, by=by, at=at, changes=changes)
    except IntegrityError:
        raise _taken(source) from None
    return source


def archive_source(source: RosterSource, *, by: Actor, at: datetime) -> None:
    """Nobody comes from there any more; what it brought, and its password goes."""
    require(by, "people.change_rosters", source)
    if source.archived_at is not None:
        return
    source.archived_at, source.password, source.is_nightly = at, "", False
    with transaction.atomic():
        source.bump("archived_at", "password", "is_nightly")
        announce(events.SOURCE_ARCHIVED, source, by=by, at=at)


def _settings_changes(source: RosterSource, wanted: dict[str, Any]) -> list[Change]:
    names = sorted({*source.settings, *wanted})
    return [
        Change(name.replace("_", " "), source.settings.get(name, ""), wanted.get(name, ""))
        for name in names
        if source.settings.get(name, "") != wanted.get(name, "")
    ]


def _refuse_misfit(source: RosterSource) -> None:
    if source.speaks_for not in Speaks.values or source.kind not in SourceKind.values:
        raise Refusal("Say what kind of list it is, and for whom it speaks.")
    if source.is_nightly and source.kind != SourceKind.DIRECTORY:
        raise Refusal(
            "Only a directory can be asked every night; files are brought.",
            fields={"is_nightly": "Only for a directory"},
        )


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("Give it a name.", fields={"name": "Needs a name"})
    return name


def _taken(source: RosterSource) -> Conflict:
    return Conflict(
        f"People of {source.school} come from something called {source.name} already.",
        fields={"name": "There already"},
    )
