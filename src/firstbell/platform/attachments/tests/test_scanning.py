from __future__ import annotations

import contextlib
import os
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments import actions, jobs, queries
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.tests.conftest import paper
from firstbell.platform.audit.models import Event
from firstbell.platform.tenancy.models import School

# The harmless file that every scanner is tested with, in two halves, so that no scanner stops at this source.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd(socketserver.StreamRequestHandler):
    """What clamd does at INSTREAM: lengths and chunks, ended by a length of nothing."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        said = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            said += self.rfile.read(length)
        answer = b"Eicar-Test FOUND" if EICAR in said else b"OK"
        if b"too long" in said:
            answer = b"INSTREAM size limit exceeded. ERROR"
        self.wfile.write(b"stream: " + answer + b"\0")


@contextlib.contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(params=["tcp", "unix"])
def clamd(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    if request.param == "tcp":
        server: socketserver.BaseServer = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"  # type: ignore[index]
    else:
        settings.CLAMD = f"/tmp/fb-clamd-{os.getpid()}"
        Path(settings.CLAMD).unlink(missing_ok=True)
        server = socketserver.UnixStreamServer(settings.CLAMD, Clamd)
    with serving(server):
        yield
    if request.param == "unix":
        Path(settings.CLAMD).unlink()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_clean_file_is_kept_and_a_bad_one_is_refused(
    clamd: None, hartley: School, asha: Actor, moment: datetime
) -> None:
    row = actions.add(hartley, paper("notes.txt", b"nothing to see" * 20_000), by=asha, at=moment)

    assert (row.scan, row.scanned_at) == ("clean", moment)
    with pytest.raises(actions.Infected, match="found Eicar-Test in that file, so it was not kept"):
        actions.add(hartley, paper("bad.txt", EICAR), by=asha, at=moment)
    assert Attachment.objects.count() == 1


def test_a_file_that_clamd_will_not_read_waits(
    clamd: None, hartley: School, asha: Actor, moment: datetime
) -> None:
    row = actions.add(hartley, paper("long.txt", b"too long"), by=asha, at=moment)

    assert row.scan == "waiting"


def test_while_clamd_is_away_files_wait_and_a_bad_one_is_held_back_later(
    hartley: School, asha: Actor, moment: datetime, settings: Any
) -> None:
    settings.CLAMD = f"127.0.0.1:{free_port()}"
    good = actions.add(hartley, paper("good.txt", b"good"), by=asha, at=moment)
    bad = actions.add(hartley, paper("bad.txt", EICAR), by=asha, at=moment)
    assert (good.scan, bad.scan) == ("waiting", "waiting")
    assert jobs.scan_waiting(moment) == "0 scanned; the scanner does not answer."

    server = socketserver.TCPServer(("127.0.0.1", 0), Clamd)
    settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
    with serving(server):
        assert jobs.scan_waiting(moment) == "2 scanned"

    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.scan, bad.scan, bad.threat) == ("clean", "infected", "Eicar-Test")
    assert bad.is_held_back
    assert queries.reach(asha, bad.uid) is not None  # so that somebody can remove it
    assert Event.objects.filter(kind="attachments.held_back").count() == 1


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("clamd") is None, reason="Debian's clamav-daemon is not installed")
def test_the_real_clamd_finds_the_test_virus(
    hartley: School, asha: Actor, moment: datetime, settings: Any, tmp_path: Path
) -> None:
    port = free_port()
    (tmp_path / "signatures").mkdir()
    (tmp_path / "signatures" / "own.ndb").write_text(f"Firstbell.Test:0:*:{EICAR.hex()}\n")
    (tmp_path / "clamd.conf").write_text(
        f"DatabaseDirectory {tmp_path / 'signatures'}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        "AllowAllMatchScan no\n"
    )
    settings.CLAMD = f"127.0.0.1:{port}"
    with subprocess.Popen(
        ["clamd", "-c", str(tmp_path / "clamd.conf")], stdout=subprocess.DEVNULL
    ) as daemon:
        try:
            _wait_for(port)
            with pytest.raises(actions.Infected, match=r"Firstbell\.Test"):
                actions.add(hartley, paper("bad.txt", EICAR), by=asha, at=moment)
            assert (
                actions.add(hartley, paper("good.txt", b"fine"), by=asha, at=moment).scan == "clean"
            )
        finally:
            daemon.terminate()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("clamd did not begin to listen")
