"""What a list of people says, whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass, field

from firstbell.lib.rosters.grades import year_of_grade


@dataclass(slots=True)
class Group:
    key: str
    name: str
    is_tutor: bool = False
    gone: bool = False
    modified: str = ""


@dataclass(slots=True)
class Person:
    """`groups` is all they are in, or None where the list does not say; `joins` and `quits` are what changed."""

    key: str
    kind: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    email: str = ""
    mis_id: str = ""
    initials: str = ""
    phone_ext: str = ""
    job_title: str = ""
    department: str = ""
    tutor_group: str = ""
    year: int | None = None
    from_on: str = ""
    to_on: str = ""
    modified: str = ""
    groups: set[str] | None = None
    joins: set[str] = field(default_factory=set)
    quits: set[str] = field(default_factory=set)
    leads: set[str] = field(default_factory=set)
    # Why they are no longer there ("" for those who are), and why nothing is done about them.
    gone: str = ""
    problem: str = ""
    notes: list[str] = field(default_factory=list)

    def take_grade(self, grade: str) -> None:
        """The year group; of a grade that is none, a note says that it is left out."""
        if not grade:
            return
        self.year = year_of_grade(grade)
        if self.year is None:
            self.notes.append(f"“{grade[:20]}” is no year group and is left out.")

    @property
    def is_named(self) -> bool:
        return bool(self.given_name or self.family_name or self.known_as)


@dataclass(slots=True)
class Roster:
    """`is_full`: whoever is not in it is not there. `until` is the latest change it knows of."""

    people: dict[str, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    is_full: bool = True
    until: str = ""
    notes: list[str] = field(default_factory=list)

    def note(self, number: int, one: str, many: str) -> None:
        """Something that was left out, counted: "{n}" stands for how many."""
        if number:
            self.notes.append((one if number == 1 else many).replace("{n}", f"{number:,}"))

    def saw(self, modified: str) -> None:
        self.until = max(self.until, modified)
