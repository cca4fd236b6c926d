from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from firstbell.platform.database import serving

ROOT = Path(__file__).parents[5]


@pytest.fixture
def firstbell(tmp_path):
    """firstbell("backup", data="here") -> what it printed, run as a person would, on a file database of its own."""

    def run(*words: str, data: str = "here", fails: bool = False) -> str:
        env = {**os.environ, "FIRSTBELL_DATA": str(tmp_path / data), "DATABASE_URL": ""}
        env["PYTHONPATH"] = str(ROOT / "src")
        done = subprocess.run(
            [sys.executable, "-m", "firstbell.config.cli", *words],
            env=env,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    password = tmp_path / "password"
    password.write_text("every room ready")
    run(
        "init",
        "--school",
        "Hartley Vale School",
        "--admin",
        "asha@hartley.example",
        "--password-file",
        str(password),
    )
    return run


@pytest.mark.slow
def test_a_backup_comes_back_whole_in_an_empty_folder(firstbell, tmp_path):
    firstbell("backup", "--to", str(tmp_path / "b.tar.gz"))

    said = firstbell("restore", str(tmp_path / "b.tar.gz"), data="there")

    assert re.match(
        r"Restored as of \w{3} \d+ \w{3} \d{4}, \d\d:\d\d: [\d,]+ rows .* all counted", said
    )
    assert "holds no keys" in said
    firstbell("token", "--account", "asha@hartley.example", "--scope", "read", data="there")


@pytest.mark.slow
def test_data_is_not_replaced_unless_told(firstbell, tmp_path):
    firstbell("backup", "--to", str(tmp_path / "b.tar.gz"))

    assert "There is data here already" in firstbell(
        "restore", str(tmp_path / "b.tar.gz"), fails=True
    )


@pytest.mark.slow
def test_nothing_is_put_under_a_server_that_is_still_running(firstbell, tmp_path):
    firstbell("backup", "--to", str(tmp_path / "b.tar.gz"))
    serving.begin(tmp_path / "here")

    said = firstbell("restore", "--over", str(tmp_path / "b.tar.gz"), fails=True)

    assert "Firstbell is serving from here" in said


@pytest.mark.slow
def test_who_lost_every_second_factor_is_let_in_from_where_firstbell_is_installed(firstbell):
    said = firstbell("password", "--account", "asha@hartley.example", "--without-second-factors")

    assert "/accounts/password/reset/key/" in said


@pytest.mark.slow
def test_the_version_is_that_of_firstbell(firstbell):
    assert firstbell("--version").startswith("Firstbell ")


@pytest.mark.slow
def test_a_backup_with_a_flipped_bit_is_refused_before_anything_is_touched(firstbell, tmp_path):
    path = tmp_path / "b.tar.gz"
    firstbell("backup", "--to", str(path))
    path.write_bytes(path.read_bytes()[:-2000] + bytes(2000))

    said = firstbell("restore", str(path), data="there", fails=True)

    assert "is not a whole backup" in said or "cannot be read" in said
    assert "Traceback" not in said
    assert not (tmp_path / "there" / "firstbell.sqlite3").exists()


@pytest.mark.slow
def test_a_backup_before_an_upgrade_knows_only_the_tables_that_are_there(firstbell, tmp_path):
    with sqlite3.connect(tmp_path / "here" / "firstbell.sqlite3") as database:
        database.execute("DROP TABLE webhooks_call")

    assert "rows" in firstbell("backup", "--to", str(tmp_path / "b.tar.gz"))


@pytest.mark.slow
def test_everything_leaves_in_open_formats_and_nothing_that_lets_anybody_in(firstbell, tmp_path):
    picture = tmp_path / "here/files/ab/abcd"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a picture")

    said = firstbell("export", "--to", str(tmp_path / "all.zip"))

    with zipfile.ZipFile(tmp_path / "all.zip") as left:
        schools = left.read("tables/tenancy_school.csv").decode().splitlines()
        columns = left.read("columns.csv").decode()
        everything = b"".join(left.read(name) for name in left.namelist())
        names = left.namelist()
    assert "1 files" in said
    assert "files/ab/abcd" in names
    assert schools[0].startswith("id,uid,")
    assert "Hartley Vale School" in schools[1]
    assert "equipment_item,home_id,reference,places_room.id" in columns
    assert b"argon2" not in everything
    assert not [name for name in names if "token" in name or "session" in name.split("/")[-1][:8]]


@pytest.mark.slow
def test_an_export_that_cannot_be_written_says_so(firstbell, tmp_path):
    (tmp_path / "taken").write_text("a file, no folder")

    said = firstbell("export", "--to", str(tmp_path / "taken/all.zip"), fails=True)

    assert "was not written" in said


@pytest.mark.slow
def test_who_begins_a_school_has_an_address_one_can_write_to(firstbell, tmp_path):
    said = firstbell(
        "init", "--school", "Ash Lane", "--admin", "asha", "--password-file", str(tmp_path / "password"),
        data="elsewhere", fails=True,
    )  # fmt: skip

    assert "asha is not an email address." in said
