"""Under which terms somebody books a thing: those of their groups, else those of all students or staff, else the rule's."""

from __future__ import annotations

from dataclasses import dataclass

from firstbell.equipment.models import BookingAllowance, BookingRule
from firstbell.people.models import GroupMember, Person


@dataclass(frozen=True)
class Terms:
    """What holds of this rule for some people; without `of`, the rule as it is."""

    rule: BookingRule
    of: BookingAllowance | None = None

    @property
    def ahead_days(self) -> int | None:
        own = self.of.ahead_days if self.of else None
        return self.rule.ahead_days if own is None else own

    @property
    def longest_hours(self) -> int | None:
        own = self.of.longest_hours if self.of else None
        return self.rule.longest_hours if own is None else own

    @property
    def needs_yes(self) -> bool:
        return self.of.needs_yes if self.of else self.rule.needs_yes

    @property
    def whom(self) -> str:
        """ ", all students": of whom that is said."""
        return f" ({str(self.of)[:1].lower()}{str(self.of)[1:]})" if self.of else ""


def terms_of(rule: BookingRule, person: Person) -> list[Terms]:
    """Those that hold for a person; of several groups, whichever lets them do it is good enough."""
    rows = list(BookingAllowance.objects.filter(rule=rule).select_related("group").order_by("pk"))
    if not rows:
        return [Terms(rule)]
    inside = _groups(person) if any(row.group_id for row in rows) else set()
    found = [row for row in rows if row.group_id in inside]
    kind = person.now.kind if person.now else ""
    found = found or [row for row in rows if kind and row.kind == kind]
    return [Terms(rule, row) for row in found] or [Terms(rule)]


def _groups(person: Person) -> set[int]:
    """Their classes and clubs, their tutor group and their department."""
    rows = GroupMember.objects.filter(person=person, to_on=None).values_list("group_id", flat=True)
    now = person.now
    own = (now.tutor_group_id, now.department_id) if now else ()
    return {*rows, *(pk for pk in own if pk is not None)}
