"""A stocktake at full size: opening it, what a phone sends, and the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from uuid import uuid4

from django.test import Client

from bench.table import Table, timed
from firstbell.equipment.actions import closing, counting
from firstbell.equipment.actions.counting import Scope
from firstbell.equipment.models import Count, Item
from firstbell.equipment.states import CountScope
from firstbell.lib import clock
from firstbell.places.actions import buildings, rooms
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School

EXPECTED, SCANS, TIMES = 5_000, 2_000, 8
SYNC = "/counts/phone/sync/"


def measure(table: Table) -> None:
    school, by, at = School.objects.earliest("pk"), system_actor(), clock.now()
    here, there = _rooms(school)
    planned = [
        counting.plan(
            school, name=f"Count {number}", scope=Scope(CountScope.ROOMS, rooms=[here]), by=by, at=at
        )
        for number in range(TIMES)
    ]  # fmt: skip
    opening = timed([_opening(count) for count in planned], warm=0)
    table.add(
        f"opening a count of {EXPECTED:,}", str(opening), "p50 ≤ 60 ms", met=opening.p50 <= 60
    )
    count = planned[0]
    client = Client()
    client.force_login(
        Account.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = timed([lambda: client.get(f"/counts/{count.uid}/").content] * 20)
    table.add(f"the page of a count of {EXPECTED:,}", str(page), "p95 ≤ 60 ms", met=page.p95 <= 60)
    _sync(table, count, here, there)
    closing.close(count, by=by, at=clock.now())
    began = perf_counter()
    report = client.get(f"/counts/{count.uid}/report.pdf")
    seconds = perf_counter() - began
    figure = f"{seconds:.2f} s, {len(report.content) / 1000:.0f} kB"
    table.add("its report as PDF", figure, "≤ 2 s", met=seconds <= 2)


def _rooms(school: School) -> tuple[Room, Room]:
    by, at = system_actor(), clock.now()
    building = buildings.add_building(school, name="Bench block", by=by, at=at)
    made = [
        rooms.add_room(school, name=f"Bench {number}", building=building, by=by, at=at)
        for number in (1, 2)
    ]
    live = Item.objects.live().filter(tracking="individual", lifecycle__in=("in_stock", "in_service"))  # fmt: skip
    keys = list(live.order_by("pk").values_list("pk", flat=True)[:EXPECTED])
    for start in range(0, len(keys), 500):
        Item.objects.filter(pk__in=keys[start : start + 500]).update(place=made[0])
    return made[0], made[1]


def _opening(count: Count) -> Callable[[], object]:
    return lambda: counting.open_count(count, by=system_actor(), at=clock.now())


def _sync(table: Table, count: Count, here: Room, there: Room) -> None:
    """Two thousand scans that a phone kept: one in ten in another room, one in a hundred of nobody's."""
    account, now = Account.objects.get(), clock.now()
    _, secret = counting.join(count, account, device="Bench", by=system_actor(), at=now)
    tags = list(count.lines.order_by("pk").values_list("item__tag", flat=True)[:SCANS])
    began_at = (now - timedelta(hours=2)).timestamp() * 1000
    scans = [
        {
            "id": str(uuid4()), "kind": "found", "code": "5012345" if n % 100 == 0 else tag, "seq": n + 1,
            "room": str((there if n % 10 == 0 else here).uid), "at": began_at + n * 1000,
        }
        for n, tag in enumerate(tags)
    ]  # fmt: skip
    told = {"now": now.timestamp() * 1000, "cursor": 0, "scans": scans}
    body = json.dumps(told)
    phone = Client(headers={"Authorization": f"Count {secret}"})
    for what in ("first", "the same again"):
        began = perf_counter()
        answer = phone.post(SYNC, body, content_type="application/json")
        seconds = perf_counter() - began
        done = len(answer.json()["done"])
        lines = count.lines.exclude(verdict="expected").count()
        table.add(
            f"{SCANS:,} offline scans, {what}", f"{seconds:.2f} s, {done:,} kept, {lines:,} found", "≤ 2 s",
            met=seconds <= 2 and done == SCANS,
        )  # fmt: skip
    began = perf_counter()
    listed = phone.get(SYNC)
    seconds = perf_counter() - began
    table.add("the list that a phone keeps", f"{seconds:.2f} s, {len(listed.content) / 1000:.0f} kB")  # fmt: skip
