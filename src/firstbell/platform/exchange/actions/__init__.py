"""The verbs of bringing a file in: bring, settle, check, mend, decide, apply, undo."""

from __future__ import annotations
