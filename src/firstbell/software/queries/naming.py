"""The rules as they stand, made into a namer once for as long as nobody changes them."""

from __future__ import annotations

from django.db.models import Count, Max, Sum

from firstbell.lib.programs import Namer, Program
from firstbell.software.models import NamingRule

_Stamp = tuple[int, int, int]
_made: dict[str, tuple[_Stamp, Namer]] = {}


def namer() -> Namer:
    """One query to see whether the rules are still those; `version` and the count move with every change."""
    found = NamingRule.objects.aggregate(n=Count("pk"), last=Max("pk"), versions=Sum("version"))
    stamp = (found["n"], found["last"] or 0, found["versions"] or 0)
    kept = _made.get("rules")
    if kept is None or kept[0] != stamp:
        rows = NamingRule.objects.filter(enabled=True).order_by("place", "pk")
        kept = _made["rules"] = stamp, Namer([row.as_rule() for row in rows])
    return kept[1]


def tried(rule: NamingRule, names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the (name, publisher) that a rule would match."""
    one = Namer([rule.as_rule()])
    return [pair for pair in names if one.name(Program(*pair)).rule is not None]


def in_order() -> list[NamingRule]:
    """The rules in use, as the namer counts them."""
    return list(NamingRule.objects.filter(enabled=True).order_by("place", "pk"))
