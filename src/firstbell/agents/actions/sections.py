"""Keeping what a device says of itself, part by part: what did not change is not written."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from firstbell.agents.models import Device, RawReport, Section
from firstbell.agents.queries import privacy
from firstbell.lib.agentprotocol import Opened
from firstbell.platform.database import bulk
from firstbell.platform.database.secrets import encrypt

_KNOWN = "SELECT name, hash FROM agents_section WHERE device_id = %s"
_NAMES = ("device_id", "name", "document", "hash", "changed_at")
# The licence keys that the sections show masked, encrypted.
KEYS = "licence_keys"
Documents = Mapping[str, tuple[str, str]]


def begin(device: Device, documents: Documents, *, at: datetime) -> set[str]:
    rows = [(device.pk, name, text, hash_, at) for name, (text, hash_) in documents.items()]
    bulk.insert_many(Section, _NAMES, rows)
    return set(documents)


def keep(device: Device, documents: Documents, *, whole: bool, at: datetime) -> set[str]:
    """The names of what is new, other than before, or (in a whole report) gone."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [device.pk])
        known = dict(cursor.fetchall())
    changed = {name for name, (_, hash_) in documents.items() if known.get(name) != hash_}
    gone = known.keys() - documents.keys() if whole else set()
    if replaced := (changed & known.keys()) | gone:
        Section.objects.filter(device=device, name__in=replaced).delete()
    bulk.insert_many(
        Section, _NAMES, [(device.pk, name, *documents[name], at) for name in sorted(changed)]
    )
    return changed | gone


def with_keys(documents: Documents, keys: list[tuple[str, str]]) -> Documents:
    if not keys:
        return documents
    return {**documents, KEYS: (encrypt(json.dumps(keys)), privacy.fingerprint(keys))}


def keep_raw(device: Device, text: bytes, opened: Opened, *, fresh: bool, at: datetime) -> None:
    """The text is what may be kept of what was opened."""
    words = {
        "body": zlib.compress(text, 1), "content_type": opened.kind, "packing": opened.packing.form,
        "sent_bytes": opened.size or None, "text_bytes": len(opened.text), "at": at,
    }  # fmt: skip
    if fresh:
        bulk.insert_many(RawReport, ("device_id", *words), [(device.pk, *words.values())])
        return
    RawReport.objects.update_or_create(device=device, defaults=words)
