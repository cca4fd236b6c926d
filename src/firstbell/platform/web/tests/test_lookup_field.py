from __future__ import annotations

from typing import Any

import pytest
from django import forms

from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField


@pytest.fixture
def asking(hartley: School, other_school: School) -> type[forms.Form]:
    """A form that asks for a school, and may only be told Hartley Vale."""

    class Asking(forms.Form):
        school = LookupField(
            queryset=School.objects.filter(pk=hartley.pk),
            url="settings",
            label_from=lambda school: school.name,
        )

    return Asking


def test_a_thing_is_chosen_by_its_uid(asking: type[forms.Form], hartley: School) -> None:
    form = asking({"school": str(hartley.uid)})

    assert form.is_valid()
    assert form.cleaned_data["school"] == hartley


def test_what_this_person_cannot_see_cannot_be_chosen_nor_named(
    asking: type[forms.Form], other_school: School
) -> None:
    form = asking({"school": str(other_school.uid)})

    assert form.errors == {"school": ["Choose one from the list."]}
    assert other_school.name not in str(form)


@pytest.mark.parametrize("nonsense", ["7", "not a uid", "0197f0c0-0000-7000-8000-000000000000"])
def test_nonsense_is_refused_in_words(asking: type[forms.Form], nonsense: str) -> None:
    form = asking({"school": nonsense})

    assert form.errors == {"school": ["Choose one from the list."]}
    assert str(form)


def test_the_box_says_the_name_and_reads_one_row_for_it(
    asking: type[forms.Form], hartley: School, django_assert_num_queries: Any
) -> None:
    form = asking(initial={"school": hartley})

    with django_assert_num_queries(1):
        html = str(form)

    assert f'value="{hartley.uid}"' in html
    assert 'value="Hartley Vale School"' in html
    assert "<option" not in html


def test_words_that_chose_nothing_are_kept_and_refused(asking: type[forms.Form]) -> None:
    form = asking({"school": "", "school_words": "Hartley Vail"})

    assert form.errors == {"school": ["Choose one from the list."]}
    assert 'value="Hartley Vail"' in str(form)
