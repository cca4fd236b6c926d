from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import tests.on_schools  # noqa: F401 -- a school takes pictures
from firstbell.platform.attachments import store


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    settings.CLAMD = ""
    store.store.cache_clear()
    return tmp_path


@pytest.fixture
def picture() -> Callable[..., SimpleUploadedFile]:
    """picture(name, size, format, exif=…) -> an upload."""

    def draw(
        name: str = "lid.jpg", size: tuple[int, int] = (60, 40), form: str = "JPEG", **more: Any
    ) -> SimpleUploadedFile:
        out = io.BytesIO()
        image = Image.new("RGB", size, "white")
        image.paste((200, 30, 30), (0, 0, size[0] // 2, size[1] // 2))
        image.save(out, form, **more)
        return SimpleUploadedFile(name, out.getvalue())

    return draw


def paper(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
