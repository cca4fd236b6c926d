from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk or in memory that can be opened again from its start."""

    origin: Path | bytes

    @classmethod
    def of(cls, path_or_bytes: str | os.PathLike[str] | bytes) -> Source:
        if isinstance(path_or_bytes, bytes):
            return cls(path_or_bytes)
        return cls(Path(path_or_bytes))

    @property
    def size(self) -> int:
        return len(self.origin) if isinstance(self.origin, bytes) else self.origin.stat().st_size

    def open(self) -> BinaryIO:
        if isinstance(self.origin, bytes):
            return io.BytesIO(self.origin)
        return self.origin.open("rb")

    @contextmanager
    def open_as_file(self) -> Iterator[BinaryIO]:
        """A real file with a descriptor, which another process can be given."""
        if isinstance(self.origin, Path):
            with self.origin.open("rb") as stream:
                yield stream
            return
        with tempfile.TemporaryFile() as stream:
            stream.write(self.origin)
            stream.seek(0)
            yield stream

    def head(self, size: int) -> bytes:
        with self.open() as stream:
            return stream.read(size)

    def chunks(self, size: int = CHUNK) -> Iterator[bytes]:
        with self.open() as stream:
            while chunk := stream.read(size):
                yield chunk
