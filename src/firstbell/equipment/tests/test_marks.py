"""MAC addresses, host names and IMEIs: by hand, by sheet, by API, and found again."""

from __future__ import annotations

import re

import pytest

from firstbell.equipment.actions import changing, reporting
from firstbell.equipment.models import Identity, Item
from firstbell.equipment.queries import marks
from firstbell.equipment.states import IdentityKind
from firstbell.equipment.tests.importing import bring
from firstbell.lib.parsing import Unclear, parse_imei
from firstbell.lib.refusal import Refusal
from firstbell.platform.search import finding

MAC = "00:1a:2b:3c:4d:5e"
WIFI = "f4:3b:d8:11:22:30"


def found(question, actor):
    groups = finding.find(question, actor=actor, types=["equipment.item"]).groups
    return [one.label for group in groups for one in group.found]


def test_what_is_typed_of_a_new_item_is_kept_in_one_form(add):
    item = add(tag="HV-1", macs="00-1A-2B-3C-4D-5E, F43BD8112230", hostname="ICT2-07")

    assert marks.of(item) == {"macs": [MAC, WIFI], "hostname": ["ICT2-07"], "imei": []}
    assert set(Identity.objects.filter(kind="mac").values_list("source", flat=True)) == {"typed"}


@pytest.mark.parametrize(
    "question",
    ["00:1A:2B:3C:4D:5E", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e", "001A2B3C4D5E", "2b:3c:4d", "2B3C4D", "ict2-07"],
)  # fmt: skip
def test_it_is_found_by_its_address_however_that_is_written_and_by_a_part_of_it(
    add, asha, question
):
    add(tag="HV-1", macs=MAC, hostname="ICT2-07")
    add(tag="HV-2", macs=WIFI, hostname="ICT2-08")

    assert found(question, asha) == ["Laptop (HV-1)"]


def test_what_a_device_reports_is_found_too(add, asha, moment):
    item = add(tag="HV-1")

    reporting.note(item, {IdentityKind.MAC: [MAC]}, by=asha, at=moment)

    assert found("001a.2b3c.4d5e", asha) == ["Laptop (HV-1)"]


@pytest.mark.parametrize(
    ("name", "told", "sentence"),
    [
        ("macs", "00:00:00:00:00:00", "is a filler"),
        ("macs", "ask Ben", "is not a network (MAC) address"),
        ("imei", "1234", "is not an IMEI"),
        ("imei", "4.90154E+14", "shortened"),
    ],
)
def test_junk_is_refused_with_a_sentence_at_its_field(add, asha, moment, name, told, sentence):
    item = add()

    with pytest.raises(Refusal, match=re.escape(sentence)) as refused:
        changing.change(item, by=asha, at=moment, **{name: told})

    assert name in refused.value.fields


def test_what_is_typed_stands_before_what_is_reported_and_stays_when_the_report_differs(
    add, asha, moment
):
    item = add(hostname="ICT2-07")

    reporting.note(item, {IdentityKind.HOSTNAME: ["DESKTOP-X1"]}, by=asha, at=moment)

    assert marks.of(item)["hostname"] == ["ICT2-07", "DESKTOP-X1"]


def test_a_changed_address_ends_the_old_one_and_is_in_the_history(add, asha, moment):
    item = add(macs=MAC)

    done = changing.change_many(
        [changing.Edit(item, {"macs": f"{MAC}, {WIFI}"})], by=asha, at=moment
    )
    changing.change(item, by=asha, at=moment, macs=WIFI)

    assert done == 1
    assert marks.of(item)["macs"] == [WIFI]
    assert Identity.objects.filter(item=item, kind="mac").exclude(to_at=None).count() == 1
    assert found(MAC, asha) == []


def test_the_same_written_otherwise_changes_nothing(add, asha, moment):
    item = add(macs=MAC)

    again = changing.Edit(item, {"macs": "001A.2B3C.4D5E", "hostname": ""})

    assert changing.change_many([again], by=asha, at=moment) == 0


def test_an_imei_is_digits_only():
    assert parse_imei("49-015420-323751-8") == "490154203237518"
    with pytest.raises(Unclear, match="filler"):
        parse_imei("000000000000000")


SHEET = """Asset tag,Kind,MAC address,Wi-Fi MAC,Computer name,IMEI
HV-1,Laptop,00-1A-2B-3C-4D-5E,F4:3B:D8:11:22:30,ICT2-07,
HV-2,Laptop,N/A,,,490154203237518
HV-3,Laptop,00:00:00:00:00:00,,,
"""


def test_a_sheet_brings_them_and_refuses_a_filler(hartley, laptops, asha, moment):
    brought = bring(hartley, SHEET, by=asha, at=moment).check().apply()

    first, second = Item.objects.live().order_by("tag_key")
    assert marks.of(first) == {"macs": [MAC, WIFI], "hostname": ["ICT2-07"], "imei": []}
    assert marks.of(second)["imei"] == ["490154203237518"]
    assert "is a filler" in brought.reasons[2]
    assert found("ict2-07", asha) == ["Laptop (HV-1)"]


def test_a_later_sheet_adds_addresses_and_is_taken_back(hartley, add, asha, moment):
    item = add(tag="HV-1", macs=MAC, hostname="OLD-1")
    text = f"Asset tag,MAC addresses,Hostname\nHV-1,{WIFI},NEW-1\n"

    brought = bring(hartley, text, by=asha, at=moment).check().apply()

    assert brought.reasons == ["Changes MAC addresses, host name."]
    assert marks.of(item) == {"macs": [MAC, WIFI], "hostname": ["NEW-1"], "imei": []}
    brought.undo()
    assert marks.of(item) == {"macs": [MAC], "hostname": ["OLD-1"], "imei": []}


def test_the_same_sheet_again_changes_nothing(hartley, add, asha, moment):
    add(tag="HV-1", macs=f"{MAC},{WIFI}", hostname="ICT2-07")
    text = f'Tag,MAC addresses,Host name,IMEI\nHV-1,"{MAC}, {WIFI}",ICT2-07,\n'

    assert bring(hartley, text, by=asha, at=moment).check().verdicts == ["same"]
