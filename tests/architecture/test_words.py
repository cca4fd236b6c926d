"""The vocabulary: events are sentences, names begin with their room, files are short, READMEs tell the words."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from firstbell.platform.accounts.permissions import table
from firstbell.platform.audit.events import types
from tests.architecture.house import PACKAGE, ROOT, sources

_NAME = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
_LINES = 300


def words_of(kind):
    return [name for _, name, _, _ in Formatter().parse(kind.sentence) if name is not None]


@pytest.mark.parametrize("kind", types().values(), ids=lambda kind: kind.name)
def test_an_event_is_a_sentence_about_somebody(kind):
    assert _NAME.fullmatch(kind.name)
    somebody = {"by", "subject"} & set(words_of(kind)) or kind.sentence.startswith("Somebody")
    assert somebody, "who did it, or to what?"
    assert all(name.isidentifier() for name in words_of(kind))
    assert not kind.sentence.endswith("."), "the page adds what follows"
    assert kind.audience == "school" or kind.audience in table(), (
        "an audience is the school or a permission"
    )


@pytest.mark.parametrize("permission", table().values(), ids=lambda permission: permission.name)
def test_a_permission_reads_aloud(permission):
    assert _NAME.fullmatch(permission.name)
    assert permission.sentence[0].isupper()
    assert not permission.sentence.endswith(".")
    assert permission.also is None or permission.also_sentence, "say whom else it lets in"


_SEVERAL = re.compile(r"\b([a-z_.]*[._])([a-z]+)((?:\|[a-z_]+)+)")


def readme_of(name):
    room = name.split(".")[0]
    for path in (PACKAGE / room / "README.md", PACKAGE / "platform" / room / "README.md"):
        if path.exists():
            return path.read_text(encoding="utf-8")
    return None


def told(text):
    """The text, and what `room.thing_added|changed` stands for."""
    several = [
        stem + last
        for stem, first, more in _SEVERAL.findall(text)
        for last in (first + more).split("|")
    ]
    return text + " ".join(several)


@pytest.mark.parametrize("name", sorted({*types(), *table()}))
def test_the_rooms_readme_tells_its_words(name):
    text = readme_of(name)
    if text is None:
        pytest.skip("no README yet")
    assert name in told(text)


def test_no_source_file_is_long():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > _LINES
    }
    assert long == {}
