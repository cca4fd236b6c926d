"""The loan desk as somebody left it at noon: an agreement, a few loans, one that is late, and a basket that is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.db.models import Exists, OuterRef

from firstbell.equipment.actions import agreeing, answering, lending, scanning
from firstbell.equipment.models import Category, Custody, Handover, Item
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School

TITLE = "Borrowing a laptop"
TEXT = """I look after it, carry it in its sleeve and bring it back by the day shown.

If it breaks, or is lost or stolen, I tell the ICT team the same day. I do not lend it on.

The school may look at what is on it, and takes it back when I leave."""


def agree(*, by: Actor, at: datetime) -> None:
    kinds = list(Category.objects.filter(name__in=("Laptop", "Tablet")))
    agreeing.write(TITLE, TEXT, school=None, categories=kinds, by=by, at=at - timedelta(days=80))


def lend(school: School, *, at: datetime, luck: Random) -> None:
    """Three hand-overs of this week, one of them late by now, and a basket half full."""
    desk = Account.objects.filter(email="sam@hartley.example").first()
    if desk is None:
        return
    by = replace(account_actor(desk, on=at.date()), source="web")
    staff = list(
        Person.objects.filter(school=school, memberships__kind="staff", custodies=None).order_by(
            "pk"
        )
    )
    luck.shuffle(staff)
    free = _free(school)
    for days, due in ((9, -2), (2, 5), (1, 1)):
        moment = at - timedelta(days=days)
        basket = _basket(school, staff.pop(), [free.pop(), free.pop()], by, moment)
        on = moment.date() + timedelta(days=max(0, days + due))
        lending.set_terms(basket, due_on=on, note="", by=by, at=moment)
        lending.complete(basket, by=by, at=moment)
    _basket(school, staff.pop(), [free.pop(), free.pop(), free.pop()], by, at)
    _ask_noor(school, by, at)


def _free(school: School) -> list[Item]:
    rows = Item.objects.live().filter(school=school, lifecycle="in_stock", category__name="Laptop")
    taken = Custody.objects.open().filter(item=OuterRef("pk"))
    return list(rows.filter(~Exists(taken), container=None).order_by("-pk")[:12])


def _basket(school: School, who: Person, items: list[Item], by: Actor, at: datetime) -> Handover:
    basket = lending.begin(school, by=by, at=at)
    scanning.choose_holder(basket, who, scan_id=uuid4(), by=by, at=at)
    for item in items:
        scanning.scan(basket, code=item.tag, scan_id=uuid4(), by=by, at=at)
    return basket


def _ask_noor(school: School, by: Actor, at: datetime) -> None:
    """The student of the demonstration is asked whether she still has hers."""
    rows = Custody.objects.open().filter(
        person__email="haddad@hartley.example", item__school=school
    )
    row = rows.select_related("item__category", "person").first()
    if row is not None:
        answering.ask_still(row, by=by, at=at)
