from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from firstbell.lib import uuid7
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import subject_type
from firstbell.platform.codes import alphabet, events, queries
from firstbell.platform.codes.models import Batch, Code, FoundMessage
from firstbell.platform.codes.registry import Thing
from firstbell.platform.codes.states import Kind, Symbology
from firstbell.platform.database import bulk
from firstbell.platform.tenancy.models import School

MOST_AT_ONCE = 5_000
# A finder has one thing to say, and a prankster would have many.
_MESSAGES_A_DAY = 5

_COLUMNS = (
    "uid", "version", "created_at", "school_id", "value", "symbology", "kind", "thing_type", "thing_uid", "preferred",
    "claimed_at", "claimed_by", "batch_id",
)  # fmt: skip


class TooManyCodes(Refusal):
    """More than one print run."""


class OnSomethingElse(Conflict):
    """The code is on another thing."""


class SaidEnough(Refusal):
    """This code has brought in more messages today than one device can need."""


def mint(school: School, count: int, *, note: str = "", by: Actor, at: datetime) -> Batch:
    """Codes that are on nothing yet: print them, stick them on, claim each by scanning it."""
    require(by, "codes.change", school)
    if not 1 <= count <= MOST_AT_ONCE:
        sentence = f"Make between 1 and {MOST_AT_ONCE:,} codes at a time."
        raise TooManyCodes(sentence, fields={"count": sentence})
    with transaction.atomic():
        batch = Batch.objects.create(
            school=school, count=count, note=note.strip(), made_by=by.name, created_at=at
        )
        values = _new_values(count)
        uids = uuid7.many(count)
        bulk.insert_many(
            Code,
            _COLUMNS,
            (
                (
                    uid,
                    1,
                    at,
                    school.pk,
                    value,
                    Symbology.QR.value,
                    Kind.OWN.value,
                    "",
                    None,
                    False,
                    None,
                    "",
                    batch.pk,
                )
                for uid, value in zip(uids, values, strict=True)
            ),
        )
        announce(events.MINTED, batch, by=by, at=at, count=f"{count:,}")
    return batch


def issue(things: Sequence[Thing], *, by: Actor, at: datetime) -> dict[UUID, Code]:
    """The code for each thing's label, made now for those that have none of ours. No history: nobody decided it."""
    found = queries.codes_for(thing.uid for thing in things)
    bare = [thing for thing in things if thing.uid not in found]
    if not bare:
        return found
    try:
        with transaction.atomic():
            _issue(bare, by=by, at=at)
    except IntegrityError:
        pass  # somebody else's print run gave them codes in this very moment; those serve as well
    return found | queries.codes_for(thing.uid for thing in bare)


def _issue(bare: Sequence[Thing], *, by: Actor, at: datetime) -> None:
    known = queries.codes_for(thing.uid for thing in bare)
    bare = [thing for thing in bare if thing.uid not in known]
    preferring = _with_preferred(thing.uid for thing in bare)
    rows = (
        (
            uid, 1, at, _school_of(thing), value, Symbology.QR.value, Kind.OWN.value, subject_type(thing), thing.uid,
            thing.uid not in preferring, at, by.name[:200], None,
        )
        for uid, value, thing in zip(uuid7.many(len(bare)), _new_values(len(bare)), bare, strict=True)
    )  # fmt: skip
    bulk.insert_many(Code, _COLUMNS, rows)


def claim(code: Code, thing: Thing, *, by: Actor, at: datetime) -> Code:
    """Stick an unclaimed code on a thing; it becomes the one on its labels if it is the first."""
    require(by, "codes.change", code)
    require(by, "codes.change", thing)
    if code.thing_uid == thing.uid:
        return code
    if code.is_claimed:
        raise OnSomethingElse(f"{code} is on something else. Take it off there first.")
    with transaction.atomic():
        _put_on(code, thing, by, at)
        code.bump("thing_type", "thing_uid", "school_id", "preferred", "claimed_at", "claimed_by")
        announce(events.CLAIMED, thing, by=by, at=at, code=code.spoken)
    return code


def attach(
    thing: Thing,
    value: str,
    *,
    symbology: Symbology = Symbology.OTHER,
    kind: Kind = Kind.SUPPLIER,
    by: Actor,
    at: datetime,
) -> Code:
    """Note a barcode that somebody else has put on the thing, so that scanning it leads here."""
    require(by, "codes.change", thing)
    value = queries.written(value)
    if not value:
        raise Refusal("Scan or type the barcode.", fields={"value": "Scan or type the barcode."})
    known = queries.code_of(value)
    if known is not None:
        return _attach_known(known, thing, by=by, at=at)
    code = Code(
        school_id=_school_of(thing), value=value, symbology=symbology, kind=kind, created_at=at
    )
    _put_on(code, thing, by, at)
    try:
        with transaction.atomic():
            code.save()
            announce(events.ATTACHED, thing, by=by, at=at, code=code.spoken)
    except IntegrityError:
        raise OnSomethingElse(f"{value} is on something else already.") from None
    return code


def release(code: Code, thing: Thing, *, by: Actor, at: datetime) -> None:
    """Take a code off: ours is unclaimed again, anybody else's is forgotten."""
    require(by, "codes.change", code)
    if code.thing_uid != thing.uid:
        raise Refusal(f"{code} is not on {thing}.")
    with transaction.atomic():
        if code.kind == Kind.OWN:
            code.thing_type, code.thing_uid, code.preferred = "", None, False
            code.claimed_at, code.claimed_by = None, ""
            code.bump("thing_type", "thing_uid", "preferred", "claimed_at", "claimed_by")
        else:
            code.delete()
        announce(events.RELEASED, thing, by=by, at=at, code=code.spoken)


def prefer(code: Code, thing: Thing, *, by: Actor, at: datetime) -> None:
    """Choose which of a thing's codes stands on its labels."""
    require(by, "codes.change", code)
    if code.preferred or code.thing_uid != thing.uid:
        return
    with transaction.atomic():
        Code.objects.filter(thing_uid=thing.uid, preferred=True).update(preferred=False)
        code.preferred = True
        code.bump("preferred")
        announce(events.PREFERRED, thing, by=by, at=at, code=code.spoken)


def report_found(code: Code, *, words: str, contact: str, by: Actor, at: datetime) -> FoundMessage:
    """A message from whoever found the thing; anybody may write one, but not many."""
    words = words.strip()
    if not words:
        raise Refusal("Say where it is, in a few words.", fields={"words": "Say where it is."})
    with transaction.atomic():
        today = FoundMessage.objects.filter(
            code=code, created_at__gt=at - timedelta(days=1)
        ).count()
        if today >= _MESSAGES_A_DAY:
            raise SaidEnough(
                "We have had several messages about this today, and somebody is looking into it. Thank you."
            )
        message = FoundMessage.objects.create(
            school_id=code.school_id,
            code=code,
            words=words[:1_000],
            contact=contact.strip()[:200],
            created_at=at,
        )
        what = "something with the code " + code.spoken
        announce(events.FOUND, message, by=by, at=at, what=what, words=words[:200])
    return message


def settle(message: FoundMessage, *, by: Actor, at: datetime) -> None:
    require(by, "codes.change", message)
    if message.settled_at is not None:
        return
    with transaction.atomic():
        message.settled_at, message.settled_by = at, by.name
        message.bump("settled_at", "settled_by")
        announce(events.FOUND_SETTLED, message, by=by, at=at)


def _attach_known(code: Code, thing: Thing, *, by: Actor, at: datetime) -> Code:
    if code.thing_uid == thing.uid:
        return code
    if code.is_claimed:
        raise OnSomethingElse(
            f"{code} is on something else already. A barcode of a product cannot tell two things apart."
        )
    return claim(code, thing, by=by, at=at)


def _put_on(code: Code, thing: Thing, by: Actor, at: datetime) -> None:
    code.thing_type, code.thing_uid = subject_type(thing), thing.uid
    code.school_id = _school_of(thing)
    code.claimed_at, code.claimed_by = at, by.name[:200]
    code.preferred = code.kind == Kind.OWN and not _with_preferred([thing.uid])


def _with_preferred(uids: Iterable[UUID]) -> set[UUID]:
    rows = Code.objects.filter(thing_uid__in=list(uids), preferred=True)
    return set(rows.values_list("thing_uid", flat=True))


def _school_of(thing: Thing) -> int:
    if thing.school_id is None:
        raise Refusal(f"{thing} belongs to no school yet, and a code has to say whose it is.")
    return thing.school_id


def _new_values(count: int) -> list[str]:
    values: set[str] = set()
    while len(values) < count:
        values.add(alphabet.new())
        if len(values) == count:
            values -= _known(values)
    return list(values)


def _known(values: set[str]) -> set[str]:
    known: set[str] = set()
    wanted = list(values)
    for start in range(0, len(wanted), 900):
        rows = Code.objects.filter(value__in=wanted[start : start + 900])
        known.update(rows.values_list("value", flat=True))
    return known
