"""One line said in a corridor, read: `Okoro I2 board no sound` is a person, a room, a thing, and what is wrong.

What is written is what counts: whatever is not recognised stays in the title, and nothing is guessed from two that fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from firstbell.equipment.models import Item
from firstbell.lib import natural
from firstbell.people.models import Membership, Person
from firstbell.people.states import MemberKind
from firstbell.places.models import Room
from firstbell.places.queries import rooms_called
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Category
from firstbell.support.states import Stops

_MINUTES = re.compile(r"(\d{1,3})(m|min|mins)", re.IGNORECASE)
_DONE = {"done", "fixed", "solved", "sorted"}
_TITLES = {"mr", "mrs", "ms", "miss", "dr", "sir"}
_SHORT = re.compile(r"([a-z])[a-z]*\.? ?([0-9]+[a-z]?)")
_LONGEST_NAME = 3
# What people say for what a register calls otherwise.
_ALSO = {
    "board": ("projector", "panel", "whiteboard", "display", "screen"),
    "screen": ("projector", "panel", "display", "monitor"),
    "pc": ("desktop", "computer"),
    "computer": ("desktop", "pc"),
    "copier": ("printer",),
    "sound": ("speaker", "amplifier", "panel", "projector"),
}


@dataclass
class Read:
    """`title` is the line without whom and where; `minutes` and `done` where the job is over already."""

    title: str = ""
    person: Person | None = None
    room: Room | None = None
    item: Item | None = None
    category: Category | None = None
    stops: str = Stops.NO
    minutes: int = 0
    done: bool = False
    unsure: list[str] = field(default_factory=list)


def read(school: School, line: str, *, without: Iterable[str] = ()) -> Read:
    """`without` are parts that whoever writes has said are wrong: "person", "room", "item", "category"."""
    left_out = set(without)
    found = Read()
    words = _aside(line.replace("\x00", "").split(), found)
    if "room" not in left_out:
        words = _room(school, words, found)
    if "person" not in left_out:
        words = _person(school, words, found)
    if "category" not in left_out:
        found.category = _category(words)
    if "item" not in left_out:
        words = _item(school, words, found)
    title = " ".join(words).strip(" ,.;:-")
    found.title = title[:1].upper() + title[1:]
    return found


def _aside(words: list[str], found: Read) -> list[str]:
    """What is about the job and not about the fault: "!", "5m", "done"."""
    left = []
    for word in words:
        if minutes := _MINUTES.fullmatch(word):
            found.minutes = int(minutes[1])
        elif (word.casefold().strip(".,!") in _DONE and word is words[-1]) or word == "!":
            found.done = found.done or word != "!"
            found.stops = Stops.NOW if word.endswith("!") else found.stops
        else:
            left.append(word)
    if left and left[-1].endswith("!"):
        found.stops, left[-1] = Stops.NOW, left[-1].rstrip("!")
    if found.minutes and left and left[-1].casefold() in _DONE:
        found.done = True
        left.pop()
    return left


def _room(school: School, words: list[str], found: Read) -> list[str]:
    """The longest run of words that is a room's name, alias or code; else its letter and number."""
    spans = _spans(words)
    known = rooms_called(school, [text for _, _, text in spans])
    for start, end, text in spans:
        if text in known and not text.isdigit():
            found.room = known[text]
            return words[:start] + words[end:]
    short = _short_names(school)
    for place, word in enumerate(words):
        rooms = short.get(word.casefold().strip(".,"), [])
        if len(rooms) == 1:
            found.room = Room.objects.with_place().get(pk=rooms[0])
            return words[:place] + words[place + 1 :]
        if len(rooms) > 1:
            found.unsure.append(f"{word} may be several rooms")
    return words


def _spans(words: list[str]) -> list[tuple[int, int, str]]:
    return [
        (start, start + size, " ".join(words[start : start + size]).strip(".,"))
        for size in range(min(_LONGEST_NAME, len(words)), 0, -1)
        for start in range(len(words) - size + 1)
    ]


def _short_names(school: School) -> dict[str, list[int]]:
    """ "i2" for ICT 2, "s4" for Science S4."""
    found: dict[str, list[int]] = {}
    rows = Room.objects.open().filter(school=school).values_list("pk", "name")
    for pk, name in rows:
        plain = name.casefold()
        match = _SHORT.fullmatch(plain)
        key = match[1] + match[2] if match else plain.rsplit(" ", 1)[-1]
        if any(letter.isdigit() for letter in key) and not key.isdigit():
            found.setdefault(key, []).append(pk)
    return found


def _person(school: School, words: list[str], found: Read) -> list[str]:
    staff = _staff(school)
    for place, word in enumerate(words):
        people = _called(staff, word.strip(".,:'’"))
        if len(people) > 1:
            people = _told_apart(people, words, place) or people
        if len(people) == 1:
            found.person = Person.objects.get(pk=people[0]["person_id"])
            return _without_name(words, place, people[0])
        if people:
            found.unsure.append(f"{len(people)} people are called {word}")
    return words


def _staff(school: School) -> list[dict[str, Any]]:
    rows = Membership.objects.filter(school=school, to_on=None, kind=MemberKind.STAFF)
    names = (
        "person_id",
        "person__family_name",
        "person__given_name",
        "person__known_as",
        "person__initials",
    )
    return [dict(row) for row in rows.values(*names)]


def _called(staff: list[dict[str, Any]], word: str) -> list[dict[str, Any]]:
    """By initials, which are written in capitals, or by surname."""
    if word.isupper() and 2 <= len(word) <= 5:
        people = [one for one in staff if one["person__initials"].upper() == word]
        if people:
            return people
    if len(word) < 3:
        return []
    return [one for one in staff if one["person__family_name"].casefold() == word.casefold()]


def _told_apart(people: list[dict[str, Any]], words: list[str], place: int) -> list[dict[str, Any]]:
    before = words[place - 1].casefold() if place else ""
    return [
        one
        for one in people
        if before and before in (one["person__given_name"].casefold(), one["person__known_as"].casefold())
    ]  # fmt: skip


def _without_name(words: list[str], place: int, who: dict[str, Any]) -> list[str]:
    before = words[place - 1].casefold().strip(".") if place else ""
    names = {who["person__given_name"].casefold(), who["person__known_as"].casefold(), *_TITLES}
    start = place - 1 if before and before in names else place
    return words[:start] + words[place + 1 :]


def _category(words: list[str]) -> Category | None:
    """The one most of whose words were said; the first of the list where two are as good."""
    said = f" {' '.join(word.casefold().strip('.,!?') for word in words)} "
    best, most = None, 0
    for category in Category.objects.live():
        fits = sum(f" {word.casefold()} " in said for word in category.said_words())
        if fits > most:
            best, most = category, fits
    return best


def _item(school: School, words: list[str], found: Read) -> list[str]:
    """By its tag wherever it stands; else the one thing in the room that is called so."""
    keys = {natural.key(word.strip(".,")): word for word in words if any(c.isdigit() for c in word)}
    rows = Item.objects.live().filter(school=school).select_related("category", "model", "place")
    tagged = rows.filter(tag_key__in=keys).first() if keys else None
    if tagged is not None:
        found.item, found.room = tagged, found.room or tagged.place
        return [word for word in words if word != keys[tagged.tag_key]]
    if found.room is not None:
        here = list(rows.filter(Q(place=found.room) | Q(place=None, home=found.room))[:200])
        found.item = _the_one(here, words)
    return words


def _the_one(items: list[Item], words: list[str]) -> Item | None:
    for word in words:
        plain = word.casefold().strip(".,!?").removesuffix("s")
        if len(plain) < 2:
            continue
        for names in ((plain,), _ALSO.get(plain, ())):
            fits = [item for item in items if any(name in _names_of(item) for name in names)]
            if len(fits) == 1:
                return fits[0]
    return None


def _names_of(item: Item) -> str:
    return f"{item.category.name} {item.model or ''} {item.name}".casefold()
