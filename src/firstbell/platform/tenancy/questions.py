"""Named questions that a lower room asks and the rooms above answer in plugs.py, in the verb's transaction.

A question is asked about a kind of thing ("places.room"), so that a room answers only for what it knows. What an
answer raises or says ends the verb: a refusal is a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar
from uuid import UUID

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By
from firstbell.platform.audit.models import subject_type

P = ParamSpec("P")
A = TypeVar("A")


class Question(Generic[P, A]):
    """`answer("places.room", "equipment")` registers one; `ask(room, …)` collects them all."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._answers: dict[str, dict[str, Callable[P, A]]] = defaultdict(dict)

    def answer(self, about: str, room: str) -> Callable[[Callable[P, A]], Callable[P, A]]:
        def register(reply: Callable[P, A]) -> Callable[P, A]:
            if self._answers[about].get(room, reply) is not reply:
                raise LookupError(f"{room} answers {self.name!r} about {about} twice")
            self._answers[about][room] = reply
            return reply

        return register

    def ask(self, *args: P.args, **kwargs: P.kwargs) -> list[A]:
        about = subject_type(args[0])
        return [reply(*args, **kwargs) for _, reply in sorted(self._answers[about].items())]


class Held(NamedTuple):
    """Something that somebody has: what it is, its page, and since when or until when, in words."""

    thing_type: str
    uid: UUID
    label: str
    detail: str = ""


# May this thing be put away? A sentence says why not.
IN_USE: Question[[Any], str | None] = Question("in use")
# May this leaver be closed? A sentence says what is still outstanding.
CLEARANCE: Question[[Any], str | None] = Question("clearance")
# (the first of them, all of them): what each has that is to come back, by their primary key.
HELD: Question[[Any, Sequence[Any]], Mapping[int, list[Held]]] = Question("held")
# (thing, by, at): it belongs to another school now; what you hold of it goes along.
TRANSFER: Question[[Any, By, datetime], None] = Question("transfer")
# (thing, by, at): erase the personal values that you hold about it.
ERASE: Question[[Any, By, datetime], None] = Question("erase")


def refuse_if_in_use(thing: Any) -> None:
    reasons = [reason for reason in IN_USE.ask(thing) if reason]
    if reasons:
        raise Conflict(" ".join(reasons))
