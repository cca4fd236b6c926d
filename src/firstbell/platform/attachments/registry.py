"""What pictures and papers can be added to. A room says so in its plugs.py:

    attachments.accept("equipment.item", "equipment.change", load=…, receipts="equipment.money")

`load(actor, uid)` gives the thing if this person may see it. Receipts may need a permission of their own.
"""

from __future__ import annotations

from firstbell.platform.accounts.reaching import Load, Nouns
from firstbell.platform.attachments import moving
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.questions import TRANSFER

_nouns = Nouns()
noun = _nouns.noun
types = _nouns.types
thing = _nouns.thing


def accept(thing_type: str, permission: str, *, load: Load, **more: str) -> None:
    _nouns.accept(thing_type, permission, load=load, **more)
    MERGE.answer(thing_type, "attachments")(moving.merge)
    TRANSFER.answer(thing_type, "attachments")(moving.transfer)
