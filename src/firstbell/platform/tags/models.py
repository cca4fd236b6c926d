from __future__ import annotations

from django.db import models

from firstbell.platform.tags.states import Colour
from firstbell.platform.tenancy.models import Versioned


class Tag(Versioned):
    """A word that the trust puts on things of any kind. `key` is how it is written in an address."""

    name = models.CharField(max_length=40)
    key = models.CharField(max_length=60, editable=False)
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.PLAIN)

    marked = True
    personal: dict[str, str] = {}
    plain = {"name", "key", "colour", "created_at"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="tags_tag_key")]

    def __str__(self) -> str:
        return self.name


class TagLink(models.Model):
    """A tag on one thing. No foreign key to it: tags stand below the rooms."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="links")
    thing_type = models.CharField(max_length=60)
    thing_uid = models.UUIDField()

    personal: dict[str, str] = {}
    plain = {"thing_type", "thing_uid"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thing_uid", "tag"], name="tags_link_once")]
        indexes = [models.Index(fields=["tag", "thing_uid"], name="tags_link_tag")]

    def __str__(self) -> str:
        return f"{self.tag} on {self.thing_type} {self.thing_uid}"
