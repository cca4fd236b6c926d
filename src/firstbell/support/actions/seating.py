"""Who is of a team with which right, and which team it is part of: what must hold, and what follows from a change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import roles_with
from firstbell.platform.accounts.queries import grants_on
from firstbell.platform.audit.events import Change
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support.actions import hiding
from firstbell.support.models import Seat, Team, teams
from firstbell.support.states import WORKS, Opening, Right

People = Mapping[Account, str]
_NEEDS: Final = {Right.LOOKS: "support.view", Right.ANSWERS: "support.work", Right.MANAGES: "support.work"}  # fmt: skip


def people_of(team: Team) -> dict[Account, str]:
    if team.pk is None:
        return {}
    rows = Seat.objects.filter(team=team).select_related("account").order_by("account__name")
    return {row.account: row.right for row in rows}


def answering(team: Team, members: Iterable[Account]) -> dict[Account, str]:
    """These work its tickets: who manages it does so still, and who looks still looks."""
    known, wanted = people_of(team), list(members)
    looks = {one: right for one, right in known.items() if right == Right.LOOKS}
    return looks | {
        one: Right.MANAGES if known.get(one) == Right.MANAGES else Right.ANSWERS for one in wanted
    }


def seat(team: Team, people: People) -> None:
    """These, and nobody else."""
    Seat.objects.filter(team=team).exclude(account__in=list(people)).delete()
    for account, right in people.items():
        Seat.objects.update_or_create(team=team, account=account, defaults={"right": right})


def change_of(team: Team, people: People) -> list[Change]:
    was, now = _listed(people_of(team)), _listed(people)
    return [Change("people", was, now)] if was != now else []


def _listed(people: People) -> str:
    said = {str(one): Right(right) for one, right in people.items()}
    return ", ".join(
        name if right == Right.ANSWERS else f"{name} ({right.label.lower()})"
        for name, right in sorted(said.items())
    )


def desk_of(team: Team, at: datetime) -> QuerySet[Account]:
    """Who may be of it: whoever sees tickets there, and who is of it already."""
    seats = Seat.objects.filter(team=team.pk or 0)
    return (
        _able("support.view", team, at)
        | _able("support.work", team, at)
        | Account.objects.filter(pk__in=seats.values("account"))
    )


def refuse_people(team: Team, people: People, at: datetime) -> None:
    """Nobody gets a right by a team that they do not have as one of the desk."""
    for right in set(people.values()):
        able = _able(_NEEDS[Right(right)], team, at)
        theirs = [one.pk for one, held in people.items() if held == right]
        known = set(able.filter(pk__in=theirs).values_list("pk", flat=True))
        left = next((one for one, held in people.items() if held == right and one.pk not in known), None)  # fmt: skip
        # Whoever was of it before and is of the desk no longer does not hold up what is changed beside them.
        if left is not None and not Seat.objects.filter(team=team.pk or 0, account=left).exists():
            what = "see" if right == Right.LOOKS else "work on"
            raise Refusal(f"{left} does not {what} tickets here.", fields={"people": "Not of the desk"})  # fmt: skip


def _able(permission: str, team: Team, at: datetime) -> QuerySet[Account]:
    """Of a team of the trust, whoever holds it in one of its schools."""
    if team.school_id is not None:
        return accounts_with(permission, team.school_id, at.date())
    grants = grants_on(at.date()).filter(role__in=roles_with(permission))
    return Account.objects.filter(pk__in=grants.values("account"), is_active=True)


def refuse_parent(team: Team, parent: Team | None) -> None:
    if parent is None:
        return
    if parent.school_id not in (None, team.school_id):
        raise Refusal(f"{parent} is a team of another school.", fields={"parent": "Another school’s"})  # fmt: skip
    up = teams.tree().up.get(parent.pk, (parent.pk,))
    if team.pk is not None and team.pk in up:
        said = f"{parent} is part of {team}" if parent.pk != team.pk else f"{team} is itself"
        raise Refusal(f"{said}, so {team} cannot be part of it.", fields={"parent": "Goes in a circle"})  # fmt: skip
    if parent.archived_at is not None:
        raise Refusal(f"{parent} is put away.", fields={"parent": "Put away"})
    if len(up) + _height(team) > teams.DEPTH:
        raise Refusal(f"{teams.DEPTH} levels are the most.", fields={"parent": "Too deep"})


def _height(team: Team) -> int:
    """How many levels it brings along, itself included."""
    tree = teams.tree()
    return max((tree.up[pk].index(team.pk) + 1 for pk in tree.below(team.pk or 0)), default=1)


def refuse_leaderless(team: Team, at: datetime) -> None:
    """Of it, and of the teams that are part of it, none is closed without somebody who manages it."""
    tree = teams.tree()
    closed = [pk for pk in tree.below(team.pk) if pk in tree.closed]
    for one in Team.objects.live().filter(pk__in=closed).order_by("pk"):
        if not teams.people(one, Right.MANAGES).filter(is_active=True).exists():
            raise Refusal(
                f"Say who manages {one} first: a team that is not open to everybody has somebody who does.",
                fields={"people": "Nobody manages it"},
            )  # fmt: skip
        lead = one.lead
        every = accounts_with(teams.EVERY, one.school_id, at.date())
        if lead and not (teams.people(one, *WORKS) | every).filter(pk=lead.pk).exists():
            raise Refusal(f"{lead} leads {one}, so let them answer or manage there.", fields={"lead": "Not of its people"})  # fmt: skip


def follow(team: Team, was: str, at: datetime) -> None:
    """What was told of its tickets, and of those below it, to whom they are not open any more; `was` is how it was open."""
    tree = teams.tree()
    for one in Team.objects.filter(pk__in=tree.below(team.pk)):
        is_own = one.opening == Opening.OWN
        if is_own or (one.pk == team.pk and was == Opening.OWN):
            hiding.follow_team(one, is_closed=is_own, at=at)
