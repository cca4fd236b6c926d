from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

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

    assert "all counted" in said
    assert "holds no keys" in said
    firstbell("token", "--account", "asha@hartley.example", "--scope", "read", data="there")


@pytest.mark.slow
def test_data_is_not_replaced_unless_told(firstbell, tmp_path):
    firstbell("backup", "--to", str(tmp_path / "b.tar.gz"))

    assert "There is data here already" in firstbell(
        "restore", str(tmp_path / "b.tar.gz"), fails=True
    )


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
