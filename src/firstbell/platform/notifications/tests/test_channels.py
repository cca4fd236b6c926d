from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.db import connection

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.database import rotating, secrets
from firstbell.platform.notifications import actions, posting
from firstbell.platform.notifications.models import Channel, Post
from firstbell.platform.tenancy.models import School


class Chat(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.said.append(json.loads(body))  # type: ignore[attr-defined]
        self.send_response(500 if self.server.is_ill else 200)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def chat() -> Iterator[HTTPServer]:
    server: Any = HTTPServer(("127.0.0.1", 0), Chat)
    server.said, server.is_ill = [], False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def url_of(chat: HTTPServer) -> str:
    return f"json://127.0.0.1:{chat.server_address[1]}/token-of-the-channel"


@pytest.fixture
def channel(chat: HTTPServer, hartley: School, asha: Actor, moment: datetime) -> Channel:
    return actions.add_channel(
        hartley, name="Teams", url=url_of(chat), kinds=[], by=asha, at=moment
    )


def test_what_happens_in_the_school_is_posted_together(
    chat: Any, channel: Channel, found: Any, moment: datetime
) -> None:
    found("on the 17 bus")
    assert posting.send_due(moment) == 1
    found("one")
    found("two")
    assert posting.send_due(moment) == 1
    assert posting.send_due(moment) == 0

    assert [said["title"] for said in chat.said] == [
        "Somebody found a device of ours",
        "2 things to know",
    ]
    assert "https://kit.example/found/" in chat.said[0]["message"]


def test_a_channel_that_does_not_answer_is_tried_again_and_says_so(
    chat: Any, channel: Channel, found: Any, moment: datetime
) -> None:
    chat.is_ill = True
    found("on the 17 bus")

    assert posting.send_due(moment) == 0
    channel.refresh_from_db()
    assert channel.problem == "The service did not take it."
    chat.is_ill = False
    assert posting.send_due(moment + timedelta(minutes=1)) == 0
    assert posting.send_due(moment + timedelta(minutes=2)) == 1
    channel.refresh_from_db()
    assert (channel.problem, Post.objects.get().sent_at) == ("", moment + timedelta(minutes=2))


def test_a_channel_posts_the_kinds_it_was_set_to(
    hartley: School, asha: Actor, chat: HTTPServer, found: Any, moment: datetime
) -> None:
    actions.add_channel(
        hartley, name="Jobs", url=url_of(chat), kinds=["jobs.failed"], by=asha, at=moment
    )

    found("on the 17 bus")

    assert not Post.objects.exists()


def test_the_address_lies_encrypted_and_never_stands_in_the_history(
    channel: Channel, asha: Actor, chat: HTTPServer, moment: datetime
) -> None:
    actions.change_channel(
        channel, by=asha, at=moment, name="Staff room", url=f"{url_of(chat)}-new"
    )

    with connection.cursor() as cursor:
        cursor.execute("SELECT url FROM notifications_channel")
        stored = cursor.fetchone()[0]
    assert "token-of-the-channel" not in stored
    assert Channel.objects.get().url == f"{url_of(chat)}-new"
    changes = Event.objects.get(kind="notifications.channel_changed").changes.values_list(
        "field", "was", "now"
    )
    assert list(changes) == [("name", "Teams", "Staff room"), ("address", "", "another")]


def test_keys_are_rotated_and_a_database_without_its_keys_says_so(
    channel: Channel, chat: HTTPServer
) -> None:
    first = secrets.path().read_text().split()
    assert secrets.path().stat().st_mode & 0o777 == 0o600

    assert rotating.rotate() == 1
    keys = secrets.path().read_text().split()
    assert (len(keys), keys[1]) == (2, first[0])
    secrets.path().write_text(keys[0] + "\n")
    assert Channel.objects.get().url == url_of(chat)

    secrets.path().unlink()
    sealed = Channel.objects.get()
    with pytest.raises(Conflict, match="cannot be read: the keys"):
        posting.send(sealed, "Hello", "there")
    sealed.save()  # what cannot be read is kept as it lies
    secrets.path().write_text(keys[0] + "\n")
    assert Channel.objects.get().url == url_of(chat)


@pytest.mark.parametrize("url", ["", "hello", "nonsense://x", "syslog://", "dbus://"])
def test_an_address_that_leads_nowhere_is_refused(
    hartley: School, asha: Actor, moment: datetime, url: str
) -> None:
    with pytest.raises(Refusal, match="no address of a channel"):
        actions.add_channel(hartley, name="Teams", url=url, kinds=[], by=asha, at=moment)


def test_ben_sets_no_channels(
    hartley: School, ben: Actor, chat: HTTPServer, moment: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.add_channel(hartley, name="Teams", url=url_of(chat), kinds=[], by=ben, at=moment)


def test_the_pages_add_try_change_and_remove(
    chat: Any, hartley: School, asha_account: Account, ben_account: Account, browser_of: Any
) -> None:
    asha = browser_of(asha_account)

    assert browser_of(ben_account).get("/settings/channels/").status_code == 403
    asha.post("/settings/channels/new/", {"name": "Teams", "url": url_of(chat)})
    channel = Channel.objects.get()
    asha.post(f"/settings/channels/{channel.uid}/try/")
    assert chat.said[0]["title"] == "Firstbell says hello"
    page = asha.get(f"/settings/channels/{channel.uid}/").content.decode()
    assert "token-of-the-channel" not in page
    asha.post(
        f"/settings/channels/{channel.uid}/",
        {"name": "Chat", "kinds": ["jobs.failed"], "is_on": "on"},
    )
    channel.refresh_from_db()
    assert (channel.name, channel.kinds, channel.url) == ("Chat", ["jobs.failed"], url_of(chat))
    assert "Chat" in asha.get("/settings/channels/").content.decode()
    asha.post(f"/settings/channels/{channel.uid}/remove/")
    assert not Channel.objects.exists()
