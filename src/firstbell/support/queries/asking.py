"""Questions with conditions: which are asked, given what was answered, and what of it is kept. Touches no database."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.support.states import Ask

MOST = 40
_KEY = re.compile(r"[a-z0-9_]{1,12}")
CHOSEN = (Ask.CHOICE, Ask.MANY, Ask.YES_NO)
YES, NO = "Yes", "No"


@dataclass(frozen=True)
class Question:
    """Asked where `when` is empty, or the question of that key is answered with one of `are` (with anything: none)."""

    key: str
    text: str
    kind: str
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    when: str = ""
    are: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"q_{self.key}"

    @property
    def answers(self) -> tuple[str, ...]:
        """What may be chosen."""
        return (YES, NO) if self.kind == Ask.YES_NO else self.choices

    def as_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"key": self.key, "text": self.text, "kind": str(self.kind)}
        more = {
            "required": self.required, "help": self.help, "choices": list(self.choices), "when": self.when,
            "are": list(self.are),
        }  # fmt: skip
        return row | {name: value for name, value in more.items() if value}


def read(rows: Iterable[Mapping[str, Any]]) -> list[Question]:
    return [
        Question(**{**row, "choices": tuple(row.get("choices", ())), "are": tuple(row.get("are", ()))})
        for row in rows
    ]  # fmt: skip


def fresh_key() -> str:
    return secrets.token_hex(4)


def checked(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """The rows to keep, or a refusal that names the question."""
    if len(questions) > MOST:
        raise Refusal(f"{MOST} questions are the most. Nobody answers more.")
    before: dict[str, Question] = {}
    for number, one in enumerate(questions, 1):
        problem = _problem(one, before)
        if problem:
            raise Refusal(f"Question {number}: {problem}", fields={f"question-{number}": problem})
        before[one.key] = one
    return [one.as_row() for one in questions]


def _problem(one: Question, before: Mapping[str, Question]) -> str:
    if not one.text.strip() or len(one.text) > 200:
        return "ask something, in up to 200 letters."
    if one.kind not in Ask.values:
        return "that is no kind of question."
    if not _KEY.fullmatch(one.key) or one.key in before:
        return "it is there twice."
    if one.kind in (Ask.CHOICE, Ask.MANY) and len(set(one.choices)) < 2:
        return "give at least two answers to choose from, one a line."
    return _condition_problem(one, before)


def _condition_problem(one: Question, before: Mapping[str, Question]) -> str:
    if not one.when:
        return ""
    parent = before.get(one.when)
    if parent is None:
        return "it can only depend on a question above it."
    unknown = [text for text in one.are if parent.kind in CHOSEN and text not in parent.answers]
    if unknown:
        return f"“{unknown[0]}” is no answer to “{parent.text}”."
    return ""


def said(value: Any) -> list[str]:
    """An answer as the texts it consists of; nothing where nothing was answered."""
    if value is None or value == "" or value == [] or value == ():
        return []
    if isinstance(value, bool):
        return [YES if value else NO]
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value if str(one).strip()]
    if isinstance(value, date):
        return [f"{value:%d/%m/%Y}"]
    if isinstance(value, Decimal):
        return [f"{value.normalize():f}"]
    text = str(value).strip()
    return [text] if text else []


def shown(questions: Iterable[Question], given: Mapping[str, Any]) -> list[Question]:
    """Those that are asked; what hangs on a question that is not asked is not asked either."""
    found: list[Question] = []
    answered: dict[str, list[str]] = {}
    for one in questions:
        if one.when:
            texts = answered.get(one.when, [])
            if not texts or (one.are and not set(texts) & set(one.are)):
                continue
        found.append(one)
        answered[one.key] = said(given.get(one.key))
    return found


def answered(questions: Sequence[Question], given: Mapping[str, Any]) -> list[tuple[Question, str]]:
    """What is kept: the answers to what was asked, and of those none that does not fit."""
    problems: dict[str, str] = {}
    kept: list[tuple[Question, str]] = []
    for one in shown(questions, given):
        texts = said(given.get(one.key))
        if not texts and one.required:
            problems[one.name] = "Needed"
        elif any(one.kind in CHOSEN and text not in one.answers for text in texts):
            problems[one.name] = "Choose from the answers"
        elif texts:
            kept.append((one, ", ".join(texts)[:10_000]))
    if problems:
        first = next(one for one in questions if one.name in problems)
        raise Refusal(f"“{first.text}” wants an answer.", fields=problems)
    return kept
