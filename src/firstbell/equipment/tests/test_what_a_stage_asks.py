from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.actions import cataloguing, stages
from firstbell.equipment.actions.asking import ask_at
from firstbell.equipment.models import StageLabel
from firstbell.equipment.states import Lifecycle
from firstbell.lib.refusal import Refusal
from firstbell.platform.audit.models import Event


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


@pytest.fixture
def repair_asks(asha, moment):
    return ask_at(
        Lifecycle.IN_REPAIR, asks_note=True, note_prompt="what is wrong", by=asha, at=moment
    )


def test_a_stage_is_not_set_until_what_it_asks_for_is_said(add, repair_asks, asha, moment):
    item = add()

    with pytest.raises(Refusal, match=r"In repair asks for a note \(what is wrong\)") as refused:
        stages.set_stage([item], stage=Lifecycle.IN_REPAIR, by=asha, at=moment)
    assert refused.value.fields == {"note": "Say: what is wrong."}

    stages.set_stage([item], stage=Lifecycle.IN_REPAIR, note="Cracked screen", by=asha, at=moment)
    item.refresh_from_db()
    assert item.lifecycle == "in_repair"
    told = Event.objects.filter(kind="equipment.stage_changed").get()
    assert "Cracked screen" in str(list(told.changes.values()))


def test_disposal_may_want_the_day_and_the_way(add, asha, moment):
    ask_at(Lifecycle.RETIRED, asks_day=True, asks_label=True, by=asha, at=moment)
    item = add()
    on = date(2026, 1, 5)

    with pytest.raises(Refusal, match="Retired asks for the day and one of our words"):
        stages.set_stage([item], stage=Lifecycle.RETIRED, by=asha, at=moment)
    # Where there is no word to choose, none is wanted.
    stages.set_stage([item], stage=Lifecycle.RETIRED, on=on, by=asha, at=moment)
    stages.set_stage([item], stage=Lifecycle.IN_STOCK, by=asha, at=moment)
    label = cataloguing.add(StageLabel, name="Sold", lifecycle="retired", by=asha, at=moment)
    with pytest.raises(Refusal) as refused:
        stages.set_stage([item], stage=Lifecycle.RETIRED, on=on, by=asha, at=moment)
    assert list(refused.value.fields) == ["label"]
    stages.set_stage([item], stage=Lifecycle.RETIRED, on=on, label=label, by=asha, at=moment)


def test_what_has_happened_already_is_not_asked_about(add, repair_asks, asha, moment):
    item = add()

    stages.set_stage([item], stage=Lifecycle.IN_REPAIR, as_told=True, by=asha, at=moment)

    assert item.lifecycle == "in_repair"


def test_the_forms_say_what_is_wanted_and_keep_what_was_typed(desk, add, repair_asks):
    item = add(tag="HV-1")

    page = desk.post("/equipment/HV-1/stage/", {"stage": "in_repair", "on": "2026-01-05"})

    words = page.content.decode()
    assert "In repair asks for a note (what is wrong)." in words
    assert "Say: what is wrong." in words
    assert "2026-01-05" in words
    desk.post("/equipment/HV-1/stage/", {"stage": "in_repair", "note": "Cracked"})
    item.refresh_from_db()
    assert item.lifecycle == "in_repair"


def test_the_trust_says_what_a_stage_asks_for(desk):
    assert "Nothing" in desk.get("/equipment/stage-asks/").content.decode()

    asked = {"asks_day": "on", "asks_note": "on", "note_prompt": "which way it went"}
    page = desk.post("/equipment/stage-asks/disposed/", asked, follow=True)

    assert "The day and a note (which way it went)" in page.content.decode()
    assert desk.get("/equipment/stage-asks/lent/").status_code == 404
    desk.post("/equipment/stage-asks/disposed/", {})
    assert "which way" not in desk.get("/equipment/stage-asks/").content.decode()
