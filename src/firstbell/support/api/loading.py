"""What a call names: a ticket that they see or work, a school whose desk they set up."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from firstbell.platform.accounts.permissions import require
from firstbell.platform.tenancy.models import School
from firstbell.support.actions.setups import SETUP
from firstbell.support.models import Ticket

WITH = (
    "school", "team", "owner", "status", "category", "requester", "room__building", "merged_into", "parent__status",
)  # fmt: skip


def ticket_of(request: HttpRequest, uid: UUID) -> Ticket:
    """What is in the bin is not there for any other call but the one that brings it back."""
    rows = Ticket.objects.readable(request.actor).filter(trashed_at=None).select_related(*WITH)
    found: Ticket = get_object_or_404(rows, uid=uid)
    return found


def worked(request: HttpRequest, uid: UUID) -> Ticket:
    """One that they see, and work; one that was merged its verbs refuse, or lead on."""
    found = ticket_of(request, uid)
    require(request.actor, "support.work", found)
    return found


def school_of(request: HttpRequest, uid: UUID | None) -> School | None:
    """Whose desk they set up; the trust’s without one."""
    rows = School.objects.visible_to(request.actor, SETUP)
    return get_object_or_404(rows, uid=uid) if uid else None
