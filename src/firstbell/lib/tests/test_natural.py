from __future__ import annotations

import pytest

from firstbell.lib import natural


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("HV-0482", "hv-03482"),
        ("hv-482", "hv-03482"),
        ("000", "010"),
        ("HV-0482-B", "hv-03482-b"),
        ("Room  12", "room 0212"),
        ("Café 3", "cafe 013"),
        ("IMEI", "imei"),
    ],
)
def test_every_run_of_digits_has_its_length_in_front(text, key):
    assert natural.key(text) == key


def test_the_longest_tag_is_cut_like_any_other_text():
    assert natural.key("7" * 300) == natural.key("7" * 300 + "-")[:255]
    assert natural.key("A" * 300 + "7") == "a" * 255


def test_two_comes_before_ten():
    assert sorted(["PC-10", "pc-2", "PC-1"], key=natural.key) == ["PC-1", "pc-2", "PC-10"]
