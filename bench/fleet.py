"""Every page of devices and programs at five thousand devices and seven hundred thousand programs."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Any, NamedTuple

from django.core.cache import cache
from django.test import Client

from bench import crowd, machines
from bench.table import Table, timed
from firstbell.agents.models import Device, Key
from firstbell.lib import clock, garbage
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School
from firstbell.software.models import Installation, Licence, Presence, Requirement

LIST, THING, TYPED = 100, 60, 50
TIMES = 20
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Asked(NamedTuple):
    """A page, where it is (several of its kind), and in how many milliseconds it is to be there."""

    what: str
    most: int
    urls: list[str]


def measure(table: Table) -> None:
    if not machines.there():
        table.add("pages of a fleet", "left out: the 500 machines are not here", "")
        return
    began = perf_counter()
    crowd.load(School.objects.earliest("pk"), clock.now())
    there = Installation.objects.there().count()
    table.add(
        f"{Device.objects.count():,} devices, {there:,} programs on them, put in",
        f"{perf_counter() - began:.0f} s",
    )
    garbage.shared()  # what loading left behind is not looked through meanwhile, as when the service serves
    client = Client()
    client.force_login(Account.objects.get(), backend=_BACKEND)
    for asked in _pages():
        _page(table, client, asked)


def _page(table: Table, client: Client, asked: Asked) -> None:
    def get(url: str) -> Any:
        response = client.get(url)
        assert response.status_code == 200, (url, response.status_code)
        return response.content

    calls = [lambda url=asked.urls[n % len(asked.urls)]: get(url) for n in range(TIMES)]
    times = timed(calls, warm=2)
    cold = []
    for url in asked.urls[:4]:
        cache.clear()
        cold.append(timed([lambda url=url: get(url)], warm=0).wall[0])
    table.add(
        asked.what,
        f"{times}; with nothing remembered {max(cold):.0f} ms",
        f"p95 < {asked.most} ms",
        met=times.p95 < asked.most,
    )


def _pages() -> Iterator[Asked]:
    yield from _of_devices()
    yield from _of_programs()
    yield from _of_the_house()


def _of_devices() -> Iterator[Asked]:
    yield Asked(
        "devices",
        LIST,
        [
            f"/devices/?sort={one}"
            for one in ("name", "-heard", "system", "model", "tag", "free", "silent", "room")
        ],
    )
    yield Asked(
        "devices, narrowed",
        LIST,
        [
            f"/devices/?{one}"
            for one in (
                "silent.over=4&kind=computer",
                "antivirus=off,none",
                "free.under=10",
                "q=FLEET-04",
                "agent=1.12&sort=-heard",
                "approval=waiting",
            )
        ],
    )
    yield Asked("devices, with who has them", LIST, ["/devices/?columns=name,with,user,key,bought"])
    yield Asked("devices at a glance", LIST, ["/devices/at-a-glance/"])
    some = list(
        Device.objects.order_by("pk").values_list("uid", flat=True)[
            :: Device.objects.count() // TIMES
        ]
    )
    yield Asked("a device", THING, [f"/devices/{uid}/" for uid in some])
    yield Asked("what tells a device apart", THING, [f"/devices/{uid}/parts/" for uid in some])
    yield Asked("new devices", LIST, ["/new-devices/"])
    yield Asked("the log of devices", LIST, ["/new-devices/log/"])
    yield Asked("rules for devices", LIST, ["/settings/devices/"])
    yield Asked("enrolment keys", LIST, ["/settings/enrolment-keys/"])
    yield Asked(
        "an enrolment key",
        THING,
        [f"/settings/enrolment-keys/{uid}/" for uid in Key.objects.values_list("uid", flat=True)],
    )
    yield Asked(
        "a device, as you type",
        TYPED,
        ["/devices/lookup/?q=FLEET-04", "/devices/lookup/?q=499", "/devices/lookup/?q=nothing"],
    )
    yield Asked(
        "devices by API",
        LIST,
        [
            "/api/v1/devices",
            "/api/v1/devices?approval=waiting",
            "/api/v1/devices?hostname=FLEET-04000",
        ],
    )


def _of_programs() -> Iterator[Asked]:
    most = list(Presence.objects.order_by("-devices", "pk").values_list("title__uid", flat=True))
    titles = [str(most[place]) for place in (0, 1, 5, 30, 100, 300, 800, -1)]
    yield Asked(
        "programs",
        LIST,
        [f"/software/?sort={one}" for one in ("-devices", "name", "publisher", "kind")],
    )
    yield Asked(
        "programs, narrowed",
        LIST,
        [
            f"/software/?{one}"
            for one in (
                "q=chrome",
                "kind=application,app",
                "known=no",
                "devices.over=100&sort=name",
            )
        ],
    )
    yield Asked("a program", THING, [f"/software/{uid}/" for uid in titles])
    yield Asked(
        "where programs are",
        LIST,
        ["/software/where/", "/software/where/?sort=since", "/software/where/?sort=device"],
    )
    yield Asked(
        "where one program is",
        LIST,
        [
            f"/software/where/?program={uid}{more}"
            for uid in titles
            for more in ("", "&sort=device")
        ],
    )
    yield Asked(
        "where programs are, narrowed",
        LIST,
        [
            "/software/where/?q=chrome",
            "/software/where/?version=1.18",
            "/software/where/?kind=application",
            "/software/where/?since.after=week-start",
        ],
    )
    yield Asked("new and gone", LIST, ["/software/week/"])
    yield Asked("required and forbidden", LIST, ["/software/wanted/"])
    yield Asked(
        "who does not keep to it",
        LIST,
        [f"/software/wanted/{uid}/" for uid in Requirement.objects.values_list("uid", flat=True)],
    )
    yield Asked("licences", LIST, ["/software/licences/"])
    yield Asked(
        "a licence",
        THING,
        [f"/software/licences/{uid}/" for uid in Licence.objects.values_list("uid", flat=True)],
    )
    yield Asked("names of programs", LIST, ["/software/rules/", "/software/rules/?q=adobe"])
    yield Asked(
        "a program, as you type",
        TYPED,
        ["/software/titles/lookup/?q=ado", "/software/titles/lookup/?q=nothing"],
    )
    yield Asked("programs by API", LIST, ["/api/v1/programs", "/api/v1/programs?name=adobe"])
    yield Asked(
        "installations by API",
        LIST,
        [
            "/api/v1/installations",
            f"/api/v1/installations?program={titles[0]}",
            f"/api/v1/installations?program={titles[-1]}",
        ],
    )


def _of_the_house() -> Iterator[Asked]:
    uids = Device.objects.order_by("pk").values_list("item__uid", flat=True)
    some = list(uids[:: len(uids) // TIMES])
    yield Asked("an item that reports", THING, [f"/equipment/{uid}/" for uid in some])
    yield Asked("all programs of an item", THING, [f"/software/on/{uid}/" for uid in some])
    yield Asked("the home page", LIST, ["/"])
    yield Asked(
        "equipment", LIST, ["/equipment/?columns=tag,name,system,heard&sort=-heard", "/equipment/"]
    )
