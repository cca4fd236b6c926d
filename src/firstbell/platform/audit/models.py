from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Q

from firstbell.platform.database.uid import UidField


class Event(models.Model):
    """What happened: one row per verb and subject, never edited, no foreign keys.

    The sentence is finished when it is written, so that history reads the same after everything it names is gone.
    """

    uid = UidField()
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    subject_label = models.CharField(max_length=200)
    school_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200)
    source = models.CharField(max_length=20)
    correlation = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=20)
    sentence = models.TextField()
    annulled_at = models.DateTimeField(null=True)
    annulled_by = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True)

    personal = {
        "subject_label": "label",
        "actor_name": "name",
        "sentence": "sentence",
        "annulled_by": "name",
    }
    plain = {
        "kind", "subject_type", "subject_uid", "school_id", "at", "actor_key", "source", "correlation", "audience",
        "annulled_at", "erased_at",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(fields=["subject_uid", "-id"], name="audit_event_subject"),
            models.Index(fields=["school_id", "-id"], name="audit_event_school"),
            models.Index(fields=["actor_key", "-id"], name="audit_event_actor"),
            models.Index(
                fields=["correlation"], name="audit_event_corr", condition=~Q(correlation="")
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class EventChange(models.Model):
    """One changed field of an event; making a thing writes none."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=80)
    was = models.TextField(blank=True)
    now = models.TextField(blank=True)

    personal = {"was": "value", "now": "value"}
    plain = {"field"}

    def __str__(self) -> str:
        return f"{self.field}: {self.was} → {self.now}"


class EventLink(models.Model):
    """Something else whose timeline shows the event: the person who got it, the room it left."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="links")
    thing_type = models.CharField(max_length=60)
    thing_uid = models.UUIDField()

    personal: dict[str, str] = {}
    plain = {"thing_type", "thing_uid"}

    class Meta:
        indexes = [models.Index(fields=["thing_uid", "-event"], name="audit_link_thing")]

    def __str__(self) -> str:
        return f"{self.thing_type} {self.thing_uid}"


class Delivery(models.Model):
    """One receiver's copy of one event: waiting until it has been handled, at least once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    receiver = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True)

    personal: dict[str, str] = {}
    plain = {"receiver", "done_at", "claimed_until", "attempts", "problem"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "receiver"], name="audit_delivery_once")
        ]
        indexes = [
            models.Index(fields=["id"], name="audit_delivery_waiting", condition=Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.receiver} of {self.event_id}"


class Ref(NamedTuple):
    """A thing as history knows it, for verbs over many that never load the rows."""

    thing_type: str
    uid: UUID
    label: str
    school_id: int | None
    history_audience: str = ""

    def __str__(self) -> str:
        return self.label


def subject_type(thing: Any) -> str:
    return thing.thing_type if isinstance(thing, Ref) else str(thing._meta.label_lower)
