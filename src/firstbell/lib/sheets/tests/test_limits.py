from __future__ import annotations

import tracemalloc
from itertools import islice
from pathlib import Path

import pytest

from firstbell.lib.sheets import Limits, Unreadable, read_sheet


def test_a_file_with_too_many_lines_is_refused_before_it_is_read(tmp_path: Path):
    file = tmp_path / "list.csv"
    with file.open("wb") as out:
        out.write(b"Tag,Name\n")
        for _ in range(100):
            out.write(b"L1,x\n" * 100_000)

    tracemalloc.start()
    with pytest.raises(Unreadable) as refused:
        read_sheet(file, "list.csv")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert refused.value.sentence == (
        "The file has more than 1,000,000 rows, which is as many as are read at a time. "
        "Split it and bring in the parts one after another."
    )
    assert peak < 20_000_000


def test_rows_with_quotation_marks_stop_at_the_limit():
    content = b"Tag,Name\n" + b'L1,"x"\n' * 50
    reading = read_sheet(content, "list.csv", Limits(max_rows=20))
    rows = reading.rows()

    assert len(list(islice(rows, 20))) == 20
    with pytest.raises(Unreadable, match="more than 20 rows"):
        next(rows)


def test_empty_lines_do_not_count():
    content = b"Tag,Name\n" + b"L1,x\n" * 20 + b",\n" * 50

    assert len(list(read_sheet(content, "list.csv", Limits(max_rows=20)).rows())) == 70


def test_a_file_that_is_too_large_is_refused_by_its_size():
    with pytest.raises(Unreadable) as refused:
        read_sheet(b"a,b\n" * 1_000_000, "list.csv", Limits(max_bytes=2 * 1024 * 1024))

    assert refused.value.sentence == (
        "list.csv has 4 MB; at most 2 MB are read at a time. "
        "Split it and bring in the parts one after another."
    )


def test_a_file_with_too_many_columns_is_refused():
    content = ",".join(f"Column {at}" for at in range(600)).encode() + b"\n"

    with pytest.raises(Unreadable, match="has 600 columns; at most 500"):
        read_sheet(content, "list.csv")


def test_reading_holds_only_a_little_of_a_long_file(tmp_path: Path):
    file = tmp_path / "list.csv"
    file.write_bytes(b"Tag,Name\n" + b"L1,a laptop with a name of some length\n" * 60_000)
    reading = read_sheet(file, "list.csv")

    tracemalloc.start()
    count = sum(1 for _row in reading.rows())
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 60_000
    assert peak < 3_000_000


def test_a_file_that_is_one_endless_line_is_refused():
    with pytest.raises(Unreadable, match="a line of more than a million characters"):
        read_sheet(b"Tag,Name\n" + b"a," * 2_000_000, "list.csv")
