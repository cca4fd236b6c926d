"""The register of a school at a glance, for the first page: each question is answered from an index of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F

from firstbell.equipment.models import Category, Item
from firstbell.equipment.models.item import IN_TROUBLE, ItemQuerySet
from firstbell.equipment.states import ENDED
from firstbell.platform.tenancy.models import School

KINDS, DAYS, TROUBLES = 7, 6, 6
SOON = timedelta(days=90)


class Kind(NamedTuple):
    category: Category
    n: int


class Ending(NamedTuple):
    """So many of one model, or of one kind without a model, whose cover ends on one day."""

    on: date
    name: str
    n: int


def kinds(actor: Any, school: School | None) -> list[Kind]:
    """The kinds of which most are in use, and how many. Their keys are counted: names would have to be read for each item."""
    rows = _in_use(actor, school).values("category").annotate(n=Count("*"))
    most = list(rows.order_by("-n", "category").values_list("category", "n")[:KINDS])
    named = Category.objects.in_bulk([key for key, _ in most])
    return [Kind(named[key], n) for key, n in most]


def covers_ending(actor: Any, school: School | None, today: date) -> list[Ending]:
    """The next of them. So many groups are never on more than so many days, and no others are looked at."""
    rows = _in_use(actor, school).filter(cover_ends_on__range=(today, today + SOON))
    days = list(rows.order_by("cover_ends_on").values_list("cover_ends_on", flat=True).distinct()[:DAYS])  # fmt: skip
    if not days:
        return []
    groups = (
        rows.filter(cover_ends_on__lte=days[-1])
        .values(on=F("cover_ends_on"), model_name=F("model__name"), kind=F("category__name"))
        .annotate(n=Count("pk"))
        .order_by("on", "-n", "model_name", "kind")[:DAYS]
    )
    return [Ending(row["on"], row["model_name"] or row["kind"], row["n"]) for row in groups]


def troubles(actor: Any, school: School | None) -> list[Item]:
    """What is broken, in repair or missing, whatever was heard of last first."""
    rows = Item.objects.visible_to(actor).filter(IN_TROUBLE, school=school)
    found = rows.select_related("model", "category", "stage_label", "place")
    return list(found.order_by("-changed_at")[:TROUBLES])


def _in_use(actor: Any, school: School | None) -> ItemQuerySet:
    rows = Item.objects.visible_to(actor).live().filter(school=school)
    return rows.exclude(lifecycle__in=ENDED)
