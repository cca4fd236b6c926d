"""Files with answers and reports: kept where they are dropped, sent with the words, lost with nothing."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.lib import clock
from firstbell.platform.attachments.models import Attachment
from firstbell.support.actions import talking, trays
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Ticket, Tray

pytestmark = pytest.mark.django_db


def screenshot(name="screen.png", colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def paper(name="how-to.txt", words=b"Turn it off and on again"):
    return SimpleUploadedFile(name, words, "text/plain")


def test_a_dropped_file_is_kept_at_once_and_shown(desk, ticket):
    page = desk.post(f"/tickets/{ticket.number}/files/", {"files": screenshot()}).content.decode()

    assert "screen.png" in page
    assert Tray.objects.get().ticket == ticket
    row = Attachment.objects.get()
    assert desk.get(f"/files/{row.uid}").status_code == 200
    assert "screen.png" in desk.get(f"/tickets/{ticket.number}/").content.decode()


def test_what_waits_goes_with_the_answer_and_she_reads_it(desk, hers, ticket):
    desk.post(f"/tickets/{ticket.number}/files/", {"files": [screenshot(), paper()]})
    desk.post(f"/tickets/{ticket.number}/words/", {"to": "public", "body": "Like this"})

    entry = Entry.objects.latest("pk")
    assert sorted(Attachment.objects.filter(thing_uid=entry.uid).values_list("name", flat=True)) == ["how-to.txt", "screen.png"]  # fmt: skip
    assert not Tray.objects.exists()
    page = hers.get(f"/mine/tickets/{ticket.number}/").content.decode()
    assert "how-to.txt" in page
    assert hers.get(f"/files/{Attachment.objects.get(name='how-to.txt').uid}").status_code == 200


def test_the_file_of_a_note_is_the_teams_alone(desk, hers, ticket):
    desk.post(f"/tickets/{ticket.number}/words/", {"to": "team", "body": "See", "files": paper("what-she-did.txt")})  # fmt: skip

    row = Attachment.objects.get()
    assert desk.get(f"/files/{row.uid}").status_code == 200
    assert hers.get(f"/files/{row.uid}").status_code == 404
    assert "what-she-did" not in hers.get(f"/mine/tickets/{ticket.number}/").content.decode()


def test_what_waits_is_seen_by_nobody_else(desk, browser_of, ben_account, ticket):
    desk.post(f"/tickets/{ticket.number}/files/", {"files": paper()})

    assert browser_of(ben_account).get(f"/files/{Attachment.objects.get().uid}").status_code == 404


def test_refused_words_leave_the_files_where_they_were(desk, ticket, ben, moment):
    seen = Entry.objects.latest("pk").pk
    talking.reply(ticket, Words("I am there in five minutes"), by=ben, at=moment)
    answer = desk.post(
        f"/tickets/{ticket.number}/words/",
        {"to": "public", "body": "I come at lunch", "seen": seen, "files": paper()},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "I come at lunch</textarea>" in page
    assert "how-to.txt" in page


def test_a_refused_file_holds_the_words_back_and_the_good_one_is_kept(desk, ticket):
    bad = SimpleUploadedFile("run.exe", b"MZ\x00\x01\x02", "application/octet-stream")
    answer = desk.post(
        f"/tickets/{ticket.number}/words/",
        {"to": "public", "body": "Like this", "files": [bad, paper()]},
    )

    page = answer.content.decode()
    assert "run.exe was not taken. Only pictures" in page
    assert "Like this</textarea>" in page
    assert [row.name for row in Attachment.objects.all()] == ["how-to.txt"]
    assert Entry.objects.count() == 1


def test_too_large_is_said_and_so_is_too_many(desk, ticket, settings, monkeypatch):
    settings.LARGEST_FILE = 1024 * 1024
    large = paper("long.txt", b"x" * (1024 * 1024 + 1))
    url = f"/tickets/{ticket.number}/files/"
    assert "long.txt was not taken. That file is larger than 1 MB." in desk.post(url, {"files": large}).content.decode()  # fmt: skip

    monkeypatch.setattr(trays, "MOST", 1)
    page = desk.post(url, {"files": [paper("a.txt", b"a"), paper("b.txt", b"b")]}).content.decode()
    assert "b.txt was not taken: 1 files are the most at once." in page


def test_a_file_can_be_left_out_again(desk, ticket):
    url = f"/tickets/{ticket.number}/files/"
    desk.post(url, {"files": paper()})
    page = desk.post(url, {"off": str(Attachment.objects.get().uid)}).content.decode()

    assert "how-to.txt" not in page
    assert not Attachment.objects.live().exists()


def test_a_file_alone_is_an_answer(desk, ticket):
    desk.post(f"/tickets/{ticket.number}/words/", {"to": "public", "body": "", "files": paper()})

    entry = Entry.objects.latest("pk")
    assert (entry.body, Attachment.objects.get().thing_uid) == ("", entry.uid)


def test_she_adds_files_to_her_own_and_loses_nothing_when_it_is_too_late(hers, ticket, asha, moment):  # fmt: skip
    url = f"/mine/tickets/{ticket.number}/words/"
    hers.post(url, {"body": "It looks like this", "files": screenshot()})
    assert Attachment.objects.get().thing_uid == Entry.objects.latest("pk").uid

    long_ago = clock.now() - timedelta(days=40)
    Ticket.objects.update(solved_at=long_ago, closed_at=long_ago)
    page = hers.post(url, {"body": "It has come back", "files": paper()}).content.decode()
    assert "was closed a while ago" in page
    assert "It has come back</textarea>" in page
    assert "how-to.txt" in page


def test_a_report_brings_what_was_dropped_beside_it(hers, ict_2, board):
    hers.post("/report/files/", {"files": screenshot()})
    page = hers.get(f"/report/room/{ict_2.uid}/").content.decode()
    assert "screen.png" in page

    hers.post(f"/report/room/{ict_2.uid}/", {"category": str(board.uid), "files": paper()})
    names = Attachment.objects.filter(thing_uid=Ticket.objects.get().uid).values_list("name", flat=True)  # fmt: skip
    assert sorted(names) == ["how-to.txt", "screen.png"]


def test_what_nobody_sent_is_put_away_after_a_month(ticket, asha, moment):
    trays.put(ticket, paper(), by=asha, at=moment)

    assert trays.sweep(moment + timedelta(days=29)) == 0
    assert trays.sweep(moment + timedelta(days=31)) == 1
    assert not Attachment.objects.live().exists()
