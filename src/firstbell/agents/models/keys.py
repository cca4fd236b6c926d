from __future__ import annotations

from datetime import date

from django.db import models

from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


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
        return self.revoked_at is None and (self.expires_on is None or day <= self.expires_on)
