from __future__ import annotations

Scalar = str | int | float | bool
Row = dict[str, Scalar]
Sections = dict[str, list[Row]]
