"""Where the bytes lie: by their digest, in a folder beside the data, or in S3-compatible storage for several machines."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal

MEGABYTE = 1024 * 1024
_DAY = 86_400


class TooLarge(Refusal):
    """A file that is larger than is kept here."""


class Store(Protocol):
    def keep(self, path: Path, digest: str) -> None:
        """The file is safe on the disk when this returns; `path` may be moved."""

    def local(self, digest: str) -> contextlib.AbstractContextManager[Path]:
        """The file as a path on this machine; FileNotFoundError where it is not kept."""
        ...

    def has(self, digest: str) -> bool: ...

    def drop(self, digest: str) -> None: ...


@cache
def store() -> Store:
    return Bucket(settings.S3_BUCKET) if settings.S3_BUCKET else Folder()


def scratch() -> Path:
    """Beside the files, so that moving there is one step."""
    folder = Path(settings.DATA) / "files" / ".coming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextlib.contextmanager
def coming(chunks: Iterable[bytes]) -> Iterator[tuple[Path, str, int]]:
    """The uploaded bytes on the disk with their digest and size, gone again at the end unless they were kept."""
    handle, name = tempfile.mkstemp(dir=scratch(), prefix="file-")
    path, digest, size = Path(name), hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > settings.LARGEST_FILE:
                    raise TooLarge(
                        f"That file is larger than {settings.LARGEST_FILE // MEGABYTE} MB."
                    )
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        yield path, digest.hexdigest(), size
    finally:
        path.unlink(missing_ok=True)


class Folder:
    """DATA/files/ab/cdef…: what a backup copies without asking."""

    def path(self, digest: str) -> Path:
        return Path(settings.DATA) / "files" / digest[:2] / digest[2:]

    def keep(self, path: Path, digest: str) -> None:
        place = self.path(digest)
        if place.exists():
            os.utime(
                place
            )  # young again, so that the sweeper does not take it before its new row stands
            return
        fresh = not place.parent.exists()
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        settle(place.parent)
        if fresh:
            settle(place.parent.parent)

    @contextlib.contextmanager
    def local(self, digest: str) -> Iterator[Path]:
        place = self.path(digest)
        if not place.exists():
            raise FileNotFoundError(digest)
        yield place

    def has(self, digest: str) -> bool:
        return self.path(digest).exists()

    def drop(self, digest: str) -> None:
        place = self.path(digest)
        # Touched within the day: somebody is adding the same file again, and their row is about to stand.
        if place.exists() and clock.now().timestamp() - place.stat().st_mtime > _DAY:
            place.unlink(missing_ok=True)


def settle(directory: Path) -> None:
    """A new name is only safe when its folder is."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """One bucket of any S3-compatible storage; credentials as boto3 finds them, or from the settings."""

    def __init__(self, name: str) -> None:
        import boto3  # noqa: PLC0415 -- an extra, installed where this is used

        self.name = name
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=settings.S3_ENDPOINT or None,
            region_name=settings.S3_REGION or None,
            aws_access_key_id=settings.S3_KEY or None,
            aws_secret_access_key=settings.S3_SECRET or None,
        )

    def _key(self, digest: str) -> str:
        return f"files/{digest[:2]}/{digest[2:]}"

    def keep(self, path: Path, digest: str) -> None:
        if not self.has(digest):
            with path.open("rb") as body:
                self.client.put_object(Bucket=self.name, Key=self._key(digest), Body=body)

    @contextlib.contextmanager
    def local(self, digest: str) -> Iterator[Path]:
        handle, name = tempfile.mkstemp(dir=scratch(), prefix="s3-")
        try:
            with os.fdopen(handle, "wb") as out:
                self._fetch(digest, out)
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _fetch(self, digest: str, out: Any) -> None:
        try:
            answer = self.client.get_object(Bucket=self.name, Key=self._key(digest))
        except self.client.exceptions.NoSuchKey:
            raise FileNotFoundError(digest) from None
        for chunk in answer["Body"].iter_chunks(MEGABYTE):
            out.write(chunk)

    def has(self, digest: str) -> bool:
        from botocore.exceptions import ClientError  # noqa: PLC0415 -- an extra, installed where this is used

        try:
            self.client.head_object(Bucket=self.name, Key=self._key(digest))
        except ClientError as problem:
            if problem.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def drop(self, digest: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=self._key(digest))
