from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.platform.accounts.models import Account
from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.database.uid import UidField
from firstbell.platform.notifications.states import How, Mail
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, account_id: int | None) -> Self:
        return self.filter(account=account_id).order_by("-id")

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Notice(models.Model):
    """Something one person is told of once: here, and in an email when they want it."""

    uid = UidField()
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notices")
    event_uid = models.UUIDField()
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    line = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail, default=Mail.NONE)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    personal = {"title": "clear", "line": "clear"}
    plain = {"event_uid", "kind", "url", "at", "read_at", "mail", "mailed_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "event_uid"], name="notifications_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="notifications_notice_account"),
            models.Index(
                fields=["account"], name="notifications_notice_unread", condition=Q(read_at=None)
            ),
            models.Index(
                fields=["account", "id"],
                name="notifications_notice_to_mail",
                condition=Q(mail__in=["waiting", "daily"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(models.Model):
    """How one person wants one kind of notice; without a row, as the kind usually comes."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=80)
    how = models.CharField(max_length=8, choices=How)

    personal: dict[str, str] = {}
    plain = {"kind", "how"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], name="notifications_preference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.get_how_display()}"


class Postbox(models.Model):
    """When the next email to somebody may go: never two within ten minutes."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    next_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    personal = {"problem": "clear"}
    plain = {"next_at", "failures"}

    def __str__(self) -> str:
        return f"the post of {self.account}"


class Channel(SchoolOwned):
    """Where a school's notices are posted besides: a Teams channel, a chat, a pager. `kinds` empty means all."""

    name = models.CharField(max_length=100)
    url = EncryptedTextField()
    kinds = models.JSONField(default=list, blank=True)
    is_on = models.BooleanField(default=True)
    last_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)

    view_permission = "notifications.channels"
    objects = VisibleQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {"name", "url", "kinds", "is_on", "last_sent_at", "problem", "created_at"}

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """One notice on its way to one channel."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="posts")
    event_uid = models.UUIDField()
    title = models.CharField(max_length=200)
    line = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    personal = {"title": "clear", "line": "clear"}
    plain = {"event_uid", "url", "due_at", "attempts", "sent_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "event_uid"], name="notifications_post_once")
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="notifications_post_waiting", condition=Q(sent_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.title
