"""Rules that others have found useful, to begin with: opened in the builder, where everything of them can be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstbell.platform.tenancy.models import School
from firstbell.support.models import Category
from firstbell.support.states import ClockKind, Phase, RuleKind, Since, Stops, Turn, Unit, Whom


@dataclass(frozen=True)
class Starter:
    label: str
    kind: str
    values: Callable[[School], dict[str, Any]]


def _about(name: str) -> list[dict[str, Any]]:
    row = Category.objects.live().filter(name=name).first()
    return [{"field": "category", "op": "is", "value": [str(row.uid)]}] if row else []


def _act(do: str, value: str = "", words: str = "") -> dict[str, Any]:
    return {"do": do, "value": value, "words": words}


def _stopped(school: School) -> dict[str, Any]:
    said = "A lesson is stopped in {room}, and nobody has it yet."
    return {
        "name": "Tell the leads of a lesson that is stopped", "whens": ["opened", "changed"],
        "all_of": [{"field": "stops", "op": "is", "value": [Stops.NOW.value]}],
        "does": [_act("tell", Whom.LEAD, said)], "most_a_ticket": 1,
    }  # fmt: skip


def _fewest(school: School) -> dict[str, Any]:
    return {
        "name": "Give new tickets to whoever has the fewest", "whens": ["opened", "moved"],
        "all_of": [{"field": "owned", "op": "is", "value": ["no"]}], "does": [_act("owner", Turn.LEAST)],
    }  # fmt: skip


def _exams(school: School) -> dict[str, Any]:
    said = "For an exam. Agree with the exams office when somebody may come in."
    return {
        "name": "What is for an exam", "whens": ["opened"], "all_of": _about("Exams"),
        "any_of": [{"field": "exam", "op": "is", "value": ["yes"]}] if not _about("Exams") else [],
        "does": [_act("note", words=said), _act("tell", Whom.TEAM, "An exam is concerned.")],
    }  # fmt: skip


def _waits(school: School) -> dict[str, Any]:
    return {
        "name": "Look again at what waits", "since": Since.STATUS, "amount": 5, "unit": Unit.DAYS,
        "all_of": [{"field": "phase", "op": "is", "value": [Phase.WAITING.value]}],
        "does": [_act("tell", Whom.OWNER, "It has waited for five school days.")],
    }  # fmt: skip


def _unanswered(school: School) -> dict[str, Any]:
    return {
        "name": "Nobody has answered", "since": Since.UNANSWERED, "amount": 3, "unit": Unit.PERIODS,
        "does": [_act("tell", Whom.TEAM, "{requester} has had no answer for three lesson periods.")],
    }  # fmt: skip


def _ladder(school: School) -> dict[str, Any]:
    return {
        "name": "What was promised goes up", "promise": ClockKind.RESOLVE,
        "does": [
            {**_act("tell", Whom.OWNER, "It must be solved soon."), "minutes": -15},
            {**_act("tell", Whom.LEAD, "What was promised is broken."), "minutes": 0},
            {**_act("tell", Whom.TEAM, "It is an hour of school late."), "minutes": 60},
        ],
    }  # fmt: skip


STARTERS: Final[Mapping[str, Starter]] = {
    "a-lesson-is-stopped": Starter("Tell the leads of a lesson that is stopped", RuleKind.EVENT, _stopped),
    "whoever-has-the-fewest": Starter("Give new tickets to whoever has the fewest", RuleKind.EVENT, _fewest),
    "for-an-exam": Starter("Note on what is for an exam", RuleKind.EVENT, _exams),
    "it-waits": Starter("Look again at what has waited for five school days", RuleKind.TIME, _waits),
    "nobody-answers": Starter("Tell the team of what nobody has answered", RuleKind.TIME, _unanswered),
    "promises-go-up": Starter("Bring a promise before its owner, the lead, then the team", RuleKind.PROMISE, _ladder),
}  # fmt: skip
