from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By, announce, changes_between
from firstbell.platform.tenancy import events
from firstbell.platform.tenancy.models import School, Trust
from firstbell.platform.tenancy.states import Phase

# Tenancy stands below accounts, so who may is asked by its callers (platform/web, config).


def name_trust(name: str, *, by: By, at: datetime) -> Trust:
    with transaction.atomic():
        trust = Trust.objects.first() or Trust()
        trust.name = name
        trust.save()
        announce(events.TRUST_NAMED, trust, by=by, at=at)
    return trust


def add_school(
    name: str, *, by: By, at: datetime, phase: str = Phase.SECONDARY, **more: Any
) -> School:
    name = " ".join(name.split())
    if School.objects.filter(name__iexact=name).exists():
        raise Conflict(
            f"There is a school called {name} already.", fields={"name": "Already a school here"}
        )
    school = School(phase=phase, created_at=at, **{"short_name": short(name), **more})
    school.named(name)
    with transaction.atomic():
        school.save()
        announce(events.SCHOOL_ADDED, school, by=by, at=at)
    return school


def short(name: str) -> str:
    """What fits a top bar and a label: "Hartley Vale" of "Hartley Vale School"."""
    words = [
        word
        for word in name.split()
        if word.lower() not in {"school", "academy", "college", "primary", "the"}
    ]
    return (" ".join(words) or name)[:40]


def change_school(school: School, *, by: By, at: datetime, **wanted: Any) -> School:
    changes = changes_between(school, wanted)
    if not changes:
        return school
    for name, value in wanted.items():
        setattr(school, name, value)
    school.named(school.name)
    with transaction.atomic():
        school.bump(*wanted, "name_key")
        announce(events.SCHOOL_CHANGED, school, by=by, at=at, changes=changes)
    return school
