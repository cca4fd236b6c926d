"""A ticket that a call names: one that they see."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from firstbell.support.models import Ticket

WITH = (
    "school", "team", "owner", "status", "category", "requester", "room__building", "merged_into", "parent__status",
)  # fmt: skip


def ticket_of(request: HttpRequest, uid: UUID) -> Ticket:
    """What is in the bin is not there for any other call but the one that brings it back."""
    rows = Ticket.objects.readable(request.actor).filter(trashed_at=None).select_related(*WITH)
    found: Ticket = get_object_or_404(rows, uid=uid)
    return found
