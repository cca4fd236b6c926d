"""Small pictures for pages: upright, without where and with what they were taken, made once."""

from __future__ import annotations

import os
import tempfile
import threading
import warnings
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

from firstbell.platform.attachments.sniffing import OPENERS, Unwelcome
from firstbell.platform.attachments.store import store

SIDES = (96, 320, 1280)
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
# Unpacking a large picture takes a hundred megabytes: one after another.
_one_at_a_time = threading.Lock()


def path_of(digest: str, side: int) -> Path:
    """Beside the files and not among them: a backup need not carry what can be made again."""
    return Path(settings.DATA) / "thumbnails" / digest[:2] / f"{digest[2:]}-{side}.webp"


def make(source: Path, digest: str) -> None:
    """Make every size, or refuse a picture that cannot be read to its end."""
    if all(path_of(digest, side).exists() for side in SIDES):
        return
    try:
        with _one_at_a_time, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            _make(source, digest)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Unwelcome("That picture is damaged. Take it again, or send it another way.") from None


def _make(source: Path, digest: str) -> None:
    with Image.open(source, formats=OPENERS) as image:
        image.draft("RGB", (2 * max(SIDES), 2 * max(SIDES)))
        orientation = image.getexif().get(_ORIENTATION, 1)
        bare = _bare(image)
        for side in sorted(SIDES, reverse=True):
            bare.thumbnail((side, side), Image.Resampling.LANCZOS)
            _save(_upright(bare, orientation), path_of(digest, side))


def _bare(image: Image.Image) -> Image.Image:
    """The pixels alone: no place, no camera, no colour profile."""
    bare = image.convert("RGBA" if image.has_transparency_data else "RGB")
    bare.info.clear()
    return bare


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _save(image: Image.Image, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".making-")
    try:
        with os.fdopen(handle, "wb") as out:
            image.save(out, "WEBP", quality=80, method=4)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def ready(digest: str, side: int) -> Path:
    """The small picture; made again where it was lost or another machine made it."""
    place = path_of(digest, side)
    if not place.exists():
        with store().local(digest) as source:
            make(source, digest)
    return place


def jpeg(digest: str, side: int) -> bytes:
    """The small picture as papers take it, on white; FileNotFoundError where the file is not kept."""
    made = BytesIO()
    with Image.open(ready(digest, side)) as image:
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image, mask=image if image.has_transparency_data else None)
        flat.save(made, "JPEG", quality=70)
    return made.getvalue()


def forget(digest: str) -> None:
    for side in SIDES:
        path_of(digest, side).unlink(missing_ok=True)
