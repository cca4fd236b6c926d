"""Who is in the groups of a page of the list: three queries, however many groups."""

from __future__ import annotations

from firstbell.lib import clock
from firstbell.people.models import GroupMember, Membership, Person
from firstbell.platform.lists.specs import Row

_SHOWN = 3


def with_members(rows: list[Row]) -> None:
    groups = {row["pk"] for row in rows}
    names: dict[int, dict[int, Person]] = {pk: {} for pk in groups}
    members = GroupMember.objects.filter(group__in=groups, to_on=None).select_related("person")
    for member in members:
        names[member.group_id][member.person_id] = member.person
    stays = Membership.objects.on(clock.now().date()).select_related("person")
    for field in ("tutor_group_id", "department_id"):
        for stay in stays.filter(**{f"{field}__in": groups}):
            names[getattr(stay, field)][stay.person_id] = stay.person
    for row in rows:
        people = sorted(names[row["pk"]].values(), key=lambda person: person.name_key)
        row["members"] = [str(person) for person in people]


def members_in_short(row: Row) -> str:
    names: list[str] = row["members"]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
