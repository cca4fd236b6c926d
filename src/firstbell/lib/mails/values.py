"""What a mail says, as plain values that never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Who wrote it, which decides whether it may open or reopen anything, and whether it is answered."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"  # out of office, read receipts
    BOUNCE = "bounce"
    BULK = "bulk"  # lists, newsletters, programs that send of themselves
    CALENDAR_REPLY = "calendar_reply"


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    email: str = ""  # empty where only a name was given

    @property
    def key(self) -> str:
        """The same for the same mailbox, however it was typed."""
        return self.email.casefold()

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>" if self.name and self.email else self.name or self.email  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    data: bytes
    cid: str = ""  # what the HTML calls it, without the angle brackets
    inline: bool = False  # shown by the HTML, so not worth a line of its own


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that a mail did not reach. Not permanent: the server is still trying, or gave up for now."""

    email: str
    permanent: bool
    status: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    failed: tuple[Failed, ...] = ()
    original_id: str | None = None
    original_subject: str = ""

    @property
    def permanent(self) -> bool:
        return any(one.permanent for one in self.failed)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail that somebody passed on: who wrote it first, and what the one who passed it on says above it."""

    sender: Address
    subject: str
    text: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """An invitation, or the answer to one."""

    method: str
    uid: str = ""
    summary: str = ""
    answer: str = ""  # accepted, declined, tentative
    attendee: str = ""


NOBODY: Final = Address()


@dataclass(frozen=True, slots=True)
class Message:
    kind: Kind = Kind.PERSON
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    sender: Address = NOBODY  # the From header
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    delivered_to: tuple[
        Address, ...
    ] = ()  # what servers noted on the way, where the mail is in nobody's To
    subject: str = ""
    date: datetime | None = None
    text: str = ""  # all of it; see quoting.split
    html: str = ""  # without script, style, and pictures from elsewhere
    remote_pictures: int = 0
    attachments: tuple[Attachment, ...] = ()
    bounce: Bounce | None = None
    forwarded: Forwarded | None = None
    calendar: Calendar | None = None
    spoofed: bool = False  # our own server found that it does not come from where it says
    loop: str = ""  # our own mark, where our own mail comes back
    oddities: tuple[str, ...] = ()

    @property
    def answer_to(self) -> Address:
        """Where an answer goes: Reply-To where it is given."""
        return self.reply_to[0] if self.reply_to else self.sender

    @property
    def answerable(self) -> bool:
        """Whether an automatic answer may go out; two machines must never talk to each other."""
        local = self.answer_to.key.partition("@")[0].replace("-", "").replace("_", "")
        nobody = local in {"", "mailerdaemon", "postmaster", "noreply", "donotreply", "bounce", "bounces"}  # fmt: skip
        return self.kind is Kind.PERSON and not self.loop and not nobody
