"""What programs there are: the products, the names they go by, and the rules between."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models

from firstbell.lib import natural
from firstbell.lib.programs import Rule
from firstbell.lib.programs.rules import Kind
from firstbell.platform.tenancy.models import Versioned
from firstbell.software.states import ProgramKind


def digest_of(name: str, publisher: str) -> str:
    """The same for one product by one publisher, however they are written in capitals."""
    return digest(name[:200].casefold(), publisher[:200].casefold())


def digest(*parts: str) -> str:
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=16).hexdigest()


class CatalogueQuerySet(models.QuerySet[Any]):
    """Titles and rules belong to the whole trust: whoever sees programs anywhere sees them."""

    def visible_to(self, actor: Any) -> CatalogueQuerySet:
        schools = actor.schools("software.view")
        return self if schools is None or schools else self.none()


class Title(Versioned):
    """A product, whatever its version: 7-Zip by Igor Pavlov. `known` when a rule or a person has said what it is."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=255, editable=False)
    digest = models.CharField(max_length=32, unique=True, editable=False)
    publisher = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=ProgramKind, default=ProgramKind.APPLICATION)
    known = models.BooleanField(default=False)
    notes = models.TextField(blank=True)

    objects: Any = CatalogueQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"name", "name_key", "digest", "publisher", "kind", "known", "notes", "created_at"}

    class Meta:
        indexes = [models.Index(fields=["name_key"], name="software_title_by_name")]

    def __str__(self) -> str:
        return self.name

    def named(self, name: str, publisher: str) -> None:
        self.name, self.name_key = name[:200], natural.key(name[:200])
        self.publisher, self.digest = publisher[:200], digest_of(name, publisher)


class NamingRule(Versioned):
    """How a messy name is read (`lib.programs.Rule`); rules are tried by their place, the first that matches decides."""

    place = models.PositiveIntegerField()
    pattern = models.CharField("names", max_length=500)
    by = models.CharField("only by the publisher", max_length=200, blank=True)
    title = models.CharField("is", max_length=200)
    publisher = models.CharField("by", max_length=200, blank=True)
    kind = models.CharField(max_length=12, choices=ProgramKind, default=ProgramKind.APPLICATION)
    built_in = models.BooleanField(default=False, editable=False)
    enabled = models.BooleanField(default=True)

    marked = True
    objects: Any = CatalogueQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "place", "pattern", "by", "title", "publisher", "kind", "built_in", "enabled", "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["place"], name="software_rule_in_order")]

    def __str__(self) -> str:
        return f"“{self.pattern}” is {self.title}"

    def as_rule(self) -> Rule:
        return Rule(self.pattern, self.title, self.publisher, Kind(self.kind), self.by)


class Release(models.Model):
    """One name and version as devices report it; its digest tells it from all others. Never changed but for its title."""

    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="releases")
    digest = models.CharField(max_length=32, unique=True, editable=False)
    name = models.CharField(max_length=400)
    publisher = models.CharField(max_length=300, blank=True)
    version = models.CharField(max_length=120, blank=True)
    version_key = models.CharField(max_length=255, blank=True, editable=False)
    arch = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=20, blank=True)

    personal: dict[str, str] = {}
    plain = {"digest", "name", "publisher", "version_key", "arch", "source"}

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()
