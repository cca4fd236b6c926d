"""Codes, labels and numbers for another system: what the pages do, by token."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category, Item
from firstbell.lib import clock
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import GUEST, Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.attachments.tests.conftest import folder, picture
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes.models import Code, FoundMessage
from firstbell.platform.tenancy.models import School

__all__ = ["folder", "picture"]

API = "/api/v1"


@pytest.fixture
def laptop(hartley: School, asha: Actor, moment: datetime) -> Item:
    kind = cataloguing.add(Category, name="Laptop", by=system_actor(), at=moment, tag_prefix="LAP-")
    made = registering.register(hartley, [registering.Draft(kind, {})], by=asha, at=moment)
    return Item.objects.get(pk=made[0].id)


def client_of(account: Account, *scopes: str) -> Client:
    _, secret = make_token(
        account, name="Tests", scopes=list(scopes) or ["write"], by=system_actor(), at=clock.now()
    )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def asha_api(asha_account: Account) -> Client:
    return client_of(asha_account)


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(f"{API}/{path}", body or {}, "application/json")


def test_codes_are_made_claimed_resolved_and_released(
    asha_api: Client, hartley: School, laptop: Item
) -> None:
    batch = post(asha_api, "codes/batches", {"school": str(hartley.uid), "count": 3}).json()
    page = asha_api.get(f"{API}/codes", {"batch": batch["uid"], "unclaimed": "true"}).json()
    code = page["items"][0]
    assert len(page["items"]) == 3
    empty = asha_api.get(f"{API}/codes/resolve", {"text": code["link"]}).json()
    assert empty["thing_uid"] is None

    thing = {"thing_type": "equipment.item", "thing_uid": str(laptop.uid)}
    claimed = post(asha_api, f"codes/{code['uid']}/claim", thing)

    assert claimed.json()["thing_uid"] == str(laptop.uid)
    found = asha_api.get(f"{API}/codes/resolve", {"text": code["link"]}).json()
    assert found["thing_uid"] == str(laptop.uid)
    assert post(asha_api, f"codes/{code['uid']}/prefer").json()["preferred"]
    assert post(asha_api, f"codes/{code['uid']}/release").status_code == 204
    assert Code.objects.unclaimed().count() == 3


def test_a_barcode_on_something_else_is_a_conflict_in_the_same_words(
    asha_api: Client, hartley: School, asha: Actor, laptop: Item, moment: datetime
) -> None:
    batch = codes.mint(hartley, 1, by=asha, at=moment)
    codes.attach(batch, "4006381333931", by=asha, at=moment)

    answer = post(asha_api, f"codes/of/equipment.item/{laptop.uid}", {"value": "4006381333931"})

    assert answer.status_code == 409
    assert "cannot tell two things apart" in answer.json()["detail"]


def test_labels_come_as_a_pdf(asha_api: Client, hartley: School, laptop: Item) -> None:
    body = {
        "school": str(hartley.uid), "thing_type": "equipment.item", "uids": [str(laptop.uid)], "stock": "avery-l7163",
        "fields": ["serial"], "barcode": True, "start_at": 3,
    }  # fmt: skip

    answer = post(asha_api, "labels/pdf", body)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert post(asha_api, "labels/pdf", body | {"stock": "nothing"}).status_code == 404
    assert post(asha_api, "labels/pdf", body | {"start_at": 99}).status_code == 422


def test_a_label_with_the_logo_that_was_added_to_the_school(
    asha_api: Client, hartley: School, laptop: Item, picture: Any
) -> None:
    body = {
        "school": str(hartley.uid), "thing_type": "equipment.item", "uids": [str(laptop.uid)], "stock": "avery-l7163",
        "logo": True,
    }  # fmt: skip
    missing = post(asha_api, "labels/pdf", body)
    asha_api.post(f"{API}/files/of/tenancy.school/{hartley.uid}", {"file": picture()})

    answer = post(asha_api, "labels/pdf", body)

    assert (missing.status_code, "no logo yet" in missing.json()["detail"]) == (422, True)
    assert b"/Image" in answer.content
    small = post(asha_api, "labels/pdf", body | {"stock": "avery-l4731"})
    assert (small.status_code, "no room for a logo" in small.json()["detail"]) == (422, True)


def test_own_paper_is_measured_and_its_ruler_page_printed(
    asha_api: Client, hartley: School
) -> None:
    body = {
        "school": str(hartley.uid),
        "name": "Ours",
        "width": 60,
        "height": 30,
        "columns": 3,
        "rows": 5,
    }
    made = post(asha_api, "labels/sheets", body).json()

    known = asha_api.get(f"{API}/labels/stocks").json()
    ruler = asha_api.get(f"{API}/labels/stocks/{made['key']}/ruler")

    assert made in known
    assert ruler.content.startswith(b"%PDF")
    wide = post(asha_api, "labels/sheets", body | {"name": "Wide", "columns": 9})
    assert (wide.status_code, "210 mm wide" in wide.json()["detail"]) == (422, True)
    assert asha_api.delete(f"{API}/labels/sheets/{made['key'][4:]}").status_code == 204


def test_unclaimed_labels_come_as_a_pdf(
    asha_api: Client, hartley: School, asha: Actor, moment: datetime
) -> None:
    batch = codes.mint(hartley, 3, by=asha, at=moment)

    answer = post(asha_api, f"labels/batches/{batch.uid}/pdf", {"stock": "tze-12"})

    assert answer.content.startswith(b"%PDF")


def test_numbers_are_set_and_kept_free(asha_api: Client, hartley: School) -> None:
    made = post(asha_api, "numbers", {"school": str(hartley.uid), "prefix": "LT-"}).json()
    url = f"{API}/numbers/{made['uid']}"

    changed = asha_api.patch(
        url, {"next_number": 50}, "application/json", headers={"If-Match": "1"}
    )
    kept = post(asha_api, f"numbers/{made['uid']}/reserved", {"first": 60, "last": 70})

    assert changed.json()["next_tag"] == "LT-0050"
    assert asha_api.get(url + "/reserved").json() == [kept.json()]
    assert asha_api.delete(f"{url}/reserved/{kept.json()['id']}").status_code == 204
    assert asha_api.get(f"{API}/numbers").json()["items"][0]["prefix"] == "LT-"
    assert (
        post(asha_api, "numbers", {"school": str(hartley.uid), "prefix": "LT-"}).status_code == 409
    )


def test_what_a_finder_wrote_is_read_and_settled(
    asha_api: Client, hartley: School, asha: Actor, moment: datetime
) -> None:
    code = codes.mint(hartley, 1, by=asha, at=moment).codes.get()
    codes.report_found(code, words="On the bus", contact="", by=GUEST, at=moment)

    message = asha_api.get(f"{API}/found").json()["items"][0]
    post(asha_api, f"found/{message['uid']}/settle")

    assert message["words"] == "On the bus"
    assert FoundMessage.objects.get().settled_by == "Asha Rahman by Tests"


def test_another_school_and_a_teacher_get_nothing(
    tariq_account: Account,
    okoro_account: Account,
    hartley: School,
    laptop: Item,
    asha: Actor,
    moment: datetime,
) -> None:
    code = codes.issue([laptop], by=asha, at=moment)[laptop.uid]
    tariq, okoro = client_of(tariq_account), client_of(okoro_account)

    assert tariq.get(f"{API}/codes/{code.uid}").status_code == 404
    assert tariq.get(f"{API}/codes/resolve", {"text": code.value}).status_code == 404
    assert tariq.get(f"{API}/codes").json()["items"] == []
    assert okoro.get(f"{API}/codes").status_code == 403
    assert okoro.get(f"{API}/labels/stocks").status_code == 403


@pytest.mark.parametrize("text", ["", "\x00", "http://[", "x" * 600, "https://\u2100/c/1"])
def test_nonsense_leads_nowhere_and_breaks_nothing(text: str, asha_api: Client) -> None:
    assert asha_api.get(f"{API}/codes/resolve", {"text": text}).status_code in (404, 422)
