from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import changing, merging, parting
from firstbell.equipment.models import Item
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.merges.models import Merge


@pytest.fixture
def merged(add, asha, moment):
    kept, gone = add(tag="LAP-1"), add(tag="LAP-9", notes="Key sticks", price_net=41_800)
    merging.merge(gone, into=kept, by=asha, at=moment)
    return gone, kept, Merge.objects.get()


def test_the_old_tag_leads_to_where_the_merge_is_undone(merged, browser_of, asha_account):
    gone, _, merge = merged
    browser = browser_of(asha_account)

    page = browser.get("/equipment/LAP-9/").content.decode()
    assert "Merged into it" in page
    assert f"/merges/{merge.uid}/undo/" in page
    asked = browser.get(f"/merges/{merge.uid}/undo/").content.decode()
    assert "Undo the merge of Laptop (LAP-9)?" in asked
    done = browser.post(f"/merges/{merge.uid}/undo/", follow=True)

    assert "Laptop (LAP-9) is a record of its own again." in done.content.decode()
    assert done.redirect_chain[-1][0] == f"/equipment/{gone.uid}/"
    assert "Merged into it" not in browser.get("/equipment/LAP-1/").content.decode()


def test_the_page_says_what_stays_and_why_it_cannot_be(
    merged, browser_of, asha_account, asha, moment
):
    _, kept, merge = merged
    changing.change(Item.objects.get(pk=kept.pk), price_net=5, tag="LAP-9", by=asha, at=moment)
    browser = browser_of(asha_account)

    refused = browser.post(f"/merges/{merge.uid}/undo/", follow=True).content.decode()
    assert "has the tag of the other record now. Give it another tag first." in refused
    changing.change(Item.objects.get(pk=kept.pk), tag="LAP-1", by=asha, at=moment)
    done = browser.post(f"/merges/{merge.uid}/undo/", follow=True).content.decode()

    assert "1 thing stays as somebody left it since." in done


def test_those_who_may_not_neither_see_it_nor_do_it(
    merged, browser_of, grace_account, tariq_account
):
    _, _, merge = merged
    assert b"Merged into it" not in browser_of(grace_account).get("/equipment/LAP-1/").content

    assert browser_of(grace_account).post(f"/merges/{merge.uid}/undo/").status_code == 403
    assert browser_of(tariq_account).post(f"/merges/{merge.uid}/undo/").status_code == 404


def test_a_programme_undoes_it_too(merged, client, asha_account, moment):
    gone, kept, merge = merged
    _, secret = accounts.make_token(
        asha_account, name="Test", scopes=["*"], by=system_actor(), at=moment
    )
    words = {"headers": {"Authorization": f"Bearer {secret}"}, "content_type": "application/json"}

    listed = client.get(f"/api/v1/merges/of/equipment.item/{kept.uid}", **words).json()["items"]
    assert [(row["uid"], row["gone_uid"]) for row in listed] == [(str(merge.uid), str(gone.uid))]
    done = client.post(f"/api/v1/merges/{merge.uid}/undo", **words)

    assert (done.status_code, done.json()["stays"]) == (200, 0)
    assert Item.objects.get(pk=gone.pk).removed_at is None
    assert client.post(f"/api/v1/merges/{merge.uid}/undo", **words).status_code == 404


def test_the_item_page_asks_once_for_what_was_merged(add, asha, moment, browser_of, asha_account):
    kept, twice = add(tag="LAP-1"), [add(tag="LAP-7"), add(tag="LAP-8"), add(tag="LAP-9")]
    for gone in twice:
        merging.merge(gone, into=Item.objects.get(pk=kept.pk), by=asha, at=moment)
    browser = browser_of(asha_account)
    browser.get("/equipment/LAP-1/")

    with CaptureQueriesContext(connection) as three:
        browser.get("/equipment/LAP-1/")
    for gone in twice[1:]:
        parting.unmerge(
            Item.objects.get(pk=gone.pk), into=Item.objects.get(pk=kept.pk), by=asha, at=moment
        )
    with CaptureQueriesContext(connection) as one:
        browser.get("/equipment/LAP-1/")

    assert len(three) == len(one)
