from __future__ import annotations

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.places import actions
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import FieldValue
from firstbell.platform.fields.states import Kind


@pytest.fixture
def screen(db, moment):
    return fields.add_field(
        noun="places.room",
        label="Screen size",
        kind=Kind.NUMBER,
        key="screen",
        by=system_actor(),
        at=moment,
    )


def test_a_field_of_the_trusts_own_is_kept_told_and_found(ict_2, screen, asha, moment):
    actions.change_room(ict_2, custom={"screen": "75"}, by=asha, at=moment)

    assert Room.objects.get().custom == {"screen": 75}
    change = timeline.of(ict_2).first().changes.get()
    assert (change.field, change.was, change.now) == ("screen", "", "75")
    assert FieldValue.objects.get(thing_uid=ict_2.uid).number == 75


def test_what_does_not_fit_is_refused(ict_2, screen, asha, moment):
    with pytest.raises(Refusal):
        actions.change_room(ict_2, custom={"screen": "large"}, by=asha, at=moment)
    with pytest.raises(Refusal, match="There is no field colour here"):
        actions.change_room(ict_2, custom={"colour": "red"}, by=asha, at=moment)


def test_own_fields_stand_on_the_form_and_the_page(
    browser_of, asha_account, ict_2, ict_block, screen
):
    browser = browser_of(asha_account)
    url = f"/rooms/{ict_2.uid}/change/"
    assert "Screen size" in browser.get(url).content.decode()

    browser.post(
        url,
        {
            "name": "ICT 2",
            "place": str(ict_block.uid),
            "kind": "ict_suite",
            "version": "1",
            "custom_screen": "86",
        },
    )

    page = browser.get(f"/rooms/{ict_2.uid}/").content.decode()
    assert "Screen size" in page
    assert "86" in page
