from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import SchoolOwned
from firstbell.support.models import teams
from firstbell.support.models.requests import RequestType
from firstbell.support.models.setup import Category, Status
from firstbell.support.models.teams import Team
from firstbell.support.states import WORKS, Kind, Opening, Right, Source, Stops

OPEN, KEPT = Q(solved_at=None), Q(trashed_at=None)


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, actor: Any) -> Self:
        """Those of one's schools, of the restricted ones only what one owns or may see; and always one's own."""
        return self.readable(actor).standing()

    def readable(self, actor: Any) -> Self:
        """With those that were merged into another, which lead there, and those in the bin; they are counted nowhere."""
        schools = actor.schools("support.view")
        hidden = actor.schools("support.restricted")
        closed = teams.unseen(actor)
        if schools is None and hidden is None and not closed:
            return self
        seen = _in(schools) & (Q(restricted=False) | Q(owner=actor.account_id, owner__isnull=False))
        seen |= _in(hidden) & Q(restricted=True)
        if closed:
            seen &= ~self._kept(actor, closed)
        return self.filter(seen | _own(actor) & KEPT)

    def kept_from(self, actor: Any) -> Self | None:
        """Those that the desk of their school sees and they do not, because of whose they are; None where there are none."""
        closed = teams.unseen(actor)
        return self.filter(self._kept(actor, closed)) if closed else None

    def not_for(self, actor: Any, keys: Sequence[int]) -> list[int]:
        """Of these the ones that others work."""
        closed = teams.unworked(actor)
        rows = self.filter(teams.kept(actor, closed), pk__in=keys) if closed else self.none()
        return list(rows.values_list("pk", flat=True))

    def read_as_desk(self, actor: Any) -> Self:
        """Without those that they see for no other reason than that they raised them."""
        closed = teams.unseen(actor)
        return self.exclude(self._kept(actor, closed)) if closed else self

    def of_everybody(self) -> Self:
        """Those that may be told to the whole desk at once: none that is restricted, or is a closed team's own."""
        return self.filter(restricted=False).exclude(team__opening=Opening.OWN)

    def _kept(self, actor: Any, closed: frozenset[int]) -> Q:
        found = teams.kept(actor, closed)
        if actor.account_id is None:
            return found
        named = self.model.objects.filter(watchers__account=actor.account_id, watchers__named=True)
        return found & ~Q(pk__in=named.values("pk"))

    def own(self, actor: Any) -> Self:
        """What they raised themselves, or somebody raised for them; where it was merged, it leads on."""
        return self.filter(_own(actor), KEPT)

    def standing(self) -> Self:
        """Those that were neither merged into another nor thrown away."""
        return self.filter(KEPT, merged_into=None)

    def open(self) -> Self:
        return self.filter(OPEN, KEPT, merged_into=None)


def _in(schools: frozenset[int] | None) -> Q:
    return Q() if schools is None else Q(school_id__in=schools)


def _own(actor: Any) -> Q:
    reports = actor.schools("support.report")
    if not actor.in_scope("support.view") or (reports is not None and not reports):
        return Q(pk__in=())
    own = Q(pk__in=())
    if actor.account_id is not None:
        own |= Q(raised_by=actor.account_id)
    if actor.person_uid is not None:
        own |= Q(requester__uid=actor.person_uid)
    return own


class Ticket(SchoolOwned):
    """Somebody needs help: what, where, for whom, and how it stands. What was said is in its entries."""

    number = models.CharField(max_length=30, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.ForeignKey(Status, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.FAULT)
    request_type = models.ForeignKey(
        RequestType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    title = models.CharField(max_length=200)

    requester = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    requester_name = models.CharField("asked by", max_length=200, blank=True)
    requester_email = models.EmailField("their address", blank=True)
    raised_by = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    room_was = models.CharField("room as it was", max_length=200, blank=True, editable=False)
    lesson_was = models.CharField("lesson then", max_length=200, blank=True, editable=False)
    stops = models.CharField("a lesson", max_length=6, choices=Stops, default=Stops.NO)
    exam = models.BooleanField("an exam", default=False)
    people = models.PositiveIntegerField("people affected", default=1)
    workaround = models.BooleanField("making do", default=False)
    restricted = models.BooleanField(
        default=False, help_text="Only its owner, whoever raised it and lead technicians see it"
    )
    announced = models.CharField(
        "what everybody is told",
        max_length=200,
        blank=True,
        help_text="Wi-Fi is down in the Science block",
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.PORTAL)

    opened_at = models.DateTimeField(editable=False)
    acknowledged_at = models.DateTimeField(null=True, blank=True, editable=False)
    responded_at = models.DateTimeField(null=True, blank=True, editable=False)
    solved_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    status_at = models.DateTimeField("status set", null=True, blank=True, editable=False)
    waiting_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField("next due", null=True, blank=True, editable=False)
    # A day that somebody named, beside what is promised.
    hand_due_at = models.DateTimeField("due by hand", null=True, blank=True, editable=False)
    hand_due_why = models.CharField("why then", max_length=200, blank=True, editable=False)
    changed_at = models.DateTimeField(editable=False)
    minutes = models.PositiveIntegerField("minutes spent", default=0, editable=False)
    steps_all = models.PositiveSmallIntegerField("steps", default=0, editable=False)
    steps_done = models.PositiveSmallIntegerField("steps done", default=0, editable=False)

    custom = models.JSONField(default=dict, blank=True, editable=False)

    # Always the one that stands: of one that was merged on, this points on, too.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )  # fmt: skip
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    trashed_at = models.DateTimeField(null=True, blank=True, editable=False)
    trashed_by = models.CharField(max_length=200, blank=True, editable=False)
    # Since when it says nothing of people any more.
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="children"
    )  # fmt: skip

    objects = TicketQuerySet.as_manager()
    view_permission = "support.view"
    personal = {
        "title": "text", "requester_name": "name", "requester_email": "email", "trashed_by": "name",
        "custom": "fields", "hand_due_why": "text",
    }  # fmt: skip
    plain = {
        "number", "kind", "room_was", "lesson_was", "stops", "exam", "people", "workaround", "restricted", "announced", "source",
        "opened_at", "acknowledged_at", "responded_at", "solved_at", "closed_at", "status_at", "waiting_until", "due_at",
        "changed_at", "minutes", "steps_all", "steps_done", "hand_due_at", "merged_at", "trashed_at", "erased_at", "created_at",
    }  # fmt: skip

    class Meta:
        # What is not solved is named as a column, too: without figures of its rows SQLite takes the most columns that fit.
        indexes = [
            models.Index(
                fields=["school", "solved_at", "opened_at"],
                condition=OPEN,
                name="support_ticket_unsolved",
            ),
            models.Index(fields=["school", "-opened_at"], name="support_ticket_newest"),
            models.Index(fields=["-opened_at", "-id"], name="support_ticket_latest"),
            models.Index(
                fields=["school"], condition=Q(restricted=True), name="support_ticket_restricted"
            ),
            models.Index(
                fields=["solved_at"],
                condition=Q(closed_at=None, solved_at__isnull=False),
                name="support_ticket_to_close",
            ),
            models.Index(fields=["trashed_at"], condition=~KEPT, name="support_ticket_in_the_bin"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(solved_at__isnull=False),
                name="support_ticket_closed_is_solved",
            ),
            models.CheckConstraint(condition=Q(people__gte=1), name="support_ticket_somebody"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="support_ticket_not_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="support_ticket_not_part_of_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.solved_at is None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def is_aside(self) -> bool:
        """Merged or thrown away: nothing is done on it, and its clocks stand still."""
        return self.is_merged or self.trashed_at is not None

    @property
    def history_audience(self) -> str:
        """Who alone may read what happens to it; empty where its school may."""
        if self.restricted:
            return "support.restricted"
        return teams.audience(self.team_id) if self.team.opening == Opening.OWN else ""

    def is_kept_from(self, actor: Any) -> bool:
        """Whether its team keeps it from them; whoever raised it may read it all the same, as theirs."""
        if self.team.opening != Opening.OWN or self._is_at_home(actor, tuple(Right)):
            return False
        named = actor.account_id is not None and self.watchers.filter(account=actor.account_id, named=True).exists()  # fmt: skip
        return not named

    def is_not_for(self, actor: Any) -> bool:
        """Whether others work it."""
        return self.team.opening != Opening.ALL and not self._is_at_home(actor, WORKS)

    def _is_at_home(self, actor: Any, held: tuple[str, ...]) -> bool:
        if actor.is_system or (self.owner_id is not None and self.owner_id == actor.account_id):
            return True
        every = actor.schools(teams.EVERY)
        return every is None or self.school_id in every or teams.holds(actor, self.team_id, held)

    @property
    def who(self) -> str:
        """Whom it is for, in words."""
        if self.requester_id and self.requester:
            return self.requester.formal
        return self.requester_name or self.requester_email or "Nobody known"

    def is_of(self, actor: Any) -> bool:
        if actor.account_id is not None and self.raised_by_id == actor.account_id:
            return True
        who = self.requester if self.requester_id else None
        return who is not None and who.uid == actor.person_uid


class TicketItem(models.Model):
    """A thing the ticket is about, with whoever had it and its warranty as they were then."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="things")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    holder_was = models.CharField(max_length=200, blank=True)
    cover_was = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    personal = {"holder_was": "name"}
    plain = {"cover_was", "added_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "item"], name="support_ticket_item_once")
        ]
        indexes = [models.Index(F("item"), F("ticket").desc(), name="support_ticket_of_item")]

    def __str__(self) -> str:
        return f"{self.ticket} is about {self.item}"
