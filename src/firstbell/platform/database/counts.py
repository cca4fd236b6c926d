from __future__ import annotations

from typing import Any

from django.db.models import QuerySet


def capped_count(rows: QuerySet[Any, Any], *, cap: int = 999) -> tuple[int, bool]:
    """How many, up to `cap`, and whether there are more: a page must never pay for counting a million rows."""
    found = rows.order_by().values("pk")[: cap + 1].count()
    return min(found, cap), found > cap


def words(count: tuple[int, bool]) -> str:
    number, more = count
    return f"{number:,}+" if more else f"{number:,}"
