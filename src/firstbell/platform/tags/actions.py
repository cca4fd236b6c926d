from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import News, announce, announce_many, changes_between
from firstbell.platform.audit.models import subject_type
from firstbell.platform.database import bulk
from firstbell.platform.tags import events, registry
from firstbell.platform.tags.models import Tag, TagLink
from firstbell.platform.tags.states import Colour

MOST_AT_ONCE = 50


def key_of(name: str) -> str:
    return "-".join(name.replace("\x00", "").casefold().split())[:60]


def make(name: str, *, by: Actor, at: datetime, colour: Colour | str = Colour.PLAIN) -> Tag:
    require(by, "tags.change")
    tag = Tag(name=_fit(name), colour=colour, created_at=at)
    tag.key = key_of(tag.name)
    try:
        with transaction.atomic():
            tag.save()
            announce(events.MADE, tag, by=by, at=at)
    except IntegrityError:
        raise _twice(tag) from None
    return tag


def change(tag: Tag, *, by: Actor, at: datetime, **wanted: Any) -> Tag:
    """Its `name` and `colour`."""
    require(by, "tags.change")
    if "name" in wanted:
        wanted["name"] = _fit(wanted["name"])
    changes = changes_between(tag, wanted)
    if not changes:
        return tag
    for name, value in wanted.items():
        setattr(tag, name, value)
    tag.key = key_of(tag.name)
    try:
        with transaction.atomic():
            tag.bump(*wanted, "key")
            announce(events.CHANGED, tag, by=by, at=at, changes=changes)
    except IntegrityError:
        raise _twice(tag) from None
    return tag


def remove(tag: Tag, *, by: Actor, at: datetime) -> None:
    require(by, "tags.change")
    with transaction.atomic():
        announce(events.REMOVED, tag, by=by, at=at)
        tag.delete()


def named(names: Iterable[str], *, by: Actor, at: datetime) -> list[Tag]:
    """The tags of these names; what is new is made by whoever may."""
    wanted = {key: name for name in names if (key := key_of(name))}
    if len(wanted) > MOST_AT_ONCE:
        raise Refusal(f"Put on at most {MOST_AT_ONCE} tags at once.")
    known = {tag.key: tag for tag in Tag.objects.filter(key__in=wanted)}
    return [known.get(key) or make(name, by=by, at=at) for key, name in wanted.items()]


def tag_many(things: Sequence[Any], tags: Sequence[Tag], *, by: Actor, at: datetime) -> int:
    """Put tags on things of one kind; how many things got one that they had not."""
    _require(things, by)
    with transaction.atomic():
        had = _had(things, tags)
        fresh = {
            thing.uid: [tag for tag in tags if tag.pk not in had[thing.uid]] for thing in things
        }
        rows = [
            (tag.pk, subject_type(thing), thing.uid) for thing in things for tag in fresh[thing.uid]
        ]
        bulk.insert_many(TagLink, ("tag_id", "thing_type", "thing_uid"), rows)
        news = [_news(thing, fresh[thing.uid]) for thing in things if fresh[thing.uid]]
        announce_many(events.TAGGED, news, by=by, at=at)
    return len(news)


def untag_many(things: Sequence[Any], tags: Sequence[Tag], *, by: Actor, at: datetime) -> int:
    _require(things, by)
    with transaction.atomic():
        had = _had(things, tags)
        gone = {thing.uid: [tag for tag in tags if tag.pk in had[thing.uid]] for thing in things}
        TagLink.objects.filter(thing_uid__in=[thing.uid for thing in things], tag__in=tags).delete()
        news = [_news(thing, gone[thing.uid]) for thing in things if gone[thing.uid]]
        announce_many(events.UNTAGGED, news, by=by, at=at)
    return len(news)


def _had(things: Sequence[Any], tags: Sequence[Tag]) -> dict[UUID, set[int]]:
    links = TagLink.objects.filter(thing_uid__in=[thing.uid for thing in things], tag__in=tags)
    found: dict[UUID, set[int]] = defaultdict(set)
    for uid, tag in links.values_list("thing_uid", "tag_id"):
        found[uid].add(tag)
    return found


def _news(thing: Any, tags: Sequence[Tag]) -> News:
    return News(thing, words={"tags": ", ".join(tag.name for tag in tags)})


def _require(things: Sequence[Any], by: Actor) -> None:
    for thing in things:
        noun = registry.noun(subject_type(thing))
        if noun is None:
            raise Refusal(f"{thing} cannot be tagged.")
        require(by, "tags.change", thing)
        require(by, noun.change, thing)


def _fit(name: str) -> str:
    words = " ".join(name.replace("\x00", "").split())
    if not words or len(words) > 40 or "," in words or "&" in words:
        raise Refusal(
            "A tag is one to 40 letters, without commas.", fields={"name": "Does not fit"}
        )
    return words


def _twice(tag: Tag) -> Conflict:
    return Conflict(f"There is a tag {tag.name} already.", fields={"name": "There already"})
