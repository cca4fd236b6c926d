from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest


class Other(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.heard.append((self.path, dict(self.headers), body))
        server.answer(self)

    def log_message(self, *args: Any) -> None: ...


def answering(status: int, body: bytes = b"thank you", **headers: str) -> Any:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture(autouse=True)
def keys(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    settings.WEBHOOK_ALLOW = ["127.0.0.0/8"]
    settings.WEBHOOK_SECONDS = 2


@pytest.fixture
def other() -> Iterator[Any]:
    """Another system on this machine: `heard` what it was told, `answer` how it answers."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    server.heard, server.answer = [], answering(200)
    server.daemon_threads = True
    server.url = f"http://127.0.0.1:{server.server_address[1]}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
