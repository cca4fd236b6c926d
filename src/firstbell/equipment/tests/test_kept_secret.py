"""A field of equipment that is kept secret: the password of a laptop's BIOS."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.equipment.actions import cataloguing, changing, merging, parting, transferring
from firstbell.equipment.models import Item, Model
from firstbell.equipment.sheets import EQUIPMENT
from firstbell.equipment.tests.importing import bring
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.database import rotating, secrets
from firstbell.platform.exchange.models import ImportProfile, ImportSession
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields import secrecy
from firstbell.platform.fields.models import FieldValue
from firstbell.platform.fields.states import Kind
from firstbell.platform.fields.values import MASK
from firstbell.platform.lists.models import BulkRun, SavedView
from firstbell.platform.webhooks import actions as webhooks
from firstbell.platform.webhooks import delivering
from firstbell.platform.webhooks.models import Call
from tests.everywhere import places_of

WORD = "letmein-7Q"
LATER = timedelta(hours=2)


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def own(db, moment):
    def add(noun="equipment.item", label="BIOS password", **more):
        return fields.add_field(
            noun=noun, label=label, kind=Kind.TEXT, by=system_actor(), at=moment, **more
        )

    return add


@pytest.fixture
def bios(own):
    return own(is_secret=True)


@pytest.fixture
def tell(asha, moment):
    def set_to(item, word):
        value = fields.cleaned("equipment.item", {"bios_password": word}, whole=False)
        return changing.change(item, custom=value, by=asha, at=moment)

    return set_to


def now(item):
    return Item.objects.get(pk=item.pk)


def test_it_is_set_by_the_form_and_by_programs_and_read_by_neither(
    bios, laptops, hartley, browser_of, asha_account, asha, moment
):
    desk = browser_of(asha_account)
    form = {"category": str(laptops.uid), "tag": "HV-1", "condition": "good", "ownership": "owned"}
    desk.post("/equipment/new/", {**form, "custom_bios_password": WORD})
    body = {"school": str(hartley.uid), "category": str(laptops.uid), "tag": "HV-2", "custom": {"bios_password": WORD}}  # fmt: skip

    made = desk.post("/api/v1/items", body, content_type="application/json")

    assert made.json()["custom"] == {"bios_password": MASK}
    assert places_of(WORD) == []
    for item in Item.objects.all():
        assert secrecy.reveal(bios, item, by=asha, at=moment) == WORD
        page = desk.get(f"/equipment/{item.tag}/").content.decode()
        form = desk.get(f"/equipment/{item.tag}/change/").content.decode()
        assert MASK in page
        assert WORD not in page + form


def test_the_form_that_is_not_touched_keeps_it(bios, add, tell, browser_of, asha_account, asha, moment):  # fmt: skip
    item = tell(add(tag="HV-1"), WORD)
    form = {"category": str(item.category.uid), "tag": "HV-1", "condition": "worn", "ownership": "owned"}  # fmt: skip

    browser_of(asha_account).post("/equipment/HV-1/change/", {**form, "version": item.version})

    assert now(item).condition == "worn"
    assert secrecy.reveal(bios, now(item), by=asha, at=moment) == WORD
    told = [change.field for change in timeline.of(item)[1].changes.all()]
    assert "bios password" not in told


def test_no_list_no_sheet_no_bulk_edit_and_no_file_has_it(bios, add, tell, browser_of, asha_account):  # fmt: skip
    item = tell(add(tag="HV-1"), WORD)
    desk = browser_of(asha_account)
    ways = [
        desk.get("/equipment/?columns=tag,own_bios_password&sort=own_bios_password"),
        desk.get("/equipment/?q=letmein"),
        desk.post("/equipment/sheet/", {"pick": str(item.uid), "show": ["tag", "custom_bios_password"]}),
    ]  # fmt: skip

    assert all("BIOS password" not in answer.content.decode() for answer in ways)
    assert [column for column in EQUIPMENT.columns() if "bios" in column.key] == []


def test_a_merge_moves_it_sealed_and_back_even_when_the_keys_changed_between(
    bios, add, tell, asha, moment
):
    kept, gone = add(tag="LAP-1"), tell(add(tag="LAP-9"), WORD)

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert places_of(WORD) == []
    assert secrecy.reveal(bios, now(kept), by=asha, at=moment) == WORD
    rotating.rotate()
    secrets.path().write_text(secrets.path().read_text().split()[0] + "\n")
    parting.unmerge(now(gone), into=now(kept), by=asha, at=moment + LATER)
    assert now(kept).custom == {}
    assert secrecy.reveal(bios, now(gone), by=asha, at=moment) == WORD


def test_who_leads_the_school_it_went_to_may_look(
    bios, add, tell, other_school, asha, moment, tariq
):
    item = tell(add(tag="LAP-1"), WORD)
    transferring.transfer([now(item)], to=other_school, by=system_actor(), at=moment)

    assert secrecy.reveal(bios, now(item), by=system_actor(), at=moment) == WORD
    with pytest.raises(Exception, match="may not"):
        secrecy.reveal(bios, now(item), by=asha, at=moment)


def test_items_do_not_begin_with_a_secret_of_their_model(bios, own, latitude, add, asha, moment):
    own("equipment.model", "Firmware key", is_secret=True, key="bios_password")
    cataloguing.change(latitude, custom={"bios_password": WORD}, by=asha, at=moment)

    assert add(model_id=latitude.pk).custom == {}
    assert places_of(WORD) == []


def test_a_model_shows_its_secrets_beside_its_form(own, latitude, browser_of, asha_account, asha, moment):  # fmt: skip
    key = own("equipment.model", "Firmware key", is_secret=True)
    cataloguing.change(latitude, custom={"firmware_key": WORD}, by=asha, at=moment)
    desk, page = browser_of(asha_account), f"/equipment/models/{latitude.uid}/"

    shown = desk.get(page).content.decode()

    assert f"/fields/{key.uid}/of/{latitude.uid}/" in shown
    assert WORD not in shown
    assert WORD in desk.post(f"/fields/{key.uid}/of/{latitude.uid}/").content.decode()


@pytest.fixture
def known(own, add, tell, latitude, hartley, asha, asha_account, moment):
    """Everything that knows a value that stands open: a model, a merge, an import, a view, a bulk edit, a webhook."""
    field = own()
    webhooks.subscribe(
        hartley, name="Portal", url="https://portal.example/", kinds=["*"], by=system_actor(), at=moment
    )  # fmt: skip
    cataloguing.change(latitude, custom={"bios_password": WORD}, by=asha, at=moment)
    kept, gone = add(tag="LAP-1"), tell(add(tag="LAP-9"), WORD)
    merging.merge(gone, into=kept, by=asha, at=moment)
    text = f"Asset tag,Kind,BIOS password\nLAP-1,Laptop,{WORD}!\nLAP-2,Laptop,{WORD}\n"
    bring(hartley, text, by=asha, at=moment).check().apply()
    SavedView.objects.create(
        list_name="equipment.items", name="Those", account=asha_account, query=f"own_bios_password={WORD}"
    )  # fmt: skip
    BulkRun.objects.create(
        uid=kept.uid, list_name="equipment.items", action="change", title="Change", account=asha_account, ids=[],
        words={"set_custom_bios_password": ["on"], "custom_bios_password": [WORD], "set_name": ["on"]}, created_at=moment,
    )  # fmt: skip
    for event in timeline.of(kept):
        delivering.offer(event)
    return field, kept, gone


def test_what_knew_a_value_that_becomes_secret_knows_it_no_more(known, asha, moment):
    field, kept, gone = known
    assert len(places_of(WORD)) >= 8

    fields.change_field(field, is_secret=True, by=asha, at=moment)

    assert places_of(WORD) == []
    assert not FieldValue.objects.exists()
    assert Model.objects.get().custom == {}
    assert SavedView.objects.get().query.startswith("own_bios_password=")
    assert BulkRun.objects.get().words == {"set_name": ["on"]}
    assert Call.objects.filter(body__contains="another secret").exists()
    for item, word in ((kept, f"{WORD}!"), (gone, WORD), (Item.objects.get(tag="LAP-2"), WORD)):
        assert secrecy.reveal(field, now(item), by=asha, at=moment) == word


def test_an_import_from_before_is_undone_and_a_merge_taken_back(known, asha, moment, hartley):
    field, kept, gone = known
    fields.change_field(field, is_secret=True, by=asha, at=moment)
    session = ImportSession.objects.get()
    done = bring(hartley, "Asset tag\nLAP-1\n", by=asha, at=moment)
    done.session = session

    done.undo()

    assert secrecy.reveal(field, now(kept), by=asha, at=moment) == WORD
    parting.unmerge(now(gone), into=now(kept), by=asha, at=moment + LATER)
    assert now(kept).custom == {}


def test_a_file_like_the_last_one_no_longer_has_the_column(known, hartley, asha, moment):
    field = known[0]
    ImportProfile.objects.create(
        school=hartley, sheet="equipment", name="Dell", headings={"BIOS password": "custom:bios_password"},
        settings={"fill": {"custom:bios_password": {"value": WORD, "always": True}}}, created_at=moment,
    )  # fmt: skip
    fields.change_field(field, is_secret=True, by=asha, at=moment)

    again = bring(hartley, "Asset tag,Kind,BIOS password\nLAP-3,Laptop,x\n", by=asha, at=moment)

    assert "custom:bios_password" not in again.session.mapping.values()
    assert again.check().verdicts == ["create"]
    assert ImportProfile.objects.get().settings == {"fill": {}}
