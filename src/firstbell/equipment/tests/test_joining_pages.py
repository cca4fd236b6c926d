from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.actions import cataloguing, covering, stages
from firstbell.equipment.models import Cover, Identity, Item, JunkSerial, StageLabel
from firstbell.equipment.queries import identities
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.states import Role
from tests.people import account


@pytest.fixture
def jo(db):
    """Lead of the whole trust."""
    return account("jo@trust.example", "Jo Marsh", Role.LEAD, None)


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


def now(item):
    return Item.objects.get(pk=item.pk)


def test_asha_finds_what_was_entered_twice_and_merges_it(add, browser):
    kept, gone = add(tag="LAP-1", serial="5CD1478X0I"), add(tag="LAP-2", serial="5CD1478XO1")

    page = browser.get("/equipment/duplicates/")
    assert b"Nearly the same serial" in page.content
    assert f"/equipment/{gone.uid}/merge/?into={kept.uid}".encode() in page.content

    form = browser.get(f"/equipment/{gone.uid}/merge/?into={kept.uid}")
    assert b"It can be undone." in form.content
    done = browser.post(f"/equipment/{gone.uid}/merge/", {"into": str(kept.uid)}, follow=True)

    assert b"LAP-2 and LAP-1 are one now: LAP-1." in done.content
    assert browser.get(f"/equipment/{gone.uid}/").url == f"/equipment/{kept.uid}/"
    assert browser.get("/equipment/LAP-2/").status_code == 200


@pytest.mark.parametrize(
    ("first", "second", "why"),
    [
        ({"serial": "SC02ABCDEF12"}, {"serial": "C02ABCDEF12"}, "Nearly the same serial"),
        ({"tag": "LAP-0012"}, {"tag": "lap 12"}, "Nearly the same tag"),
    ],
)
def test_what_is_easily_misread_is_suspected(add, browser, first, second, why):
    add(**first)
    add(**second)

    assert why.encode() in browser.get("/equipment/duplicates/").content


def test_serials_that_say_nothing_are_not_suspected(add, browser):
    add(serial="To be filled by O.E.M.")
    add(serial="To be filled by O.E.M.")

    assert b"Nothing looks entered twice" in browser.get("/equipment/duplicates/").content


def test_jo_sends_a_laptop_to_the_other_school(add, browser_of, jo, other_school):
    laptop = add(tag="LAP-1")

    done = browser_of(jo).post(
        "/equipment/LAP-1/transfer/", {"to": str(other_school.uid)}, follow=True
    )

    assert f"LAP-1 belongs to {other_school} now.".encode() in done.content
    assert now(laptop).school == other_school


def test_asha_of_one_school_is_not_offered_others(add, browser, other_school):
    add(tag="LAP-1")

    assert b"Transfer to another school" not in browser.get("/equipment/LAP-1/").content
    form = browser.post("/equipment/LAP-1/transfer/", {"to": str(other_school.uid)})

    assert b"Select a valid choice" in form.content


def test_a_warranty_entered_by_mistake_is_removed_from_the_page(add, asha, moment, browser):
    laptop = add(tag="LAP-1")
    row = covering.add_cover(laptop, kind="warranty", ends_on=date(2030, 1, 1), by=asha, at=moment)
    where = f"/equipment/{laptop.uid}/cover/{row.uid}/removal/"
    assert where.encode() in browser.get("/equipment/LAP-1/").content

    browser.post(where)

    assert not Cover.objects.exists()
    assert now(laptop).cover_ends_on is None


def test_asha_gives_a_stage_the_schools_own_word(add, asha, moment, browser):
    browser.post(
        "/equipment/stage-labels/new/",
        {"name": "Awaiting collection", "lifecycle": "retired", "order": 10},
    )
    label = StageLabel.objects.get()
    assert b"Awaiting collection" in browser.get("/equipment/stage-labels/").content

    laptop = add(tag="LAP-1")
    stages.set_stage([laptop], stage="retired", label=label, by=asha, at=moment)
    browser.post(
        f"/equipment/stage-labels/{label.uid}/",
        {"name": "To be collected", "lifecycle": "retired", "order": 10},
    )
    assert b"To be collected" in browser.get("/equipment/LAP-1/").content

    browser.post(f"/equipment/stage-labels/{label.uid}/removal/")
    assert now(laptop).stage_label is None
    assert now(laptop).lifecycle == "retired"


def test_a_serial_on_the_list_tells_nothing_apart(add, browser):
    browser.post("/equipment/junk-serials/", {"value": "PF-XXX-01"})

    add(tag="LAP-1", serial="PF-XXX-01")
    add(tag="LAP-2", serial="PF-XXX-01")

    assert identities.by_serial(["PF-XXX-01"]) == {}
    refused = browser.post("/equipment/junk-serials/", {"value": "pf-xxx-01"})
    assert b"There already" in refused.content

    browser.post(f"/equipment/junk-serials/{JunkSerial.objects.get().uid}/removal/")
    assert identities.by_serial(["PF-XXX-01"]) != {}


def test_a_programme_merges_and_transfers_too(add, client, jo, other_school, moment):
    kept, gone = add(tag="LAP-1"), add(tag="LAP-2")
    _, secret = accounts.make_token(jo, name="Test", scopes=["*"], by=system_actor(), at=moment)
    words = {
        "content_type": "application/json",
        "headers": {"Authorization": f"Bearer {secret}"},
    }

    merged = client.post(f"/api/v1/items/{gone.uid}/merge", {"into": str(kept.uid)}, **words)
    assert (merged.status_code, merged.json()["tag"]) == (200, "LAP-1")
    assert Identity.objects.filter(item=kept, kind="tag", value="LAP-2").exists()

    again = client.post(f"/api/v1/items/{gone.uid}/restoration", **words)
    assert again.status_code == 409

    sent = client.post(
        f"/api/v1/items/{kept.uid}/transfer", {"school": str(other_school.uid)}, **words
    )
    assert sent.status_code == 200
    assert now(kept).school == other_school


def test_a_label_needs_a_name_of_its_own(asha, moment):
    cataloguing.add(StageLabel, name="Spare", lifecycle="in_stock", by=asha, at=moment)

    with pytest.raises(Conflict, match="There is a stage label called spare already"):
        cataloguing.add(StageLabel, name="spare", lifecycle="in_stock", by=asha, at=moment)
