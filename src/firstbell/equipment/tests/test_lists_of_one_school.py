"""In a trust, a list begins with the rows of the school that one looks from, however far a row is from saying so."""

from __future__ import annotations

import pytest

from firstbell.equipment.actions import cataloguing, custody, registering
from firstbell.equipment.models import Category, Item
from firstbell.equipment.web.desk_lists import OUT
from firstbell.equipment.web.stock_lists import LEDGER
from firstbell.people.models import Person
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.lists import conditions
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading


@pytest.fixture
def both(hartley, other_school, leads, moment):
    """Some leads are out at each of the two schools."""
    by = system_actor()
    laptops = cataloguing.add(Category, name="Laptop", by=by, at=moment, tag_prefix="LAP-")
    for school in (hartley, other_school):
        person = Person(school=school).call(title="", given_name="Ada", family_name=school.name[:9], known_as="")  # fmt: skip
        person.save()
        drafts = [registering.Draft(leads, {"quantity": 5}), registering.Draft(laptops, {})]
        for made in registering.register(school, drafts, by=by, at=moment):
            custody.give(Item.objects.get(pk=made.id), to=person, by=by, at=moment)


@pytest.mark.parametrize("spec", [OUT, LEDGER], ids=["out now", "the ledger"])
def test_a_list_begins_with_the_school_one_looks_from(spec, both, hartley, other_school, moment):
    looker = Looker(system_actor(), moment, hartley, several=True)

    def count(query: str) -> int:
        return Reading(spec, looker, conditions.read(query)).rows.count()

    assert count("") == 2
    assert count("school=all") == 4
    assert count(f"school={other_school.uid}") == 2
