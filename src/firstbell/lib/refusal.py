"""What a verb raises when the answer is no: the text is the sentence a person reads."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """A clear no. `fields` ties parts of the sentence to the fields of a form."""

    def __init__(self, sentence: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields: dict[str, str] = dict(fields or {})


class Conflict(Refusal):
    """The thing is not in a state that allows this; HTTP 409."""


class Stale(Conflict):
    """Somebody changed the thing since it was read."""


class NotAllowed(Refusal):
    """This person may not do this; HTTP 403, or 404 where they may not even know."""


class NotFound(Refusal):
    """There is no such thing, or not for this person; HTTP 404."""
