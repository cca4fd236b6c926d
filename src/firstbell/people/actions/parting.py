from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.people import events
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.search import entries


def unmerge_people(gone: Person, *, into: Person, by: Actor, at: datetime) -> Back:
    """They were two people after all: what moved goes back, except for what somebody changed since."""
    require(by, "people.merge", gone)
    require(by, "people.merge", into)
    if gone.merged_into_id != into.pk:
        raise Refusal(f"{gone} was not merged into {into}.")
    with transaction.atomic():
        back = merges.take_back(gone, into, by=by, at=at)
        gone.refresh_from_db()
        gone.merged_into = None
        gone.bump("merged_into")
        into.refresh_from_db()
        into.bump()
        for person in (gone, into):
            entries.put(person)
        merges.finish(gone, into, back)
        announce(events.PEOPLE_UNMERGED, into, by=by, at=at, about=[gone], gone=str(gone))
    return back
