"""Undoing a merge's steps, last one first: every row that nobody changed since goes back to what it was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By
from firstbell.platform.merges.models import Merge, Step
from firstbell.platform.merges.states import CHANGED, MADE, NOTED, REMOVED
from firstbell.platform.merges.values import Model, missing, unpacked


class Back:
    """What was put back, and how many rows stay as they are because somebody changed them since."""

    def __init__(self, merge: Merge, *, by: By, at: datetime) -> None:
        self.merge, self.by, self.at = merge, by, at
        self.count = self.stays = 0

    @property
    def in_words(self) -> str:
        if not self.stays:
            return ""
        what = "1 thing stays" if self.stays == 1 else f"{self.stays:,} things stay"
        return (
            f" {what} as somebody left it since."
            if self.stays == 1
            else f" {what} as somebody left them since."
        )

    def noted(self) -> dict[str, Any]:
        """What the verb left for itself."""
        found: dict[str, Any] = {}
        for step in self.merge.steps.filter(act=NOTED).order_by("pk"):
            found.update(step.doc)
        return found

    def put_back(self) -> None:
        try:
            with transaction.atomic():
                for step in self.merge.steps.exclude(act=NOTED).order_by("-pk"):
                    _UNDO[step.act](self, apps.get_model(step.model), step)
        except IntegrityError:
            raise Conflict(
                "Something was added since that stands in the way: it has the same name, address, number or holder as what would "
                "come back."
            ) from None

    def _change(self, model: Model, step: Step) -> None:
        was, now = unpacked(model, step.doc["was"]), unpacked(model, step.doc["now"])
        done = 0
        if not missing(model, was):
            rows = model._base_manager.filter(pk__in=step.doc["pks"])
            done = rows.filter(**now).update(**was)
        self._tell(done, len(step.doc["pks"]))

    def _bring(self, model: Model, step: Step) -> None:
        for values in step.doc["rows"]:
            row = unpacked(model, values)
            there = model._base_manager.filter(pk=row[model._meta.pk.attname]).exists()
            gone = there or missing(model, row)
            if not gone:
                model._base_manager.bulk_create([model(**row)])
            self._tell(0 if gone else 1, 1)

    def _unmake(self, model: Model, step: Step) -> None:
        try:
            model._base_manager.filter(pk__in=step.doc["pks"]).delete()
        except ProtectedError:
            raise Conflict("Something that the merge made is in use now.") from None

    def _tell(self, done: int, of: int) -> None:
        self.count += done
        self.stays += of - done


_UNDO = {CHANGED: Back._change, REMOVED: Back._bring, MADE: Back._unmake}
