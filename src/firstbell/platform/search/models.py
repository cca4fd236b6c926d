from __future__ import annotations

from django.db import models


class SearchEntry(models.Model):
    """What search knows of one thing, written by the verb that changes it.

    The key is made of the type's number and the thing's own key, so that an entry is found, replaced and dropped
    without looking it up, and one type's entries are one range of keys. `text` is folded: codes parted by `|`, then
    `||`, then words. On SQLite the trigrams stand in `search_fts` beside this table; on PostgreSQL in a GIN index.
    """

    id = models.BigIntegerField(primary_key=True)
    thing_uid = models.UUIDField()
    school_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=200)
    detail = models.CharField(max_length=200, blank=True)
    head = models.CharField(max_length=40)
    text = models.TextField()

    personal = {"label": "label", "detail": "clear", "head": "clear", "text": "clear"}
    plain = {"thing_uid", "school_id"}

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            models.Index(
                fields=["head"], name="search_entry_head", opclasses=["varchar_pattern_ops"]
            )
        ]

    def __str__(self) -> str:
        return self.label
