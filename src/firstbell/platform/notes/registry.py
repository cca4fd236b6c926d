"""What notes can be left on. A room says so in its plugs.py:

notes.accept("equipment.item", "equipment.change", load=…)
"""

from __future__ import annotations

from firstbell.platform.accounts.reaching import Load, Nouns
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.notes import moving
from firstbell.platform.tenancy.questions import ERASE, TRANSFER

_nouns = Nouns()
noun = _nouns.noun
types = _nouns.types
thing = _nouns.thing


def accept(thing_type: str, permission: str, *, load: Load, **more: str) -> None:
    _nouns.accept(thing_type, permission, load=load, **more)
    MERGE.answer(thing_type, "notes")(moving.merge)
    TRANSFER.answer(thing_type, "notes")(moving.transfer)
    ERASE.answer(thing_type, "notes")(moving.erase)
