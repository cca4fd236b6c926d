"""Mail brought from a mailbox: kept here first, then deleted there, then read. Whatever dies when, a mail is in one of
the two places, and the same bytes again are the same row. Of one that is too large the beginning is kept, and it stays.
"""

from __future__ import annotations

import imaplib
import os
import re
import socket
import tempfile
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from firstbell.lib.mails.limits import MOST_BYTES
from firstbell.lib.refusal import Refusal
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.store import scratch, store
from firstbell.support.actions import imap
from firstbell.support.models import Mailbox, RawMail
from firstbell.support.states import MailState

A_TIME: Final = 200  # mails in one look
_SIZE: Final = re.compile(rb"RFC822\.SIZE (\d+)")


class UnableToLook(Refusal):
    """The server is away, or does not let us in."""


def look(mailbox: Mailbox, *, at: datetime) -> int:
    """How many mails came. What goes wrong is written on the mailbox."""
    try:
        with imap.connected(mailbox, at=at) as server:
            came = bring(mailbox, server, at=at)
    except (OSError, imaplib.IMAP4.error, Refusal) as problem:
        why = _why(mailbox, problem)
        _note(mailbox, at, why)
        raise UnableToLook(f"{mailbox} could not be read: {why}") from problem
    return came


def _why(mailbox: Mailbox, problem: Exception) -> str:
    """In words that say what to look at; what the server itself said is told as it is."""
    if isinstance(problem, socket.gaierror):
        return f"no server is called {mailbox.host}"
    if isinstance(problem, ConnectionRefusedError):
        return f"{mailbox.host} takes nothing on port {mailbox.port}"
    if isinstance(problem, TimeoutError):
        return f"{mailbox.host} does not answer on port {mailbox.port}"
    return str(problem) or type(problem).__name__


def bring(mailbox: Mailbox, server: imap.Server, *, at: datetime) -> int:
    """What is new there, through a connection that stands already."""
    mailbox.refresh_from_db(fields=["uid_validity", "last_uid"])  # others look, too
    came = _bring(mailbox, server, at)
    _note(mailbox, at, "")
    return came


def _note(mailbox: Mailbox, at: datetime, problem: str) -> None:
    mailbox.looked_at, mailbox.problem = at, problem[:300]
    Mailbox.objects.filter(pk=mailbox.pk).update(looked_at=at, problem=problem[:300])


def _bring(mailbox: Mailbox, server: imap.Server, at: datetime) -> int:
    folder = '"' + mailbox.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    status, _ = server.select(folder)
    if status != "OK":
        raise Refusal(f"There is no folder {mailbox.folder}.")
    server.had_news()
    validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
    same = validity == mailbox.uid_validity
    begin = mailbox.last_uid if same else 0
    left = _left(mailbox, same=same)
    last, came, whole = begin, 0, True
    for uid in _new(server, begin)[:A_TIME]:
        told = uid in left or _brought(mailbox, server, uid, at)
        # One that the server does not give is asked for again next time, and keeps nobody else's waiting.
        whole = whole and told is not None
        came += told is True and uid not in left
        last = uid if whole else last
    if not mailbox.keeps:
        server.expunge()
    Mailbox.objects.filter(pk=mailbox.pk).update(uid_validity=validity, last_uid=last)
    mailbox.uid_validity, mailbox.last_uid = validity, last
    return came


def _left(mailbox: Mailbox, *, same: bool) -> set[int]:
    """Those that were too large: they stay there, and are not asked for again until the server numbers them anew."""
    rows = mailbox.mails.exclude(left_uid=None)
    if not same:
        rows.update(left_uid=None)
    return {uid for uid in rows.values_list("left_uid", flat=True) if uid is not None}


def _brought(mailbox: Mailbox, server: imaplib.IMAP4, uid: int, at: datetime) -> bool | None:
    """Whether it is one that was not here yet; None where the server does not give it."""
    size = _size(server, uid)
    raw = _fetched(server, uid, size)
    if raw is None:
        return None
    cut = MOST_BYTES <= len(raw) < size
    kept = keep(mailbox, raw, at=at, left=(size, uid) if cut else (None, None))
    if cut and kept is None:
        mailbox.mails.filter(digest=sha256(raw).hexdigest()).update(left_uid=uid)
    _taken(server, uid, stays=mailbox.keeps or cut)
    return kept is not None


def _new(server: imaplib.IMAP4, after: int) -> list[int]:
    """`n:*` always names the last one, too."""
    _, data = server.uid("SEARCH", f"UID {after + 1}:*")
    numbers = [int(word) for word in (data[0] or b"").split()]
    return sorted(number for number in numbers if number > after)


def _size(server: imaplib.IMAP4, uid: int) -> int:
    _, sizes = server.uid("FETCH", str(uid), "(RFC822.SIZE)")
    size = _SIZE.search(b" ".join(part for part in sizes if isinstance(part, bytes)))
    return int(size[1]) if size else 0


def _fetched(server: imaplib.IMAP4, uid: int, size: int) -> bytes | None:
    """All of it; of one that is larger than is read, as much as is."""
    what = f"BODY.PEEK[]<0.{MOST_BYTES}>" if size > MOST_BYTES else "BODY.PEEK[]"
    status, data = server.uid("FETCH", str(uid), f"({what})")
    parts = [part[1] for part in data if isinstance(part, tuple)]
    return bytes(parts[0]) if status == "OK" and parts else None


def _taken(server: imaplib.IMAP4, uid: int, *, stays: bool) -> None:
    server.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)" if stays else "(\\Seen \\Deleted)")


def keep(
    mailbox: Mailbox,
    raw: bytes,
    *,
    at: datetime,
    left: tuple[int | None, int | None] = (None, None),
) -> RawMail | None:
    """On the disk, then in the database; None for one that is here already."""
    digest = sha256(raw).hexdigest()
    if RawMail.objects.filter(mailbox=mailbox, digest=digest).exists():
        return None
    _to_disk(raw, digest)
    try:
        with transaction.atomic():
            return RawMail.objects.create(
                mailbox=mailbox, digest=digest, size=len(raw), left_size=left[0], left_uid=left[1],
                state=MailState.STORED, came_at=at,
            )  # fmt: skip
    except IntegrityError:
        return None


def _to_disk(raw: bytes, digest: str) -> None:
    handle, name = tempfile.mkstemp(dir=scratch(), prefix="mail-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())
        store().keep(Path(name), digest)
    finally:
        Path(name).unlink(missing_ok=True)


def forget(rows: QuerySet[RawMail]) -> None:
    """What somebody wrote who is erased: that a mail came stays, its bytes go where nothing else has the same."""
    for row in rows:
        digest = row.digest
        RawMail.objects.filter(pk=row.pk).update(sender="", subject="Erased", digest=f"erased-{row.uid.hex}")  # fmt: skip
        if not (RawMail.objects.filter(digest=digest).exists() or Attachment.objects.filter(sha256=digest).exists()):  # fmt: skip
            transaction.on_commit(partial(store().drop, digest))


def bytes_of(mail: RawMail) -> bytes:
    with store().local(mail.digest) as path:
        return path.read_bytes()
