"""A mail on its ticket's page: in a frame that runs nothing, and for those alone who see the ticket."""

from __future__ import annotations

import os

import pytest
from django.urls import reverse

from firstbell.lib.mails.tests.making import mail
from firstbell.support.actions import fetching, receiving
from firstbell.support.models import RawMail, Ticket
from firstbell.support.tests.mailboxes import mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def came(hartley, started, moment) -> RawMail:
    box = mailbox(hartley, moment)
    page = "<p>No sound</p><script>alert(1)</script><img src='https://track.example/1'>"
    raw = mail(page, {"Content-Type": "text/html", "From": "Funmi Okoro <okoro@hartley.example>"})
    return receiving.read(fetching.keep(box, raw, at=moment), at=moment)


def the_page(browser, row, asked=""):
    return browser.get(reverse("support:mail_page", args=[row.uid]) + asked)


def test_it_is_shown_in_a_frame_of_its_own_without_pictures_from_elsewhere(client, ben_account, came):  # fmt: skip
    client.force_login(ben_account)
    ticket = client.get(reverse("support:ticket", args=[came.ticket.number])).content.decode()
    assert f'src="{reverse("support:mail_page", args=[came.uid])}"' in ticket

    answer = the_page(client, came)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'; img-src data:;" in policy
    assert "sandbox allow-same-origin allow-popups" in policy
    assert "allow-scripts" not in policy
    assert (answer["X-Frame-Options"], answer["Referrer-Policy"]) == ("SAMEORIGIN", "no-referrer")
    body = answer.content.decode()
    assert "No sound" in body
    assert "1 picture from elsewhere is not shown" in body
    assert "<script" not in body
    assert "track.example" not in body


def test_pictures_from_elsewhere_are_shown_to_whoever_asks(client, ben_account, came):
    client.force_login(ben_account)
    answer = the_page(client, came, "?pictures=yes")
    assert "img-src data: https:;" in answer["Content-Security-Policy"]
    assert 'src="https://track.example/1"' in answer.content.decode()


def test_of_a_restricted_ticket_it_is_shown_to_those_who_see_it(client, ben_account, asha_account, came):  # fmt: skip
    Ticket.objects.update(restricted=True)
    client.force_login(ben_account)
    assert the_page(client, came).status_code == 404
    client.force_login(asha_account)
    assert the_page(client, came).status_code == 200


def test_when_its_writer_is_erased_its_words_are_gone(client, ben_account, came, django_capture_on_commit_callbacks):  # fmt: skip
    kept = fetching.store().path(came.digest)
    os.utime(kept, (0, 0))  # not of today
    with django_capture_on_commit_callbacks(execute=True):
        fetching.forget(RawMail.objects.filter(pk=came.pk))

    client.force_login(ben_account)
    assert not kept.exists()
    assert "cannot be read" in the_page(client, came).content.decode()


def test_a_server_that_takes_nothing_is_told_of_in_words(hartley, started, moment):
    box = mailbox(hartley, moment)
    with pytest.raises(fetching.UnableToLook):
        fetching.look(box, at=moment)
    assert box.problem == "127.0.0.1 takes nothing on port 1"
