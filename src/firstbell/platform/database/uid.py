from __future__ import annotations

from typing import Any

from django.db import models

from firstbell.lib.uuid7 import uuid7


class UidField(models.UUIDField):  # type: ignore[type-arg]
    """The key that other systems and the API use; the integer key stays inside."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", uuid7)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        super().__init__(**kwargs)
