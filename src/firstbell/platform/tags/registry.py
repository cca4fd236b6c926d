"""What can be tagged. A room says so in its plugs.py, with the name of its list where it has one:

tags.accept("equipment.item", "equipment.change", load=…, list="equipment.items")
"""

from __future__ import annotations

from firstbell.platform.accounts.reaching import Load, Nouns
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tags import moving

_nouns = Nouns()
noun = _nouns.noun
types = _nouns.types
thing = _nouns.thing


def accept(thing_type: str, permission: str, *, load: Load, **more: str) -> None:
    _nouns.accept(thing_type, permission, load=load, **more)
    MERGE.answer(thing_type, "tags")(moving.merge)
