"""What pictures and papers can be added to. A room says so in its plugs.py:

    attachments.accept("equipment.item", "equipment.change", load=…, receipts="equipment.money")

`load(actor, uid)` gives the thing if this person may see it. Receipts may need a permission of their own.
"""

from __future__ import annotations

from firstbell.platform.accounts.reaching import Nouns

_nouns = Nouns()
accept = _nouns.accept
noun = _nouns.noun
types = _nouns.types
thing = _nouns.thing
