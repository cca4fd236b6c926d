from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import events, registry, scanning, thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.sniffing import ENDINGS, sniff
from firstbell.platform.attachments.states import Kind, Scan
from firstbell.platform.attachments.store import coming, store
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.audit.models import subject_type


class Upload(Protocol):
    """A file as Django hands it over."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


class Infected(Refusal):
    """The virus scanner found something."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    scan: Scan
    at: datetime | None


def add(
    thing: Any, upload: Upload, *, kind: Kind | str = "", caption: str = "", by: Actor, at: datetime
) -> Attachment:
    """Keep a file on a thing. The bytes are safe on the disk, and small pictures made, before anybody has to wait."""
    with _prepared(thing, upload, by, at) as row, transaction.atomic():
        _write(row, thing, kind, caption)
        said = Kind(row.kind).label.lower()
        announce(events.ADDED, thing, by=by, at=at, about=[row], what=said, name=row.name)
    return row


def add_silently(
    thing: Any, upload: Upload, *, kind: Kind | str = "", caption: str = "", by: Actor, at: datetime
) -> Attachment:
    """For verbs that tell in their own words what came."""
    with _prepared(thing, upload, by, at) as row:
        return _write(row, thing, kind, caption)


@contextmanager
def _prepared(thing: Any, upload: Upload, by: Actor, at: datetime) -> Iterator[Attachment]:
    """The row to be, once its bytes are scanned and kept; nothing is locked meanwhile."""
    noun = registry.noun(subject_type(thing))
    if noun is None:
        raise Refusal(f"Nothing can be added to {thing}.")
    require(by, "attachments.change", thing)
    require(by, noun.change, thing)
    with coming(upload.chunks()) as (path, digest, size):
        sniffed = sniff(path)
        verdict = _scanned(path, at)
        if sniffed.width:
            thumbnails.make(path, digest)
        store().keep(path, digest)
        yield Attachment(
            thing_type=subject_type(thing), thing_uid=thing.uid, school_id=getattr(thing, "school_id", None),
            sha256=digest, name=safe_name(upload.name or "", sniffed.media_type), media_type=sniffed.media_type,
            size=size, width=sniffed.width, height=sniffed.height, added_by=by.name[:200], created_at=at,
            scan=verdict.scan, scanned_at=verdict.at,
        )  # fmt: skip


def _scanned(path: Path, at: datetime) -> _Verdict:
    if not scanning.is_wanted():
        return _Verdict(Scan.NONE, None)
    try:
        threat = scanning.threat_in(path)
    except scanning.Unanswered:
        return _Verdict(Scan.WAITING, None)
    if threat:
        raise Infected(
            f"The virus scanner found {threat} in that file, so it was not kept. Tell your lead technician."
        )
    return _Verdict(Scan.CLEAN, at)


def _write(row: Attachment, thing: Any, kind: Kind | str, caption: str) -> Attachment:
    row.kind = kind or (Kind.PHOTO if row.is_picture else Kind.OTHER)
    row.caption = caption.strip()[:200]
    try:
        with transaction.atomic():
            row.is_cover = row.kind == Kind.PHOTO and not _cover_of(thing).exists()
            row.save()
    except IntegrityError:
        raise Conflict(f"That file is on {thing} already.") from None
    return row


def _cover_of(thing: Any) -> Any:
    return Attachment.objects.live().filter(thing_uid=thing.uid, is_cover=True)


def safe_name(given: str, media_type: str) -> str:
    """A name for downloading: its own words, and the ending of what it really is."""
    stem = PurePath(given.replace("\\", "/")).name
    stem = re.sub(r"[\x00-\x1f\x7f\"<>:|?*/\u202a-\u202e\u2066-\u2069]", "", stem).strip(". ")
    ending = ENDINGS[media_type]
    kept = PurePath(stem)
    if kept.suffix.lower() in _same(ending):
        ending = kept.suffix.lower()
        stem = kept.stem
    return f"{stem[:150] or 'file'}{ending}"


def _same(ending: str) -> tuple[str, ...]:
    alike = {
        ".jpg": (".jpg", ".jpeg"),
        ".txt": (".txt", ".csv", ".tsv", ".log", ".md"),
        ".doc": (".doc", ".xls", ".ppt", ".msg"),
    }
    return alike.get(ending, (ending,))


def change(
    attachment: Attachment, thing: Any, *, by: Actor, at: datetime, **wanted: Any
) -> Attachment:
    """What is said of it: `kind` and `caption`."""
    _require(attachment, thing, by)
    changes = changes_between(attachment, wanted)
    if not changes:
        return attachment
    for name, value in wanted.items():
        setattr(attachment, name, value)
    with transaction.atomic():
        attachment.bump(*wanted)
        announce(events.CHANGED, thing, by=by, at=at, changes=changes, name=attachment.name)
    return attachment


def choose_cover(attachment: Attachment, thing: Any, *, by: Actor, at: datetime) -> Attachment:
    _require(attachment, thing, by)
    if not attachment.is_picture:
        raise Refusal("Only a picture can stand for the thing.")
    with transaction.atomic():
        _cover_of(thing).exclude(pk=attachment.pk).update(is_cover=False)
        attachment.is_cover = True
        attachment.bump("is_cover")
        announce(events.COVER_CHOSEN, thing, by=by, at=at, name=str(attachment))
    return attachment


def remove(attachment: Attachment, thing: Any, *, by: Actor, at: datetime) -> None:
    """Off the thing at once; the bytes are kept a month longer, for a mistake."""
    _require(attachment, thing, by)
    was_cover = attachment.is_cover
    attachment.removed_at, attachment.removed_by, attachment.is_cover = at, by.name[:200], False
    with transaction.atomic():
        attachment.bump("removed_at", "removed_by", "is_cover")
        if was_cover:
            _next_cover(thing)
        announce(events.REMOVED, thing, by=by, at=at, name=str(attachment))


def _next_cover(thing: Any) -> None:
    following = Attachment.objects.of(thing.uid).filter(kind=Kind.PHOTO).first()
    if following:
        Attachment.objects.filter(pk=following.pk).update(is_cover=True)


def _require(attachment: Attachment, thing: Any, by: Actor) -> None:
    noun = registry.noun(attachment.thing_type)
    if noun is None or attachment.thing_uid != thing.uid:
        raise Refusal(f"{attachment} is not on {thing}.")
    require(by, "attachments.change", thing)
    require(by, noun.change, thing)
