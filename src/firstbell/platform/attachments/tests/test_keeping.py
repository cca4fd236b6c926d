from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.attachments import actions, jobs, queries, store, thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.tests.conftest import paper
from firstbell.platform.audit.models import Event
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tenancy.models import School

GPS, ORIENTATION = 0x8825, 0x0112


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "<xml/>")
    return out.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that says it is `side` pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        )

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


def test_asha_adds_a_photo_and_it_becomes_the_picture(
    hartley: School, asha: Actor, picture: Any, moment: datetime, folder: Path
) -> None:
    row = actions.add(hartley, picture("Lid crack.JPG"), caption="The lid", by=asha, at=moment)

    assert (row.name, row.kind, row.media_type, row.width, row.is_cover) == (
        "Lid crack.jpg", "photo", "image/jpeg", 60, True,
    )  # fmt: skip
    assert (folder / "files" / row.sha256[:2] / row.sha256[2:]).stat().st_size == row.size
    assert queries.cover_url(hartley) == f"/files/{row.uid}/320"
    assert Event.objects.get(kind="attachments.added").sentence == (
        "Asha Rahman added the photo Lid crack.jpg to Hartley Vale School"
    )
    assert list((folder / "files" / ".coming").iterdir()) == []


def test_ben_may_not_add_where_he_may_not_change(
    hartley: School, ben: Actor, picture: Any, moment: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.add(hartley, picture(), by=ben, at=moment)

    assert not Attachment.objects.exists()


def test_a_telephones_picture_stands_upright_and_forgets_where_it_was_taken(
    hartley: School, asha: Actor, picture: Any, moment: datetime
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS)[1] = "N"

    row = actions.add(hartley, picture(size=(800, 400), exif=exif), by=asha, at=moment)

    for side in thumbnails.SIDES:
        with Image.open(thumbnails.path_of(row.sha256, side)) as small:
            assert small.height > small.width
            assert dict(small.getexif()) == {}
            # What was at the top left has been turned to the top right.
            assert small.convert("RGB").getpixel((small.width - 5, 5))[1] < 100


@pytest.mark.parametrize(
    ("name", "content", "media_type", "kept_as"),
    [
        ("warranty.pdf", b"%PDF-1.7\n...", "application/pdf", "warranty.pdf"),
        ("photo.jpg", b"%PDF-1.7\n...", "application/pdf", "photo.jpg.pdf"),
        ("list.csv", b"a,b\n1,2\n", "text/plain", "list.csv"),
        ("page.html", b"<script>alert(1)</script>", "text/plain", "page.html.txt"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "text/plain", "drawing.svg.txt"),
        ("../../etc/passwd", b"root", "text/plain", "passwd.txt"),
        (
            "offer.docx", package("[Content_Types].xml", "word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "offer.docx",
        ),
    ],
)  # fmt: skip
def test_what_a_file_is_is_read_from_its_bytes(
    hartley: School,
    asha: Actor,
    moment: datetime,
    name: str,
    content: bytes,
    media_type: str,
    kept_as: str,
) -> None:
    row = actions.add(hartley, paper(name, content), by=asha, at=moment)

    assert (row.media_type, row.name, row.is_cover) == (media_type, kept_as, False)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("program.exe", b"MZ\x90\x00\x03", "Only pictures"),
        ("empty.png", b"", "empty"),
        ("things.zip", package("a.txt"), "Only pictures"),
        ("macros.docx", package("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("broken.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
        ("bomb.png", bomb(60_000), "more pixels"),
        ("large.png", bomb(7_000), "more pixels"),
        ("cut off.png", bomb(500), "damaged"),
    ],
)
def test_what_is_not_kept_says_why(
    hartley: School,
    asha: Actor,
    moment: datetime,
    folder: Path,
    name: str,
    content: bytes,
    sentence: str,
) -> None:
    with pytest.raises(Refusal, match=sentence):
        actions.add(hartley, paper(name, content), by=asha, at=moment)

    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_not_kept(
    hartley: School, asha: Actor, moment: datetime, settings: Any
) -> None:
    settings.LARGEST_FILE = 1024 * 1024

    with pytest.raises(store.TooLarge, match="larger than 1 MB"):
        actions.add(hartley, paper("long.txt", b"x" * (1024 * 1024 + 1)), by=asha, at=moment)


def test_the_same_file_is_on_a_thing_once_and_kept_once_for_two(
    hartley: School, other_school: School, asha: Actor, moment: datetime, folder: Path
) -> None:
    actions.add(hartley, paper("a.txt", b"the same"), by=asha, at=moment)

    with pytest.raises(Conflict, match="is on Hartley Vale School already"):
        actions.add(hartley, paper("b.txt", b"the same"), by=asha, at=moment)
    actions.add(other_school, paper("c.txt", b"the same"), by=system_actor(), at=moment)

    assert len([path for path in (folder / "files").rglob("*") if path.is_file()]) == 1


def test_another_picture_steps_in_when_the_cover_goes_and_its_bytes_go_a_month_later(
    hartley: School, asha: Actor, picture: Any, moment: datetime, folder: Path
) -> None:
    first = actions.add(hartley, picture(size=(50, 50)), by=asha, at=moment)
    second = actions.add(hartley, picture(size=(70, 50)), by=asha, at=moment)
    actions.choose_cover(second, hartley, by=asha, at=moment)
    actions.remove(second, hartley, by=asha, at=moment)
    place = folder / "files" / second.sha256[:2] / second.sha256[2:]
    os.utime(place, (0, 0))

    assert queries.cover_url(hartley) == f"/files/{first.uid}/320"
    assert jobs.forget_removed(moment + timedelta(days=29)) == "0 files forgotten"
    assert place.exists()
    assert jobs.forget_removed(moment + timedelta(days=31)) == "1 files forgotten"
    assert not place.exists()
    assert Attachment.objects.get().pk == first.pk


def test_one_thing_made_of_two_has_the_pictures_of_both_and_one_cover(
    hartley: School, other_school: School, asha: Actor, picture: Any, moment: datetime
) -> None:
    system = system_actor()
    actions.add(hartley, paper("a.txt", b"the same"), by=system, at=moment)
    actions.add(hartley, picture(size=(50, 50)), by=system, at=moment)
    actions.add(other_school, paper("b.txt", b"the same"), by=system, at=moment)
    kept = actions.add(other_school, picture(size=(70, 50)), by=system, at=moment)

    moves = merges.begin(hartley, other_school, by=asha, at=moment)
    MERGE.ask(hartley, other_school, moves)

    assert not queries.of(hartley, system).exists()
    assert queries.of(other_school, system).count() == 3
    assert queries.cover_url(other_school) == f"/files/{kept.uid}/320"
