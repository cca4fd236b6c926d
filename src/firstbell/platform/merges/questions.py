"""What a merge and its undoing ask of the rooms above, in the verb's transaction; see tenancy/questions.py."""

from __future__ import annotations

from typing import Any

from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.tenancy.questions import Question

# (gone, kept, moves): point everything of yours that points at the first to the second. What is done through `moves`
# is written down, and put back by itself when the merge is undone.
MERGE: Question[[Any, Any, Moves], None] = Question("merge")
# (gone, kept, back): the two are two again, and your rows stand where they stood. Mend what you keep beside them, or
# say in a sentence what has happened since that stands in the way.
UNMERGE: Question[[Any, Any, Back], str | None] = Question("unmerge")
