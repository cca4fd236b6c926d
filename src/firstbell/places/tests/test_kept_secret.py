"""A field of rooms that is kept secret: the code of the alarm."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed
from firstbell.places import actions
from firstbell.places.models import Room
from firstbell.places.sheets import ROOMS
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event
from firstbell.platform.database import rotating, secrets
from firstbell.platform.exchange.sheets import Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields import secrecy
from firstbell.platform.fields.states import Kind
from firstbell.platform.fields.values import MASK
from tests.everywhere import places_of

CODE = "4471-blue"


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def plain(db, moment):
    return fields.add_field(
        noun="places.room", label="Alarm code", kind=Kind.TEXT, by=system_actor(), at=moment
    )


@pytest.fixture
def alarm(plain, moment):
    return fields.change_field(plain, is_secret=True, by=system_actor(), at=moment)


@pytest.fixture
def armed(ict_2, alarm, asha, moment):
    actions.change_room(ict_2, custom={"alarm_code": CODE}, by=asha, at=moment)
    return now(ict_2)


def now(room):
    return Room.objects.get(pk=room.pk)


def told(room):
    return [(one.field, one.was, one.now) for one in timeline.of(room).first().changes.all()]


def test_a_secret_stands_nowhere_in_the_database(armed, alarm, asha, moment):
    assert places_of(CODE) == []
    assert told(armed) == [("alarm code", "", "a secret")]
    assert secrecy.reveal(alarm, armed, by=asha, at=moment) == CODE


def test_the_same_again_changes_nothing_and_another_is_told_without_being_said(armed, asha, moment):
    before = armed.version
    actions.change_room(armed, custom={"alarm_code": CODE}, by=asha, at=moment)
    assert now(armed).version == before

    actions.change_room(armed, custom={"alarm_code": "9"}, by=asha, at=moment)
    assert told(armed) == [("alarm code", "a secret", "another secret")]

    actions.change_room(armed, custom={"alarm_code": None}, by=asha, at=moment)
    assert told(armed) == [("alarm code", "a secret", "")]
    assert now(armed).custom == {}


def test_who_looks_is_noted_and_only_leads_may(armed, alarm, asha, ben, tariq, moment):
    for nosy in (ben, tariq):
        with pytest.raises(NotAllowed, match="look at what a field keeps secret"):
            secrecy.reveal(alarm, armed, by=nosy, at=moment)
    assert not Event.objects.filter(kind="fields.revealed").exists()

    secrecy.reveal(alarm, armed, by=asha, at=moment)

    assert timeline.of(armed).first().sentence == "Asha Rahman looked at the alarm code of ICT 2"


def test_there_is_nothing_to_look_at_where_nothing_is_kept(ict_2, alarm, asha, moment):
    with pytest.raises(Conflict, match="ICT 2 has nothing in Alarm code"):
        secrecy.reveal(alarm, ict_2, by=asha, at=moment)


def test_new_keys_seal_it_anew_and_without_keys_it_says_so(armed, alarm, asha, moment):
    was = armed.custom

    assert rotating.rotate() == 1

    newest = secrets.path().read_text().split()[0]
    secrets.path().write_text(newest + "\n")
    assert now(armed).custom != was
    assert secrecy.reveal(alarm, now(armed), by=asha, at=moment) == CODE
    secrets.path().unlink()
    with pytest.raises(Conflict, match="Alarm code of ICT 2 cannot be read: the keys"):
        secrecy.reveal(alarm, now(armed), by=asha, at=moment)
    actions.change_room(now(armed), custom={"alarm_code": "5"}, by=asha, at=moment)
    assert secrecy.reveal(alarm, now(armed), by=asha, at=moment) == "5"


def test_the_page_masks_it_and_shows_it_once_to_who_asks(armed, alarm, browser_of, asha_account):
    desk, page = browser_of(asha_account), f"/rooms/{armed.uid}/"
    assert MASK in desk.get(page).content.decode()
    assert CODE not in desk.get(page).content.decode()

    look = f"/fields/{alarm.uid}/of/{armed.uid}/"
    whole = desk.post(look)
    part = desk.post(look, headers={"HX-Request": "true"})

    assert CODE in whole.content.decode()
    assert CODE in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "no-store" in whole["Cache-Control"]
    assert desk.get(look).status_code == 405
    assert CODE not in desk.get(page).content.decode()
    assert Event.objects.filter(kind="fields.revealed").count() == 2


def test_a_technician_sees_that_it_is_kept_and_has_no_button(armed, alarm, browser_of, ben_account):
    desk = browser_of(ben_account)
    page = desk.get(f"/rooms/{armed.uid}/").content.decode()

    assert MASK in page
    assert f"/fields/{alarm.uid}/" not in page
    assert desk.post(f"/fields/{alarm.uid}/of/{armed.uid}/").status_code == 403


def test_what_is_put_away_or_open_is_not_looked_at(
    armed, alarm, browser_of, asha_account, asha, moment
):
    desk, look = browser_of(asha_account), f"/fields/{alarm.uid}/of/{armed.uid}/"
    fields.put_away(alarm, by=asha, at=moment)

    assert desk.post(look).status_code == 404
    assert desk.get(f"/api/v1/rooms/{armed.uid}").json()["custom"] == {"alarm_code": MASK}


def test_the_form_says_that_it_is_kept_and_left_empty_keeps_it(
    armed, alarm, ict_block, browser_of, asha_account, asha, moment
):
    desk, url = browser_of(asha_account), f"/rooms/{armed.uid}/change/"
    form = desk.get(url).content.decode()
    assert "Leave this empty, and it stays" in form
    assert CODE not in form
    words = {"name": "ICT 2", "place": str(ict_block.uid), "kind": "ict_suite"}

    desk.post(url, {**words, "version": armed.version, "capacity": "30"})
    assert secrecy.reveal(alarm, now(armed), by=asha, at=moment) == CODE

    desk.post(url, {**words, "version": now(armed).version, "custom_alarm_code": "77"})
    assert secrecy.reveal(alarm, now(armed), by=asha, at=moment) == "77"

    desk.post(url, {**words, "version": now(armed).version, "custom_alarm_code-clear": "on"})
    assert now(armed).custom == {}


def test_programs_set_it_and_never_read_it_back(armed, alarm, browser_of, asha_account, asha, moment):  # fmt: skip
    desk, url = browser_of(asha_account), f"/api/v1/rooms/{armed.uid}"

    def send(**own):
        read = {"If-Match": f'"{now(armed).version}"'}
        return desk.patch(url, {"custom": own}, content_type="application/json", headers=read)

    assert desk.get(url).json()["custom"] == {"alarm_code": MASK}
    assert send(alarm_code="88").json()["custom"] == {"alarm_code": MASK}
    assert send(alarm_code=MASK).status_code == 200
    assert secrecy.reveal(alarm, now(armed), by=asha, at=moment) == "88"
    assert send(alarm_code={"sealed": armed.custom["alarm_code"]["sealed"]}).status_code == 422
    assert send(alarm_code=None).json()["custom"] == {}


def test_a_field_that_becomes_secret_takes_in_what_stood_open(
    ict_2, plain, browser_of, asha_account, asha, moment
):
    actions.change_room(ict_2, custom={"alarm_code": "0000"}, by=asha, at=moment)
    actions.change_room(now(ict_2), custom={"alarm_code": CODE}, by=asha, at=moment)
    version = now(ict_2).version
    assert len(places_of(CODE)) == 3
    form = {"noun": "places.room", "label": "Alarm code", "kind": "text", "order": "50", "is_filterable": "on", "is_secret": "on"}  # fmt: skip

    page = browser_of(asha_account).post(f"/settings/fields/{plain.uid}/", form, follow=True)

    assert "encrypted from now on" in page.content.decode()
    assert (places_of(CODE), places_of("0000")) == ([], [])
    assert told(ict_2) == [("alarm code", "a secret", "another secret")]
    plain.refresh_from_db()
    assert secrecy.reveal(plain, now(ict_2), by=asha, at=moment) == CODE
    assert now(ict_2).version > version


def test_what_keeps_secrets_does_not_become_open(armed, alarm, asha, moment):
    with pytest.raises(Conflict, match="keeps secrets, so it stays secret"):
        fields.change_field(alarm, is_secret=False, by=asha, at=moment)

    actions.change_room(armed, custom={"alarm_code": None}, by=asha, at=moment)
    fields.change_field(alarm, is_secret=False, by=asha, at=moment)

    assert not alarm.is_secret


def test_a_default_that_goes_when_it_becomes_secret_is_not_told(plain, asha, moment):
    fields.change_field(plain, default=CODE, by=asha, at=moment)

    fields.change_field(plain, default="", is_secret=True, by=asha, at=moment)

    assert places_of(CODE) == []


def test_it_is_no_column_of_a_sheet_and_an_import_from_before_is_undone_to_what_was(
    ict_2, plain, hartley, asha, moment
):
    actions.change_room(ict_2, custom={"alarm_code": "0000"}, by=asha, at=moment)
    undo = {"custom": [{"alarm_code": "0000"}, {"alarm_code": CODE}]}
    actions.change_room(now(ict_2), custom={"alarm_code": CODE}, by=asha, at=moment)
    undo["custom"] = [secrecy.sealed_in(one, "alarm_code") for one in undo["custom"]]
    fields.change_field(plain, is_secret=True, by=asha, at=moment)
    assert "custom:alarm_code" not in [column.key for column in ROOMS.columns()]
    work = ROOMS.open(Setting(hartley, asha, moment, Mode.BOTH, "name", {}, frozenset()))

    undone = work.undo([Trace(2, Outcome.UPDATED, ict_2.pk, ict_2.uid, undo, "")])

    assert undone[0].outcome == Outcome.UNDONE
    assert secrecy.reveal(plain, now(ict_2), by=asha, at=moment) == "0000"
