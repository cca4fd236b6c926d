"""The fields of the sheet of groups: one line for each group, or for each of its members, as an MIS has it."""

from __future__ import annotations

from collections.abc import Sequence

from firstbell.lib.parsing import Unclear, shown
from firstbell.people.states import GroupKind
from firstbell.places.models import lookup_of
from firstbell.platform.exchange.sheets import Column, Match

GROUP = "people.group"
_WORDS = {
    GroupKind.CLASS: ("class", "teaching group", "set", "teaching set", "course", "subject class", "lesson"),
    GroupKind.TUTOR: ("tutor group", "tutor", "form", "form group", "registration group", "reg group", "reg", "registration"),
    GroupKind.DEPARTMENT: ("department", "faculty", "team", "subject"),
    GroupKind.OTHER: ("other group", "other", "club", "activity", "house", "user defined", "custom", "intervention"),
}  # fmt: skip
_KINDS = {lookup_of(word): kind for kind, words in _WORDS.items() for word in words}
_YEARS = {"year", "year group", "cohort", "national curriculum year", "nc year"}


def _kind(text: str) -> GroupKind:
    word = lookup_of(text)
    if word in _YEARS:
        raise Unclear(
            "A year group follows from the year of its students: bring the years in with the people."
        )
    found = _KINDS.get(word)
    if found is None:
        words = ", ".join(kind.label.lower() for kind in GroupKind)
        raise Unclear(f"{shown(text)} is no kind of group. There are: {words}.")
    return found


C = Column
_WHICH, _WHO = "Which group", "Who is in it"
COLUMNS: tuple[Column, ...] = (
    C("name", "Group", "name", ("class", "group name", "class name", "teaching group", "class code", "set",
      "class or group", "teaching group name", "group code"), limit=100, required=True, group=_WHICH),
    C("kind", "Kind", "text", ("type", "group type", "kind of group"), parse=_kind, group=_WHICH,
      help="Class, tutor group, department or other; a class where nothing says so"),
    C("led_by", "Led by", "name", ("teacher", "class teacher", "form tutor", "lead teacher", "main teacher", "taught by",
      "teachers", "group tutor", "supervisor", "head of department", "leader", "main supervisor"), limit=400, group=_WHICH,
      help="A name, initials, an email address or a MIS number"),
    C("members", "Members", "name", ("students", "pupils", "learners", "class list", "people"), limit=20_000,
      help="Several, with semicolons between them", group=_WHO),
    C("member", "One member", "name", ("student", "pupil", "member", "student name", "pupil name", "learner",
      "member name", "full name"), limit=160, group=_WHO, help="Where each line is one member of a group"),
    C("member_first", "First name of the member", "name", ("forename", "first name", "preferred forename",
      "legal forename"), limit=80, group=_WHO),
    C("member_last", "Last name of the member", "name", ("surname", "last name", "family name", "legal surname",
      "preferred surname"), limit=80, group=_WHO),
    C("member_mis", "MIS number of the member", "identity", ("mis number", "mis id", "admission number", "admission no",
      "adno", "adm no", "student id", "pupil id"), limit=60, group=_WHO),
    C("member_email", "Email of the member", "email", ("email", "email address", "student email"), limit=254,
      group=_WHO),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return COLUMNS


def matches() -> Sequence[Match]:
    return (Match("name", "Its name and its kind", ("name",)),)
