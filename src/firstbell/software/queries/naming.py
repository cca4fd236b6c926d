"""The rules as they stand, made into a namer once for as long as nobody changes them."""

from __future__ import annotations

from firstbell.lib.programs import Namer, Program
from firstbell.platform.database.remembered import Remembered
from firstbell.software.models import NamingRule

_made: Remembered[Namer] = Remembered(NamingRule)


def namer() -> Namer:
    return _made.get("rules", lambda: Namer([row.as_rule() for row in in_order()]))


def tried(rule: NamingRule, names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the (name, publisher) that a rule would match."""
    one = Namer([rule.as_rule()])
    return [pair for pair in names if one.name(Program(*pair)).rule is not None]


def in_order() -> list[NamingRule]:
    """The rules in use, as the namer counts them."""
    return list(NamingRule.objects.filter(enabled=True).order_by("place", "pk"))
