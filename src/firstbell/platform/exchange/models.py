from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from firstbell.platform.accounts.models import Account
from firstbell.platform.exchange.states import Decision, Mode, Outcome, Scope, State, Verdict
from firstbell.platform.tenancy.models import School, SchoolOwned, Viewer, VisibleQuerySet


class ImportProfileQuerySet(VisibleQuerySet):
    def visible_to(self, actor: Viewer) -> Self:
        """One's own, those shared with a school one brings files into, and those shared with the trust."""
        schools = actor.schools("exchange.import")
        own = getattr(actor, "account_id", None)
        mine = Q(account_id=own) if own else Q(pk__in=())
        if schools is None:
            return self.filter(mine | ~Q(scope=Scope.ME))
        if not schools:
            return self.none()
        here = Q(school_id__in=schools)
        return self.filter(mine & here | Q(scope=Scope.SCHOOL) & here | Q(scope=Scope.TRUST))


class ImportProfile(SchoolOwned):
    """How files of one kind are to be understood, under a name: which heading is which field, and the rules."""

    sheet = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    scope = models.CharField(max_length=6, choices=Scope, default=Scope.ME)
    # Heading as the file has it -> field; "" leaves the column out.
    headings = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    used_at = models.DateTimeField(null=True)

    objects = ImportProfileQuerySet.as_manager()
    view_permission = "exchange.import"
    personal = {"settings": "clear"}
    plain = {"sheet", "name", "scope", "headings", "used_at", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "sheet", "account", "name"], name="exchange_profile_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportSession(SchoolOwned):
    """One file on its way in: read, understood, checked, brought in, and perhaps undone."""

    sheet = models.CharField(max_length=40)
    name = models.CharField("file", max_length=200)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    account_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    # What the person settled by hand about the file: encoding, delimiter, sheet, header_line.
    choices = models.JSONField(default=dict)
    # How the file was understood: headings, samples, notes, layout, what the person should see.
    reading = models.JSONField(default=dict)
    # Column of the file (as text, from 0) -> field; fields without a column -> {"value", "always"}.
    mapping = models.JSONField(default=dict)
    fill = models.JSONField(default=dict)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.BOTH)
    match = models.CharField(max_length=80, blank=True)
    date_order = models.CharField(max_length=3, blank=True)
    policies = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    # The profile that somebody chose for it; without one, what was remembered of files with these headings counts.
    profile = models.ForeignKey(
        ImportProfile, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    job_uid = models.UUIDField(null=True)
    problem = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "exchange.import"
    personal = {"actor_name": "name", "reading": "clear", "fill": "clear"}
    plain = {
        "sheet", "name", "digest", "size", "state", "account_id", "choices", "mapping", "mode", "match", "date_order",
        "policies", "counts", "job_uid", "problem", "checked_at", "applied_at", "undone_at", "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["school", "-id"], name="exchange_session_latest")]

    def __str__(self) -> str:
        return self.name

    @property
    def correlation(self) -> str:
        return f"import:{self.uid}"


class ImportRow(models.Model):
    """One line of the file, what is to become of it, and what became of it."""

    session = models.ForeignKey(
        ImportSession, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    line = models.PositiveIntegerField()
    cells = models.JSONField()
    edited = models.JSONField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    warned = models.BooleanField(default=False)
    reasons = models.TextField(blank=True)
    keys = models.CharField(max_length=400, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.WAITING, blank=True)
    thing_id = models.BigIntegerField(null=True)
    thing_uid = models.UUIDField(null=True)
    undo = models.JSONField(null=True)

    personal = {
        "cells": "clear",
        "edited": "clear",
        "reasons": "text",
        "undo": "clear",
        "keys": "text",
    }
    plain = {"line", "verdict", "warned", "outcome", "thing_id", "thing_uid"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "line"], name="exchange_row_line")
        ]
        indexes = [
            # Most rows are plain ones to be added: only the others need to be found by their verdict.
            models.Index(
                fields=["session", "verdict", "line"], name="exchange_row_verdict",
                condition=~models.Q(verdict=Verdict.CREATE),
            ),
            models.Index(fields=["session", "line"], name="exchange_row_warned", condition=models.Q(warned=True)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Line {self.line}"

    @property
    def now(self) -> list[str]:
        """The cells, with what was put right by hand."""
        return with_edits(self.cells, self.edited)


def with_edits(cells: list[str], edited: dict[str, str] | None) -> list[str]:
    return [edited.get(str(at), cell) for at, cell in enumerate(cells)] if edited else cells


class NewLookup(models.Model):
    """A name in the file that nothing is called yet: somebody decides what it means."""

    session = models.ForeignKey(ImportSession, on_delete=models.CASCADE, related_name="lookups")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=400)
    name = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    near = models.JSONField(default=list)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.OPEN, blank=True)
    use_id = models.BigIntegerField(null=True)
    made_id = models.BigIntegerField(null=True)
    # Another new name of the file that most likely means the same: "Dell Inc." beside "Dell".
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="others")

    personal = {"key": "text", "name": "text", "detail": "clear"}
    plain = {"kind", "count", "near", "decision", "use_id", "made_id"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "kind", "key"], name="exchange_lookup_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def answer(self) -> tuple[bool, int | None]:
        """Whether it is known what it means, and the id: None leaves it empty."""
        told = self.same_as if self.decision == Decision.SAME and self.same_as else self
        if told.made_id is not None:
            return True, told.made_id
        if told.decision == Decision.USE:
            return True, told.use_id
        return told.decision == Decision.EMPTY, None

    @property
    def proposal(self) -> tuple[str, int | None]:
        """What is accepted unless somebody decides otherwise: the same in other words, else a new one."""
        best: dict[str, Any] | None = self.near[0] if self.near else None
        if best and best["score"] >= 100:
            return Decision.USE, int(best["id"])
        if self.same_as_id is not None:
            return Decision.SAME, None
        if not self.detail.get("may_make", True):
            return (
                (Decision.USE, int(best["id"]))
                if best and best["score"] >= 90
                else (Decision.EMPTY, None)
            )
        return Decision.CREATE, None


class MappingProfile(models.Model):
    """How a file with these headings was understood last time."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    personal: dict[str, str] = {}
    plain = {"sheet", "fingerprint", "mapping", "settings", "used_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "sheet", "fingerprint"], name="exchange_profile_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.fingerprint[:8]}"
