from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from firstbell.calendar import queries
from firstbell.calendar.models import AcademicYear, BellSchedule, ClosedDay
from firstbell.calendar.web import overviews

OVERVIEW = "/calendar/"


def grid(prefix, rows):
    """What a browser sends for a grid of rows."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


AUTUMN = {
    "name": "Autumn",
    "first": "2026-09-02",
    "last": "2026-12-18",
    "half_first": "2026-10-26",
    "half_last": "2026-10-30",
}
SPRING = {"name": "Spring", "first": "2027-01-04", "last": "2027-03-25"}


def year_data(*terms, closed=(), **more):
    blank = {"name": "", "first": "", "last": ""}
    return {
        "weeks": "2",
        "first_week": "A",
        **grid("terms", [*terms, blank]),
        **grid("closed", [*closed, {"kind": "inset"}]),
        **more,
    }


@pytest.fixture
def asha_browser(browser_of, asha_account):
    return browser_of(asha_account)


def test_a_new_school_is_told_what_to_do_next(asha_browser):
    page = asha_browser.get(OVERVIEW).content.decode()
    assert "No term dates yet" in page
    assert "Enter the term dates" in page
    assert "A primary school&#x27;s day" in page


def test_asha_enters_the_year_and_sees_it_at_a_glance(asha_browser):
    form = asha_browser.get("/calendar/years/new/?start=2026").content.decode()
    assert 'value="2026-09-02"' in form
    inset = {"kind": "inset", "first": "2026-09-02", "name": ""}
    answer = asha_browser.post(
        "/calendar/years/new/", year_data(AUTUMN, SPRING, closed=[inset]), follow=True
    )
    page = answer.content.decode()
    assert "The dates of 2026/27 are saved." in page
    assert "Mon 26 Oct to Fri 30 Oct" in page
    year = AcademicYear.objects.get()
    assert (year.weeks, year.terms.count()) == (2, 2)
    assert year.closed_days.get(kind="inset").name == "INSET day"


def test_a_refused_form_keeps_what_was_typed(asha_browser):
    spring = SPRING | {"first": "2026-11-01", "name": "Spring as we call it"}
    page = asha_browser.post("/calendar/years/new/", year_data(AUTUMN, spring)).content.decode()
    assert "Spring as we call it begins before Autumn has ended." in page
    assert 'value="2026-11-01"' in page
    assert not AcademicYear.objects.exists()


def test_a_half_filled_line_says_what_it_needs(asha_browser):
    page = asha_browser.post(
        "/calendar/years/new/", year_data(AUTUMN, {"name": "Spring", "first": "", "last": ""})
    )
    assert "This line needs it." in page.content.decode()


def test_changing_the_dates_keeps_the_bank_holidays(asha_browser, this_year):
    url = reverse("calendar:year", args=[this_year.uid])
    before = this_year.closed_days.filter(kind="bank_holiday").count()
    asha_browser.post(url, year_data(AUTUMN, SPRING, version=this_year.version))
    assert this_year.terms.count() == 2
    assert this_year.closed_days.filter(kind="bank_holiday").count() == before > 0


def test_two_people_do_not_overwrite_each_other(asha_browser, this_year):
    url = reverse("calendar:year", args=[this_year.uid])
    asha_browser.post(url, year_data(AUTUMN, SPRING, version=1))
    page = asha_browser.post(url, year_data(AUTUMN, version=1)).content.decode()
    assert "was changed by somebody else" in page
    assert this_year.terms.count() == 2


def test_next_year_starts_as_a_copy(asha_browser, this_year):
    page = asha_browser.get(f"/calendar/years/new/?from={this_year.uid}").content.decode()
    assert "Add the year 2027/28" in page
    assert 'value="2027-09-01"' in page


def test_the_bells_are_a_grid(asha_browser, hartley):
    assert 'value="08:40"' in asha_browser.get("/calendar/bells/new/?preset=five").content.decode()
    rows = [
        {"label": "1", "kind": "lesson", "starts": "09:00", "ends": "10:00"},
        {"label": "Break", "kind": "break", "starts": "10:00", "ends": "10:20"},
        {"label": "", "kind": "lesson", "starts": "", "ends": ""},
    ]
    sent = {"name": "Ours", "weekdays": ["0", "1"], **grid("bells", rows)}
    page = asha_browser.post("/calendar/bells/new/", sent, follow=True).content.decode()
    assert "Ours rings Mon, Tue." in page
    assert BellSchedule.objects.get().periods.count() == 2


def test_bells_out_of_order_keep_what_was_typed(asha_browser, hartley):
    rows = [{"label": "Odd", "kind": "lesson", "starts": "10:00", "ends": "09:00"}]
    page = asha_browser.post(
        "/calendar/bells/new/", {"name": "Ours", "weekdays": ["0"], **grid("bells", rows)}
    )
    assert "Odd ends before it begins." in page.content.decode()
    assert 'value="Odd"' in page.content.decode()


def test_a_snow_day_and_a_thaw(asha_browser, this_year):
    sent = {"kind": "closed", "first": "2026-12-02", "last": "", "name": "Snow"}
    page = asha_browser.post("/calendar/closed/new/", sent, follow=True).content.decode()
    assert "Closed: Snow, Wed 2 Dec." in page
    snow = ClosedDay.objects.get(name="Snow")
    asha_browser.post(reverse("calendar:open", args=[snow.uid]))
    assert not ClosedDay.objects.filter(name="Snow").exists()


def test_the_councils_file_is_looked_at_before_it_is_taken(asha_browser, hartley):
    text = "Event,Start,End\nAutumn term,02/09/2026,18/12/2026\nHalf term,26/10/2026,30/10/2026\nFair,05/10/2026,"
    page = asha_browser.post("/calendar/dates/import/", {"text": text}).content.decode()
    assert "2026/27: 1 term" in page
    assert "Left out: not a word we know" in page
    assert not AcademicYear.objects.exists()
    asha_browser.post("/calendar/dates/import/", {"text": text, "take": "1"})
    assert AcademicYear.objects.get().terms.get().half_first == date(2026, 10, 26)


def upload(browser, name, content):
    file = SimpleUploadedFile(name, content)
    return browser.post("/calendar/dates/import/", {"file": file})


def test_a_workbook_of_the_council_is_looked_at_before_it_is_taken(asha_browser, hartley):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("2026-27")
    sheet.write_row(0, 0, ["Term", "Starts", "Ends"])
    sheet.write_row(1, 0, ["Autumn term", "2 September 2026", "18 December 2026"])
    sheet.write_row(2, 0, ["INSET day", "2 September 2026"])
    book.close()

    answer = upload(asha_browser, "dates.xlsx", out.getvalue())

    assert "2026/27: 1 term" in answer.content.decode()
    assert not AcademicYear.objects.exists()
    asha_browser.post("/calendar/dates/import/", {"text": answer.context["text"], "take": "1"})
    year = AcademicYear.objects.get()
    assert year.terms.get().last == date(2026, 12, 18)
    assert year.closed_days.filter(kind="inset", first=date(2026, 9, 2)).exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("dates.pdf", b"%PDF-1.7", "dates.pdf is a PDF"),
        ("dates.docx", b"PK\x03\x04 broken", "dates.docx is damaged"),
        ("dates.csv", b"\0\0\0", "only NUL characters"),
    ],
)
def test_a_file_that_holds_no_dates_is_refused_with_a_sentence(
    asha_browser, hartley, name, content, says
):
    page = upload(asha_browser, name, content).content.decode()

    assert says in page
    assert "What we take it for" not in page


def test_closed_days_alone_come_into_a_year_that_is_there(asha_browser, this_year):
    terms = this_year.terms.count()
    text = "INSET day,02/11/2026"
    assert (
        "2026/27: 1 closed day"
        in asha_browser.post("/calendar/dates/import/", {"text": text}).content.decode()
    )

    asha_browser.post("/calendar/dates/import/", {"text": text, "take": "1"})

    assert ClosedDay.objects.filter(first=date(2026, 11, 2), kind="inset").exists()
    assert this_year.terms.count() == terms


def test_closed_days_without_a_year_say_what_they_need(asha_browser, hartley):
    page = asha_browser.post(
        "/calendar/dates/import/", {"text": "INSET day,02/11/2026", "take": "1"}
    ).content.decode()

    assert "The closed days of 2026/27 need a year to be in" in page
    assert not AcademicYear.objects.exists()


def test_a_teacher_reads_and_is_offered_no_change(browser_of, okoro_account, this_year, bells):
    browser = browser_of(okoro_account)
    page = browser.get(OVERVIEW).content.decode()
    assert "2026/27 at a glance" in page
    assert "Change the dates" not in page
    assert browser.get("/calendar/years/new/").status_code == 403


@pytest.mark.parametrize("name", ["year", "year_remove"])
def test_another_schools_year_is_not_there(browser_of, tariq_account, this_year, name):
    assert (
        browser_of(tariq_account).get(reverse(f"calendar:{name}", args=[this_year.uid])).status_code
        == 404
    )


def test_a_student_and_a_stranger_see_no_calendar(client, browser_of, sam_account, this_year):
    assert browser_of(sam_account).get(OVERVIEW).status_code == 403
    assert client.get(OVERVIEW)["Location"].startswith("/accounts/login/")


def test_the_page_asks_no_more_for_more_years(
    asha_browser, this_year, hartley, asha, moment, django_assert_max_num_queries
):
    asha_browser.get(OVERVIEW)
    with django_assert_max_num_queries(30):
        assert asha_browser.get(OVERVIEW).status_code == 200


def test_the_home_page_says_when_there_are_no_lessons(asha_browser, this_year):
    page = asha_browser.get("/").content.decode()
    assert "No lessons on" in page
    assert "fb-strip" in page


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2026, 11, 24), "Christmas holiday in 18 school days"),
        (date(2026, 10, 22), "Half term in 1 school day"),
        (date(2026, 10, 23), "Half term begins after today"),
        (date(2026, 10, 27), "Half term until Mon 2 Nov"),
    ],
)
def test_the_heading_is_an_answer(hartley, this_year, day, title):
    assert overviews.title(queries.calendar_of(hartley, day), day) == title


def test_a_closed_day_with_a_very_long_name_is_cut_to_what_fits(asha_browser, this_year):
    text = f"INSET day {'for everybody ' * 20},02/11/2026"

    asha_browser.post("/calendar/dates/import/", {"text": text, "take": "1"})

    assert len(ClosedDay.objects.get(first=date(2026, 11, 2)).name) <= 80
