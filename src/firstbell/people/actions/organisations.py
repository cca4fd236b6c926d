from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.models import Organisation
from firstbell.people.states import OrganisationKind
from firstbell.places.models import lookup_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce, announce_many, changes_between
from firstbell.platform.search import entries
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import refuse_if_in_use


@dataclass(frozen=True)
class NewOrganisation:
    name: str
    kind: str = OrganisationKind.SUPPLIER
    more: Mapping[str, Any] = field(default_factory=dict)


def add_organisation(
    school: School | None,
    *,
    name: str,
    by: Actor,
    at: datetime,
    kind: str = OrganisationKind.SUPPLIER,
    **more: Any,
) -> Organisation:
    return add_organisations(school, [NewOrganisation(name, kind, more)], by=by, at=at)[0]


def add_organisations(
    school: School | None, new: Sequence[NewOrganisation], *, by: Actor, at: datetime
) -> list[Organisation]:
    """Of one school, or of the whole trust (`school=None`); all of them or none."""
    require(by, "people.change_organisations", school)
    if school is None and by.schools("people.change_organisations") is not None:
        raise Refusal("Only somebody with a role in the whole trust can add for the whole trust.")
    made = [_made(school, one, at) for one in new]
    try:
        with transaction.atomic():
            for organisation in made:
                _refuse_taken(organisation)
                organisation.save()
            entries.put_things(made)
            announce_many(events.ORGANISATION_ADDED, [News(one) for one in made], by=by, at=at)
    except IntegrityError:
        raise Conflict("One of these is there already.") from None
    return made


def _made(school: School | None, new: NewOrganisation, at: datetime) -> Organisation:
    return Organisation(school=school, kind=new.kind, created_at=at, **new.more).call(
        _named(new.name)
    )


def change_organisation(
    organisation: Organisation, *, by: Actor, at: datetime, **wanted: Any
) -> Organisation:
    require(by, "people.change_organisations", organisation)
    if "name" in wanted:
        wanted["name"] = _named(wanted["name"])
    changes = changes_between(organisation, wanted)
    if not changes:
        return organisation
    for name, value in wanted.items():
        setattr(organisation, name, value)
    organisation.call(organisation.name)
    with transaction.atomic():
        _refuse_taken(organisation)
        organisation.bump(*wanted, "name_key", "lookup")
        entries.put(organisation)
        announce(events.ORGANISATION_CHANGED, organisation, by=by, at=at, changes=changes)
    return organisation


def archive_organisation(organisation: Organisation, *, by: Actor, at: datetime) -> Organisation:
    require(by, "people.change_organisations", organisation)
    with transaction.atomic():
        refuse_if_in_use(organisation)
        organisation.archived_at = at
        organisation.bump("archived_at")
        entries.drop(organisation)
        announce(events.ORGANISATION_ARCHIVED, organisation, by=by, at=at)
    return organisation


def restore_organisation(organisation: Organisation, *, by: Actor, at: datetime) -> Organisation:
    require(by, "people.change_organisations", organisation)
    with transaction.atomic():
        organisation.archived_at = None
        _refuse_taken(organisation)
        organisation.bump("archived_at")
        entries.put(organisation)
        announce(events.ORGANISATION_RESTORED, organisation, by=by, at=at)
    return organisation


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not lookup_of(name):
        raise Refusal("Give the organisation a name.", fields={"name": "Needs a name"})
    return name


def _refuse_taken(organisation: Organisation) -> None:
    same = Organisation.objects.open().filter(
        school_id=organisation.school_id, lookup=organisation.lookup
    )
    if same.exclude(pk=organisation.pk).exists():
        raise Conflict(f"There is {organisation.name} already.", fields={"name": "There already"})
