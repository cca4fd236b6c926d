"""The whole service as it is run: how soon its first page comes, and what it keeps in memory after load."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from bench.table import Table

REQUESTS = 300


PAGES = (
    "equipment/",
    "equipment/?sort=model",
    "equipment/?state=in_stock",
    "search/?q=HV-0421",
    "healthz",
    "",
)


def measure(table: Table, cookie: str) -> None:
    """`cookie` is that of somebody signed in, who then goes through the pages."""
    port = free_port()
    env = {**os.environ, "FIRSTBELL_PORT": str(port), "FIRSTBELL_URL": f"http://127.0.0.1:{port}"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "firstbell.config.cli", "serve"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not answers(f"http://127.0.0.1:{port}/accounts/login/"):
            if process.poll() is not None or time.perf_counter() - began > 60:
                table.add("start-up", "did not answer", "≤ 3 s", met=False)
                return
            time.sleep(0.05)
        seconds = time.perf_counter() - began
        table.add("start-up to the first page", f"{seconds:.1f} s", "≤ 3 s", met=seconds <= 3)
        answered = sum(
            answers(f"http://127.0.0.1:{port}/{PAGES[number % len(PAGES)]}", cookie)
            for number in range(REQUESTS)
        )
        memory = sum(
            _pss(child)
            for child in (psutil.Process(process.pid), *psutil.Process(process.pid).children(True))
        )
        table.add(
            f"memory of the whole service (PSS) after {answered} pages",
            f"{memory:.0f} MB",
            "≤ 300 MB",
            met=memory <= 300 and answered == REQUESTS,
        )
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _pss(process: psutil.Process) -> float:
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) / 1000 if found else 0.0


def answers(url: str, cookie: str = "") -> bool:
    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            # Whoever is sent to sign in has not seen the page.
            return bool(response.read()) and (not cookie or "/login" not in response.url)
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
