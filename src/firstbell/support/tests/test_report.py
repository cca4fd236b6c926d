from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category as ItemCategory
from firstbell.equipment.models import Item
from firstbell.equipment.models import Model as EquipmentModel
from firstbell.places.actions import rooms
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications import actions as notices
from firstbell.platform.notifications import mailing
from firstbell.platform.notifications.models import Notice
from firstbell.platform.notifications.states import How
from firstbell.support import events
from firstbell.support.actions import weekly
from firstbell.support.models import Clock
from firstbell.support.queries import reporting, reporting_periods, reporting_words

pytestmark = pytest.mark.django_db

# Friday 27 November 2026, after school; the tests' moment is the Wednesday before.
FRIDAY = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def week(hartley, on=date(2026, 11, 25)):
    return reporting_periods.around(hartley, "week", on)


def monday(hour, *, back=0):
    return datetime(2026, 11, 23, hour, tzinfo=UTC) - timedelta(weeks=back)


def test_a_week_says_what_came_in_what_was_solved_and_what_is_left(hartley, asha, raised):
    raised(monday(9), solved_after=HOUR)
    raised(monday(10, back=1), solved_after=timedelta(weeks=1))
    raised(monday(11, back=1), solved_after=HOUR)
    raised(monday(12, back=2))

    found = reporting.report(asha, hartley, week(hartley), FRIDAY)

    assert (found.now.opened, found.now.solved, found.now.open) == (1, 2, 1)
    assert (found.was.opened, found.was.solved, found.was.open) == (2, 1, 2)
    assert found.now.minutes == 40
    assert [line.now for line in found.ages] == [0, 0, 1, 0]


def test_lesson_time_is_lost_from_the_report_to_the_repair_on_that_day(hartley, asha, raised):
    raised(monday(9), solved_after=timedelta(minutes=30), stops="now")
    raised(monday(9), solved_after=timedelta(days=1), stops="no")
    raised(monday(9), solved_after=timedelta(days=1), stops="now", workaround=True)
    found = reporting.report(asha, hartley, week(hartley), FRIDAY)
    few = found.now.lost.minutes
    raised(monday(9), solved_after=timedelta(days=3), stops="now")
    many = reporting.report(asha, hartley, week(hartley), FRIDAY).now.lost.minutes

    assert 0 < few <= 30
    assert 120 < many < 7 * 60


def test_what_had_a_promised_time_was_in_time_or_late_and_the_rest_is_neither(
    hartley, asha, raised, browser_of, asha_account
):
    _kept, broken, free = (
        raised(monday(9), solved_after=HOUR, body=body) for body in ("Kept", "Broken", "Free")
    )
    Clock.objects.filter(ticket=broken, kind="resolve").update(missed_at=monday(10))
    Clock.objects.filter(ticket=free).delete()
    found = reporting.report(asha, hartley, week(hartley), FRIDAY)
    listed = browser_of(asha_account).get("/tickets/all/?late=yes").content.decode()

    assert (found.now.promised, found.now.in_time, found.now.late) == (2, 1, 1)
    assert "Of 2 with a promised time, 1 was in time and 1 late." in reporting_words.sentences(
        found
    )
    assert "Broken" in listed
    assert "Kept" not in listed


def test_the_four_kinds_of_work_are_told_apart(hartley, asha, raised):
    for kind in ("fault", "question", "proactive", "change", "request"):
        raised(monday(9), kind=kind)
    found = reporting.report(asha, hartley, week(hartley), FRIDAY)

    assert [line.now for line in found.kinds] == [2, 1, 1, 1]
    assert "1 fault was found before anybody noticed." in reporting_words.sentences(found)


def test_a_model_is_judged_by_how_many_there_are_of_it(hartley, asha, raised, ict_2, moment):
    by = system_actor()
    kind = cataloguing.named(ItemCategory, "Projector", by=by, at=moment)
    model = cataloguing.named(EquipmentModel, "EB-X41", by=by, at=moment, category=kind)
    drafts = [
        registering.Draft(kind, {"model_id": model.pk, "place_id": ict_2.pk}, tag=f"HV-{n}")
        for n in range(8)
    ]
    made = [
        Item.objects.get(pk=one.id)
        for one in registering.register(hartley, drafts, by=by, at=moment)
    ]
    for item in made[:2]:
        raised(monday(9), items=[item])
    found = reporting.report(asha, hartley, week(hartley), FRIDAY)

    [line] = found.models
    assert (line.label, line.now, line.of, line.per_100) == ("EB-X41", 2, 8, 25)
    assert (
        "EB-X41 fails often for its number: 2 tickets on 8 of them."
        in reporting_words.sentences(found)
    )


def test_what_cost_the_most_lessons_stands_first_or_what_came_most_often(
    browser_of, asha_account, hartley, raised, ict_2, moment
):
    by = {"by": system_actor(), "at": moment}
    gym = rooms.add_room(hartley, name="Gym", building=ict_2.building, **by)
    raised(monday(9), solved_after=HOUR, stops="now", body="The lesson stood still")
    for _ in range(3):
        raised(monday(9), solved_after=HOUR, room=gym, category=None)
    desk = browser_of(asha_account)

    def table(name, query=""):
        answer = desk.get(f"/service-report/{name}.csv?on=2026-11-25{query}")
        return [row.split(",")[0] for row in answer.content.decode("utf-8-sig").splitlines()[1:]]

    assert table("rooms") == ["ICT 2", "Gym"]
    assert table("rooms", "&by=often") == ["Gym", "ICT 2"]
    page = desk.get("/service-report/?on=2026-11-25").content.decode()
    assert "What cost the most lessons stands first." in page
    assert "by=often" in page


def test_the_page_leads_from_each_number_to_its_tickets(browser_of, asha_account, hartley, raised):
    raised(monday(9), solved_after=HOUR, body="Came and went", stops="now")
    raised(monday(9), body="Still there", kind="request")
    raised(monday(9, back=2), body="Lies there for long")
    desk = browser_of(asha_account)
    page = desk.get("/service-report/?on=2026-11-25").content.decode()

    assert "1 ticket solved, 2 still open" in page
    assert "23 to 27 November 2026" in page
    links = {url.replace("&amp;", "&") for url in _links(page) if url.startswith("/tickets/all/")}
    assert len(links) > 8
    for url in links:
        listed = desk.get(url)
        assert listed.status_code == 200
        assert "left out" not in listed.content.decode(), url
    assert "Came and went" in _listed(desk, links, "solved.between=2026-11-23", "stops")
    assert "Lies there for long" in _listed(desk, links, "opened.before=2026-11-30")


def _links(page):
    return [part.split('"')[0] for part in page.split('href="')[1:]]


def _listed(desk, links, first, without="kind"):
    url = next(one for one in sorted(links, key=len) if first in one and without not in one)
    return desk.get(url).content.decode()


def test_every_table_goes_away_as_a_file(browser_of, asha_account, raised):
    raised(monday(9), solved_after=HOUR)
    desk = browser_of(asha_account)

    for name in ("figures", "kinds", "categories", "rooms", "models", "ages"):
        answer = desk.get(f"/service-report/{name}.csv?on=2026-11-25")
        assert answer.status_code == 200
    rooms = list(
        csv.reader(
            io.StringIO(
                desk.get("/service-report/rooms.csv?on=2026-11-25").content.decode("utf-8-sig")
            )
        )
    )
    assert rooms == [["Room", "Came in", "Before", "Lessons lost"], ["ICT 2", "1", "0", "0"]]
    assert desk.get("/service-report/nothing.csv").status_code == 404


def test_what_is_restricted_counts_only_for_who_may_see_it(hartley, asha, ben, grace, raised):
    raised(monday(9), restricted=True)

    assert reporting.report(None, hartley, week(hartley), FRIDAY).now.opened == 0


def test_at_the_end_of_the_week_it_is_told_once(hartley, raised, asha_account, settings):
    settings.MAIL_IS_SET = True
    notices.choose(asha_account, events.WEEK_TOLD.name, How.NOW)
    raised(monday(9), solved_after=HOUR)

    before = weekly.tell(FRIDAY - timedelta(hours=2))
    told, again = weekly.tell(FRIDAY), weekly.tell(FRIDAY + timedelta(hours=20))

    assert (before, told, again) == (0, 1, 0)
    event = Event.objects.get(kind=events.WEEK_TOLD.name)
    assert "1 ticket solved, and nothing is left" in event.sentence


def test_the_mail_of_the_week_brings_the_page(hartley, raised, asha_account, settings):
    settings.MAIL_IS_SET = True
    notices.choose(asha_account, events.WEEK_TOLD.name, How.NOW)
    raised(monday(9), solved_after=HOUR)
    weekly.tell(FRIDAY)
    outbox.deliver_waiting()

    notice = Notice.objects.get(account=asha_account, kind=events.WEEK_TOLD.name)
    letter = mailing.letter(asha_account, [notice])
    [(name, data, kind)] = letter.attachments
    assert notice.url.startswith("/service-report/?period=week&on=2026-11-23")
    assert (name, data[:5], kind) == ("ict-support-2026-11-23.pdf", b"%PDF-", "application/pdf")


def test_nobody_is_told_of_an_empty_week(hartley, started):
    assert weekly.tell(FRIDAY) == 0
