"""A draft that the team may see and finish: whoever sends it first has sent it, and nobody’s words are lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotAllowed, NotFound, Refusal
from firstbell.platform.attachments.models import Attachment
from firstbell.support.actions import drafting, talking, teaming, trays
from firstbell.support.actions.talking import Words
from firstbell.support.models import Draft, Entry, Tray
from firstbell.support.queries import present
from firstbell.support.states import Opening, Right

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(ticket, ben, moment):
    """Ben has begun an answer, and lets the team see it."""
    drafting.keep(ticket, "It is the lamp.", by=ben, at=moment)
    return drafting.show(ticket, by=ben, at=moment)


def sees(ticket, actor):
    return [draft.body for draft, _ in present.drafts(ticket, actor).shown]


def said(answer):
    return " ".join(answer.content.decode().split())


def test_nobody_sees_a_draft_until_it_is_shown_and_after_it_is_kept_back(ticket, ben, asha, moment):
    drafting.keep(ticket, "It is the lamp.", by=ben, at=moment)
    assert sees(ticket, asha) == []
    made = drafting.show(ticket, by=ben, at=moment)
    assert sees(ticket, asha) == ["It is the lamp."]
    assert sees(ticket, ben) == []
    again = drafting.show(ticket, by=ben, at=moment + timedelta(hours=1))
    assert (again.shown_at, again.shared) == (moment, made.shared)
    drafting.hide(ticket, by=ben)
    assert sees(ticket, asha) == []
    with pytest.raises(NotFound):
        drafting.take_over(ticket, made.shared, by=asha, at=moment)


def test_an_empty_box_is_not_shown(ticket, ben, moment):
    with pytest.raises(Refusal, match="Write something first"):
        drafting.show(ticket, by=ben, at=moment)


def test_taken_over_it_stands_below_what_one_had_begun_and_its_writer_keeps_it(ticket, shown, ben, asha, moment):  # fmt: skip
    drafting.keep(ticket, "Dear Ms Okoro,", by=asha, at=moment)
    drafting.take_over(ticket, shown.shared, by=asha, at=moment)
    assert present.draft(ticket, asha).body == "Dear Ms Okoro,\n\nIt is the lamp."
    assert present.draft(ticket, ben).body == "It is the lamp."
    assert present.drafts(ticket, ben).with_me == "Asha Rahman"
    assert present.drafts(ticket, asha).with_me == "Ben Whitlock"
    drafting.take_over(ticket, shown.shared, by=asha, at=moment)
    assert present.draft(ticket, asha).body == "Dear Ms Okoro,\n\nIt is the lamp."


def test_a_note_that_is_taken_over_stays_for_the_team(ticket, ben, asha, moment):
    drafting.keep(ticket, "She is cross", public=False, by=ben, at=moment)
    key = drafting.show(ticket, by=ben, at=moment).shared
    assert not drafting.take_over(ticket, key, by=asha, at=moment).public


def test_its_files_come_along_and_stay(ticket, shown, ben, asha, moment, settings, tmp_path):
    settings.DATA = tmp_path
    trays.put(ticket, SimpleUploadedFile("a.txt", b"The log"), by=ben, at=moment)
    drafting.take_over(ticket, shown.shared, by=asha, at=moment)
    for actor in (ben, asha):
        tray = Tray.objects.get(ticket=ticket, account=actor.account_id)
        assert Attachment.objects.live().filter(thing_uid=tray.uid).count() == 1


def test_the_first_who_sends_wins_and_the_other_is_told_and_loses_nothing(
    ticket, shown, browser_of, ben_account, asha_account, asha, ben
):
    url = f"/tickets/{ticket.number}/"
    drafting.take_over(ticket, shown.shared, by=asha, at=clock.now())
    sent = browser_of(asha_account).post(f"{url}words/", {"to": "team", "body": "It is the lamp. New one on Friday."})  # fmt: skip
    assert sent.status_code == 302
    assert present.draft(ticket, asha) is None
    browser = browser_of(ben_account)
    assert "Asha Rahman sent this draft" in said(browser.post(f"{url}here/"))

    answer = browser.post(f"{url}words/", {"to": "team", "body": "It is the lamp, I think."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Asha Rahman sent this draft at" in page
    assert "It is the lamp, I think.</textarea>" in page
    assert Entry.objects.filter(public=False).count() == 1
    assert present.draft(ticket, ben).body == "It is the lamp."

    again = browser.post(f"{url}words/", {"to": "team", "body": "It is the lamp, I think."})
    assert again.status_code == 302
    assert Entry.objects.filter(public=False).count() == 2
    assert not Draft.objects.exists()


def test_its_writer_may_be_the_first(ticket, shown, browser_of, ben_account, asha, moment):
    drafting.take_over(ticket, shown.shared, by=asha, at=moment)
    browser_of(ben_account).post(f"/tickets/{ticket.number}/words/", {"to": "public", "body": "It is the lamp."})  # fmt: skip
    theirs = present.draft(ticket, asha)
    assert (theirs.sent_by, theirs.body) == ("Ben Whitlock", "It is the lamp.")
    sending = drafting.sending(ticket, by=asha, at=moment)
    with pytest.raises(drafting.SentAlready, match="Ben Whitlock sent this draft"), sending:
        pytest.fail("nothing is sent")


def test_what_is_refused_sends_nothing_and_tells_nobody(ticket, shown, asha, moment):
    drafting.take_over(ticket, shown.shared, by=asha, at=moment)
    with pytest.raises(Refusal), drafting.sending(ticket, by=asha, at=moment):
        talking.reply(ticket, Words(" "), by=asha, at=moment)
    assert not Draft.objects.filter(sent_at__isnull=False).exists()
    assert present.draft(ticket, asha) is not None


def test_sent_already_it_is_not_taken_over(ticket, shown, ben_account, asha, grace, moment):
    Draft.objects.filter(pk=shown.pk).update(sent_by="Jo Marsh", sent_at=moment)
    with pytest.raises(Conflict, match="Jo Marsh has sent it already"):
        drafting.take_over(ticket, shown.shared, by=asha, at=moment)
    assert sees(ticket, asha) == []
    with pytest.raises(NotAllowed):
        drafting.take_over(ticket, shown.shared, by=grace, at=moment)


def test_the_page_shows_it_with_whose_it_is_and_takes_it_over_in_one_tap(ticket, browser_of, ben_account, asha_account):  # fmt: skip
    url, hers, his = f"/tickets/{ticket.number}/", browser_of(asha_account), browser_of(ben_account)
    his.post(f"{url}here/", {"typed": "1", "body": "It is the"})
    offered = his.post(f"{url}here/").content.decode()
    assert "Let the team see and finish it" in offered
    mine = his.post(f"{url}draft/", {"show": "on", "body": "It is the lamp.", "to": "public"}).content.decode()  # fmt: skip
    assert "The team sees your draft" in mine
    key = Draft.objects.get().shared
    theirs = hers.post(f"{url}here/").content.decode()
    assert "Ben Whitlock’s draft" in theirs
    assert "It is the lamp." in theirs
    taken = hers.post(f"{url}draft/{key}/", {"body": "Hello,", "to": "public"})
    assert taken["HX-Redirect"] == url
    assert "Hello,\n\nIt is the lamp.</textarea>" in hers.get(url).content.decode()
    assert "took it over" in his.post(f"{url}here/").content.decode()
    back = his.post(f"{url}draft/", {"show": "off", "body": "It is the lamp."}).content.decode()
    assert "The team sees" not in back
    gone = his.post(f"{url}draft/{key}/", {"body": "x"}).content.decode()
    assert "That draft is not there any more." in gone


def test_whoever_only_looks_sees_no_draft(
    ticket, shown, team, cara_account, ben_account, asha, browser_of, moment
):
    teaming.save_team(
        team, opening=Opening.OWN, people={cara_account: Right.MANAGES, ben_account: Right.LOOKS}, by=asha, at=moment
    )  # fmt: skip
    ticket.team = team
    ticket.save()
    assert browser_of(ben_account).post(f"/tickets/{ticket.number}/here/").status_code == 403
