from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from firstbell.platform.accounts.states import Role
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School, Versioned


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser, Versioned):
    """Somebody, or some other system, that signs in; a Person of the people room is another thing."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    person_uid = models.UUIDField(null=True, blank=True, editable=False)
    theme = models.CharField(max_length=10, blank=True)
    preferences = models.JSONField(default=dict, blank=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    personal = {"email": "email", "name": "name", "person_uid": "clear"}
    plain = {"password", "last_login", "is_active", "theme", "preferences", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_account_email_any_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    # Django's own machinery (mail, allauth) asks these.
    def get_full_name(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role in one school, or in the whole trust where no school is given, from a day and perhaps to a day."""

    uid = UidField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    marked = True
    personal: dict[str, str] = {}
    plain = {"role", "from_on", "to_on"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="accounts_role_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.school or 'the trust'}"


class Share(models.Model):
    """One thing shown to one account that would not see it otherwise: a job with a support partner."""

    uid = UidField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="shares")
    thing_type = models.CharField(max_length=60)
    thing_uid = models.UUIDField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    personal: dict[str, str] = {}
    plain = {"thing_type", "thing_uid", "from_on", "to_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "thing_type", "thing_uid"], name="accounts_share_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thing_type} {self.thing_uid}"


class ApiToken(models.Model):
    """A key for another system: shown once, stored as a hash, never more than its account may do."""

    uid = UidField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    personal: dict[str, str] = {}
    plain = {
        "name", "hashed", "hint", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at",
    }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class Invitation(models.Model):
    """A link, good once and for a while, that makes an account with its roles."""

    uid = UidField()
    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    person_uid = models.UUIDField(null=True, blank=True, editable=False)
    hashed = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    personal = {"email": "email", "name": "name", "person_uid": "clear", "invited_by": "name"}
    plain = {"role", "hashed", "created_at", "expires_at", "accepted_at", "revoked_at"}

    def __str__(self) -> str:
        return self.name or self.email

    def is_open(self, at: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > at


class KnownSession(models.Model):
    """A browser that is signed in, so that its owner can see it and end it."""

    uid = UidField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200, blank=True)

    personal = {"address": "clear", "browser": "clear"}
    plain = {"session_key", "started_at", "seen_at"}

    def __str__(self) -> str:
        return self.browser


class SignInRules(Versioned):
    """What the trust demands of a sign-in; one row, made when somebody first changes it."""

    technicians_need_second_factor = models.BooleanField(default=False)

    marked = True
    personal: dict[str, str] = {}
    plain = {"technicians_need_second_factor", "created_at"}

    def __str__(self) -> str:
        return "the rules of signing in"


def account_key(uid: UUID | Any) -> str:
    return f"account:{uid}"
