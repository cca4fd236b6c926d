"""What the names mean that nothing is called yet: nothing is ever made without somebody having said so."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.exchange.actions.stages import NotNow, may
from firstbell.platform.exchange.models import ImportSession, NewLookup
from firstbell.platform.exchange.states import Decision, State


def decide(session: ImportSession, decisions: Mapping[int, str], *, by: Actor) -> None:
    """Per name: "create", "empty" or "use:<id>"; an empty text leaves it open."""
    may(session, by)
    if session.state != State.CHECKED:
        raise NotNow("This is decided between the check and bringing it in.")
    with transaction.atomic():
        for row in session.lookups.filter(pk__in=list(decisions), made_id=None):
            _set(row, decisions[row.pk])


def _set(row: NewLookup, decision: str) -> None:
    word, _, use = decision.partition(":")
    if word not in Decision.values:
        raise Refusal(f"{decision} is no answer here.")
    if word == Decision.CREATE and not row.detail.get("may_make", True):
        raise Refusal(f"{row} cannot be added here: choose one that is there, or leave it empty.")
    if word == Decision.SAME and row.same_as_id is None:
        raise Refusal(f"{row} is like no other name of the file.")
    if word == Decision.USE and not use.isdecimal():
        raise Refusal(f"Say which one {row} is.")
    row.decision, row.use_id = word, int(use) if word == Decision.USE else None
    row.save(update_fields=["decision", "use_id"])


def accept_all(session: ImportSession, *, by: Actor) -> int:
    """Take the proposal for every name that is still open; how many."""
    may(session, by)
    if session.state != State.CHECKED:
        raise NotNow("This is decided between the check and bringing it in.")
    open_ones = list(session.lookups.filter(decision=Decision.OPEN))
    for row in open_ones:
        row.decision, row.use_id = row.proposal
    NewLookup.objects.bulk_update(open_ones, ["decision", "use_id"], batch_size=500)
    return len(open_ones)
