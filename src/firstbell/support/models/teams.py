"""Teams, their people, and what somebody may do with the tickets of which: by a seat there, or in a team above it.

Where every team is open to the desk, which is how each begins, nothing is asked for here and nothing is kept from anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from firstbell.platform.accounts.models import Account
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.tenancy.models import School, Versioned, Viewer
from firstbell.support.states import WORKS, Keeping, Opening, Right

EVERY: Final = "support.every_team"
# A team is part of another so deep at most.
DEPTH: Final = 10
_AUDIENCE: Final = "support.team."


class SharedQuerySet(models.QuerySet[Any]):
    """Rows of a school, and those that the whole trust shares."""

    def visible_to(self, actor: Viewer) -> Self:
        schools = actor.schools("support.view")
        if schools is None:
            return self
        return self.filter(Q(school_id__in=schools) | Q(school=None)) if schools else self.none()

    def at(self, school_id: int) -> Self:
        return self.filter(Q(school_id=school_id) | Q(school=None))

    def live(self) -> Self:
        return self.filter(archived_at=None)


class Team(Versioned):
    """A queue with the people who work it: of one school, or of the trust where no school is given."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(max_length=80)
    words = models.CharField(
        "looks after", max_length=200, blank=True, help_text="Classrooms and screens; the network"
    )
    is_default = models.BooleanField(
        "usual team", default=False, help_text="Gets what no category sends elsewhere"
    )
    email = models.EmailField("address", blank=True)
    signature = models.TextField(
        blank=True, help_text="{person}, {team}, {school}, {number}; empty: as the mailbox has it"
    )
    reopen_days = models.PositiveSmallIntegerField(
        "days to reopen", default=7, help_text="So long an answer reopens what was solved"
    )
    remind_days = models.PositiveSmallIntegerField(
        "days until they are reminded", default=3, help_text="Of an answer that the team waits for; 0 is never"
    )  # fmt: skip
    close_days = models.PositiveSmallIntegerField(
        "days until it is closed", default=5, help_text="After the reminder; 0 is never"
    )
    they_close = models.BooleanField("whoever asked may close", default=True)
    they_reopen = models.BooleanField("whoever asked may open it again", default=True)
    keep_years = models.PositiveSmallIntegerField(
        "years that solved tickets are kept", default=0, help_text="0 is for good"
    )
    keep_how = models.CharField("and then", max_length=6, choices=Keeping, default=Keeping.BLANK)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="part of"
    )  # fmt: skip
    opening = models.CharField("its tickets", max_length=4, choices=Opening, default=Opening.ALL)
    members = models.ManyToManyField(Account, blank=True, through="Seat", related_name="+")
    lead = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=50)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    # How deep it lies among others, where they are shown as a tree.
    level = 0

    objects: Any = SharedQuerySet.as_manager()
    marked = True
    personal: dict[str, str] = {}
    plain = {
        "name", "words", "is_default", "opening", "email", "signature", "reopen_days", "remind_days", "close_days", "they_close", "they_reopen", "keep_years", "keep_how",
        "order", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Coalesce("school", 0),
                Lower("name"),
                condition=Q(archived_at=None),
                name="support_team_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_managed_by(self, actor: Any) -> bool:
        return holds(actor, self.pk, (Right.MANAGES,))


class Seat(models.Model):
    """Somebody of a team, and what they may do there and in the teams that are part of it."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="seats")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    right = models.CharField(max_length=7, choices=Right, default=Right.ANSWERS)

    marked = True
    personal: dict[str, str] = {}
    plain = {"right"}

    class Meta:
        # The table is that of the people of a team before they had rights.
        db_table = "support_team_members"
        unique_together = (("team", "account"),)

    def __str__(self) -> str:
        return f"{self.account} {self.get_right_display().lower()} at {self.team}"


@dataclass(frozen=True)
class Tree:
    """`up` is each team with those above it, itself first; `closed` are those that are not open to the whole desk."""

    up: Mapping[int, tuple[int, ...]]
    closed: Mapping[int, str]

    @property
    def own(self) -> frozenset[int]:
        return frozenset(pk for pk, opening in self.closed.items() if opening == Opening.OWN)

    def below(self, team_id: int) -> frozenset[int]:
        """Itself, and all that are part of it."""
        return frozenset(pk for pk, up in self.up.items() if team_id in up)


_tree: Remembered[Tree] = Remembered(Team)
_seats: Remembered[dict[int, str]] = Remembered(Seat)


def tree() -> Tree:
    return _tree.get("all", _read_tree)


def _read_tree() -> Tree:
    rows = list(Team.objects.order_by("pk").values_list("pk", "parent_id", "opening"))
    parents = {pk: parent for pk, parent, _ in rows}
    closed = {pk: opening for pk, _, opening in rows if opening != Opening.ALL}
    return Tree({pk: _up(pk, parents) for pk in parents}, closed)


def _up(pk: int, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    found: list[int] = []
    at: int | None = pk
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return tuple(found)


def _held(actor: Any) -> dict[int, str]:
    """Their seats: by team, what they may do there."""
    account = actor.account_id
    if account is None:
        return {}
    rows = Seat.objects.filter(account=account)
    return _seats.get(account, lambda: dict(rows.values_list("team_id", "right")))


def holds(actor: Any, team_id: int, rights: tuple[str, ...]) -> bool:
    """Whether they have one of these rights in the team, by a seat there or above it."""
    held = _held(actor)
    return any(held.get(pk) in rights for pk in tree().up.get(team_id, ()))


def manages_any(actor: Any) -> bool:
    return Right.MANAGES in _held(actor).values()


def managed(actor: Any) -> frozenset[int]:
    """The teams that they manage."""
    return frozenset(pk for pk in tree().up if holds(actor, pk, (Right.MANAGES,)))


def unseen(actor: Any) -> frozenset[int]:
    """The teams whose tickets are kept from them."""
    return _without(actor, tree().own, tuple(Right))


def unworked(actor: Any) -> frozenset[int]:
    """The teams whose tickets others work."""
    return _without(actor, tree().closed, WORKS)


def _without(actor: Any, teams: Iterable[int], rights: tuple[str, ...]) -> frozenset[int]:
    if not teams or actor.is_system or actor.schools(EVERY) is None:
        return frozenset()
    return frozenset(pk for pk in teams if not holds(actor, pk, rights))


def kept(actor: Any, teams: frozenset[int]) -> Q:
    """The tickets of these teams that are kept from them: not where they hold every team, and not what is theirs to do."""
    found = Q(team_id__in=teams)
    schools = actor.schools(EVERY)
    if schools:
        found &= ~Q(school_id__in=schools)
    if actor.account_id is not None:
        found &= ~Q(owner=actor.account_id, owner__isnull=False)
    return found


def audience(team_id: int) -> str:
    """Of the history of its tickets."""
    return f"{_AUDIENCE}{team_id}"


def is_circle(audience: str) -> bool:
    return audience.startswith(_AUDIENCE)


def audiences(reader: Any) -> dict[str, frozenset[int] | None]:
    """The circles of history that the closed teams are, with where somebody is of each."""
    every = reader.schools(EVERY)
    return {audience(pk): None if holds(reader, pk, tuple(Right)) else every for pk in tree().own}


def people(team: Team, *rights: str) -> QuerySet[Account]:
    """Who has one of these rights there, by a seat in it or above it."""
    seats = Seat.objects.filter(team__in=tree().up.get(team.pk, (team.pk,)), right__in=rights or tuple(Right))  # fmt: skip
    return Account.objects.filter(pk__in=seats.values("account"))


def seated(team: Team, *rights: str) -> QuerySet[Account]:
    """Who has one of these rights by a seat in the team itself."""
    seats = Seat.objects.filter(team=team, right__in=rights)
    return Account.objects.filter(pk__in=seats.values("account"))


def workers(team: Team) -> QuerySet[Account]:
    """Whose its tickets are to work: of the nearest team, itself or above it, that has people; nobody is the whole desk."""
    for pk in tree().up.get(team.pk, (team.pk,)):
        found = Account.objects.filter(
            pk__in=Seat.objects.filter(team=pk, right__in=WORKS).values("account")
        )
        if found.exists():
            return found
    return Account.objects.none()
