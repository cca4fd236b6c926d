from __future__ import annotations

from django.db import models


class Mark(models.Model):
    """A word for what a table holds; another word after every change, written by the database itself."""

    name = models.CharField(max_length=63, primary_key=True)
    mark = models.CharField(max_length=36)

    personal: dict[str, str] = {}
    plain = {"name", "mark"}

    def __str__(self) -> str:
        return self.name
