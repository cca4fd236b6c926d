"""The mailboxes of a desk, every mail that came, and every mail that went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat

from firstbell.platform.database.secrets import EncryptedTextField
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet
from firstbell.support.models.entries import Entry
from firstbell.support.models.teams import Team
from firstbell.support.models.tickets import Ticket
from firstbell.support.states import LetterKind, LetterState, MailState, Security


class Mailbox(SchoolOwned):
    """An address that people write to, read over IMAP; what comes becomes tickets of its team."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField(help_text="Answers are sent from it")
    host = models.CharField("IMAP server", max_length=200)
    port = models.PositiveIntegerField(default=993)
    security = models.CharField(max_length=10, choices=Security, default=Security.TLS)
    user = models.CharField("user name", max_length=200)
    password = EncryptedTextField(blank=True)
    folder = models.CharField(max_length=200, default="INBOX")
    keeps = models.BooleanField(
        "leave mail there", default=False, help_text="Marked as read; otherwise it is deleted there"
    )
    tagged = models.BooleanField(
        "addresses with a plus", default=True,
        help_text="help+ticket@ reaches the same box, so that answers are found even without their headers",
    )  # fmt: skip
    answers = models.BooleanField(
        "confirm new tickets", default=True, help_text="One mail with the ticket’s number"
    )
    enabled = models.BooleanField("in use", default=True)
    from_name = models.CharField(
        max_length=200, blank=True, help_text="{person}, {team}, {school}; empty: the team"
    )
    signature = models.TextField(
        blank=True, help_text="{person}, {team}, {school}, {number}; empty: team, school and number"
    )
    smtp_host = models.CharField(
        "SMTP server", max_length=200, blank=True, help_text="Empty: the one of this installation"
    )
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(max_length=10, choices=Security, default=Security.STARTTLS)
    uid_validity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    looked_at = models.DateTimeField("last looked", null=True, blank=True, editable=False)
    # As long as a connection stands over which the server tells at once what comes.
    listens_until = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=300, blank=True, editable=False)

    objects = VisibleQuerySet.as_manager()
    view_permission = "support.work"
    personal: dict[str, str] = {}
    plain = {
        "address", "host", "port", "security", "user", "password", "folder", "keeps", "tagged", "answers", "enabled",
        "from_name", "signature", "smtp_host", "smtp_port", "smtp_security",
        "uid_validity", "last_uid", "looked_at", "listens_until", "problem", "created_at",
    }  # fmt: skip

    class Meta:
        verbose_name_plural = "mailboxes"
        constraints = [
            models.UniqueConstraint(
                fields=["host", "user", "folder"], name="support_mailbox_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.address


class RawMail(models.Model):
    """A mail as it came: its bytes are in the store of files, and safe, before this row is."""

    uid = UidField()
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="mails")
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # Of one that was too large: how large it is, and its number on the server, where all of it stays.
    left_size = models.PositiveBigIntegerField(null=True, blank=True)
    left_uid = models.BigIntegerField(null=True, blank=True)
    # The same for the same mail, by whatever way it came; by it no two tickets come of one.
    same = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=MailState, default=MailState.STORED)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    came_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    entry = models.ForeignKey(
        Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    personal = {"sender": "email", "subject": "text"}
    plain = {
        "digest",
        "size",
        "left_size",
        "left_uid",
        "same",
        "state",
        "reason",
        "attempts",
        "came_at",
        "read_at",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "digest"], name="support_mail_once"),
            models.UniqueConstraint(
                fields=["same"], condition=Q(state="read"), name="support_mail_read_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["came_at"], condition=Q(state="stored"), name="support_mail_to_read"
            ),
            models.Index(fields=["sender", "came_at"], name="support_mail_sender"),
        ]

    def __str__(self) -> str:
        return self.subject or "A mail without a subject"

    @property
    def is_cut(self) -> bool:
        return self.left_size is not None

    @property
    def cut(self) -> str:
        """What is missing here of one that was too large, and where it is."""
        if self.left_size is None:
            return ""
        first, whole = filesizeformat(self.size), filesizeformat(self.left_size)
        return f"Only the first {first} of its {whole} were read: a file in it may be cut off. All of it is still in {self.mailbox.folder} of {self.mailbox}."


class MailId(models.Model):
    """The id of a mail of a ticket, hashed; of ours nobody can guess it."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="mail_ids")
    key = models.CharField(max_length=64)
    ours = models.BooleanField()

    personal: dict[str, str] = {}
    plain = {"key", "ours"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "ticket"], name="support_mail_id_once")
        ]

    def __str__(self) -> str:
        return self.key[:12]


class Letter(models.Model):
    """A mail that goes out, from the moment it is written until it is sent, refused or came back."""

    uid = UidField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="letters")
    entry = models.ForeignKey(
        Entry, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=LetterKind, default=LetterKind.ANSWER)
    to = models.EmailField()
    words = models.TextField(blank=True)  # of one that is no entry
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    personal = {"to": "email", "problem": "clear", "words": "text"}
    plain = {"kind", "message_id", "state", "attempts", "created_at", "next_at", "sent_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "to"], name="support_letter_once"),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(kind="receipt"), name="support_letter_receipt_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=Q(state="queued"), name="support_letter_waiting"
            ),
            models.Index(fields=["to", "created_at"], name="support_letter_to"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.to}"
