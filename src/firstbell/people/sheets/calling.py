"""Whom a name in a file means: by everything that a list might call somebody."""

from __future__ import annotations

from firstbell.people.models import Membership, Person
from firstbell.platform.exchange.finding import MANY
from firstbell.platform.tenancy.models import School


def plain(text: str) -> str:
    return " ".join(text.casefold().split())


def people_called(school: School) -> dict[str, int]:
    """Everybody of the school by whatever a list might call them; MANY where it could be several."""
    known: dict[str, int] = {}
    now = Membership.objects.filter(school=school, to_on=None)
    numbers = dict(now.exclude(mis_id="").values_list("person_id", "mis_id"))
    there = set(now.values_list("person_id", flat=True))
    people = Person.objects.filter(anonymised_at=None, merged_into=None, pk__in=there)
    rows = people.values_list(
        "pk", "title", "given_name", "known_as", "family_name", "email", "initials"
    )
    for pk, title, given, called, family, email, initials in rows:
        forms = {
            email, email.partition("@")[0], initials, numbers.get(pk, ""), f"{given} {family}", f"{called} {family}",
            f"{family} {given}", f"{family}, {given}", f"{family}, {called}", f"{title} {family}",
            f"{title} {given} {family}",
        }  # fmt: skip
        for form in {plain(form).strip(" ,") for form in forms}:
            if (form and form not in (plain(title), plain(family))) or form == plain(email):
                known[form] = pk if known.get(form, pk) == pk else MANY
    known.pop("", None)
    return known
