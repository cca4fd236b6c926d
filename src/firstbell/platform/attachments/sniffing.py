"""What a file really is, by its bytes: names and what the browser says are never believed."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from firstbell.lib.refusal import Refusal

# How Pillow calls it -> what it is. A telephone's "portrait" picture calls itself MPO and is a JPEG.
PICTURES = {
    "JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp",
    "AVIF": "image/avif",
}  # fmt: skip
OPENERS = [name for name in PICTURES if name != "MPO"]  # the opener of JPEG finds those itself
ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/avif": ".avif",
    "application/pdf": ".pdf", "text/plain": ".txt", "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}  # fmt: skip
_PARTS = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_OPEN = {kind for kind in ENDINGS if "opendocument" in kind}
_OFFICE = {ending: kind for kind, ending in ENDINGS.items()}
# A JPEG is read at an eighth of its size; everything else is unpacked whole before it is made small.
MOST_PIXELS_JPEG = 220_000_000
MOST_PIXELS = 40_000_000


class Unwelcome(Refusal):
    """A file of a kind that is not kept, or that is not whole."""


class NotKept(Unwelcome):
    """Neither a picture nor a paper that is known."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    media_type: str
    width: int = 0
    height: int = 0


def sniff(path: Path) -> Sniffed:
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise Unwelcome("That file is empty. Was it still being copied?")
    if head.startswith(b"%PDF-"):
        return Sniffed("application/pdf")
    if head.startswith(b"PK\x03\x04"):
        return Sniffed(_package(path))
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Sniffed("application/msword")
    return _picture(path) or Sniffed(_text(path))


def _picture(path: Path) -> Sniffed | None:
    try:
        # Pillow warns at half of what it refuses; our own measure is below both.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=OPENERS) as image:
                width, height = image.size
                media_type = PICTURES[str(image.format)]
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except UnidentifiedImageError:
        return None
    except (OSError, ValueError, SyntaxError):
        raise Unwelcome("That picture is damaged. Take it again, or send it another way.") from None
    if width * height > (MOST_PIXELS_JPEG if media_type == "image/jpeg" else MOST_PIXELS):
        raise _too_many_pixels()
    return Sniffed(media_type, width, height)


def _too_many_pixels() -> Unwelcome:
    return Unwelcome(
        "That picture has more pixels than anything here can show. Save it smaller, then add it again."
    )


def _package(path: Path) -> str:
    """Office documents are zip files; the names of their parts say which. Nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist()[:20_000])
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                said = package.read("mimetype").decode("ascii", "replace").strip()
                if said in _OPEN:
                    return said
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        raise Unwelcome("That file is damaged: it cannot be opened.") from None
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unwelcome(
            "That document carries macros, which can do harm. Save it without them, or as a PDF."
        )
    for part, ending in _PARTS.items():
        if part in names:
            return _OFFICE[ending]
    raise _not_kept()


def _text(path: Path) -> str:
    """Plain words, served as nothing but plain words; everything else is not kept."""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in set(chunk)):
                raise _not_kept()
    return "text/plain"


def _not_kept() -> NotKept:
    return NotKept(
        "Only pictures (JPEG, PNG, WebP, GIF), PDF, Word, Excel, PowerPoint, OpenDocument and plain text are kept here."
        " A telephone's HEIC picture can be shared as JPEG."
    )
