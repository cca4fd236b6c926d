from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from firstbell.lib import oauth

APP = oauth.Client("app-1", "secret")


@contextmanager
def server(status, body, **headers):
    asked = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    running = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield oauth.Server("", f"http://127.0.0.1:{running.server_port}/token", "mail"), asked
    finally:
        running.shutdown()
        running.server_close()


def test_the_addresses_are_those_of_microsoft_and_google():
    there = oauth.microsoft("hartley.onmicrosoft.com", itself=False)
    way = urlsplit(oauth.address(there, APP, back="https://f/back", state="s", verifier="v", who="help@h"))  # fmt: skip
    asks = parse_qs(way.query)
    assert way.netloc + way.path == "login.microsoftonline.com/hartley.onmicrosoft.com/oauth2/v2.0/authorize"  # fmt: skip
    assert "offline_access" in asks["scope"][0].split()
    assert "https://outlook.office.com/IMAP.AccessAsUser.All" in asks["scope"][0]
    assert (asks["code_challenge"], asks["code_challenge_method"]) == ([oauth.challenge("v")], ["S256"])  # fmt: skip
    assert oauth.microsoft("t", itself=True).scopes == "https://outlook.office365.com/.default"

    google = parse_qs(urlsplit(oauth.address(oauth.google(), APP, back="b", state="s", verifier="v", who="w")).query)  # fmt: skip
    assert (google["access_type"], google["prompt"]) == (["offline"], ["consent"])


def test_the_challenge_is_that_of_the_standard():
    told = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert oauth.challenge(told) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_is_sent_with_its_verifier_and_tokens_come_back():
    with server(200, b'{"access_token": "a", "refresh_token": "r", "expires_in": 60}') as (there, asked):  # fmt: skip
        assert oauth.for_code(there, APP, "c", back="b", verifier="v") == oauth.Tokens("a", "r", 60)
        assert oauth.renewed(there, APP, "r").access == "a"
        assert oauth.for_itself(there, APP).access == "a"
    assert [one["grant_type"] for one in asked] == [["authorization_code"], ["refresh_token"], ["client_credentials"]]  # fmt: skip
    assert (asked[0]["code_verifier"], asked[2]["scope"]) == (["v"], ["mail"])


@pytest.mark.parametrize(
    ("status", "body", "for_good"),
    [
        (400, b'{"error": "invalid_grant", "error_description": "AADSTS70008: expired\\nTrace"}', True),
        (401, b'{"error": "invalid_client"}', True),
        (400, b'{"error": "temporarily_unavailable"}', False),
        (429, b"slow", False), (503, b"<html>", False), (200, b"<html>", False), (200, b"[]", False),
    ],
)  # fmt: skip
def test_a_no_says_whether_asking_again_is_of_use(status, body, for_good):
    with server(status, body) as (there, _), pytest.raises(oauth.Refused) as refused:
        oauth.renewed(there, APP, "r")
    assert refused.value.for_good is for_good
    assert "Trace" not in str(refused.value)


def test_secrets_follow_no_redirect_and_go_by_no_open_line():
    with server(307, b"", Location="http://127.0.0.1:1/elsewhere") as (there, asked), pytest.raises(oauth.Refused):  # fmt: skip
        oauth.renewed(there, APP, "r")
    assert len(asked) == 1
    with pytest.raises(oauth.Refused, match="https"):
        oauth.renewed(oauth.Server("", "http://provider.example/token", ""), APP, "r")


def test_what_is_shown_to_mail_servers():
    assert oauth.xoauth2("help@h", "t") == b"user=help@h\x01auth=Bearer t\x01\x01"
    assert oauth.oauthbearer("a=b,c", "t") == b"n,a=a=3Db=2Cc,\x01auth=Bearer t\x01\x01"
