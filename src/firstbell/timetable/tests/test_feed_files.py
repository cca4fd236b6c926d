from __future__ import annotations

from firstbell.lib.timetables.tests.test_feeds import event, feed
from firstbell.platform.exchange.actions import bringing
from firstbell.platform.exchange.states import State
from firstbell.timetable.models import Lesson


def test_a_feed_of_a_room_is_brought_in_like_any_file(bring_in, take_back, ict_2, ms_okoro):
    content = feed(
        event("9B/Co1 - Computing", "20260908T090000", "20260908T100000", "RRULE:FREQ=WEEKLY;UNTIL=20270720T220000Z",
              "DESCRIPTION:Teacher: AOK"),
        event("Assembly", "20260910T180000", "20260910T190000"),
    )  # fmt: skip
    session = bring_in(content, name="ICT 2.ics", fill=[("room", "ICT 2")])
    assert session.state == State.APPLIED
    lesson = Lesson.objects.get()
    assert (str(lesson), lesson.when, lesson.room, lesson.teacher) == (
        "9B/Co1 Computing",
        "Tue 1",
        ict_2,
        ms_okoro,
    )
    assert "Left out, because it is in no period of the bells: 1." in session.reading["notes"]
    assert take_back(session) == "1 taken back"


def test_a_feed_is_known_for_what_it_is_without_being_told(
    hartley, two_weeks, asha, moment, settings, tmp_path
):
    settings.DATA = tmp_path
    content = feed(event("9B Computing", "20260908T090000", "20260908T100000"))
    session = bringing.bring(hartley, sheet="", name="x.ics", content=[content], by=asha, at=moment)
    bringing.read(session)
    assert (session.sheet, session.state) == ("lessons", State.MAPPING)


def test_a_feed_that_cannot_be_read_fails_with_its_sentence(bring):
    session = bring(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:9B\r\n", name="x.ics")
    assert (session.state, session.problem) == (
        State.FAILED,
        "That calendar stops in the middle: download it again.",
    )
