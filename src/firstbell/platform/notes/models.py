from __future__ import annotations

from typing import Self

from django.db import models

from firstbell.platform.tenancy.models import School, Versioned


class NoteQuerySet(models.QuerySet["Note"]):
    def live(self) -> Self:
        return self.filter(removed_at=None)

    def on(self, thing_uid: object) -> Self:
        return self.live().filter(thing_uid=thing_uid).order_by("-id")


class Note(Versioned):
    """What somebody of the team wants the others to know of a thing. No foreign key: this stands below the rooms."""

    thing_type = models.CharField(max_length=60)
    thing_uid = models.UUIDField()
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(max_length=4_000)
    author_key = models.CharField(max_length=80)
    author = models.CharField(max_length=200)
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = NoteQuerySet.as_manager()
    personal = {"text": "clear", "author": "name"}
    plain = {"thing_type", "thing_uid", "author_key", "edited_at", "removed_at", "created_at"}

    class Meta:
        indexes = [models.Index(fields=["thing_uid", "-id"], name="notes_note_thing")]

    def __str__(self) -> str:
        return f"the note of {self.author}"
