from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.models import Category, Desk, Promise, RequestType
from firstbell.support.queries.known import lines_of
from firstbell.support.states import ClockKind

LEAD = {
    "lead_name": "safeguarding lead", "lead_phone": "their phone", "lead_words": "if they are away",
}  # fmt: skip


def set_desk(
    school: School, *, open_reports: bool, networks: str, by: Actor, at: datetime, **lead: str
) -> Desk:
    """Whether a label is enough to report a fault, and from where; and whom to tell of a concern: `lead_name` and so on."""
    require(by, "support.change_setup", school)
    for line in lines_of(networks):
        try:
            ip_network(line, strict=False)
        except ValueError:
            raise Refusal(
                f"“{line}” is no network. Write it like 10.20.0.0/16.", fields={"networks": "Not a network"}
            ) from None  # fmt: skip
    if open_reports and not lines_of(networks):
        raise Refusal(
            "Say which networks are the school’s own: nobody outside reports without signing in.",
            fields={"networks": "Needed"},
        )
    with transaction.atomic():
        desk, _ = Desk.objects.get_or_create(school=school, defaults={"created_at": at})
        wanted: dict[str, Any] = {"open_reports": open_reports, "networks": networks.strip()}
        wanted |= {name: lead[name].strip() for name in LEAD if name in lead}
        changes = changes_between(desk, wanted, LEAD)
        if changes:
            for name, value in wanted.items():
                setattr(desk, name, value)
            desk.bump(*wanted)
            announce(events.SETUP_CHANGED, desk, by=by, at=at, changes=changes)
    return desk


def promise(
    school: School, stops: str, minutes: Mapping[str, int], *, of: Category | RequestType | None = None, by: Actor, at: datetime
) -> Promise:  # fmt: skip
    """How soon, in minutes of school, for all tickets or for these; what runs already goes by it from its next change on."""
    require(by, "support.change_setup", school)
    wanted = {kind: minutes[kind] for kind in ClockKind.values}
    if any(one < 1 for one in wanted.values()):
        raise Refusal("A promise is a minute at least.")
    with transaction.atomic():
        row: Promise | None = Promise.objects.filter(school=school, stops=stops, **_for(of)).first()
        if row is None:
            row = Promise(school=school, stops=stops, created_at=at, **_for(of), **wanted)
            row.save()
            announce(events.SETUP_CHANGED, row, by=by, at=at)
            return row
        changes = changes_between(row, wanted)
        if changes:
            for kind, one in wanted.items():
                setattr(row, kind, one)
            row.bump(*wanted)
            announce(events.SETUP_CHANGED, row, by=by, at=at, changes=changes)
    return row


def _for(of: Category | RequestType | None) -> dict[str, Any]:
    return {
        "category": of if isinstance(of, Category) else None,
        "request_type": of if isinstance(of, RequestType) else None,
    }


def as_usual(school: School, of: Category | RequestType, *, by: Actor, at: datetime) -> int:
    """Nothing is promised for these in particular any more."""
    require(by, "support.change_setup", school)
    with transaction.atomic():
        rows = list(Promise.objects.filter(school=school, **_for(of)))
        for row in rows:
            announce(events.PROMISE_GONE, row, by=by, at=at)
        Promise.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
