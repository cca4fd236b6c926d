from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import resolve

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.codes import actions, registry
from firstbell.platform.codes.models import Code, FoundMessage
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots

KIND = "tenancy.school"


@pytest.fixture(autouse=True)
def schools_carry_codes() -> Iterator[None]:
    """A school stands here for the things of a room."""
    resolve("/")  # the pages say where their things are as they are first asked for
    carriers, links = dict(registry._carriers), dict(slots._links)
    registry.carries(
        registry.Carrier(
            thing_type=KIND,
            word="school",
            get=lambda actor, uid: (
                School.objects.visible_to(actor, "codes.view").filter(uid=uid).first()
            ),
            search=lambda actor, text: School.objects.visible_to(actor).filter(
                name__icontains=text
            ),
            change="codes.change",
        )
    )
    slots.link(KIND, lambda uid: f"/schools/{uid}/")
    cache.clear()
    yield
    registry._carriers.clear()
    registry._carriers.update(carriers)
    slots._links.clear()
    slots._links.update(links)


@pytest.fixture
def code(hartley: School, asha: Actor, moment: datetime) -> Code:
    return actions.mint(hartley, 1, by=asha, at=moment).codes.get()


def test_a_scanned_label_jumps_to_its_thing(
    code: Code,
    hartley: School,
    asha: Actor,
    ben_account: Account,
    moment: datetime,
    browser_of: Any,
) -> None:
    actions.claim(code, hartley, by=asha, at=moment)

    answer = browser_of(ben_account).get(f"/c/{code.spoken.lower()}")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"/schools/{hartley.uid}/")


def test_ben_sticks_a_label_on_and_says_what_it_is_on(
    code: Code, hartley: School, ben_account: Account, browser_of: Any
) -> None:
    browser: Client = browser_of(ben_account)
    claim = f"/codes/{code.value}/claim/"
    assert browser.get(f"/c/{code.value}").headers["Location"] == claim
    page = browser.get(claim, {"q": "hartley"}).content.decode()
    assert "It is on this" in page

    answer = browser.post(claim, {"thing_type": KIND, "uid": str(hartley.uid)})

    assert answer.headers["Location"] == f"/schools/{hartley.uid}/"
    assert Code.objects.get().thing_uid == hartley.uid


def test_a_stranger_learns_whose_it_is_and_nothing_else(
    code: Code, hartley: School, asha: Actor, moment: datetime, client: Client
) -> None:
    School.objects.update(contact="office@hartley.example")
    actions.claim(code, hartley, by=asha, at=moment)

    page = client.get(f"/c/{code.value}").content.decode()

    assert "This belongs to Hartley Vale School" in page
    assert "office@hartley.example" in page
    assert "Asha" not in page
    assert f"/schools/{hartley.uid}/" not in page


def test_a_stranger_says_where_it_is(
    code: Code, client: Client, ben_account: Account, browser_of: Any
) -> None:
    answer = client.post(f"/c/{code.value}", {"words": "On the 17 bus", "contact": "07700 900123"})

    assert "Thank you" in client.get(answer.headers["Location"]).content.decode()
    ben: Client = browser_of(ben_account)
    assert "On the 17 bus" in ben.get("/found/").content.decode()
    assert "On the 17 bus" in ben.get("/").content.decode()
    ben.post(f"/found/{FoundMessage.objects.get().uid}/settled/")
    assert "Nobody is waiting" in ben.get("/found/").content.decode()


def test_a_machine_that_fills_in_everything_is_not_heard(code: Code, client: Client) -> None:
    client.post(f"/c/{code.value}", {"words": "Buy now", "website": "https://spam.example"})

    assert not FoundMessage.objects.exists()


def test_one_stranger_does_not_flood_the_school(
    hartley: School, asha: Actor, moment: datetime, client: Client
) -> None:
    codes = actions.mint(hartley, 6, by=asha, at=moment).codes.all()

    pages = [client.post(f"/c/{code.value}", {"words": "here"}) for code in codes]

    assert [page.status_code for page in pages] == [302] * 5 + [200]
    assert "ring the school" in pages[-1].content.decode()
    assert FoundMessage.objects.count() == 5


def test_what_a_stranger_typed_is_kept_when_it_is_refused(code: Code, client: Client) -> None:
    page = client.post(f"/c/{code.value}", {"words": "", "contact": "07700 900123"})

    assert "07700 900123" in page.content.decode()


def test_a_teacher_who_may_not_see_the_thing_gets_the_strangers_page(
    code: Code,
    hartley: School,
    asha: Actor,
    okoro_account: Account,
    moment: datetime,
    browser_of: Any,
) -> None:
    actions.claim(code, hartley, by=asha, at=moment)

    page = browser_of(okoro_account).get(f"/c/{code.value}").content.decode()

    assert "This belongs to Hartley Vale School" in page


@pytest.mark.django_db
def test_a_label_that_nobody_printed_is_not_found(client: Client) -> None:
    answer = client.get("/c/ZZZZ9999")

    assert answer.status_code == 404
    assert "Nobody knows this label" in answer.content.decode()


def test_ben_notes_the_suppliers_barcode_and_takes_it_off(
    hartley: School, ben_account: Account, browser_of: Any
) -> None:
    ben: Client = browser_of(ben_account)
    ben.post(f"/codes/of/{KIND}/{hartley.uid}/", {"value": "5CG2380K9Z"})
    noted = Code.objects.get()

    answer = ben.post(f"/codes/{noted.uid}/off/", {"next": "https://evil.example/"})

    assert answer.headers["Location"] == f"/schools/{hartley.uid}/"
    assert not Code.objects.exists()


def test_the_code_of_another_school_is_not_there(
    code: Code, tariq_account: Account, browser_of: Any
) -> None:
    tariq: Client = browser_of(tariq_account)

    assert tariq.get(f"/codes/{code.value}/claim/").status_code == 404
    assert tariq.get(f"/codes/{code.value}/qr.svg").status_code == 404
    assert tariq.get("/found/").status_code == 200


def test_the_qr_of_a_thing_is_shown_on_the_screen(
    code: Code, ben_account: Account, browser_of: Any
) -> None:
    answer = browser_of(ben_account).get(f"/codes/{code.value}/qr.svg")

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<path" in answer.content


def test_a_scanner_that_types_jumps_to_the_thing(
    code: Code,
    hartley: School,
    asha: Actor,
    ben_account: Account,
    moment: datetime,
    browser_of: Any,
) -> None:
    actions.claim(code, hartley, by=asha, at=moment)
    link = f"http://localhost:8000/c/{code.value}"

    answer = browser_of(ben_account).get("/scan/", {"q": link})

    assert answer.headers["Location"] == f"/schools/{hartley.uid}/"


def test_the_camera_shows_the_thing_and_keeps_scanning(
    code: Code,
    hartley: School,
    asha: Actor,
    ben_account: Account,
    moment: datetime,
    browser_of: Any,
) -> None:
    ben: Client = browser_of(ben_account)
    empty = ben.get("/scan/", {"q": code.value}, headers={"HX-Request": "true"}).content.decode()
    actions.claim(code, hartley, by=asha, at=moment)

    answer = ben.get("/scan/", {"q": code.value}, headers={"HX-Request": "true"})

    assert "Say what it is on" in empty
    assert answer.status_code == 200
    assert "Hartley Vale School" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_camera_page_may_run_its_decoder(ben_account: Account, browser_of: Any) -> None:
    answer = browser_of(ben_account).get("/scan/")

    assert "wasm-unsafe-eval" in answer.headers["Content-Security-Policy"]


def test_a_code_that_nobody_knows_is_said(ben_account: Account, browser_of: Any) -> None:
    page = browser_of(ben_account).get("/scan/", {"q": "4006381333931"}).content.decode()

    assert "No thing has the code" in page


def test_a_scan_does_not_show_what_one_may_not_see(
    code: Code,
    hartley: School,
    asha: Actor,
    tariq_account: Account,
    moment: datetime,
    browser_of: Any,
) -> None:
    actions.claim(code, hartley, by=asha, at=moment)

    page = browser_of(tariq_account).get("/scan/", {"q": code.value}).content.decode()

    assert "No thing has the code" in page
    assert "Hartley Vale" not in page
