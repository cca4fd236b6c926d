"""OAuth 2 as mail servers want it: where somebody is sent to say yes, and the tokens that come of it (RFC 6749, 7636,
7628).
"""

from __future__ import annotations

import base64
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

TIMEOUT: Final = 20  # seconds
_LONGEST: Final = 256 * 1024  # of an answer
_USUAL_LIFE: Final = 3600  # of a token, where nothing is said
# Asking again would be of no use: somebody has to do something about it.
_FOR_GOOD: Final = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope", "consent_required", "interaction_required", "access_denied"})  # fmt: skip
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class Refused(Exception):
    """The server gave no token; `for_good` where asking again is of no use."""

    def __init__(self, words: str, *, for_good: bool) -> None:
        super().__init__(words)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Server:
    authorise: str
    token: str
    scopes: str
    more: Mapping[str, str] = field(default_factory=dict)  # what it wants to hear besides


@dataclass(frozen=True, slots=True)
class Client:
    """What the application is called there; `secret` is empty for one that has none."""

    id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    access: str
    refresh: str  # empty where there is none, or the old one stays
    seconds: int


def microsoft(tenant: str, *, itself: bool) -> Server:
    """`itself`: the application acts without anybody, as an administrator allowed it to."""
    at = f"https://login.microsoftonline.com/{tenant or 'organizations'}/oauth2/v2.0"
    mail = "https://outlook.office.com"
    person = f"{mail}/IMAP.AccessAsUser.All {mail}/SMTP.Send offline_access"
    scopes = "https://outlook.office365.com/.default" if itself else person
    return Server(f"{at}/authorize", f"{at}/token", scopes)


def google() -> Server:
    """Without these two it gives a token to renew with the first time only."""
    more = {"access_type": "offline", "prompt": "consent"}
    return Server("https://accounts.google.com/o/oauth2/v2/auth", "https://oauth2.googleapis.com/token", "https://mail.google.com/", more)  # fmt: skip


def is_safe(address: str) -> bool:
    """Sealed, or on this very machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))  # fmt: skip


def verifier() -> str:
    return secrets.token_urlsafe(48)


def challenge(of: str) -> str:
    return base64.urlsafe_b64encode(sha256(of.encode()).digest()).decode().rstrip("=")


def address(server: Server, client: Client, *, back: str, state: str, verifier: str, who: str) -> str:  # fmt: skip
    """Where the browser goes; it comes `back` with a code and the same `state`."""
    asks = {
        "response_type": "code", "client_id": client.id, "redirect_uri": back, "scope": server.scopes, "state": state,
        "code_challenge": challenge(verifier), "code_challenge_method": "S256", "login_hint": who, **server.more,
    }  # fmt: skip
    return f"{server.authorise}{'&' if '?' in server.authorise else '?'}{urlencode(asks)}"


def for_code(server: Server, client: Client, code: str, *, back: str, verifier: str) -> Tokens:
    return _asked(server, client, grant_type="authorization_code", code=code, redirect_uri=back, code_verifier=verifier)  # fmt: skip


def renewed(server: Server, client: Client, refresh: str) -> Tokens:
    return _asked(server, client, grant_type="refresh_token", refresh_token=refresh)


def for_itself(server: Server, client: Client) -> Tokens:
    return _asked(server, client, grant_type="client_credentials", scope=server.scopes)


def _asked(server: Server, client: Client, **words: str) -> Tokens:
    words |= {"client_id": client.id, **({"client_secret": client.secret} if client.secret else {})}
    told = _post(server.token, words)
    access = told.get("access_token")
    if not isinstance(access, str) or not access:
        raise Refused(_why(told), for_good=told.get("error") in _FOR_GOOD)
    refresh, seconds = told.get("refresh_token"), str(told.get("expires_in", ""))
    return Tokens(
        access,
        refresh if isinstance(refresh, str) else "",
        min(int(seconds), 366 * 86400) if seconds.isdigit() else _USUAL_LIFE,
    )


def _why(told: Mapping[str, Any]) -> str:
    said = str(told.get("error_description") or told.get("error") or "It gave no token.")
    return said.splitlines()[0][:200] if said.strip() else "It gave no token."


class _Straight(urllib.request.HTTPRedirectHandler):
    """Secrets are sent nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _post(where: str, words: Mapping[str, str]) -> dict[str, Any]:
    if not is_safe(where):
        raise Refused("Its address does not begin with https.", for_good=True)
    asked = urllib.request.Request(where, urlencode(words).encode(), {"Accept": "application/json"})  # noqa: S310 -- is_safe
    try:
        with urllib.request.build_opener(_Straight()).open(asked, timeout=TIMEOUT) as answer:
            said = answer.read(_LONGEST)
    except urllib.error.HTTPError as refusal:
        if refusal.code >= 500 or refusal.code == 429:
            raise Refused(f"It answered {refusal.code}.", for_good=False) from refusal
        said = refusal.read(_LONGEST)
    except (OSError, HTTPException) as problem:
        raise Refused(f"It does not answer: {problem}", for_good=False) from problem
    try:
        told = json.loads(said)
    except ValueError:
        raise Refused("It gave an answer that is not understood.", for_good=False) from None
    return told if isinstance(told, dict) else {}


def xoauth2(user: str, token: str) -> bytes:
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


def oauthbearer(user: str, token: str) -> bytes:
    safe = user.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={safe},\x01auth=Bearer {token}\x01\x01".encode()
