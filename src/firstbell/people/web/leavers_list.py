"""Leavers as a list, with what is still out."""

from __future__ import annotations

from firstbell.people.models import Group, Person
from firstbell.people.queries.leavers import held_by
from firstbell.people.states import MemberKind
from firstbell.people.web.lists import full_name
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset, Row

_SHOWN = 2


def _with_held(rows: list[Row]) -> None:
    people = list(Person.objects.filter(pk__in=[row["pk"] for row in rows]))
    held = held_by(people)
    for row in rows:
        row["held"] = [one.label for one in held.get(row["pk"], [])]


def _in_short(row: Row) -> str:
    names: list[str] = row["held"]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


LEAVERS = ListSpec(
    name="people.leavers",
    title="Leavers",
    things=("leaver", "leavers"),
    icon="logout",
    rows=lambda actor: Person.objects.visible_to(actor).known().exclude(now__to_on=None),
    permission="people.view",
    url_name="people:leavers",
    search="people.person",
    default_sort="leaves",
    row_url=lambda row: f"/people/{row['uid']}/leaving/",
    row_label="name",
    columns=[
        Column(
            "name", "Name", path=("family_name", "given_name", "known_as"), sort="name_key", render=full_name,
            export=full_name, phone=1, filter=Filter(path="lookup"),
        ),
        Column("who", "Who", "choice", path="now__kind", choices=MemberKind.choices),
        Column(
            "tutor_group", "Tutor group", path="now__tutor_group__name",
            sort=("now__tutor_group__name_key", "name_key"), filter=Filter("choice", "now__tutor_group", model=Group),
        ),
        Column("leaves", "Last day", "date", path="now__to_on", sort=("now__to_on", "name_key"), phone=3),
        Column(
            "held", "Still out", "list", path="pk", fill=_with_held, render=_in_short,
            export=lambda row: "; ".join(row["held"]), sort="", filter=False, phone=2,
        ),
        Column("asked", "Asked for it", "moment", path="now__asked_at"),
        Column("closed", "Closed", "moment", path="now__closed_at"),
        Column("email", "Email", default=False),
    ],
    presets=[
        Preset("To settle", "closed=empty"),
        Preset("Leaving soon", "leaves.after=today&closed=empty"),
        Preset("Closed", "closed.filled="),
    ],
    buttons=[
        Button("Ask all of them", "people:leavers_ask", "mail", "people.change"),
        Button("When they are forgotten", "people:retention", "eye-off", "people.erase"),
        Button("Sources", "people:sources", "database-import", "people.rosters"),
    ],
    empty=Empty(
        "Whoever has a last day is here, with everything that is to come back.",
        label="See everybody", url_name="people:people", icon="logout",
    ),
)  # fmt: skip
