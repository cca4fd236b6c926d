"""What borrowers agree to: its text, its editions, and the copy that stays with each hand-over."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from firstbell.equipment import events
from firstbell.equipment.models import Agreement, Category, Handover, HandoverText, Item
from firstbell.equipment.queries import agreements
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.states import Kind
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.tenancy.models import School

_PNG = "data:image/png;base64,"
_BEGINS = b"\x89PNG\r\n\x1a\n"
_ENDS = b"IEND"
_LARGEST = 400_000
_MOST_PIXELS = 4_000_000


def write(
    title: str, text: str, *, school: School | None, categories: Sequence[Category], by: Actor, at: datetime
) -> Agreement:  # fmt: skip
    require(by, "equipment.catalogue", school)
    row = Agreement(school=school, title=title.strip(), text=text.strip(), created_at=at)
    with transaction.atomic():
        row.save()
        row.categories.set(categories)
        announce(events.AGREEMENT_CHANGED, row, by=by, at=at, did="wrote")
    return row


def change(
    row: Agreement, *, title: str, text: str, categories: Sequence[Category], by: Actor, at: datetime
) -> None:  # fmt: skip
    """Another text is another edition; what was accepted before stays as it was accepted."""
    require(by, "equipment.catalogue", row)
    wanted = {"title": title.strip(), "text": text.strip()}
    changes = changes_between(row, wanted)
    with transaction.atomic():
        if "text" in {change.field for change in changes}:
            wanted["edition"] = row.edition + 1  # type: ignore[assignment]
        for name, value in wanted.items():
            setattr(row, name, value)
        row.bump(*wanted)
        row.categories.set(categories)
        announce(events.AGREEMENT_CHANGED, row, by=by, at=at, changes=changes, did="changed")


def put_away(row: Agreement, *, by: Actor, at: datetime) -> None:
    require(by, "equipment.catalogue", row)
    with transaction.atomic():
        row.archived_at = at
        row.bump("archived_at")
        announce(events.AGREEMENT_CHANGED, row, by=by, at=at, did="put away")


def keep_texts(handover: Handover, items: Sequence[Item]) -> None:
    """Word for word what is agreed to with this hand-over."""
    HandoverText.objects.bulk_create(
        HandoverText(
            handover=handover, agreement=row, title=row.title, text=row.text, edition=row.edition
        )
        for row in agreements.for_items(handover.school, items)
    )


def sign(handover: Handover, drawn: str, *, by: Actor, at: datetime) -> None:
    """One signature for all of it, as it was drawn on the tablet."""
    require(by, "equipment.give", handover)
    if not drawn.startswith(_PNG) or len(drawn) > _LARGEST:
        raise Refusal("The signature did not arrive whole. Sign again.")
    try:
        picture = base64.b64decode(drawn[len(_PNG) :], validate=True)
    except binascii.Error:
        raise Refusal("The signature did not arrive whole. Sign again.") from None
    if not picture.startswith(_BEGINS) or not _is_whole(picture):
        raise Refusal("The signature is not a picture. Sign again.")
    upload = ContentFile(picture, name="signature.png")
    handover.signature = attachments.add(
        handover, upload, kind=Kind.OTHER, caption=f"Signed by {handover.holder}", by=by, at=at
    )


def _is_whole(picture: bytes) -> bool:
    """A half picture would be drawn on no paper."""
    if picture[-8:-4] != _ENDS:
        return False
    try:
        with Image.open(BytesIO(picture), formats=["PNG"]) as found:
            if found.width * found.height > _MOST_PIXELS:
                return False
            found.load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True
