"""Pictures that phones take of what they scan: kept with the count, once, however often they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstbell.equipment.models import Count, CountJoin, CountPhoto, CountScan
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.actions import Upload
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.sniffing import sniff
from firstbell.platform.attachments.store import coming
from firstbell.platform.audit.models import subject_type


class ScanFirst(Conflict):
    """A picture of a scan that has not come in yet: the phone sends it again after that."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with an id of the phone's own, the scan that it is of, and what is to be seen."""

    id: UUID
    scan: UUID
    words: str = ""


def take(joined: CountJoin, photo: Photo, upload: Upload, *, by: Actor, at: datetime) -> CountPhoto:
    """The file first, then the row that says it came in: whatever dies between them, it is sent again and kept once."""
    require(by, "equipment.count", joined.count)
    of_count = CountPhoto.objects.filter(count=joined.count_id)
    known: CountPhoto | None = of_count.filter(photo_id=photo.id).first()
    if known is not None:
        return known
    scans = CountScan.objects.filter(count=joined.count_id).select_related("item")
    scan = scans.filter(scan_id=photo.scan).first()
    if scan is None:
        raise ScanFirst("The scan of this photo has not come in yet. The photo is sent after it.")
    words = photo.words.strip()[:100]
    what = scan.item.tag if scan.item else scan.code
    caption = ": ".join(filter(None, (what, words)))
    file = _kept(joined.count, upload, caption, by, at)
    made, _ = CountPhoto.objects.get_or_create(
        count=joined.count, photo_id=photo.id,
        defaults={"scan": scan, "file": file, "words": words, "received_at": at},
    )  # fmt: skip
    return made


def _kept(count: Count, upload: Upload, caption: str, by: Actor, at: datetime) -> Attachment:
    with coming(upload.chunks()) as (path, digest, _):
        if not sniff(path).width:
            raise Refusal("That is no photo. Take it again.")
    if known := _on(count, digest):
        return known
    try:
        return attachments.add(count, upload, caption=caption, by=by, at=at)
    except Conflict:
        # Two phones sent the same picture at once, or one phone twice.
        if known := _on(count, digest):
            return known
        raise


def _on(count: Count, digest: str) -> Attachment | None:
    """One picture may be of two things, or of one whose row was not written before the power went."""
    rows = Attachment.objects.live().filter(thing_type=subject_type(count), thing_uid=count.uid)
    found: Attachment | None = rows.filter(sha256=digest).first()
    return found
