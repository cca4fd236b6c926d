"""What can be tagged. A room says so in its plugs.py, with the name of its list where it has one:

tags.accept("equipment.item", "equipment.change", load=…, list="equipment.items")
"""

from __future__ import annotations

from firstbell.platform.accounts.reaching import Nouns

_nouns = Nouns()
accept = _nouns.accept
noun = _nouns.noun
types = _nouns.types
thing = _nouns.thing
