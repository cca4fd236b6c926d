from __future__ import annotations

CHANGED, REMOVED, MADE, NOTED = "changed", "removed", "made", "noted"
