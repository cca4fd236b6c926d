"""Pages at full size, in this process, beside a bare Django view of fifty joined rows."""

from __future__ import annotations

from time import perf_counter, process_time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.html import escape

from bench.table import Table, timed
from firstbell.equipment.models import Item
from firstbell.lib.labels import catalogue, printing
from firstbell.lib.labels.layout import Label, Layout
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.pages.start import begin

SCHOOL = "Hartley Vale School"
TIMES = 60


def prepare() -> None:
    begin(
        school=SCHOOL,
        name="Jo Marsh",
        email="jo@hartley.example",
        password="every room ready",
        phase="secondary",
        nation="ENG",
    )


def measure(table: Table) -> str:
    """Gives the cookie of whoever is signed in, for the service."""
    client = Client()
    client.force_login(
        Account.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    bare = timed([_bare] * TIMES)
    table.add("a bare view of 50 joined rows", str(bare), "the reference")
    _page(
        table,
        client,
        "list page",
        [f"/equipment/?sort={s}" for s in ("tag", "-tag", "model", "bought")],
        100,
        bare.cpu,
    )
    _page(
        table,
        client,
        "list page, filtered",
        ["/equipment/?state=in_stock", "/equipment/?bought.before=2022-09-09"],
        100,
        bare.cpu,
    )
    uids = list(
        Item.objects.order_by("pk").values_list("uid", flat=True)[
            :: max(1, Item.objects.count() // TIMES)
        ]
    )
    _page(table, client, "item page", [f"/equipment/{uid}/" for uid in uids], 60, bare.cpu)
    found = ["HV-0421", "5CD00312", "latitude", "HV-099", "Ipad", "0004210X"]
    _page(
        table,
        client,
        "search as you type",
        [f"/search/?q={word}" for word in found],
        50,
        bare.cpu,
        hx=True,
    )
    size = len(client.get("/equipment/").content)
    table.add("list page, HTML", f"{size / 1000:.1f} kB", "≤ 60 kB", met=size <= 60_000)
    _export(table, client)
    _labels(table)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def _page(
    table: Table,
    client: Client,
    what: str,
    urls: list[str],
    most: float,
    bare: float,
    *,
    hx: bool = False,
) -> None:
    headers = {"HX-Request": "true"} if hx else {}

    def get(url: str) -> Any:
        response = client.get(url, headers=headers)
        assert response.status_code in (200, 204, 302), (url, response.status_code)
        return response.content

    calls = [lambda url=urls[n % len(urls)]: get(url) for n in range(TIMES)]
    times = timed(calls)
    table.add(what, str(times), f"p95 < {most:.0f} ms", met=times.p95 < most)
    ratio = times.cpu / bare
    table.add(f"{what} beside the bare view", f"{ratio:.1f} × its CPU", "≤ 2.5 ×", met=ratio <= 2.5)


_factory = RequestFactory()


def _view(request: HttpRequest) -> HttpResponse:
    # One school's, as every list asks: without it the order has no index, and the reference sorts every item.
    rows = (
        Item.objects.filter(school=School.objects.earliest("pk"))
        .select_related("model__manufacturer", "category", "home", "supplier")
        .order_by("tag_key", "id")[:50]
    )
    lines = [
        f"<tr><td>{escape(i.tag)}</td><td>{escape(str(i.model))}</td><td>{escape(str(i.category))}</td>"
        f"<td>{escape(str(i.home or ''))}</td><td>{i.bought_on or ''}</td><td>{escape(i.serial)}</td></tr>"
        for i in rows
    ]
    return HttpResponse(f"<!doctype html><title>Items</title><table>{''.join(lines)}</table>")


def _bare() -> bytes:
    return _view(_factory.get("/")).content


def _export(table: Table, client: Client) -> None:
    for kind in ("csv", "xlsx"):
        began, cpu = perf_counter(), process_time()
        response = client.get(f"/lists/equipment.items/export.{kind}?school=all")
        if response.status_code != 200:
            table.add(f"export as {kind}", f"status {response.status_code}", "streams", met=False)
            continue
        pieces = iter(response.streaming_content)
        size = len(next(pieces, b""))
        first = perf_counter() - began
        size += sum(len(piece) for piece in pieces)
        figure = (
            f"{perf_counter() - began:.1f} s, {process_time() - cpu:.1f} s CPU, {size / 1e6:.1f} MB, "
            f"first piece after {first:.1f} s"
        )
        table.add(f"export of all as {kind}", figure, "first piece ≤ 1 s", met=first <= 1)


def _labels(table: Table) -> None:
    labels = [
        Label(f"HV-{n:05d}", f"http://localhost:8000/c/{n:08d}", f"{n:08d}", "Dell Latitude 3340")
        for n in range(1_000)
    ]
    began = perf_counter()
    pdf = printing.render(labels, catalogue.find("avery-l7160"), Layout(heading=SCHOOL))
    seconds = perf_counter() - began
    table.add(
        "1,000 labels as PDF",
        f"{seconds:.2f} s, {len(pdf) / 1e6:.1f} MB",
        "≤ 5 s",
        met=seconds <= 5,
    )
