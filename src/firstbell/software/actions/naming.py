"""The rules by which names become titles, and doing all names again after a change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from firstbell.lib.programs import Kind, Program, Rule, Unusable, refuse_unusable
from firstbell.lib.programs.curated import START
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, News, announce, announce_many, changes_between
from firstbell.platform.database import locks
from firstbell.platform.jobs.registry import defer
from firstbell.platform.search import entries
from firstbell.software import events
from firstbell.software.actions import recording, releases
from firstbell.software.models import Installation, NamingRule, Release, Title
from firstbell.software.models.catalogue import digest_of
from firstbell.software.queries import naming

RENAME = "software.rename"
_SLICE = 1_000
_LITERAL = re.compile(r"[*#|\n]+")


def start(*, at: datetime) -> int:
    """The rules to begin with, where there are none yet; how many."""
    if NamingRule.objects.exists():
        return 0
    rows = [_row(rule, 10 * place, at, built_in=True) for place, rule in enumerate(START, 1)]
    return len(NamingRule.objects.bulk_create(rows, ignore_conflicts=True))


def _row(rule: Rule, place: int, at: datetime, *, built_in: bool = False) -> NamingRule:
    return NamingRule(
        place=place, pattern=rule.pattern, by=rule.by, title=rule.title, publisher=rule.publisher, kind=rule.kind.value,
        built_in=built_in, created_at=at,
    )  # fmt: skip


def add_rule(rule: Rule, *, by: Actor, at: datetime) -> NamingRule:
    """A new rule comes before all others, and every name that is known is read again in the background."""
    require(by, "software.change")
    _refuse(rule)
    with transaction.atomic():
        row = _row(rule, 0, at)
        _make_room(row)
        row.save()
        announce(events.RULE_ADDED, row, by=by, at=at)
        _rename_later(by, at)
    return row


def _make_room(row: NamingRule) -> None:
    first = NamingRule.objects.order_by("place").first()
    if first is not None and first.place <= 1:
        for place, other in enumerate(NamingRule.objects.order_by("place", "pk"), 2):
            NamingRule.objects.filter(pk=other.pk).update(place=10 * place)
        first.refresh_from_db()
    row.place = first.place - 1 if first else 10


def change_rule(
    row: NamingRule, *, by: Actor, at: datetime, version: int | None = None, **values: Any
) -> NamingRule:
    require(by, "software.change")
    row.version = version or row.version
    changes = changes_between(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    _refuse(row.as_rule())
    if changes:
        with transaction.atomic():
            row.bump(*values)
            announce(events.RULE_CHANGED, row, by=by, at=at, changes=changes)
            _rename_later(by, at)
    return row


def switch_rules(rows: Iterable[NamingRule], *, on: bool, by: Actor, at: datetime) -> None:
    """Rules that are off are kept, and not tried; all names are read again once."""
    require(by, "software.change")
    others = [row for row in rows if row.enabled != on]
    with transaction.atomic():
        for row in others:
            row.enabled = on
            row.bump("enabled")
        news = [News(row, [Change("enabled", not on, on)]) for row in others]
        announce_many(events.RULE_CHANGED, news, by=by, at=at)
        if others:
            _rename_later(by, at)


def remove_rules(rows: Iterable[NamingRule], *, by: Actor, at: datetime) -> None:
    require(by, "software.change")
    gone = list(rows)
    with transaction.atomic():
        announce_many(events.RULE_REMOVED, map(News, gone), by=by, at=at)
        NamingRule.objects.filter(pk__in=[row.pk for row in gone]).delete()
        _rename_later(by, at)


def move_rule(row: NamingRule, *, before: NamingRule, by: Actor, at: datetime) -> None:
    """It is tried before another: places are handed out anew."""
    require(by, "software.change")
    if row.pk == before.pk:
        raise Refusal("Choose another rule.", fields={"before": "The same rule"})
    with transaction.atomic():
        rows = [one for one in NamingRule.objects.order_by("place", "pk") if one.pk != row.pk]
        at_place = next(place for place, one in enumerate(rows) if one.pk == before.pk)
        rows.insert(at_place, row)
        for place, one in enumerate(rows, 1):
            one.place = 10 * place
        NamingRule.objects.bulk_update(rows, ["place"], batch_size=200)
        row.bump("place")
        announce(
            events.RULE_CHANGED, row, by=by, at=at, changes=[Change("tried before", "", before)]
        )
        _rename_later(by, at)


def _refuse(rule: Rule) -> None:
    try:
        refuse_unusable(rule)
    except Unusable as unusable:
        raise Refusal(str(unusable), fields={"pattern": str(unusable)}) from None


def call(title: Title, *, name: str, publisher: str, kind: str, by: Actor, at: datetime) -> Title:
    """Say what a title that nobody knew is: a rule over the names it goes by, so that its next version is known too."""
    require(by, "software.change")
    name, was = " ".join(name.split()), str(title)
    rule = Rule(_pattern(title), name, " ".join(publisher.split()), Kind(kind), _publishers(title))
    _refuse(rule)
    with transaction.atomic():
        row = _row(rule, 0, at)
        _make_room(row)
        row.save()
        rename(title.releases.all())
        meant = Title.objects.get(digest=digest_of(rule.title, rule.publisher))
        changes = [Change("name", was, meant)]
        announce(events.TITLE_NAMED, meant, by=by, at=at, names=was, changes=changes)
        _rename_later(by, at)
    return meant


def _pattern(title: Title) -> str:
    """Its name with anything behind it; names that do not begin so stand as they are."""
    names = sorted(set(title.releases.values_list("name", flat=True)))
    others = [one for one in names if not one.casefold().startswith(title.name.casefold())]
    return "|".join(_LITERAL.sub("*", one) for one in [f"{title.name}*", *others])[:500]


def _publishers(title: Title) -> str:
    names = set(title.releases.values_list("publisher", flat=True))
    found = "" if "" in names else "|".join(sorted(_LITERAL.sub("*", one) for one in names))
    return found if len(found) <= 200 else ""


def _rename_later(by: Actor, at: datetime) -> None:
    defer(RENAME, by=by, at=at, title="Read the names of all programs again")


def rename(rows: QuerySet[Release]) -> int:
    """Read names again by the rules as they stand; how many mean something else now."""
    namer, changed = naming.namer(), 0
    found = list(rows.select_related("title"))
    meant = {row.pk: namer.name(Program(row.name, row.publisher, row.version, row.source)) for row in found}  # fmt: skip
    titles = releases.ensure_titles(meant.values())
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in found:
        now = titles[releases.title_digest(meant[row.pk])]
        if now != row.title_id:
            groups[row.title_id, now].append(row.pk)
            changed += 1
    for (was, now), keys in sorted(groups.items()):
        _retitle(keys, was, now)
    known = [titles[releases.title_digest(one)] for one in meant.values() if one.rule is not None]
    Title.objects.filter(pk__in=known, known=False).update(known=True)
    return changed


def _retitle(keys: list[int], was: int, now: int) -> None:
    """Releases mean another title: their installations follow, and the counts of both."""
    Release.objects.filter(pk__in=keys).update(title_id=now)
    touched = Installation.objects.there().filter(release_id__in=keys)
    devices = set(touched.values_list("school_id", "item_id"))
    before = _having(now, devices)
    Installation.objects.filter(release_id__in=keys).update(title_id=now)
    left = _having(was, devices)
    for school_id in sorted({school for school, _ in devices}):
        here = {pair for pair in devices if pair[0] == school_id}
        recording.count(school_id, {was: -len(here - left), now: len(here - before)})


def _having(title_id: int, devices: set[tuple[int, int]]) -> set[tuple[int, int]]:
    rows = Installation.objects.there().filter(title_id=title_id)
    return set(rows.values_list("school_id", "item_id")) & devices


def rename_all(at: datetime, handle: Any = None) -> str:
    """Every name there is, a thousand at a time; titles that nothing means any more go."""
    last, changed, done = 0, 0, 0
    total = Release.objects.count()
    while True:
        keys = list(Release.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_SLICE])  # fmt: skip
        if not keys:
            break
        with transaction.atomic():
            changed += rename(Release.objects.filter(pk__in=keys))
        last, done = keys[-1], done + len(keys)
        if handle is not None:
            handle.progress(done, total)
    gone = _drop_empty()
    return f"{changed:,} of {total:,} names mean something else now, {gone:,} titles are gone."


def _drop_empty() -> int:
    empty = Title.objects.filter(releases=None, requirements=None, licences=None)
    with transaction.atomic():
        # Reports on their way end first: what they say of a title that is about to go is seen, and put right.
        locks.alone_with(Installation)
        keys = list(empty.values_list("pk", flat=True)[:10_000])
        meant = Release.objects.filter(pk=OuterRef("release_id")).values("title_id")
        Installation.objects.filter(title_id__in=keys).update(title_id=Subquery(meant))
        entries.drop_many("software.title", keys)
        Title.objects.filter(pk__in=keys).delete()
    return len(keys)
