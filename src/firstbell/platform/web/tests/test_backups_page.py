from __future__ import annotations

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.platform.backup import archive, jobs
from firstbell.platform.jobs import registry
from firstbell.platform.jobs.models import Job


@pytest.fixture
def kept(tmp_path, settings) -> Path:
    settings.DATA = tmp_path
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def lead(asha_account, browser_of):
    return browser_of(asha_account)


def read(answer) -> str:
    return answer.content.decode()


def test_the_backups_that_are_kept_are_listed_newest_first(lead, kept):
    (kept / "firstbell-20261123-020000.tar.gz").write_bytes(b"x" * 3 * 1024**2)
    (kept / "firstbell-20261124-020000.tar.gz").write_bytes(b"x")

    page = read(lead.get("/settings/backups/"))

    assert page.index("firstbell-20261124-020000") < page.index("firstbell-20261123-020000")
    assert "3.0\xa0MB" in page
    assert str(kept) in page


def test_without_any_the_page_says_so_and_offers_one(lead, kept):
    page = read(lead.get("/settings/backups/"))

    assert "No backup yet" in page
    assert "Make one now" in page


def test_one_can_be_made_now_and_is_work_in_the_background(lead, kept):
    answer = lead.post("/settings/backups/make/")

    job = Job.objects.get()
    assert (job.name, job.title) == ("backup.make", "A backup")
    assert answer.headers["Location"] == f"/settings/jobs/{job.uid}/"


def test_a_technician_sees_no_backups(ben_account, browser_of, kept):
    assert browser_of(ben_account).get("/settings/backups/").status_code == 403


def test_every_thing_that_runs_by_itself_has_words(lead):
    page = read(lead.get("/settings/jobs/"))

    assert [task.name for task in registry.periodic() if "." in task.title] == []
    assert [task.name for task in registry.periodic() if task.title not in page] == []


def test_the_nightly_backup_is_work_like_other_work_so_that_a_failure_is_told(db, kept, moment):
    jobs.nightly(moment)

    assert Job.objects.get().name == "backup.make"


def test_a_backup_is_read_back_after_it_was_written(kept, tmp_path):
    whole = tmp_path / "firstbell-1.tar.gz"
    with tarfile.open(whole, "w:gz") as tar:
        data = b"some rows"
        manifest = archive.Manifest("2026-11-24", "sqlite", [], {"t": 1})
        manifest.digests["database.sqlite3"] = hashlib.sha256(data).hexdigest()
        for name, text in (("database.sqlite3", data), ("manifest.json", manifest.text().encode())):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))

    assert archive.verify(whole).rows == {"t": 1}
    broken = bytearray(whole.read_bytes())
    broken[len(broken) // 2] ^= 1
    whole.write_bytes(bytes(broken))
    with pytest.raises(Refusal):
        archive.verify(whole)
