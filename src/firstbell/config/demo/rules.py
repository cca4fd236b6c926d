"""What happens by itself at the demonstration's desk: rules that are on, and what they did on what is open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import automating, ruling
from firstbell.support.models import Category, ChecklistTemplate, Rule, Ticket

_STOPPED: Final = "A lesson is stopped in {room}, and nobody has it yet."
_OTHERS: Final = "Ask next door first: is it this room, or the whole corridor? Then look at the switch of the floor."


_LADDER: Final[dict[str, Any]] = {
    "name": "What was promised goes up", "promise": "resolve",
    "does": [
        {"do": "tell", "value": "owner", "words": "It must be solved soon.", "minutes": -15},
        {"do": "tell", "value": "lead", "words": "What was promised is broken.", "minutes": 0},
    ],
}  # fmt: skip


def make(school: School, *, by: Actor, at: datetime) -> None:
    for name, all_of, does, on in _wanted():
        words = {"name": name, "whens": ["opened"], "all_of": all_of, "does": [does]}
        made = _made(Rule(school=school, kind="event"), words, by=by, at=at)
        if on:
            ruling.switch(made, on=True, by=by, at=at)
    _made(Rule(school=school, kind="promise"), _LADDER, by=by, at=at)
    opened = Ticket.objects.open().filter(school=school).values("uid")
    for event in Event.objects.filter(kind="support.opened", subject_uid__in=opened).order_by("id"):
        automating.follow(event)


def _made(row: Rule, words: dict[str, Any], *, by: Actor, at: datetime) -> Rule:
    made = ruling.save(row, by=by, at=at, **words)
    made.made_by = Account.objects.filter(email="jo@hartley.example").first()
    made.save(update_fields=["made_by"])
    return made


def _wanted() -> list[tuple[str, list[dict[str, Any]], dict[str, str], bool]]:
    """By name: of which tickets, what is done, and whether it is on."""
    steps = str(ChecklistTemplate.objects.get(name="Projector will not show").uid)
    stops = {"field": "stops", "op": "is", "value": ["now"]}
    nobody = {"field": "owned", "op": "is", "value": ["no"]}
    return [
        ("A lesson is stopped", [stops, nobody], {"do": "tell", "value": "lead", "words": _STOPPED}, True),
        ("No network: look next door", [_about("Wi-Fi or network")], {"do": "note", "value": "", "words": _OTHERS}, True),
        ("Steps for a dark board", [_about("Board or screen")], {"do": "checklist", "value": steps, "words": ""}, False),
    ]  # fmt: skip


def _about(name: str) -> dict[str, Any]:
    return {"field": "category", "op": "is", "value": [str(Category.objects.get(name=name).uid)]}
