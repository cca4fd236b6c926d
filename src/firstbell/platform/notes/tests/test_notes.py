from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import Actor, system_actor, token_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.notes import actions
from firstbell.platform.notes.models import Note
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.questions import ERASE
from tests.on_schools import SCHOOL


@pytest.fixture
def note(hartley: School, ben: Actor, moment: datetime) -> Note:
    return actions.write(hartley, "  The lid sticks when it is cold.  ", by=ben, at=moment)


def test_ben_leaves_a_note_and_history_keeps_that_he_did_but_not_its_words(
    hartley: School, note: Note
) -> None:
    assert [row.text for row in Note.objects.on(hartley.uid)] == ["The lid sticks when it is cold."]
    event = Event.objects.get(kind="notes.written")
    assert event.sentence == "Ben Whitlock left a note on Hartley Vale School"
    assert event.audience == "notes.view"


def test_only_ben_changes_his_note(
    hartley: School, note: Note, asha: Actor, ben: Actor, moment: datetime
) -> None:
    with pytest.raises(NotAllowed, match="Only Ben Whitlock may change this note"):
        actions.edit(note, hartley, "No, it does not.", by=asha, at=moment)

    actions.edit(note, hartley, "It sticks always.", by=ben, at=moment + timedelta(hours=1))

    note.refresh_from_db()
    assert (note.text, note.edited_at) == ("It sticks always.", moment + timedelta(hours=1))


def test_bens_token_changes_his_note_and_his_page_what_the_token_wrote(
    hartley: School, note: Note, ben: Actor, ben_account: Account, moment: datetime
) -> None:
    made, _ = make_token(ben_account, name="Sync", scopes=["*"], by=system_actor(), at=moment)
    by_token = token_actor(made, on=moment.date())

    actions.edit(note, hartley, "It sticks always.", by=by_token, at=moment)
    other = actions.write(hartley, "Oiled.", by=by_token, at=moment)
    actions.edit(other, hartley, "Oiled twice.", by=ben, at=moment)

    assert {row.text for row in Note.objects.on(hartley.uid)} == {
        "It sticks always.",
        "Oiled twice.",
    }


def test_asha_removes_bens_note_and_grace_does_not(
    hartley: School, note: Note, asha: Actor, grace: Actor, moment: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.remove(note, hartley, by=grace, at=moment)

    actions.remove(note, hartley, by=asha, at=moment)

    assert list(Note.objects.on(hartley.uid)) == []


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 4_001])
def test_a_note_says_something_and_not_everything(
    hartley: School, ben: Actor, moment: datetime, text: str
) -> None:
    with pytest.raises(Refusal):
        actions.write(hartley, text, by=ben, at=moment)


def test_nothing_is_noted_where_nobody_said_so(ben: Actor, note: Note, moment: datetime) -> None:
    with pytest.raises(Refusal, match="No note can be left"):
        actions.write(note, "A note on a note", by=system_actor(), at=moment)


def test_the_page_writes_changes_and_removes(
    hartley: School, ben_account: Any, sam_account: Any, browser_of: Any
) -> None:
    ben, sam = browser_of(ben_account), browser_of(sam_account)
    url = f"/notes/of/{SCHOOL}/{hartley.uid}/"

    assert sam.post(url, {"text": "Hello"}).status_code == 403
    ben.post(url, {"text": "Ring before ten."})
    note = Note.objects.get()
    assert ben.get(f"/notes/{note.uid}/").status_code == 200
    ben.post(f"/notes/{note.uid}/", {"text": "Ring before nine."})
    note.refresh_from_db()
    assert note.text == "Ring before nine."
    ben.post(f"/notes/{note.uid}/remove/")

    assert ben.get(f"/notes/{note.uid}/").status_code == 404


def test_notes_follow_when_two_things_become_one_and_go_when_somebody_is_forgotten(
    hartley: School, other_school: School, note: Note, asha: Actor, moment: datetime
) -> None:
    moves = merges.begin(hartley, other_school, by=asha, at=moment)
    MERGE.ask(hartley, other_school, moves)
    note.refresh_from_db()
    assert (note.thing_uid, note.school) == (other_school.uid, other_school)

    ERASE.ask(other_school, asha, moment)
    note.refresh_from_db()
    assert (note.text, note.removed_at) == ("", moment)
