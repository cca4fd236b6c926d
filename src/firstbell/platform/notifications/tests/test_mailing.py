from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.test import Client

from firstbell.platform.accounts.models import Account
from firstbell.platform.jobs.models import Job
from firstbell.platform.notifications import actions, jobs, mailing
from firstbell.platform.notifications.models import Notice, Postbox
from firstbell.platform.notifications.states import How

MINUTE = timedelta(minutes=1)


class Box:
    """Keeps what arrives; addresses at nowhere.example are refused."""

    def __init__(self) -> None:
        self.letters: list[Message] = []

    async def handle_RCPT(  # noqa: N802 -- the server's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address.endswith("nowhere.example"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- the server's own name
        self.letters.append(BytesParser(policy=default).parsebytes(envelope.content))
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Iterator[Box]:
    """A real mail server on a free port."""
    box = Box()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def test_a_letter_really_arrives_with_words_links_and_a_way_to_stop_it(
    post: Box, found: Any, ben_account: Account, moment: datetime
) -> None:
    found("on the 17 bus")

    assert mailing.send_due(moment) == (1, "")

    letter = post.letters[0]
    text = letter.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    assert letter["To"] == "ben@hartley.example"
    assert letter["Subject"] == "Somebody found a device of ours"
    assert "https://kit.example/found/" in text
    assert "Hello Ben Whitlock," in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Unsubscribe"].strip()[1:-1] in text
    assert letter.get_body(("html",)) is not None  # type: ignore[attr-defined]


def test_thirty_things_at_once_are_two_mails_and_not_thirty(
    post: Box, found: Any, ben_account: Account, moment: datetime
) -> None:
    for number in range(15):
        found(f"number {number}")
    mailing.send_due(moment)
    for number in range(15):
        found(f"again {number}", moment + MINUTE)

    assert mailing.send_due(moment + 2 * MINUTE) == (0, "")
    assert mailing.send_due(moment + 9 * MINUTE) == (0, "")
    assert mailing.send_due(moment + 10 * MINUTE) == (1, "")
    assert mailing.send_due(moment + 30 * MINUTE) == (0, "")

    assert [letter["Subject"] for letter in post.letters] == [
        "Somebody found a device of ours, and 14 more", "Somebody found a device of ours, and 14 more",
    ]  # fmt: skip
    assert not Notice.objects.exclude(mail="sent").exists()


def test_the_mail_of_the_morning_goes_at_half_past_seven_where_the_school_is(
    post: Box, found: Any, ben_account: Account
) -> None:
    london = ZoneInfo("Europe/London")
    actions.choose(ben_account, "codes.found", How.DAILY)
    found("in the rain", datetime(2026, 6, 8, 15, 0, tzinfo=london))
    found("at seven in the morning", datetime(2026, 6, 9, 7, 0, tzinfo=london))

    assert mailing.send_due(datetime(2026, 6, 8, 16, 0, tzinfo=london)) == (0, "")
    assert mailing.send_due(datetime(2026, 6, 9, 7, 29, tzinfo=london)) == (0, "")
    assert mailing.send_due(datetime(2026, 6, 9, 7, 30, tzinfo=london)) == (1, "")
    found("after that", datetime(2026, 6, 9, 9, 0, tzinfo=london))
    assert mailing.send_due(datetime(2026, 6, 9, 17, 0, tzinfo=london)) == (0, "")
    assert mailing.send_due(datetime(2026, 6, 10, 7, 31, tzinfo=london)) == (1, "")

    assert [letter["Subject"] for letter in post.letters] == [
        "Somebody found a device of ours, and 1 more", "Somebody found a device of ours",
    ]  # fmt: skip


def test_a_mail_server_that_is_away_is_asked_once_a_round_and_nothing_is_lost(
    settings: Any, found: Any, asha_account: Account, ben_account: Account, moment: datetime
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", taken.getsockname()[1]
    found("on the 17 bus")

    sent, problem = mailing.send_due(moment)

    assert sent == 0
    assert "refused" in problem
    assert Postbox.objects.filter(failures=1).count() == 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mailing.send_due(moment + 10 * MINUTE) == (2, "")
    assert Postbox.objects.filter(failures=0, problem="").count() == 2


def test_an_address_that_is_refused_does_not_hold_up_the_others(
    post: Box, found: Any, asha_account: Account, ben_account: Account, moment: datetime
) -> None:
    Account.objects.filter(pk=asha_account.pk).update(email="asha@nowhere.example")
    found("on the 17 bus")

    assert mailing.send_due(moment) == (1, "")
    assert [letter["To"] for letter in post.letters] == ["ben@hartley.example"]
    at = moment
    for _ in range(8):
        at += timedelta(hours=7)
        mailing.send_due(at)

    assert Notice.objects.get(account=asha_account).mail == "none"


def test_a_link_in_the_mail_stops_its_kinds_without_signing_in(
    found: Any, ben_account: Account, moment: datetime
) -> None:
    found("on the 17 bus")
    mailing.send_due(moment)
    url = mail.outbox[0].extra_headers["List-Unsubscribe"][1:-1].removeprefix("https://kit.example")
    stranger = Client(enforce_csrf_checks=True)

    assert "ben@hartley.example will get no more" in stranger.get(url).content.decode()
    found("still", moment + MINUTE)
    assert stranger.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    found("after", moment + 2 * MINUTE)

    assert mailing.send_due(moment + timedelta(days=2)) == (0, "")
    assert stranger.get("/notices/stop/forged/").status_code == 404


def test_one_round_of_sending_at_a_time_and_only_when_there_is_something(
    found: Any, ben_account: Account, moment: datetime
) -> None:
    assert jobs.look(moment) == "Nothing to send."
    found("on the 17 bus")
    assert jobs.look(moment) == "Sending."
    assert jobs.look(moment) == "Still sending."
    assert Job.objects.filter(name="notifications.send").count() == 1


def test_without_a_mail_server_notices_stay_here(
    settings: Any, found: Any, ben_account: Account, moment: datetime
) -> None:
    settings.MAIL_IS_SET = False
    found("on the 17 bus")

    assert Notice.objects.get(account=ben_account).mail == "none"
    assert jobs.look(moment) == "Nothing to send."


def test_notices_that_were_read_long_ago_are_forgotten(
    found: Any, asha_account: Account, ben_account: Account, moment: datetime
) -> None:
    found("on the 17 bus")
    Notice.objects.filter(account=ben_account).update(read_at=moment)

    jobs.forget(moment + timedelta(days=121))

    assert [row.account for row in Notice.objects.all()] == [asha_account]
