"""Tickets that come again and again, above the form of a new one."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import opening, ticking
from firstbell.support.models import Ticket, TicketTemplate


def offered(school: School) -> list[TicketTemplate]:
    return list(TicketTemplate.objects.live().at(school.pk).order_by("name")[:20])


def chosen(request: HttpRequest, school: School) -> TicketTemplate | None:
    """The one that the address names."""
    try:
        uid = UUID(request.GET.get("ready", ""))
    except ValueError:
        return None
    rows = TicketTemplate.objects.live().at(school.pk).select_related("category", "team")
    found: TicketTemplate | None = rows.filter(uid=uid).first()
    return found


def start(template: TicketTemplate | None) -> dict[str, Any]:
    if template is None:
        return {}
    words: dict[str, Any] = {name: getattr(template, name) for name in ("title", "body", "kind", "stops")}  # fmt: skip
    return {**words, "category": template.category.uid if template.category else None}


def opened(
    school: School, report: opening.Report, template: TicketTemplate | None, *, by: Actor, at: datetime
) -> Ticket:  # fmt: skip
    """With what is to be ticked off."""
    with transaction.atomic():
        made = opening.open_ticket(school, report, by=by, at=at)
        # Of a team whose own people work it they begin it all the same.
        by = by if can(by, "support.work", made) else opening.on_behalf(by)
        for checklist in template.checklists.all() if template else ():
            ticking.put(made, checklist, by=by, at=at)
    return made
