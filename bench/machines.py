"""Five hundred machines that report: their bodies as agents send them, and a crowd that sends them."""

from __future__ import annotations

import json
import re
import tarfile
import threading
import zlib
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import perf_counter, process_time
from typing import NamedTuple
from uuid import UUID, uuid5
from xml.etree import ElementTree

FOLDER = Path(__file__).parent.parent.parent / "shared/data/agents"
KINDS = ("json", "xml")
MACHINES, PROGRAMS = 500, 62_000
_SPACE = UUID("00000000-0000-4000-8000-000000000500")
# What is another figure in every report of a machine that is as it was.
_FREE = {
    "json": re.compile(rb'("free": ?)"?(\d+)"?'),
    "xml": re.compile(rb"(<FREE>)(\d+)(?=</FREE>)"),
}


class Body(NamedTuple):
    kind: str
    text: bytes
    number: int

    @property
    def packed(self) -> bytes:
        return zlib.compress(self.text)

    @property
    def headers(self) -> dict[str, str]:
        agent = {"GLPI-Agent-ID": str(uuid5(_SPACE, str(self.number)))}
        return {"Content-Type": "application/x-compress-zlib", **(agent if self.kind == "json" else {})}  # fmt: skip

    def with_less_space(self) -> Body:
        """The same machine a day later: its disk is fuller, nothing else is new."""
        return self._replace(text=_FREE[self.kind].sub(_fuller, self.text))


def _fuller(found: re.Match[bytes]) -> bytes:
    return found[1] + str(int(found[2]) - 1).encode()


def there() -> bool:
    return all(_archive(kind).exists() for kind in KINDS)


def _archive(kind: str) -> Path:
    return FOLDER / f"bench-500-{kind}.tar.xz"


def bodies(kind: str) -> list[Body]:
    with tarfile.open(_archive(kind)) as archive:
        names = sorted(name for name in archive.getnames() if name.endswith(f".{kind}"))
        return [Body(kind, _text(archive, name), number) for number, name in enumerate(names)]


def _text(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    return file.read() if file else b""


def bare(some: Sequence[Body]) -> float:
    """CPU seconds a body of inflating and parsing it, and nothing else."""
    packed = [body.packed for body in some]
    parse = json.loads if some[0].kind == "json" else ElementTree.fromstring
    began = process_time()
    for one in packed:
        parse(zlib.decompress(one))
    return (process_time() - began) / len(packed)


class Sent(NamedTuple):
    seconds: float
    troubles: list[str]


def send(some: Sequence[Body], port: int, path: str, hands: int) -> Sent:
    """Every body once, by that many agents at a time, each over a connection of its own as agents do."""
    packed = [(body.packed, body.headers) for body in some]
    queue, troubles = iter(packed), list[str]()
    lock = threading.Lock()
    began = perf_counter()
    crowd = [
        threading.Thread(target=_agent, args=(queue, lock, port, path, troubles))
        for _ in range(hands)
    ]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    return Sent(perf_counter() - began, troubles)


def _agent(
    queue: Iterator[tuple[bytes, dict[str, str]]], lock: threading.Lock, port: int, path: str,
    troubles: list[str],
) -> None:  # fmt: skip
    while True:
        with lock:
            one = next(queue, None)
        if one is None:
            return
        if said := _post(port, path, *one):
            troubles.append(said)


def _post(port: int, path: str, body: bytes, headers: dict[str, str]) -> str:
    """What went wrong, in a line; nothing where it was acknowledged."""
    connection = HTTPConnection("127.0.0.1", port, timeout=180)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        text = zlib.decompress(answer.read())
    except (OSError, HTTPException, zlib.error) as problem:
        return repr(problem)
    finally:
        connection.close()
    good = answer.status == 200 and (b'"ok"' in text or b"SEND" in text)
    return "" if good else f"{answer.status} {text[:200]!r}"
