"""The logo of a school: the one picture kept on it, which its labels may show."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from firstbell.lib.labels.layout import Layout, Logo
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions, thumbnails
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.sniffing import NotKept, sniff
from firstbell.platform.attachments.states import Kind, Scan
from firstbell.platform.attachments.store import MEGABYTE, coming
from firstbell.platform.labels.setup import Setup
from firstbell.platform.tenancy.models import School

LARGEST = 4 * MEGABYTE
KINDS = ("image/png", "image/jpeg")
# So many pixels are sharp at the largest a logo is drawn: 320 on 34 mm.
_SIDE = 320


class NotALogo(Refusal):
    """A file that cannot be a logo."""


def _school(actor: Actor, uid: UUID) -> School | None:
    return School.objects.visible_to(actor).filter(uid=uid).first()


attachments.accept("tenancy.school", "tenancy.change", load=_school, receipts="audit.view")


def choose(school: School, upload: actions.Upload, *, by: Actor, at: datetime) -> Attachment:
    """A PNG or JPEG, instead of the one before."""
    require(by, "tenancy.change", school)
    with coming(upload.chunks()) as (path, _, size):
        _refuse_others(path)
        if size > LARGEST:
            raise NotALogo(f"A logo has at most {LARGEST // MEGABYTE} MB. Save it smaller first.")
    with transaction.atomic():
        remove(school, by=by, at=at)
        return actions.add(school, upload, kind=Kind.PHOTO, by=by, at=at)


def _refuse_others(path: Path) -> None:
    try:
        kind = sniff(path).media_type
    except NotKept:
        kind = ""
    if kind not in KINDS:
        raise NotALogo("A logo is a PNG or a JPEG. Save the picture as one, then add it again.")


def remove(school: School, *, by: Actor, at: datetime) -> None:
    require(by, "tenancy.change", school)
    with transaction.atomic():
        for row in Attachment.objects.of(school.uid).filter(kind=Kind.PHOTO):
            actions.remove(row, school, by=by, at=at)


def of(school: School) -> Attachment | None:
    rows = Attachment.objects.of(school.uid).filter(is_cover=True)
    return rows.exclude(scan=Scan.INFECTED).first()


def look(school: School, setup: Setup) -> Layout:
    """The layout with the school's picture in it, where it is wanted."""
    if not setup.logo:
        return setup.layout
    row = of(school)
    if row is None:
        raise NotALogo(f"{school} has no logo yet. Add one on its page in the settings.")
    try:
        small = thumbnails.ready(row.sha256, _SIDE).read_bytes()
    except FileNotFoundError:
        raise NotALogo(f"The logo of {school} is lost. Add it again.") from None
    return replace(setup.layout, logo=Logo(small, row.width / row.height))


def picture(school: School) -> bytes:
    """The logo as it is drawn on papers; nothing where there is none, or where its file is lost."""
    row = of(school)
    if row is None:
        return b""
    try:
        return thumbnails.ready(row.sha256, _SIDE).read_bytes()
    except FileNotFoundError:
        return b""
