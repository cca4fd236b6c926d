"""The fields of the sheet of people, and the headings that MIS exports have for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from firstbell.lib.parsing import Unclear, shown
from firstbell.people.states import MemberKind
from firstbell.platform.exchange.own_fields import own_columns
from firstbell.platform.exchange.sheets import Column, Match

PERSON = "people.person"
_KINDS = {
    MemberKind.STUDENT: ("student", "students", "pupil", "pupils", "learner", "child"),
    MemberKind.STAFF: ("staff", "teacher", "employee", "teaching", "support", "teaching staff", "support staff", "adult"),
    MemberKind.CONTRACTOR: ("contractor", "agency", "supply", "visitor", "external"),
}  # fmt: skip
_WORDS = {word: kind for kind, words in _KINDS.items() for word in words}
_EARLY = {
    "r": 0,
    "rec": 0,
    "reception": 0,
    "yr": 0,
    "n": -1,
    "nur": -1,
    "nursery": -1,
    "n1": -1,
    "n2": -1,
}
_YEAR = re.compile(r"(?:year|yr|y|nc|ncy|curriculum year)?\s*(\d{1,2})")


def _kind(text: str) -> MemberKind:
    found = _WORDS.get(" ".join(text.casefold().split()))
    if found is None:
        raise Unclear(f"{shown(text)} is neither student, staff nor contractor.")
    return found


def _year(text: str) -> int:
    """ "Year 9", "Y9", "09" and "R": years since Reception; which cohort that is depends on the day."""
    word = " ".join(text.casefold().split()).removeprefix("year ")
    if word in _EARLY:
        return _EARLY[word]
    match = _YEAR.fullmatch(word)
    if match is None or int(match.group(1)) > 14:
        raise Unclear(f"{shown(text)} is no year group. Write it like Year 9, or R for Reception.")
    return int(match.group(1))


C = Column
COLUMNS: tuple[Column, ...] = (
    C("kind", "Who", "text", ("type", "person type", "role type", "student or staff"), parse=_kind, group="Who they are",
      help="Student, staff or contractor"),
    C("name", "Whole name", "name", ("name", "full name", "student name", "pupil name", "staff name", "student", "pupil"),
      limit=160, group="Who they are", help="Ada Okoro, or Okoro, Ada"),
    C("given_name", "First name", "name", ("forename", "given name", "legal forename", "first names", "forenames",
      "legal first name"), limit=80, group="Who they are"),
    C("family_name", "Last name", "name", ("surname", "family name", "legal surname", "preferred surname",
      "legal last name"), limit=80, group="Who they are"),
    C("known_as", "Known as", "name", ("preferred forename", "preferred first name", "preferred name", "chosen name"),
      limit=80, group="Who they are"),
    C("title", "Title", "name", ("salutation",), limit=20, group="Who they are"),
    C("mis_id", "MIS number", "identity", ("mis id", "admission number", "admission no", "adno", "adm no", "student id",
      "pupil id", "staff id", "person id", "employee id", "employee number", "staff number", "pupil number", "arbor id", "sims id", "payroll number"), limit=60,
      group="So that they are known again"),
    C("email", "Email", "email", ("email address", "work email", "school email", "primary email", "e-mail",
      "student email"), limit=254, group="So that they are known again"),
    C("cohort", "Year", "text", ("year group", "year", "nc year", "curriculum year", "yeargroup"), parse=_year,
      group="Students"),
    C("tutor_group", "Tutor group", "name", ("reg group", "registration group", "form", "form group", "reg", "tutor",
      "registration form", "class"), limit=100, group="Students"),
    C("department", "Department", "name", ("faculty", "subject", "team"), limit=100, group="Staff"),
    C("job_title", "Job", "name", ("job title", "role", "post", "position", "post title"), limit=100, group="Staff"),
    C("initials", "Initials", "code", ("staff code", "teacher code", "staff initials"), limit=10, group="Staff"),
    C("phone_ext", "Extension", "code", ("ext", "phone extension", "telephone extension", "phone"), limit=20,
      group="Staff"),
    C("from_on", "Since", "date", ("start date", "date of admission", "admission date", "joined", "date started"),
      group="When"),
    C("to_on", "Last day", "date", ("leaving date", "date of leaving", "end date", "leave date", "leaves"),
      group="When"),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return (*COLUMNS, *own_columns(PERSON))


def matches() -> Sequence[Match]:
    return (
        Match("mis_or_email", "MIS number, else email", ("mis_id", "email")),
        Match("email", "Email", ("email",)),
    )
