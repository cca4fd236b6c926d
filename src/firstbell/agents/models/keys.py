from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from firstbell.agents.states import KeyState
from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


def state_on(day: date, revoked_at: datetime | None, expires_on: date | None) -> KeyState:
    if revoked_at is not None:
        return KeyState.REVOKED
    return KeyState.RUN_OUT if expires_on is not None and expires_on < day else KeyState.IN_USE


def in_state(state: KeyState, day: date) -> Q:
    """The keys that are in it on that day."""
    if state == KeyState.REVOKED:
        return Q(revoked_at__isnull=False)
    over = Q(expires_on__isnull=False, expires_on__lt=day)
    return Q(revoked_at=None) & (over if state == KeyState.RUN_OUT else ~over)


class Key(SchoolOwned):
    """The secret in the address that a school's agents report to; found by its digest, kept readable for its lines."""

    label = models.CharField(max_length=80, help_text="Where it is used: GPO, Intune, Mac lab")
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    secret = EncryptedTextField(editable=False)
    approves = models.BooleanField(
        "its devices need no approval", default=False, help_text="They may receive work at once"
    )
    expires_on = models.DateField(null=True, blank=True, help_text="The last day it works")
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    used_count = models.PositiveIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    basic_user = models.CharField(max_length=40, blank=True, editable=False)
    basic_hash = models.CharField(max_length=64, blank=True, editable=False)
    basic_password = EncryptedTextField(blank=True, editable=False)
    client_certificate = models.BooleanField(
        "only with a client certificate", default=False, help_text="The reverse proxy checks it"
    )

    objects = VisibleQuerySet.as_manager()
    view_permission = "agents.keys"
    personal: dict[str, str] = {}
    plain = {
        "label", "secret_hash", "secret", "approves", "expires_on", "revoked_at", "used_count", "last_used_at",
        "basic_user", "basic_hash", "basic_password", "client_certificate", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "label"],
                condition=models.Q(revoked_at=None),
                name="agents_key_label",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def works_on(self, day: date) -> bool:
        return self.state_on(day) == KeyState.IN_USE

    def state_on(self, day: date) -> KeyState:
        return state_on(day, self.revoked_at, self.expires_on)
