from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import events
from firstbell.people.actions.signing_in import link_by_email
from firstbell.people.models import Person
from firstbell.places.actions.own import index_own, set_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.search import entries

NAMES = ("title", "given_name", "family_name", "known_as")
LABELS = {"given_name": "first name", "family_name": "last name", "phone_ext": "extension"}


class Nameless(Refusal):
    """Somebody who could not be found again."""


class EmailTaken(Conflict):
    """One address leads to one person."""

    def __init__(self, email: str, holder: object) -> None:
        super().__init__(
            f"{email} belongs to {holder} already.", fields={"email": "Somebody else's address"}
        )


def change_person(person: Person, *, by: Actor, at: datetime, **wanted: Any) -> Person:
    """title, given_name, family_name, known_as, email, initials, phone_ext, notes, custom."""
    require(by, "people.change", person)
    refuse_erased(person)
    own = wanted.pop("custom", {})
    wanted = tidied(wanted)
    changes = changes_between(person, wanted, LABELS) + set_own(person, own)
    if not changes:
        return person
    for name, value in wanted.items():
        setattr(person, name, value)
    refuse_nameless(person)
    person.call(**{name: getattr(person, name) for name in NAMES})
    try:
        with transaction.atomic():
            person.bump(*wanted, "name_key", "lookup", "custom")
            if own:
                index_own(person)
            entries.put(person)
            announce(events.PERSON_CHANGED, person, by=by, at=at, changes=changes)
            if "email" in wanted:
                link_by_email([person], at=at)
    except IntegrityError:
        raise email_taken(person.email) from None
    return person


def tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: " ".join(value.split()) if isinstance(value, str) and name != "notes" else value
        for name, value in values.items()
    }


def refuse_nameless(person: Person) -> None:
    if not person.lookup_of_names():
        raise Nameless("Give them a first or a last name.", fields={"family_name": "Needs a name"})


def refuse_erased(person: Person) -> None:
    if person.anonymised_at is not None:
        raise Conflict("This person was anonymised; there is nothing left to change.")


def email_taken(email: str) -> EmailTaken:
    holder = Person.objects.filter(email__iexact=email).first()
    return EmailTaken(email, holder or "somebody else")
