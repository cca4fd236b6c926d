"""The support desk with years behind it: a ticket made, the queue, a ticket's page, search, and the report of a year."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

from django.test import Client

from bench import desk_rows
from bench.desk_rows import Cast
from bench.table import Table, timed
from firstbell.lib import clock, garbage
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import opening, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Category, Ticket

TICKETS, SAID, TIMES = 60_000, 400_000, 60
CREATE_MS, LIST_MS, THING_MS, SEARCH_MS, REPORT_MS = 10, 100, 60, 100, 2_000


def measure(table: Table) -> None:
    tickets = int(os.environ.get("FIRSTBELL_BENCH_TICKETS", TICKETS))
    said = SAID * tickets // TICKETS
    began = perf_counter()
    cast = desk_rows.load(School.objects.earliest("pk"), tickets, said, clock.now())
    table.add(
        f"{tickets:,} tickets and {said:,} entries written", f"{perf_counter() - began:.0f} s"
    )
    garbage.shared()  # as in the service, which looks only through what came since it started
    account = Account.objects.earliest("pk")
    by = account_actor(account, on=clock.now().date())
    _create(table, cast, by)
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    _pages(table, client)
    _report(table, client)


def _create(table: Table, cast: Cast, by: Actor) -> None:
    categories = list(Category.objects.all())

    def make(n: int) -> Callable[[], object]:
        report = opening.Report(
            body=f"No picture again, number {n}.", room=cast.rooms[n % len(cast.rooms)], stops="now",
            category=categories[n % len(categories)], requester=cast.people[n % len(cast.people)],
        )  # fmt: skip
        return lambda: opening.open_ticket(cast.school, report, by=by, at=clock.now())

    times = timed([make(n) for n in range(TIMES * 4)])
    table.add(
        "a ticket made by its verb", str(times), f"≤ {CREATE_MS} ms CPU", met=times.cpu <= CREATE_MS
    )
    some = list(Ticket.objects.order_by("-pk")[:TIMES])
    answers = [
        lambda one=one: talking.reply(one, Words("On my way"), by=by, at=clock.now())
        for one in some
    ]
    table.add("an answer by its verb", str(timed(answers, warm=0)))


def _pages(table: Table, client: Client) -> None:
    numbers = list(
        Ticket.objects.order_by("pk").values_list("number", flat=True)[
            :: max(1, Ticket.objects.count() // TIMES)
        ]
    )
    open_now = Ticket.objects.open().count()
    _page(table, client, f"queue, {open_now} open", ["/tickets/"], LIST_MS)
    _page(
        table,
        client,
        "list of all tickets",
        ["/tickets/all/", "/tickets/all/?kind=request", "/tickets/all/?sort=opened"],
        LIST_MS,
    )
    _page(table, client, "a ticket's page", [f"/tickets/{number}/" for number in numbers], THING_MS)
    found = ["T-00421", "projector", "folder toner", "T-599", "licence camera", "speakers crackle"]
    _page(
        table,
        client,
        "search as you type, tickets in it",
        [f"/search/?q={word}" for word in found],
        SEARCH_MS,
        hx=True,
    )
    _page(
        table,
        client,
        "search of the list of tickets",
        [f"/tickets/all/?q={word}" for word in ("toner", "trolley charger", "T-0421")],
        SEARCH_MS,
    )


def _page(
    table: Table, client: Client, what: str, urls: list[str], most: float, *, hx: bool = False
) -> None:
    headers = {"HX-Request": "true"} if hx else {}

    def get(url: str) -> Any:
        response = client.get(url, headers=headers)
        assert response.status_code in (200, 204, 302), (url, response.status_code)
        return response.content

    calls = [lambda url=urls[n % len(urls)]: get(url) for n in range(TIMES)]
    times = timed(calls)
    table.add(what, str(times), f"p95 < {most:.0f} ms", met=times.p95 < most)


def _report(table: Table, client: Client) -> None:
    today = clock.now().date()
    for what, url in (
        ("report of a week", f"/service-report/?on={today - timedelta(days=7)}"),
        ("report of a year", "/service-report/?period=year"),
        ("report of a year again", "/service-report/?period=year"),
        ("report of a year as PDF", "/service-report/page.pdf?period=year"),
    ):
        began = perf_counter()
        response = client.get(url)
        ms = (perf_counter() - began) * 1000
        assert response.status_code == 200, (url, response.status_code)
        table.add(what, f"{ms:.0f} ms", f"≤ {REPORT_MS} ms", met=ms <= REPORT_MS)
