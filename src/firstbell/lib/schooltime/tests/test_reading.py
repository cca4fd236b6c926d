from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.lib.schooltime import Span, Why
from firstbell.lib.schooltime.reading import read_dates
from firstbell.lib.schooltime.sorting import sort_dates

COUNCIL = [
    "Term dates 2026-27;;",
    "Description;Start date;End date\nAutumn term;2 September 2026;18 December 2026\nOctober half term;26 October 2026;30 October 2026\nStaff training day;2/9/2026;\nChristmas holiday;21/12/2026;1/1/2027\nSpring term;04/01/2027;25/03/2027\nFeb half-term break;15/02/2027;19/02/2027\nSchool fair;32/02/2027;\n",
][1]

ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20260902
DTEND;VALUE=DATE:20260903
SUMMARY:Autumn term
  starts
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20261026
DTEND;VALUE=DATE:20261031
SUMMARY:Half term
END:VEVENT
BEGIN:VEVENT
DTSTART:20261218T090000Z
DTEND:20261218T140000Z
SUMMARY:Autumn term ends\\, 2pm
END:VEVENT
BEGIN:VEVENT
SUMMARY:Nobody knows when
END:VEVENT
END:VCALENDAR
"""


def test_a_councils_sheet_becomes_terms():
    found = sort_dates(read_dates(COUNCIL))
    (year,) = found.years
    assert [term.name for term in year.terms] == ["Autumn", "Spring"]
    assert year.terms[0].half == Span(date(2026, 10, 26), date(2026, 10, 30))
    assert year.terms[1].half == Span(date(2027, 2, 15), date(2027, 2, 19))
    assert [(one.why, one.span.first) for one in year.closed] == [(Why.INSET, date(2026, 9, 2))]
    assert [verdict.used for verdict in found.verdicts] == [
        True,
        True,
        True,
        False,
        True,
        True,
        False,
    ]
    assert "32/02/2027" in found.verdicts[-1].meaning


def test_a_calendar_file_that_says_when_terms_start_and_end():
    found = sort_dates(read_dates(ICS))
    (year,) = found.years
    (autumn,) = year.terms
    assert (autumn.name, autumn.span) == ("Autumn", Span(date(2026, 9, 2), date(2026, 12, 18)))
    assert autumn.half == Span(date(2026, 10, 26), date(2026, 10, 30))
    assert found.verdicts[-1].meaning == "It has no day."


def test_six_terms_keep_their_names():
    found = sort_dates(read_dates("Term 1, 2/9/2026, 23/10/2026\nTerm 2, 2/11/2026, 18/12/2026"))
    assert [term.name for term in found.years[0].terms] == ["Term 1", "Term 2"]


def test_two_halves_of_a_term_are_told_apart():
    found = sort_dates(
        read_dates("Autumn term, 2/9/2026, 23/10/2026\nAutumn term, 2/11/2026, 18/12/2026")
    )
    assert [term.name for term in found.years[0].terms] == ["Autumn 1", "Autumn 2"]


def test_two_years_in_one_file():
    found = sort_dates(
        read_dates("Summer term,12/4/2027,22/7/2027\nAutumn term,1/9/2027,17/12/2027")
    )
    assert [year.name for year in found.years] == ["2026/27", "2027/28"]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "BEGIN:VCALENDAR", "a,b,c", "\0\0", "Term,Start\n,,,,"]
)
def test_a_file_without_dates_has_no_years(text):
    assert sort_dates(read_dates(text)).years == []


@given(st.text(max_size=400), st.booleans())
def test_nothing_that_people_paste_breaks_it(text, calendar):
    lines = read_dates(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT" if calendar else text)
    assert len(sort_dates(lines).verdicts) == len(lines)


def spans_of(text):
    return [(line.name, line.span or line.problem) for line in read_dates(text)]


def test_two_days_may_stand_in_one_cell():
    autumn = Span(date(2026, 9, 2), date(2026, 12, 18))
    half = Span(date(2026, 10, 26), date(2026, 10, 30))

    assert spans_of(
        "Term dates 2026-27\n"
        "Term|Dates\n"
        "Autumn term|Wednesday 2 September 2026 to Friday 18 December 2026\n"
        "Half term|Mon 26 October – Fri 30 October 2026\n"
        "Half term|26 - 30 October 2026\n"
    ) == [
        ("Term dates 2026-27", "There is no day on this line."),
        ("Autumn term", autumn),
        ("Half term", half),
        ("Half term", half),
    ]


def test_a_line_as_a_web_page_has_it():
    assert spans_of("Autumn term: 2 September 2026 to 18 December 2026") == [
        ("Autumn term", Span(date(2026, 9, 2), date(2026, 12, 18)))
    ]


def test_the_half_term_may_stand_on_the_line_of_its_term():
    found = sort_dates(
        read_dates(
            "Term,Starts,Ends,Half term starts,Half term ends\n"
            "Autumn,2/9/2026,18/12/2026,26/10/2026,30/10/2026\n"
        )
    )

    assert found.years[0].terms[0].half == Span(date(2026, 10, 26), date(2026, 10, 30))


def test_headings_may_stand_below_a_title_and_a_first_line_may_begin_a_term():
    assert spans_of("Dates,,\nName,From,To\nAutumn term,2/9/2026,18/12/2026")[1:] == [
        ("Autumn term", Span(date(2026, 9, 2), date(2026, 12, 18)))
    ]
    assert spans_of("Start of autumn term,Wednesday 2 September 2026") == [
        ("Start of autumn term", Span(date(2026, 9, 2), date(2026, 9, 2)))
    ]


def test_a_list_of_closed_days_alone_is_a_year_without_terms():
    (year,) = sort_dates(read_dates("INSET day,2/9/2026\nINSET day,4/1/2027")).years

    assert (year.name, year.terms, len(year.closed)) == ("2026/27", (), 2)
