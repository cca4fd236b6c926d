from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from firstbell.lib.refusal import Refusal
from firstbell.platform.webhooks import addresses, calling
from firstbell.platform.webhooks.tests.conftest import answering


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_nothing_of_ones_own_network_is_called(settings: Any, address: str) -> None:
    settings.WEBHOOK_ALLOW = []

    assert not addresses.may_reach(ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_the_world_is_called(settings: Any, address: str) -> None:
    settings.WEBHOOK_ALLOW = []

    assert addresses.may_reach(ip_address(address))


def test_a_network_that_is_named_may_be_called_and_no_other(settings: Any) -> None:
    settings.WEBHOOK_ALLOW = ["10.20.0.0/16"]

    assert addresses.may_reach(ip_address("10.20.3.4"))
    assert addresses.may_reach(ip_address("::ffff:10.20.3.4"))
    assert not addresses.may_reach(ip_address("10.21.3.4"))


def test_a_network_that_is_none_stops_the_start(settings: Any) -> None:
    settings.WEBHOOK_ALLOW = ["our network"]

    with pytest.raises(ImproperlyConfigured, match="FIRSTBELL_WEBHOOK_ALLOW"):
        addresses.allowed()


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://example.org/", "https://", "example.org", "javascript:alert(1)", "https://a:b@example.org/",
        "https://example.org:99999/", "https://exa mple.org/", "http://[::1", "https://example.org/\r\nX: 1",
        "http://127.0.0.1/", "http://localhost:8000/", "http://a.localhost/", "http://[::1]/", "http://169.254.169.254/",
    ],
)  # fmt: skip
def test_an_address_that_cannot_or_must_not_be_called_is_refused(settings: Any, url: str) -> None:
    settings.WEBHOOK_ALLOW = []

    with pytest.raises(Refusal):
        addresses.check(url)


def test_the_name_is_looked_up_once_and_the_checked_address_is_called(
    other: Any, monkeypatch: Any
) -> None:
    """A name server that answers differently the second time leads nowhere else."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def changing(host: Any, *args: Any, **more: Any) -> Any:
        if host == "hook.example":
            asked.append(host)
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return real(host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    url = other.url.replace("127.0.0.1", "hook.example")

    answer = calling.call(url, b"{}", {})

    assert (answer.status, answer.text) == (200, "thank you")
    assert asked == ["hook.example"]
    assert other.heard[0][0] == "/hook?x=1"
    assert other.heard[0][1]["Host"].startswith("hook.example:")


def test_a_name_that_leads_inside_is_not_called(
    other: Any, settings: Any, monkeypatch: Any
) -> None:
    settings.WEBHOOK_ALLOW = []
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *args, **more: real("127.0.0.1", *args, **more)
    )

    answer = calling.call(other.url.replace("127.0.0.1", "hook.example"), b"{}", {})

    assert answer.status is None
    assert "inside your own network" in answer.text
    assert other.heard == []


def test_redirects_are_not_followed(other: Any) -> None:
    other.answer = answering(302, b"", Location="http://169.254.169.254/")

    answer = calling.call(other.url, b"{}", {})

    assert not answer.is_taken
    assert "which is not followed" in answer.text
    assert len(other.heard) == 1


def test_an_answer_without_end_is_cut_off(other: Any, settings: Any) -> None:
    settings.WEBHOOK_SECONDS = 0.5

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return

    other.answer = drip
    began = time.monotonic()

    calling.call(other.url, b"{}", {})

    assert time.monotonic() - began < 3


def test_a_large_answer_is_read_no_further_than_it_is_kept(other: Any) -> None:
    other.answer = answering(200, b"y" * 5_000_000)

    assert len(calling.call(other.url, b"{}", {}).text) == 500


def test_nobody_there_is_said_in_words(settings: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    answer = calling.call(f"http://127.0.0.1:{port}/", b"{}", {})

    assert answer.status is None
    assert "refused" in answer.text
