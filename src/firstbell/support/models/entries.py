from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from firstbell.people.models import Person
from firstbell.platform.accounts.models import Account
from firstbell.platform.database.uid import UidField
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import Activity, EntryKind


class EntryQuerySet(models.QuerySet["Entry"]):
    def read_by(self, actor: Any, ticket: Ticket) -> Self:
        """The team reads everything; whoever raised it what was said to them, and by them."""
        schools = actor.schools("support.view")
        is_desk = schools is None or ticket.school_id in schools
        if is_desk and not ticket.is_kept_from(actor):
            return self.filter(ticket=ticket)
        return self.told(actor, ticket)

    def told(self, actor: Any, ticket: Ticket) -> Self:
        """What somebody else said on a ticket of theirs that was merged into it is not for them to read."""
        rows = self.filter(ticket=ticket.merged_into_id or ticket.pk, public=True)
        if ticket.merged_into_id is not None:
            since = Q(said_on=None, from_team=True, at__gte=ticket.merged_at)
            return rows.filter(Q(said_on=ticket) | since)
        return rows.filter(Q(said_on=None) | Q(said_on__in=Ticket.objects.own(actor)))


class Entry(models.Model):
    """Something said on a ticket. Rows are only added: what was sent has been read."""

    uid = UidField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="entries")
    # Where it was said, if that is another ticket now: one that was merged into this one, or split off from.
    said_on = models.ForeignKey(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=EntryKind)
    public = models.BooleanField("the requester reads it", default=False)
    body = models.TextField(blank=True)
    by_account = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    from_team = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=0)
    activity = models.CharField(max_length=10, choices=Activity, blank=True)
    at = models.DateTimeField()

    objects = EntryQuerySet.as_manager()
    personal = {"body": "text", "by_name": "name"}
    plain = {"kind", "public", "from_team", "minutes", "activity", "at"}

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by_name}"

    @property
    def school_id(self) -> int:
        return self.ticket.school_id
