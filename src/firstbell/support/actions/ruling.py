"""Rules of the desk are written, and switched on and off; one that does too much is paused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.support import events
from firstbell.support.actions import rule_acts, rule_words, setups
from firstbell.support.actions.setups import SETUP
from firstbell.support.models import Rule
from firstbell.support.queries import conditions, heard
from firstbell.support.states import ClockKind, RuleKind, Since, Unit

RESTRICTED: Final = "support.restricted"
FIELDS: Final = (
    "name", "whens", "since", "amount", "unit", "promise", "all_of", "any_of", "does", "restricted", "ends", "most_a_ticket",
    "most_an_hour",
)  # fmt: skip
MOST_A_TICKET, MOST_AN_HOUR, FURTHEST = 50, 1_000, 10_000


def save(rule: Rule, *, by: Actor, at: datetime, version: int | None = None, **values: Any) -> Rule:
    """Everything of it is checked before any of it is kept. One that is new is off until somebody switches it on."""
    require(by, SETUP, rule)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise LookupError(f"{', '.join(sorted(unknown))} cannot be set")
    kept = checked(rule, values)
    if kept["restricted"] and not rule.restricted:
        require(by, RESTRICTED, rule)
    kept["name"] = str(kept["name"]).replace("\x00", "").strip()[:100]
    if not kept["name"]:
        raise Refusal("Give it a name.", fields={"name": "A few words"})
    with transaction.atomic():
        if rule.pk is not None:
            changed: Rule = setups.change(rule, kept, rule_words.changes(rule, kept), version, by=by, at=at)  # fmt: skip
            return changed
        rule.made_by_id = by.account_id
        rule.order = 10 + max(Rule.objects.values_list("order", flat=True), default=0)
        added: Rule = setups.add(rule, kept, by=by, at=at)
    return added


def checked(rule: Rule, values: Mapping[str, Any]) -> dict[str, Any]:
    """What would be kept of these values, or the reason why not."""
    kept = {name: values.get(name, getattr(rule, name)) for name in FIELDS}
    kept["all_of"] = conditions.checked(kept["all_of"], "all of these")
    kept["any_of"] = conditions.checked(kept["any_of"], "one of these")
    kept["does"] = rule_acts.checked(kept["does"], timed=rule.kind == RuleKind.PROMISE)
    _refuse_caps(kept)
    _WHEN[RuleKind(rule.kind)](kept)
    return kept


def _refuse_caps(kept: Mapping[str, Any]) -> None:
    for name, most in (("most_a_ticket", MOST_A_TICKET), ("most_an_hour", MOST_AN_HOUR)):
        if not 1 <= int(kept[name] or 0) <= most:
            raise Refusal(f"At most from 1 to {most:,}.", fields={name: f"1 to {most:,}"})


def _event(kept: dict[str, Any]) -> None:
    kept["whens"] = [name for name in heard.WHEN if name in set(kept["whens"])]
    kept |= {"since": "", "amount": 0, "unit": "", "promise": ""}
    if not kept["whens"]:
        raise Refusal("Say when it is looked at.", fields={"whens": "At least one"})


def _time(kept: dict[str, Any]) -> None:
    kept |= {"whens": [], "promise": ""}
    if kept["since"] not in Since.values or kept["unit"] not in Unit.values:
        raise Refusal("Say from when the time counts, and in what.", fields={"since": "One of them"})  # fmt: skip
    if not 1 <= int(kept["amount"] or 0) <= FURTHEST:
        raise Refusal(f"From 1 to {FURTHEST:,}.", fields={"amount": f"1 to {FURTHEST:,}"})


def _promise(kept: dict[str, Any]) -> None:
    kept |= {"whens": [], "since": "", "amount": 0, "unit": ""}
    if kept["promise"] and kept["promise"] not in ClockKind.values:
        raise Refusal("That is nothing that is promised.", fields={"promise": "One of them"})
    kept["does"].sort(key=lambda row: row["minutes"])


_WHEN: Final = {RuleKind.EVENT: _event, RuleKind.TIME: _time, RuleKind.PROMISE: _promise}


def switch(rule: Rule, *, on: bool, by: Actor, at: datetime) -> Rule:
    require(by, SETUP, rule)
    if rule.archived_at is not None:
        raise Conflict(f"{rule} is put away.")
    if rule.is_on == on:
        return rule
    with transaction.atomic():
        rule.is_on, rule.paused_why = on, ""
        rule.bump("is_on", "paused_why")
        announce(events.RULE_SET, rule, by=by, at=at, to="on" if on else "off")
    return rule


def pause(rule: Rule, why: str, *, at: datetime) -> None:
    """It did more than it may, and does nothing more until somebody has looked; once, whoever notices first."""
    with transaction.atomic():
        if Rule.objects.filter(pk=rule.pk, is_on=True).update(is_on=False, paused_why=why[:200]):
            announce(events.RULE_PAUSED, rule, by=system_actor(), at=at, why=why)
    rule.is_on, rule.paused_why = False, why[:200]
