from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import subject_type
from firstbell.platform.notes import events, registry
from firstbell.platform.notes.models import Note

LONGEST = 4_000


def write(thing: Any, text: str, *, by: Actor, at: datetime) -> Note:
    noun = registry.noun(subject_type(thing))
    if noun is None:
        raise Refusal(f"No note can be left on {thing}.")
    require(by, "notes.write", thing)
    require(by, noun.change, thing)
    note = Note(
        thing_type=subject_type(thing), thing_uid=thing.uid, school_id=getattr(thing, "school_id", None),
        text=_fit(text), author_key=by.account_key or by.key, author=by.name[:200], created_at=at,
    )  # fmt: skip
    with transaction.atomic():
        note.save()
        announce(events.WRITTEN, thing, by=by, at=at)
    return note


def edit(note: Note, thing: Any, text: str, *, by: Actor, at: datetime) -> Note:
    """Only who wrote a note changes its words."""
    require(by, "notes.write", thing)
    if not by.is_behind(note.author_key):
        raise NotAllowed(
            f"Only {note.author} may change this note. Leave one of your own beside it."
        )
    words = _fit(text)
    if words == note.text:
        return note
    note.text, note.edited_at = words, at
    with transaction.atomic():
        note.bump("text", "edited_at")
        announce(events.EDITED, thing, by=by, at=at)
    return note


def remove(note: Note, thing: Any, *, by: Actor, at: datetime) -> None:
    """One's own, or with the permission for it anybody's."""
    require(by, "notes.write" if by.is_behind(note.author_key) else "notes.remove", thing)
    note.removed_at = at
    with transaction.atomic():
        note.bump("removed_at")
        announce(events.REMOVED, thing, by=by, at=at, author=note.author)


def _fit(text: str) -> str:
    words = text.replace("\x00", "").strip()
    if not words:
        raise Refusal("Write something first.", fields={"text": "Empty"})
    if len(words) > LONGEST:
        raise Refusal(f"A note has at most {LONGEST:,} letters.", fields={"text": "Too long"})
    return words
