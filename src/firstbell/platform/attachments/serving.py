"""The bytes as an answer: pictures to look at, everything else to download, nothing that could run."""

from __future__ import annotations

from django.http import FileResponse, Http404

from firstbell.platform.attachments import thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.store import store

# Even a picture is shown in a box without scripts, forms or an origin.
_HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=604800, immutable",
}


def original(row: Attachment) -> FileResponse:
    if row.is_held_back:
        raise Http404
    kind = (
        f"{row.media_type}; charset=utf-8" if row.media_type.startswith("text/") else row.media_type
    )
    try:
        with store().local(row.sha256) as place:
            file = place.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(
        file, as_attachment=not row.is_picture, filename=row.name, content_type=kind
    )
    return _guarded(answer)


def small(row: Attachment, side: int) -> FileResponse:
    if not row.is_picture or row.is_held_back or side not in thumbnails.SIDES:
        raise Http404
    try:
        file = thumbnails.ready(row.sha256, side).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return _guarded(FileResponse(file, content_type="image/webp"))


def _guarded(answer: FileResponse) -> FileResponse:
    for name, value in _HARMLESS.items():
        answer[name] = value
    return answer
