"""Old tickets come in from another helpdesk: as they were, with their dates and words. Nobody is told, no clock starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from firstbell.lib import uuid7
from firstbell.lib.chunks import in_chunks
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.places.actions.own import index_own
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.actions import Upload
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.events import Change, News, announce, announce_many, changes_between
from firstbell.platform.audit.models import Ref
from firstbell.platform.database import bulk
from firstbell.platform.fields import actions as fields
from firstbell.platform.numbers import actions as numbers
from firstbell.platform.search import entries
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import TagLink
from firstbell.platform.tenancy.models import School
from firstbell.support import events
from firstbell.support.actions import indexing, starting
from firstbell.support.actions import own as own_fields
from firstbell.support.models import Entry, OldNumber, Ticket, TicketItem, teams
from firstbell.support.states import EntryKind

TICKET = "support.ticket"


@dataclass(frozen=True, slots=True)
class OldWords:
    """Something that was said on it."""

    at: datetime
    body: str
    by: str = ""
    kind: str = EntryKind.REPLY
    public: bool = True
    from_team: bool = True
    person_id: int | None = None
    account_id: int | None = None


@dataclass(frozen=True, slots=True)
class OldTicket:
    """`values` are columns of a ticket; what is not among them is as in a new one."""

    system: str
    number: str
    values: dict[str, Any]
    words: Sequence[OldWords] = ()
    items: Sequence[int] = ()
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    pk: int
    uid: UUID
    number: str


_ENTRY = (
    "uid", "ticket_id", "kind", "public", "body", "by_account_id", "by_person_id", "by_name", "from_team", "minutes",
    "activity", "at",
)  # fmt: skip
_OLD = ("school_id", "ticket_id", "system", "number", "brought_by", "as_of")


def bring_in(
    school: School, olds: Sequence[OldTicket], *, by: Actor, at: datetime, brought_by: UUID | None = None
) -> list[Brought]:  # fmt: skip
    """All or none, in their order."""
    require(by, "support.work", school)
    if not olds:
        return []
    with transaction.atomic():
        given = numbers.take(starting.PREFIX, len(olds), kind=starting.NUMBERS)
        ids = bulk.next_ids(Ticket, len(olds))
        uids = uuid7.many(len(olds))
        made = [Brought(*row) for row in zip(ids, uids, given, strict=True)]
        pairs = list(zip(olds, made, strict=True))
        _write_tickets(school, pairs, at)
        bulk.insert_many(Entry, _ENTRY, _entry_rows((one.pk, old.words) for old, one in pairs))
        things = [(one.pk, item, "", None, at) for old, one in pairs for item in old.items]
        bulk.insert_many(
            TicketItem, ("ticket_id", "item_id", "holder_was", "cover_was", "added_at"), things
        )
        old_rows = [
            (school.pk, one.pk, old.system, old.number, brought_by, 1) for old, one in pairs
        ]
        bulk.insert_many(OldNumber, _OLD, old_rows)
        _tag(pairs, by=by, at=at)
        said = [(one.uid, old.values["custom"]) for old, one in pairs if old.values.get("custom")]
        fields.index(TICKET, said, fresh=True)
        entries.put_many(TICKET, [_found(school, old, one) for old, one in pairs], new=True)
        own = teams.tree().own
        news = [
            News(
                Ref(
                    TICKET,
                    one.uid,
                    f"{one.number} {old.values['title']}",
                    school.pk,
                    _circle(old, own),
                )
            )
            for old, one in pairs
        ]
        announce_many(events.BROUGHT, news, by=by, at=at)
    return made


def _circle(old: OldTicket, own: frozenset[int]) -> str:
    """Who alone reads its history, where its team keeps its tickets for its own people."""
    team = old.values["team_id"]
    return teams.audience(team) if team in own else ""


def _tag(pairs: Sequence[tuple[OldTicket, Brought]], *, by: Actor, at: datetime) -> None:
    """A new word is a new tag."""
    names = {tags.key_of(name): name for old, _ in pairs for name in old.tags}
    known: dict[str, int] = {}
    for some in in_chunks(names.values(), tags.MOST_AT_ONCE):
        known.update((tag.key, tag.pk) for tag in tags.named(some, by=by, at=at))
    rows = [
        (known[key], TICKET, one.uid)
        for old, one in pairs
        for key in sorted({tags.key_of(name) for name in old.tags})
    ]
    bulk.insert_many(TagLink, ("tag_id", "thing_type", "thing_uid"), rows)


def _write_tickets(
    school: School, pairs: Sequence[tuple[OldTicket, Brought]], at: datetime
) -> None:
    plain = Ticket()
    fields = [field.attname for field in Ticket._meta.concrete_fields]
    usual = {name: getattr(plain, name) for name in fields}
    rows = []
    for old, one in pairs:
        fixed = {
            "id": one.pk,
            "uid": one.uid,
            "school_id": school.pk,
            "number": one.number,
            "created_at": at,
            "version": 1,
        }
        row = {**usual, **old.values, **fixed}
        rows.append(tuple(row[name] for name in fields))
    bulk.insert_many(Ticket, tuple(fields), rows)


def _entry_rows(said: Any) -> list[tuple[Any, ...]]:
    flat = [(pk, one) for pk, some in said for one in some]
    return [
        (uid, pk, one.kind, one.public, one.body, one.account_id, one.person_id, one.by[:200], one.from_team, 0, "", one.at)
        for uid, (pk, one) in zip(uuid7.many(len(flat)), flat, strict=True)
    ]  # fmt: skip


def _found(school: School, old: OldTicket, one: Brought) -> Any:
    said = " ".join(word.body for word in reversed(old.words) if word.public)
    codes = (one.number, old.number) if not old.number.startswith("~") else (one.number,)
    values = old.values
    who = values.get("requester_name") or values.get("requester_email") or ""
    return indexing.written(
        one.pk,
        one.uid,
        school.pk,
        values["title"],
        (values.get("room_was") or "", who),
        codes,
        said,
    )


def add_words(
    school: School, said: Sequence[tuple[int, OldWords]], *, by: Actor, at: datetime
) -> list[int]:  # fmt: skip
    """More of the conversation of tickets that are here: the keys of what was added, in its order."""
    require(by, "support.work", school)
    with transaction.atomic():
        ids = bulk.next_ids(Entry, len(said))
        rows = _entry_rows((pk, [words]) for pk, words in said)
        bulk.insert_many(
            Entry, ("id", *_ENTRY), [(key, *row) for key, row in zip(ids, rows, strict=True)]
        )
        touched = {pk for pk, words in said if words.public}
        entries.put_things(indexing.rows().filter(pk__in=touched))
    return list(ids)


def take_words_off(entry: int, *, by: Actor) -> None:
    found = Entry.objects.filter(pk=entry).select_related("ticket").first()
    if found is None:
        return
    require(by, "support.work", found.ticket)
    found.delete()
    indexing.put(indexing.rows().filter(pk=found.ticket_id).first() or found.ticket)


def set_as_there(
    ticket: Ticket, values: dict[str, Any], *, by: Actor, at: datetime
) -> list[Change]:
    """What a newer file says of it; only as long as nobody here has worked on it."""
    require(by, "support.work", ticket)
    changes = changes_between(ticket, values)
    with transaction.atomic():
        for name, value in values.items():
            setattr(ticket, name, value)
        ticket.bump(*values)
        OldNumber.objects.filter(ticket=ticket).update(as_of=ticket.version)
        told = [one for one in changes if one.field in ("title", "status", "category")]
        announce(events.BROUGHT_AGAIN, ticket, by=by, at=at, changes=told)
        if "custom" in values:
            index_own(ticket)
        indexing.put(ticket)
    return changes


def add_file(ticket: Ticket, file: Upload, *, by: Actor, at: datetime) -> Attachment | None:
    """A file of an old ticket; none where it is on it already. The import tells, not each file."""
    require(by, "support.work", ticket)
    try:
        return attachments.add_silently(ticket, file, by=by, at=at)
    except Conflict:
        return None


def take_file_off(row: Attachment, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    require(by, "support.work", ticket)
    attachments.remove(row, ticket, by=by, at=at)


def withdraw(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """A ticket that a file brought goes with it, with all that was said; history remembers that it was here."""
    require(by, "support.work", ticket)
    old = list(OldNumber.objects.filter(ticket=ticket))
    if not old:
        raise Refusal(f"{ticket} was not brought in by a file.")
    if any(one.as_of != ticket.version for one in old):
        raise Refusal("Kept, because it was worked on here since.")
    with transaction.atomic():
        announce(events.WITHDRAWN, ticket, by=by, at=at)
        entries.drop(ticket)
        own_fields.drop(ticket)
        TagLink.objects.filter(thing_uid=ticket.uid).delete()
        files = Attachment.objects.live().filter(thing_uid=ticket.uid)
        files.update(removed_at=at, removed_by=by.name[:200], is_cover=False)
        ticket.delete()


def known(school: School, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], OldNumber]:
    """By system and number: what has been brought in before."""
    found: dict[tuple[str, str], OldNumber] = {}
    by_system: dict[str, list[str]] = defaultdict(list)
    for system, number in keys:
        by_system[system].append(number)
    for system, some in by_system.items():
        rows = OldNumber.objects.filter(school=school, system=system, number__in=some)
        for row in rows.select_related("ticket__school", "ticket__status"):
            found[system, row.number] = row
    return found
