from __future__ import annotations

import json

from firstbell.lib.agentprotocol import documents, rows_of
from firstbell.lib.agentprotocol.fields import VOLATILE
from firstbell.lib.agentprotocol.tests.making import LAPTOP, laptop


def hashes(report) -> dict[str, str]:
    return {name: hashed for name, (_, hashed) in documents(report).items()}


def changed(**sections) -> set[str]:
    """The sections that a laptop with these in place of its own has otherwise."""
    before, after = hashes(laptop()), hashes(laptop(**sections))
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_the_order_in_which_things_are_found_means_nothing():
    turned = {name: value[::-1] if isinstance(value, list) else dict(reversed(value.items()))
              for name, value in LAPTOP.items() if not isinstance(value, str)}  # fmt: skip

    assert documents(laptop(**turned)) == documents(laptop())


def test_a_document_is_the_rows_as_they_were():
    report = laptop()

    for name, (text, _) in documents(report).items():
        assert sorted(map(json.dumps, rows_of(text))) == sorted(json.dumps(dict(sorted(row.items()))) for row in report.rows(name))  # fmt: skip


def test_a_text_with_the_marks_of_the_json_in_it_changes_nothing():
    rows = [{"name": 'a},{"name":"b', "version": "1"}, {"name": "},{"}, {"name": "c"}]

    [text, hashed] = documents(laptop(softwares=rows))["softwares"]
    assert (text, hashed) == documents(laptop(softwares=rows[::-1]))["softwares"]
    assert sorted(rows_of(text), key=str) == sorted(rows, key=str)


def test_an_empty_section_is_an_empty_list():
    assert documents(laptop(softwares=[]))["softwares"][0] == "[]"


def test_one_program_more_changes_its_section_alone():
    assert changed(softwares=LAPTOP["softwares"] + [{"name": "GIMP"}]) == {"softwares"}


def test_what_changes_by_itself_is_no_change_but_is_kept():
    drives = [LAPTOP["drives"][0] | {"free": 1}, LAPTOP["drives"][1]]
    running = LAPTOP["operatingsystem"] | {"boot_time": "2026-11-25 09:00:00"}

    assert changed(drives=drives, operatingsystem=running) == set()
    assert '"free":1,' in documents(laptop(drives=drives))["drives"][0]


def test_a_bigger_disk_is_a_change_though_its_free_space_is_not():
    assert changed(drives=[LAPTOP["drives"][0] | {"total": 1_000_000}, LAPTOP["drives"][1]]) == {
        "drives"
    }


def test_sections_that_are_only_figures_never_change():
    before, after = laptop(processes=[{"pid": 1}]), laptop(processes=[{"pid": 2}])

    assert hashes(before) == hashes(after)


def test_every_volatile_field_is_left_out_of_the_hash():
    for section, names in VOLATILE.items():
        row = {"name": "kept"}
        for name in names:
            assert hashes(laptop(**{section: [row]})) == hashes(laptop(**{section: [row | {name: "7"}]})), (section, name)  # fmt: skip
