"""A real IMAP server and a real SMTP server for the tests, on free ports of this machine."""

from __future__ import annotations

import contextlib
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

DOVECOT = "/usr/sbin/dovecot"
PASSWORD = "cable-in-the-box"
CONF = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Dovecot:
    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.folder, self.port, self.process = folder, port, process

    def die(self) -> None:
        """As the electricity does it."""
        everybody = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        for one in everybody:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.process.wait(20)

    @contextlib.contextmanager
    def signed_in(self, user: str = "help") -> Iterator[imaplib.IMAP4]:
        server = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        server.login(user, PASSWORD)
        try:
            yield server
        finally:
            server.logout()

    def put(self, raw: bytes, user: str = "help") -> None:
        with self.signed_in(user) as server:
            status, told = server.append("INBOX", None, None, raw)
            assert status == "OK", told

    def count(self, user: str = "help") -> int:
        with self.signed_in(user) as server:
            return int(server.select("INBOX")[1][0] or b"0")

    def flags(self, user: str = "help") -> list[set[str]]:
        with self.signed_in(user) as server:
            server.select("INBOX")
            _, lines = server.fetch("1:*", "(FLAGS)")
        told = (imaplib.ParseFlags(line) for line in lines if isinstance(line, bytes))
        return [{flag.decode() for flag in flags} - {"\\Recent"} for flags in told]


@contextlib.contextmanager
def dovecot(more: str = "", port: int = 0) -> Iterator[Dovecot]:
    """`more` are further lines of its configuration."""
    folder, port = Path(tempfile.mkdtemp(prefix="firstbell-imap-")), port or free_port()
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    group = "nogroup" if os.geteuid() == 0 else str(owner.pw_gid)
    for name in ("mail", "home", "run", "state"):
        (folder / name).mkdir()
    if os.geteuid() == 0:
        for one in (folder, folder / "mail", folder / "home"):
            shutil.chown(one, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o755)
    conf = folder / "dovecot.conf"
    conf.write_text(CONF.format(folder=folder, port=port, user=owner.pw_name, group=group, uid=owner.pw_uid, gid=owner.pw_gid, password=PASSWORD) + more)  # fmt: skip
    server = subprocess.Popen([DOVECOT, "-F", "-c", str(conf)], stderr=subprocess.PIPE)
    try:
        _wait_for(port, server, folder)
        yield Dovecot(folder, port, server)
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int, server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    log = (folder / "log").read_text() if (folder / "log").exists() else ""
    raise AssertionError(f"Dovecot did not start: {log} {server.stderr and server.stderr.read1()}")


class Post:
    """What an SMTP server was given; those of nowhere.example are refused for good."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.away = False

    async def handle_RCPT(  # noqa: N802 -- the server's own name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.away:
            return "451 come again later"
        if address.endswith("nowhere.example"):
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 -- the server's own name
        self.letters.append(envelope.original_content)
        return "250 OK"
