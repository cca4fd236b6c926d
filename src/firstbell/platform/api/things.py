"""How the API names another thing: by its uid, and by the name that people read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from ninja import Schema


class Thing(Schema):
    uid: UUID
    name: str


def named(row: Any) -> dict[str, Any] | None:
    return {"uid": row.uid, "name": str(row)} if row else None
