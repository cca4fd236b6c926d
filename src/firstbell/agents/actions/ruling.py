"""The rules by which devices are recognised and let in, and what a school wants to know of them."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from ipaddress import ip_network
from typing import Any

from django.db import transaction

from firstbell.agents import events
from firstbell.agents.models import ArrivalRule, MatchRule, Policy
from firstbell.agents.queries import settings
from firstbell.agents.queries.matching import USUAL_ORDER
from firstbell.agents.states import MatchKind
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School

MOST_HOURS = 24 * 7
RULE_FIELDS = ("order", "key", "network", "hostname", "known", "then")


def match_rules() -> list[MatchRule]:
    """A row for every way of recognising a device, in order; those nobody has touched as they usually are."""
    known = {row.kind: row for row in MatchRule.objects.order_by("order", "pk")}
    missing = [kind for kind in USUAL_ORDER if kind not in known]
    last = max((row.order for row in known.values()), default=0)
    fresh = [MatchRule(kind=kind, order=last + 10 * place) for place, kind in enumerate(missing, 1)]
    return [*known.values(), *fresh]


def order_matching(
    kinds: Sequence[str], *, off: Sequence[str] = (), by: Actor, at: datetime
) -> None:
    """The ways of recognising a device in this order; at least one has to stay in use."""
    require(by, "agents.keys")
    if sorted(kinds) != sorted(MatchKind.values):
        raise Refusal("Every way of recognising a device has one place in the order.")
    if set(off) >= set(kinds):
        raise Refusal("At least one way of recognising a device has to stay in use.")
    rows = {row.kind: row for row in match_rules()}
    with transaction.atomic():
        for place, kind in enumerate(kinds, 1):
            row = rows[kind]
            row.order, row.enabled = 10 * place, kind not in off
            row.save()
        first = rows[kinds[0]]
        words = ", ".join(str(MatchKind(kind).label) for kind in kinds if kind not in off)
        announce(events.RULES_CHANGED, first, by=by, at=at, what=f"devices are recognised by {words}")  # fmt: skip


def add_rule(school: School, *, by: Actor, at: datetime, **values: Any) -> ArrivalRule:
    require(by, "agents.keys", school)
    row = ArrivalRule(school=school, created_at=at, **values)
    _refuse(row)
    with transaction.atomic():
        row.save()
        announce(events.RULES_CHANGED, row, by=by, at=at, what=f"a rule for new devices, {_said(row)}")  # fmt: skip
    return row


def change_rule(
    row: ArrivalRule, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> ArrivalRule:
    require(by, "agents.keys", row)
    row.version = version or row.version
    changes = changes_between(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    _refuse(row)
    if changes:
        with transaction.atomic():
            row.bump(*values)
            announce(events.RULES_CHANGED, row, by=by, at=at, changes=changes, what=_said(row))
    return row


def remove_rule(row: ArrivalRule, *, by: Actor, at: datetime) -> None:
    require(by, "agents.keys", row)
    with transaction.atomic():
        announce(events.RULES_CHANGED, row, by=by, at=at, what=f"a rule is gone, {_said(row)}")
        row.delete()


def _said(row: ArrivalRule) -> str:
    words = [f"key {row.key}" if row.key else "", row.network, row.hostname]
    return ", ".join(filter(None, words)) or "for every device"


def _refuse(row: ArrivalRule) -> None:
    if row.network:
        try:
            ip_network(row.network, strict=False)
        except ValueError:
            raise Refusal(
                f"“{row.network}” is not a network. Write one such as 10.20.4.0/22.",
                fields={"network": "Not a network"},
            ) from None
    if row.key and row.key.school_id != row.school_id:
        raise Refusal("That key is another school's.", fields={"key": "Another school's"})


def set_policy(
    school: School, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> Policy:
    """What a school wants to know, from the next contact of each device on."""
    require(by, "agents.keys", school)
    for name in ("day_hours", "night_hours"):
        if not 1 <= values.get(name, 1) <= MOST_HOURS:
            raise Refusal("Between an hour and a week.", fields={name: "1 to 168 hours"})
    _refuse_unknown(values.get("left_out", ""))
    with transaction.atomic():
        row, _ = Policy.objects.get_or_create(school=school, defaults={"created_at": at})
        row.version = version or row.version
        changes = changes_between(row, values)
        for name, value in values.items():
            setattr(row, name, value)
        row.bump(*values)
        announce(events.RULES_CHANGED, school, by=by, at=at, changes=changes, what="what devices tell")  # fmt: skip
    return row


def _refuse_unknown(left_out: str) -> None:
    """A word that no agent understands leaves nothing out, and nobody would notice."""
    words = [word.strip().lower() for word in left_out.split(",") if word.strip()]
    unknown = [word for word in words if word not in settings.CATEGORIES]
    if unknown:
        raise Refusal(
            f"No agent knows “{unknown[0]}”. It knows {', '.join(sorted(settings.CATEGORIES))}.",
            fields={"left_out": f"“{unknown[0]}” is none of the agent's categories"},
        )


def policy(school: School) -> Policy:
    return copy(settings.policy_of(school))
