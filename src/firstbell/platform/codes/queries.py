from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from firstbell.lib.chunks import in_chunks
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.codes import alphabet, registry
from firstbell.platform.codes.models import Batch, Code
from firstbell.platform.codes.registry import Found

_STEP = 900


def link(code: str) -> str:
    """What our QR says: a phone's camera opens it."""
    return f"{settings.BASE_URL}/c/{code}"


def written(text: str) -> str:
    """The code in what a scanner read: our own link, an old one, or the text itself."""
    # No code has a NUL, and PostgreSQL would not even be asked for one.
    text = text.replace("\x00", "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    for base in (settings.BASE_URL, *settings.OLD_URLS):
        ours = urlsplit(base)
        start = f"{ours.path.rstrip('/')}/c/"
        if parts.netloc.lower() == ours.netloc.lower() and parts.path.lower().startswith(start):
            return unquote(parts.path[len(start) :].split("/")[0])
    return text


def code_of(text: str) -> Code | None:
    """The code as it is, or as somebody may have typed it from a label."""
    value = written(text)
    if not value or len(value) > 120:
        return None
    wanted = {value, alphabet.read(value)} - {""}
    found = {code.value: code for code in Code.objects.filter(value__in=wanted)}
    return found.get(value) or found.get(alphabet.read(value))


def resolve(text: str) -> Found | None:
    """Where a scan or a typed tag leads, whoever asks; what they may see of it is the door's to decide."""
    code = code_of(text)
    if code is not None:
        return Found(code.thing_type, code.thing_uid, code)
    value = written(text)
    for read in registry.resolvers():
        found = read(value) if value else None
        if found is not None:
            return found
    return None


def codes_for(uids: Iterable[UUID]) -> dict[UUID, Code]:
    """The code that stands on each thing's label: the preferred of our own, else the oldest of our own."""
    found: dict[UUID, Code] = {}
    for some in in_chunks(list(uids), _STEP):
        rows = Code.objects.filter(thing_uid__in=some, kind="own").order_by("preferred", "-id")
        found.update((code.thing_uid, code) for code in rows)
    return found


def open_batches(actor: Actor) -> QuerySet[Batch]:
    """The newest first, each with how many of its codes are still on nothing: `left`, at least one."""
    left = Count("codes", filter=Q(codes__thing_uid=None))
    rows = Batch.objects.visible_to(actor).annotate(left=left)
    found: QuerySet[Batch] = rows.filter(left__gt=0).order_by("-id")
    return found
