from __future__ import annotations

from django.db import models

from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.support.models.mail import Mailbox
from firstbell.support.states import Flow, Provider


class Consent(models.Model):
    """How a mailbox is opened without its password: by tokens, which somebody or an administrator let us have."""

    mailbox = models.OneToOneField(Mailbox, on_delete=models.CASCADE, related_name="consent")
    provider = models.CharField("mail is with", max_length=10, choices=Provider)
    flow = models.CharField("who says yes", max_length=10, choices=Flow, default=Flow.PERSON)
    tenant = models.CharField(max_length=100, blank=True)
    client_id = models.CharField("client id", max_length=300)
    client_secret = EncryptedTextField(blank=True)
    authorise_url = models.URLField("where one says yes", blank=True)
    token_url = models.URLField("where tokens are got", blank=True)
    scopes = models.CharField(max_length=300, blank=True)
    access_token = EncryptedTextField(blank=True)
    refresh_token = EncryptedTextField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # Whoever renews it has until then: of two renewals at once some servers take both back.
    renewing_until = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=200, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    personal = {"given_by": "name"}
    plain = {
        "provider", "flow", "tenant", "client_id", "client_secret", "authorise_url", "token_url", "scopes", "access_token",
        "refresh_token", "expires_at", "renewing_until", "given_at", "lost_at", "problem",
    }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_provider_display()} for {self.mailbox}"

    @property
    def is_itself(self) -> bool:
        return self.flow == Flow.ITSELF

    @property
    def is_given(self) -> bool:
        return self.lost_at is None and (self.is_itself or bool(self.refresh_token))
