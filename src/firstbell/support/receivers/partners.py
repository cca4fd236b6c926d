"""Partners outside, when organisations become one, and when somebody is forgotten."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from firstbell.people.models import Organisation, Person
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.questions import MERGE
from firstbell.support.models import Sharing, Ticket

ME = "support"


@MERGE.answer("people.organisation", ME)
def merge_organisations(gone: Organisation, kept: Organisation, moves: Moves) -> None:
    moves.update(Sharing.objects.filter(organisation=gone), organisation=kept)


def erase_partner(person: Person, tickets: QuerySet[Ticket], name: str, at: datetime) -> None:
    """Who was a partner themselves, and what tickets of theirs were called to partners."""
    Sharing.objects.filter(ticket__in=tickets).update(subject="Erased")
    own = Sharing.objects.filter(email__iexact=person.email or "-")
    own.filter(ended_at=None).update(ended_at=at)
    own.update(email="erased@invalid", name=name)
