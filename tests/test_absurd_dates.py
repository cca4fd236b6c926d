"""A day in the year 2, 2525 or 20025 is a slip of the finger: whoever sends it, and however, is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
from django import forms
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from firstbell.config.api import api
from firstbell.lib.parsing import FIRST_DAY, LAST_DAY, Unclear, parse_date
from firstbell.platform.accounts.actors import GUEST
from firstbell.platform.accounts.models import Account
from firstbell.platform.api.days import Day
from firstbell.platform.fields.days import DayField
from firstbell.platform.lists import days
from firstbell.platform.lists.looking import Looker
from firstbell.platform.tenancy.models import School
from tests.architecture.house import our_pages

LOOKER = Looker(GUEST, datetime(2026, 11, 24, tzinfo=UTC))


def by_form(text: str) -> date | None:
    try:
        return DayField().clean(text)
    except forms.ValidationError as problem:
        raise Unclear(problem.messages[0]) from None


def by_api(text: str) -> date:
    try:
        found: date = TypeAdapter(Day).validate_python(text)
    except ValidationError as problem:
        raise Unclear(problem.errors()[0]["msg"]) from None
    return found


def by_list(text: str) -> date:
    try:
        return days.resolve(text, LOOKER)
    except days.NotADay as problem:
        raise Unclear(str(problem)) from None


def by_import(text: str) -> date:
    return parse_date(text).value


WAYS: list[Callable[[str], date | None]] = [by_import, by_form, by_api, by_list]
LIKELY = st.dates(FIRST_DAY, LAST_DAY)
ABSURD = st.dates(date(1000, 1, 1), date(FIRST_DAY.year - 1, 12, 31)) | st.dates(
    date(LAST_DAY.year + 1, 1, 1), date(9999, 12, 31)
)


@pytest.mark.parametrize("way", WAYS)
@given(day=LIKELY)
def test_a_likely_day_is_itself(way: Callable[[str], date], day: date) -> None:
    assert way(day.isoformat()) == day


@pytest.mark.parametrize("way", WAYS)
@given(day=ABSURD)
def test_an_absurd_year_is_named(way: Callable[[str], date], day: date) -> None:
    with pytest.raises(Unclear, match=f"in the year {day.year}. Please check it"):
        way(day.isoformat())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "text", ["0002-05-01", "20025-05-01", "2525-05-01", "01/09/0022", "01/09/20022", "-1-1-1"]
)
def test_a_slip_of_the_finger_is_a_sentence(way: Callable[[str], date], text: str) -> None:
    with pytest.raises(Unclear, match=r"check|day|date|calendar"):
        way(text)


@pytest.mark.parametrize("way", WAYS)
@given(
    text=st.text(max_size=30) | st.from_regex(r"\d{1,6}[-/. ]\d{1,3}[-/. ]\d{1,6}", fullmatch=True)
)
def test_nothing_is_a_day_far_away(way: Callable[[str], date | None], text: str) -> None:
    try:
        found = way(text)
    except Unclear:
        return  # in a sentence, not as a fault
    assert found is None or FIRST_DAY <= found <= LAST_DAY


@pytest.mark.parametrize("number", [0, 2525, -1, 1e9, "0", "86400"])
def test_a_number_is_no_day_for_the_api(number: Any) -> None:
    with pytest.raises(Unclear, match="2026-11-24"):
        by_api(number)


def _forms(kind: type[forms.BaseForm] = forms.Form) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _forms(one)


def test_every_form_of_ours_asks_for_days_with_the_one_field() -> None:
    assert our_pages()  # every form is known when every page is
    loose = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _forms()
        if form.__module__.startswith("firstbell.") and ".tests." not in form.__module__
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.DateField) and not isinstance(field, DayField)
    }

    assert not loose


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from _models_in(field.annotation)
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _bare(annotation: Any) -> bool:
    """Whether there is a date in it that is not the bounded one."""
    if annotation is date:
        return True
    inner = get_args(annotation)
    return not hasattr(annotation, "__metadata__") and any(_bare(one) for one in inner)


def test_every_call_of_the_api_takes_days_with_the_one_type() -> None:
    loose = set()
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in operation.models:
                    for schema in _models_in(model):
                        for name, field in schema.model_fields.items():
                            if _bare(field.annotation) and not field.metadata:
                                loose.add(f"{schema.__name__}.{name}")

    assert not loose


@pytest.mark.parametrize(
    "day", ["0001-01-01", "0002-05-01", "2525-05-01", "20025-05-01", "9999-12-31", "nonsense"]
)
@pytest.mark.parametrize("path", ["/history/?day={}", "/equipment/worth/?on={}"])
def test_a_page_for_a_day_says_what_is_wrong_with_it(
    path: str, day: str, asha_account: Account, browser_of: Any
) -> None:
    cache.clear()
    browser: Client = browser_of(asha_account)

    page = browser.get(path.format(day))

    assert page.status_code == 200
    text = page.content.decode()
    assert "Please check it." in text or "is not a date" in text


@pytest.mark.parametrize("day", ["2525-05-01", "9999-12-31", "nonsense"])
def test_a_file_of_a_day_that_is_none_is_refused(
    day: str, asha_account: Account, browser_of: Any
) -> None:
    answer = browser_of(asha_account).get(f"/history.csv?day={day}")

    assert answer.status_code == 400


def test_the_list_says_what_it_did_not_narrow_by(asha_account: Account, browser_of: Any) -> None:
    page = browser_of(asha_account).get("/equipment/?bought.before=2525-05-01")

    assert "in the year 2525. Please check it." in page.content.decode()


@pytest.mark.parametrize("year", ["0002", "1066", "2525", "9999"])
def test_the_moment_from_which_school_time_counts_is_bounded_too(
    year: str, hartley: School, asha_account: Account, browser_of: Any
) -> None:
    query = f"school={hartley.uid}&start={year}-12-31T23:59:00Z&minutes=5"

    answer = browser_of(asha_account).get(f"/api/v1/calendar/due?{query}")

    assert answer.status_code in {400, 422}, answer.content
