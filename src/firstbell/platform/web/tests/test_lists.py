from __future__ import annotations

import io
import re
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from python_calamine import CalamineWorkbook

from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import worker
from firstbell.platform.lists.models import BulkRun, SavedView
from firstbell.platform.tenancy.models import School

HOME = "/house-of-lists/"
pytestmark = pytest.mark.urls("firstbell.platform.web.tests.house_of_lists")


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


@pytest.fixture
def browser(asha_account: Account, browser_of: Any) -> Client:
    RoleGrant.objects.create(
        account=asha_account, role=Role.LEAD, school=None, from_on=date(2024, 9, 1)
    )
    return browser_of(asha_account)


def more_schools(count: int, **words: Any) -> None:
    for number in range(count):
        school = School(short_name=f"S{number}", **{"phase": "primary", **words})
        school.named(f"School {number}")
        school.save()


def names(page: Any) -> list[str]:
    return [
        unescape(name)
        for name in re.findall(r"<td[^>]*fb-fz[^>]*><a [^>]*>([^<]*)</a>", page.content.decode())
    ]


def text(page: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def href(page: Any, word: str) -> str:
    match = re.search(
        rf'<a [^>]*href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?{word}', page.content.decode()
    )
    assert match, f"no link {word}"
    return unescape(match[1])


def test_a_page_shows_fifty_and_leads_on_and_back(browser: Client) -> None:
    more_schools(60)
    first = browser.get(HOME)
    second = browser.get(href(first, "Next 50"))
    back = browser.get(href(second, "Back"))

    assert names(first)[:2] == ["Hartley Vale School", "School 0"]
    assert "1\N{EN DASH}50 of 61" in text(first)
    assert names(second) == [f"School {number}" for number in range(49, 60)]
    assert "51\N{EN DASH}61 of 61" in text(second)
    assert names(back) == names(first)


def test_a_page_of_fifty_is_light(browser: Client) -> None:
    more_schools(60, urn="123456", left_on=date(2026, 8, 31))

    assert len(browser.get(HOME).content) < 60_000


def test_chips_say_the_filters_and_take_them_away(browser: Client) -> None:
    more_schools(2)
    page = browser.get(f"{HOME}?phase.not=primary&left.before=today-4y&or=&urn=1%2C2")

    assert re.findall(r'fb-chip">([^<]*) <b>([^<]*)</b>', page.content.decode()) == [
        ("Phase is not", "Primary"), ("Left on before", "4 years ago"), ("URN", "1 or 2"),
    ]  # fmt: skip
    assert (
        'href="/house-of-lists/?left.before=today-4y&amp;or=&amp;urn=1,2"' in page.content.decode()
    )


def test_what_is_not_understood_is_said(browser: Client) -> None:
    page = browser.get(f"{HOME}?moat=deep")

    assert "This list has no “moat” to filter by any more, so that part was left out." in text(page)
    assert names(page) == ["Hartley Vale School"]


def test_an_empty_answer_says_what_to_do_next(browser: Client) -> None:
    page = browser.get(f"{HOME}?q=zebra")

    assert "No schools like that" in text(page)
    assert href(page, "Show all") == f"{HOME}?view=all"


def test_what_somebody_called_a_thing_is_text_and_nothing_more(browser: Client) -> None:
    more_schools(1, urn="<i>x</i>")
    School.objects.filter(short_name="S0").update(name='"><script>alert(1)</script>')
    page = browser.get(f"{HOME}?urn=<i>x</i>&q=<script>").content.decode()

    assert "<script>alert" not in page
    assert "<i>x</i>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_the_panel_turns_into_a_readable_address(browser: Client) -> None:
    panel = browser.get("/lists/test.house/filters/?phase=primary").content.decode()
    assert '<input type="checkbox" name="f.phase.v" value="primary" checked>' in panel

    answer = browser.get(HOME, {
        "f.base": "phase=primary&sort=-name", "f.phase.op": "not", "f.phase.v": ["primary", "special"],
        "f.left.op": "between", "f.left.v": "01/09/2024", "f.left.w": "today", "f.urn.op": "empty",
        "f.name.op": "has", "f.name.v": "",
    })  # fmt: skip

    assert (
        answer.url
        == f"{HOME}?phase.not=primary,special&left.between=01/09/2024..today&urn.empty=&sort=-name"
    )


def test_or_begins_another_group(browser: Client) -> None:
    words = {
        "f.base": "phase=primary",
        "f.phase.op": "",
        "f.urn.op": "",
        "f.urn.v": "7",
        "f.or": "1",
    }

    assert browser.get(HOME, words).url == f"{HOME}?phase=primary&or=&urn=7"


def test_things_to_filter_by_are_found_as_one_types(browser: Client, asha_account: Account) -> None:
    assert "Asha Rahman" in text(browser.get("/lists/test.house/options/trust/?q=rahm"))
    assert "Asha Rahman" not in text(browser.get("/lists/test.house/options/trust/?q=zzz"))
    assert browser.get("/lists/test.house/options/name/?q=a").status_code == 404


def test_columns_are_chosen_ordered_and_remembered(browser: Client) -> None:
    chooser = browser.get("/lists/test.house/columns/?columns=urn,name").content.decode()
    assert re.findall(r'value="(\w+)" checked', chooser) == ["urn", "name"]

    browser.post(
        "/lists/test.house/columns/",
        {"column": ["name", "phase", "added"], "up": "added", "query": "q=h"},
    )
    heads = re.findall(
        r'<th scope="col"[^>]*>(?:<a[^>]*>)?(\w+)', browser.get(HOME).content.decode()
    )

    assert heads == ["Name", "Added", "Phase"]


def test_a_view_is_kept_counted_and_opened_with(browser: Client) -> None:
    more_schools(2)
    page = browser.get(f"{HOME}?q=school&left.empty")
    form = href(page, "Save this view")
    assert form == "/lists/test.house/views/new/?query=left.empty%3D%26q%3Dschool"

    browser.post(
        form,
        {"name": "Still ours", "query": "left.empty=&q=school 1", "first": "on", "shared": "on"},
    )
    page = browser.get(HOME)
    assert names(page) == ["School 1"]
    assert "All 3 Primaries 2 Still ours 1" in text(page)
    assert names(browser.get(href(page, "All"))) == ["Hartley Vale School", "School 0", "School 1"]

    change = href(page, "Change this view")
    browser.post(change, {"remove": "1"})
    assert not SavedView.objects.exists()
    assert len(names(browser.get(HOME))) == 3


def test_a_few_are_done_at_once(browser: Client) -> None:
    more_schools(3)
    picks = [
        str(uid)
        for uid in School.objects.filter(short_name__in=["S0", "S1"]).values_list("uid", flat=True)
    ]

    asked = browser.post("/lists/test.house/do/phase/", {"pick": picks, "query": ""})
    assert "Set the phase: 2 schools" in text(asked)
    wrong = browser.post(
        "/lists/test.house/do/phase/", {"picks": ",".join(picks), "sure": "1", "phase": "castle"}
    )
    assert "castle is not one of the available choices" in text(wrong)
    done = browser.post(
        "/lists/test.house/do/phase/", {"picks": ",".join(picks), "sure": "1", "phase": "special"}
    )

    assert done.url == HOME
    assert School.objects.filter(phase="special").count() == 2


def test_what_is_refused_is_shown(browser: Client) -> None:
    more_schools(2)
    School.objects.filter(short_name="S0").update(name="Stubborn School")
    words = {"all": "1", "query": "phase=primary", "sure": "1", "phase": "special"}

    page = browser.post("/lists/test.house/do/phase/", words, follow=True)

    assert "Stubborn School Stubborn School keeps its phase." in text(page)
    assert School.objects.filter(phase="special").count() == 1


def test_many_are_done_in_the_background_with_progress(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstbell.platform.lists.bulk.AT_ONCE", 2)
    more_schools(4)
    words = {"all": "1", "query": "phase=primary", "sure": "1", "phase": "special"}

    page = browser.post("/lists/test.house/do/phase/", words, follow=True)
    assert "0 of 4" in text(page)
    worker.work()
    page = browser.get(f"/lists/runs/{BulkRun.objects.get().uid}/progress/")

    assert "4 of 4" in text(page)
    assert School.objects.filter(phase="special").count() == 4
    assert Event.objects.filter(kind="lists.done_to_many").count() == 1


def test_a_broken_question_changes_nothing(browser: Client) -> None:
    words = {"all": "1", "query": "moat=deep", "sure": "1", "phase": "special"}

    assert browser.post("/lists/test.house/do/phase/", words).status_code == 400
    assert not School.objects.filter(phase="special").exists()


def test_one_field_is_changed_in_many(browser: Client) -> None:
    more_schools(2, urn="1")
    words = {"all": "1", "query": "phase=primary", "sure": "1", "set_urn": "on", "urn": ""}

    browser.post("/lists/test.house/do/change/", words)

    assert School.objects.filter(urn="").count() == 3


def test_the_csv_is_what_the_list_shows(browser: Client) -> None:
    more_schools(2, left_on=date(2026, 8, 31))
    School.objects.filter(short_name="S1").update(urn="=1+1*2")

    answer = browser.get(
        "/lists/test.house/export.csv?phase=primary&sort=-name&columns=name,phase,urn,left"
    )

    assert b"".join(answer.streaming_content).decode("utf-8-sig") == (
        "Name,Phase,URN,Left on\r\nSchool 1,Primary,'=1+1*2,31/08/2026\r\nSchool 0,Primary,,31/08/2026\r\n"
    )
    assert (
        Event.objects.filter(kind="lists.exported").get().sentence
        == "Asha Rahman took away schools as a file"
    )


def test_the_workbook_is_what_the_list_shows(browser: Client, moment: datetime) -> None:
    more_schools(1, left_on=date(2026, 8, 31), urn="=1+1", created_at=moment)

    answer = browser.get("/lists/test.house/export.xlsx?phase=primary&columns=name,urn,left,added")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))

    assert book.get_sheet_by_index(0).to_python() == [
        ["Name", "URN", "Left on", "Added"],
        ["School 0", "=1+1", date(2026, 8, 31), moment.replace(tzinfo=None)],
    ]


def test_a_workbook_sets_off_before_its_rows_are_read(browser: Client) -> None:
    more_schools(3)
    answer = browser.get("/lists/test.house/export.xlsx?phase=primary&columns=name")
    pieces = iter(answer.streaming_content)

    first = next(pieces)
    School.objects.filter(short_name="S1").update(name="Renamed meanwhile")
    book = CalamineWorkbook.from_filelike(io.BytesIO(first + b"".join(pieces)))

    assert ["Renamed meanwhile"] in book.get_sheet_by_index(0).to_python()


def test_lists_of_others_do_not_exist_for_a_student(
    sam_account: Account, ben_account: Account, browser_of: Any
) -> None:
    sam, ben = browser_of(sam_account), browser_of(ben_account)

    assert sam.get("/lists/test.house/filters/").status_code == 404
    assert sam.get("/lists/test.house/export.csv").status_code == 403
    assert ben.get("/lists/test.house/export.csv").status_code == 404
    assert sam.post("/lists/test.house/do/phase/", {"all": "1", "query": ""}).status_code == 404
