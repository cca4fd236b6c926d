"""Rules that others have found useful, to begin with: opened in the builder, where everything of them can be changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstbell.platform.tenancy.models import School
from firstbell.support.models import Category
from firstbell.support.states import RuleKind, Stops, Turn, Whom


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


STARTERS: Final[Mapping[str, Starter]] = {
    "a-lesson-is-stopped": Starter("Tell the leads of a lesson that is stopped", RuleKind.EVENT, _stopped),
    "whoever-has-the-fewest": Starter("Give new tickets to whoever has the fewest", RuleKind.EVENT, _fewest),
    "for-an-exam": Starter("Note on what is for an exam", RuleKind.EVENT, _exams),
}  # fmt: skip
