"""Where a school's people come from, by what they are known there, and what each of its lists brought."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from firstbell.people.models.groups import Group
from firstbell.people.models.persons import Person
from firstbell.people.states import MemberKind, SourceKind, Speaks
from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.states import State
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class RosterSource(SchoolOwned):
    """A system that knows who is there: what its lists may do here, and for whom they speak."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=SourceKind, default=SourceKind.ONEROSTER)
    speaks_for = models.CharField("speaks for", max_length=10, choices=Speaks, default=Speaks.BOTH)
    # Which of several schools in its lists this one is: name, identifier or key.
    school_key = models.CharField("school in the list", max_length=120, blank=True)
    may_add = models.BooleanField("may add people", default=True)
    may_change = models.BooleanField("may change people", default=True)
    may_leave = models.BooleanField("may mark leavers", default=True)
    # Whoever is not in a whole list leaves, even if no list of this source ever named them.
    is_whole = models.BooleanField("speaks for people it never named", default=False)
    is_nightly = models.BooleanField("asked every night", default=False)
    # Of a directory: host, port, security, bind_dn, base_dn, filters, attributes.
    settings = models.JSONField(default=dict)
    password = EncryptedTextField(blank=True, default="")
    asked_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()
    view_permission = "people.rosters"
    personal: dict[str, str] = {}
    plain = {
        "name", "kind", "speaks_for", "school_key", "may_add", "may_change", "may_leave", "is_whole", "is_nightly",
        "settings", "password", "asked_at", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"], condition=Q(archived_at=None), name="people_source_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds(self) -> list[str]:
        """The kinds of people that its lists speak for."""
        if self.speaks_for == Speaks.BOTH:
            return [MemberKind.STUDENT, MemberKind.STAFF]
        return [MemberKind.STUDENT if self.speaks_for == Speaks.STUDENTS else MemberKind.STAFF]


class PersonKey(models.Model):
    """By what a source knows somebody; without a person, it was said to be somebody new."""

    source = models.ForeignKey(
        RosterSource, on_delete=models.CASCADE, related_name="person_keys", db_index=False
    )
    key = models.CharField(max_length=255)
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, null=True, related_name="roster_keys"
    )
    # The latest change that a list told of, and whether the source has said that they are gone.
    modified = models.CharField(max_length=20, blank=True)
    is_gone = models.BooleanField(default=False)

    personal = {"key": "clear"}
    plain = {"modified", "is_gone"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="people_person_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class GroupKey(models.Model):
    source = models.ForeignKey(
        RosterSource, on_delete=models.CASCADE, related_name="group_keys", db_index=False
    )
    key = models.CharField(max_length=255)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="roster_keys")

    personal: dict[str, str] = {}
    plain = {"key"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="people_group_key_once")
        ]

    def __str__(self) -> str:
        return self.key


class RosterRunQuerySet(VisibleQuerySet):
    def brought_in(self) -> Any:
        return self.filter(session__state=State.APPLIED)


class RosterRun(SchoolOwned):
    """One list of a source on its way in: read here, then an import like any other."""

    source = models.ForeignKey(RosterSource, on_delete=models.PROTECT, related_name="runs")
    session = models.OneToOneField(
        ImportSession, on_delete=models.CASCADE, null=True, related_name="roster_run"
    )
    name = models.CharField("file", max_length=200)
    digest = models.CharField(max_length=64, blank=True)
    account_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    is_nightly = models.BooleanField(default=False)
    is_full = models.BooleanField(default=True)
    until = models.CharField(max_length=20, blank=True)
    notes = models.JSONField(default=list)
    # How many join, move and leave, and how many there were: joiners, movers, leavers, of, …
    tally = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    job_uid = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    objects = RosterRunQuerySet.as_manager()
    view_permission = "people.rosters"
    personal = {"actor_name": "name", "notes": "clear"}
    plain = {
        "name", "digest", "account_id", "is_nightly", "is_full", "until", "tally", "problem", "job_uid", "agreed_at",
        "created_at",
    }  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["school", "-id"], name="people_run_latest")]

    def __str__(self) -> str:
        return f"{self.source}: {self.name}"

    @property
    def asks(self) -> bool:
        """More than a tenth would leave, and nobody has said yet that this is right."""
        return self.is_many and self.agreed_at is None

    @property
    def is_many(self) -> bool:
        return int(self.tally.get("leavers", 0)) * 10 > int(self.tally.get("of", 0))

    @property
    def is_reading(self) -> bool:
        """Until every line is looked at, and it is known how many join and leave."""
        state = self.session.state if self.session else State.CHECKING
        is_counted = state != State.CHECKED or bool(self.tally)
        return not self.problem and (state == State.CHECKING or not is_counted)
