"""What notes can be left on. A room says so in its plugs.py:

notes.accept("equipment.item", "equipment.change", load=…)
"""

from __future__ import annotations

from firstbell.platform.accounts.reaching import Nouns

_nouns = Nouns()
accept = _nouns.accept
noun = _nouns.noun
types = _nouns.types
thing = _nouns.thing
