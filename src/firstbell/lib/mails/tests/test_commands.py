from __future__ import annotations

import pytest

from firstbell.lib.mails import commands


@pytest.mark.parametrize(
    ("text", "found", "rest"),
    [
        ("#take\n#wait 2 days\n\nOn order.\n#solve", [("take", ""), ("wait", "2 days")], "On order.\n#solve"),
        ("\n  #NOTE: he pulls it\nagain", [("note", "he pulls it")], "again"),
        ("#1 is broken", [], "#1 is broken"),
        ("No. 5\n#solve", [], "No. 5\n#solve"),
        ("#solve", [("solve", "")], ""),
        ("", [], ""),
    ],
)  # fmt: skip
def test_the_first_lines_say_what_to_do(text, found, rest):
    told, body = commands.parsed(text)
    assert ([tuple(one) for one in told], body) == (found, rest)


def test_of_many_only_some_are_heard():
    told, rest = commands.parsed("#take\n" * 50)
    assert (len(told), rest.count("#take")) == (commands.MOST, 50 - commands.MOST)
