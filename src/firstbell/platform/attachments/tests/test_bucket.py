"""Against a small server that speaks as much S3 as is asked of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments import actions, serving, store, thumbnails
from firstbell.platform.tenancy.models import School

pytest.importorskip("boto3", reason="the extra s3 is not installed")


class Bucket(BaseHTTPRequestHandler):
    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            size, _, rest = body.partition(b"\r\n")
            body = rest[: int(size.split(b";")[0], 16)]
        self.server.kept[self.path] = body  # type: ignore[attr-defined]
        self._say(200)

    def do_HEAD(self) -> None:
        self._say(200 if self.path in self.server.kept else 404)  # type: ignore[attr-defined]

    def do_GET(self) -> None:
        kept = self.server.kept.get(self.path)  # type: ignore[attr-defined]
        missing = b"<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>"
        self._say(404 if kept is None else 200, missing if kept is None else kept)

    def do_DELETE(self) -> None:
        self.server.kept.pop(self.path, None)  # type: ignore[attr-defined]
        self._say(204)

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


@pytest.fixture
def bucket(settings: Any) -> Iterator[Any]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    server.kept, server.daemon_threads = {}, True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    settings.S3_BUCKET, settings.S3_REGION = "school", "eu-west-2"
    settings.S3_ENDPOINT = f"http://127.0.0.1:{server.server_address[1]}"
    settings.S3_KEY, settings.S3_SECRET = "key", "secret"
    store.store.cache_clear()
    yield server
    settings.S3_BUCKET = ""
    store.store.cache_clear()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:botocore.*")
@pytest.mark.filterwarnings("ignore:Boto3 will no longer")
def test_files_lie_in_a_bucket_and_come_back(
    bucket: Any, hartley: School, asha: Actor, picture: Any, moment: datetime, folder: Path
) -> None:
    row = actions.add(hartley, picture(), by=asha, at=moment)
    key = f"/school/files/{row.sha256[:2]}/{row.sha256[2:]}"

    assert list(bucket.kept) == [key]
    assert len(bucket.kept[key]) == row.size
    assert b"".join(serving.original(row).streaming_content) == bucket.kept[key]  # type: ignore[arg-type]
    thumbnails.forget(row.sha256)
    assert serving.small(row, 320)["Content-Type"] == "image/webp"
    store.store().drop(row.sha256)
    assert bucket.kept == {}
    assert not store.store().has(row.sha256)
    with pytest.raises(FileNotFoundError), store.store().local(row.sha256):
        pass
