"""Whether somebody of a list is somebody who is here already: said once, remembered for every list to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people.actions.rosters.running import send_off
from firstbell.people.models import Person, PersonKey, RosterRun
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.states import State


def decide(run: RosterRun, said: Mapping[str, Person | None], *, by: Actor, at: datetime) -> None:
    """By key of the list: the person it is, or None for somebody new. The list is then looked at again."""
    require(by, "people.rosters", run)
    if run.session is None or run.session.state != State.CHECKED:
        raise Conflict("This is said between the preview and bringing the list in.")
    asked = ImportRow.objects.filter(session=run.session, keys__startswith="confirm=")
    keys = {row.keys.split("\n")[0].partition("=")[2] for row in asked}
    if not said or not set(said) <= keys:
        raise Refusal("Say of somebody in the list who it is.")
    with transaction.atomic():
        for key, person in said.items():
            PersonKey.objects.update_or_create(
                source=run.source, key=key, defaults={"person": person, "is_gone": False}
            )
        ImportSession.objects.filter(pk=run.session.pk).update(state=State.CHECKING)
        run.tally = {}
        run.bump("tally")
        send_off(run, by=by, at=at)


def candidates(row: ImportRow) -> list[str]:
    """The uids of those whom a line may mean."""
    _, _, maybe = row.keys.partition("\nmaybe=")
    return maybe.split(",") if maybe else []
