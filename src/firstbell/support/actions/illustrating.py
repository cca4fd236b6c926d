"""Pictures inside articles: kept on the article, seen by its readers alone, and called by names of their own in its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from django.db import transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments import events as told
from firstbell.platform.attachments.actions import Upload
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.events import announce
from firstbell.support.models import Article


@dataclass(frozen=True)
class _Called:
    """The same bytes under another name: what is pasted is always called image.png."""

    file: Upload
    name: str

    def chunks(self) -> Iterable[bytes]:
        return self.file.chunks()


def add(article: Article, file: Upload, *, by: Actor, at: datetime) -> Attachment:
    """A picture for its words; the one that is there already is taken again."""
    require(by, "support.write", article)
    called = _Called(file, _free(article, file.name or "picture.png"))
    try:
        with transaction.atomic():
            row = attachments.add_silently(article, called, by=by, at=at)
            if not row.is_picture:
                raise Refusal(f"{file.name} is no picture. Add papers on the page of the article.")
            announce(told.ADDED, article, by=by, at=at, about=[row], what="a picture", name=row.name)  # fmt: skip
    except Conflict:
        return _same(article, file)
    return row


def _free(article: Article, name: str) -> str:
    """No other picture of the article is called so: its words would show the wrong one."""
    path = PurePath(name.replace("\\", "/"))
    stem = "-".join(path.stem.split()).strip("()[]!<>") or "picture"
    known = {row.casefold() for row in Attachment.objects.live().filter(thing_uid=article.uid).values_list("name", flat=True)}  # fmt: skip
    taken = {PurePath(one).stem for one in known}
    names = [stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))]
    return next(one for one in names if one.casefold() not in taken) + path.suffix


def _same(article: Article, file: Upload) -> Attachment:
    digest = sha256()
    for piece in file.chunks():
        digest.update(piece)
    rows = Attachment.objects.live().filter(thing_uid=article.uid)
    return rows.get(sha256=digest.hexdigest())
