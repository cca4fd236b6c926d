"""Pages by cursor: `?after=` the last one's cursor; stable while rows come and go, and as fast on page 1,000."""

from __future__ import annotations

import base64
import binascii
from typing import Any, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

from firstbell.lib.refusal import Refusal

T = TypeVar("T")
MOST = 200


class Paging(Schema):
    """`limit` is 200 at most; `after` is the `next` of the page before."""

    limit: int = Field(50, ge=1, le=MOST)
    after: str = Field("", max_length=200)


def page(rows: QuerySet[Any], paging: Paging) -> dict[str, Any]:
    """`{items, next}` in the order of the primary key; `next` is null on the last page."""
    rows = rows.order_by("pk")
    if paging.after:
        rows = rows.filter(pk__gt=_read(paging.after))
    found = list(rows[: paging.limit + 1])
    more = len(found) > paging.limit
    found = found[: paging.limit]
    return {"items": found, "next": _write(found[-1].pk) if more else None}


def _write(key: int) -> str:
    return base64.urlsafe_b64encode(f"k{key}".encode()).decode().rstrip("=")


def _read(text: str) -> int:
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        key = int(decoded.removeprefix("k")) if decoded.startswith("k") else -1
    except (binascii.Error, ValueError, UnicodeDecodeError):
        key = -1
    if not 0 <= key < 2**63:
        raise Refusal(
            "The cursor is not one of ours: take it from `next`.", fields={"after": "Not a cursor"}
        )
    return key
