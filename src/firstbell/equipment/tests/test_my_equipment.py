from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.calendar import actions as calendar
from firstbell.calendar.queries import usual_plan
from firstbell.equipment.actions import answering, custody, lending, reminding, scanning
from firstbell.equipment.models import Custody, Handover, Item, Question, Reminder
from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.people.models import Person
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.jobs import worker
from firstbell.platform.notifications.models import Notice


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def reeve(hartley, sam_account, moment):
    """Sam the student, whose account is linked with his record."""
    person = Person(school=hartley).call(
        title="", given_name="Sam", family_name="Reeve", known_as=""
    )
    person.save()
    accounts.link_person(sam_account, person, by=system_actor(), at=moment)
    return person


@pytest.fixture
def sams(reeve, sam_account, moment):
    sam_account.refresh_from_db()
    return account_actor(sam_account, on=moment.date())


@pytest.fixture
def phone(reeve, sam_account, browser_of):
    return browser_of(sam_account)


@pytest.fixture
def laptop(add, reeve, asha, moment):
    """Due back on the 27th."""
    item = add(tag="HV-1")
    custody.give(item, to=reeve, by=asha, at=moment, due_on=date(2026, 11, 27))
    return item


def row_of(item):
    return Custody.objects.select_related("item__category", "person").get(item=item)


def read(answer):
    return answer.content.decode()


def photo():
    made = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(made, "JPEG")
    return SimpleUploadedFile("me.jpg", made.getvalue(), "image/jpeg")


@pytest.fixture
def receipt(add, reeve, hartley, asha, moment):
    add(tag="HV-7")
    basket = lending.begin(hartley, by=asha, at=moment)
    scanning.choose_holder(basket, reeve, scan_id=uuid4(), by=asha, at=moment)
    scanning.scan(basket, code="HV-7", scan_id=uuid4(), by=asha, at=moment)
    return lending.complete(basket, by=asha, at=moment)


def test_a_student_sees_what_they_have_and_nothing_else(phone, laptop, add):
    add(tag="HV-2")

    page = read(phone.get("/mine/"))

    assert "HV-1" in page
    assert "HV-2" not in page


def test_a_hand_over_is_accepted_from_the_own_page(phone, receipt):
    assert "Did you get this?" in read(phone.get("/mine/"))

    page = read(phone.post(f"/mine/handovers/{receipt.uid}/", {"right": "yes"}, follow=True))

    assert "LN-0001 is accepted" in page
    assert "Did you get this?" not in page
    assert Handover.objects.get().accepted_at is not None


def test_what_is_wrong_is_told_to_the_desk(phone, receipt, asha_account, browser_of):
    phone.post(f"/mine/handovers/{receipt.uid}/", {"right": "no", "why": "It is HV-8, not HV-7"})
    worker.work()

    desk = read(browser_of(asha_account).get("/desk/"))
    assert "It is HV-8, not HV-7" in desk
    assert Notice.objects.filter(account=asha_account, kind="equipment.declined").exists()


def test_nobody_answers_for_somebody_else(receipt, okoro, moment):
    with pytest.raises(NotFound):
        answering.accept(receipt, by=okoro, at=moment)
    with pytest.raises(NotFound):
        answering.decline(receipt, why="x", by=okoro, at=moment)


def test_an_answer_is_given_once(receipt, sams, moment):
    answering.accept(receipt, by=sams, at=moment)
    with pytest.raises(Conflict, match="answered this already"):
        answering.decline(receipt, why="No", by=sams, at=moment)


def test_still_have_it_yes_with_a_photo(phone, laptop, asha, moment):
    answering.ask_still(row_of(laptop), by=asha, at=moment)
    answering.ask_still(row_of(laptop), by=asha, at=moment)
    assert "Asha Rahman asks: do you still have it?" in read(phone.get("/mine/"))

    phone.post(f"/mine/{row_of(laptop).uid}/still/", {"has_it": "yes", "photo": photo()})

    asked = Question.objects.get()
    assert asked.answer is True
    assert Attachment.objects.get(thing_uid=asked.uid).is_picture
    assert Item.objects.get().seen_how == "told by who has it"


def test_a_file_that_is_no_photo_is_refused_in_words(phone, laptop):
    junk = SimpleUploadedFile("me.jpg", b"<html>", "image/jpeg")
    answer = phone.post(
        f"/mine/{row_of(laptop).uid}/still/", {"has_it": "yes", "photo": junk}, follow=True
    )

    assert answer.status_code == 200
    assert not Question.objects.exclude(answered_at=None).exists()


def test_asking_for_longer_and_being_told(phone, laptop, asha_account, browser_of):
    until = (clock.now() + timedelta(days=30)).date()
    words = {"until": until.isoformat(), "words": "Coursework"}
    phone.post(f"/mine/{row_of(laptop).uid}/longer/", words)
    desk = browser_of(asha_account)
    assert "Coursework" in read(desk.get("/desk/"))

    asked = Question.objects.get()
    desk.post(f"/desk/questions/{asked.uid}/", {"granted": "yes"})

    assert row_of(laptop).due_on == until
    assert "You may keep it until" in read(phone.get("/mine/"))


def test_a_no_leaves_the_day_as_it_is(laptop, sams, asha, moment):
    asked = answering.ask_longer(row_of(laptop), until=date(2026, 12, 18), by=sams, at=moment)
    answering.decide(asked, granted=False, words="Exams", by=asha, at=moment)

    assert row_of(laptop).due_on == date(2026, 11, 27)
    with pytest.raises(Conflict, match="answered already"):
        answering.decide(asked, granted=True, by=asha, at=moment)


@pytest.mark.parametrize("until", [date(2026, 11, 20), date(2026, 11, 27)])
def test_longer_is_later_than_it_is_due(laptop, sams, moment, until):
    with pytest.raises(Refusal, match="later day"):
        answering.ask_longer(row_of(laptop), until=until, by=sams, at=moment)


def test_what_is_late_is_told_once_to_the_borrower_and_once_to_the_desk(
    add, reeve, hartley, sam_account, asha_account, asha, moment
):
    for tag in ("HV-1", "HV-2"):
        custody.give(
            add(tag=tag),
            to=reeve,
            by=asha,
            at=moment - timedelta(days=9),
            due_on=date(2026, 11, 20),
        )

    assert reminding.remind(moment) == 2
    assert reminding.remind(moment + timedelta(hours=3)) == 0
    worker.work()

    [to_sam] = Notice.objects.filter(account=sam_account)
    told = "Laptop (HV-1), by 20/11/2026; Laptop (HV-2), by 20/11/2026"
    assert to_sam.line == f"Sam Reeve should have brought back {told}"
    [to_asha] = Notice.objects.filter(account=asha_account)
    assert to_asha.title == "2 things are late at Hartley Vale School"
    assert Reminder.objects.count() == 2


def test_the_desk_hears_daily_the_borrower_weekly_and_nobody_at_the_weekend(laptop, asha, moment):
    monday = moment + timedelta(days=6)
    days = [reminding.remind(monday + timedelta(days=day)) for day in range(8)]

    assert days == [2, 1, 1, 1, 1, 0, 0, 2]


def test_nobody_hears_in_the_holidays(laptop, hartley, asha, moment):
    christmas, day_after = (moment.replace(month=12, day=day) for day in (25, 29))
    assert reminding.remind(christmas) == 0

    calendar.add_year(hartley, usual_plan(hartley, 2026), by=asha, at=moment)

    assert reminding.remind(day_after) == 0
    assert reminding.remind(moment.replace(month=12, day=7)) == 2


def test_out_now_lists_what_is_lent_and_asks_about_many(desk_of_asha, laptop, reeve, asha_account):
    page = read(desk_of_asha.get("/desk/out/"))
    assert "HV-1" in page
    assert "Sam Reeve" in page

    words = {"pick": str(row_of(laptop).uid), "sure": "1"}
    desk_of_asha.post("/lists/equipment.out/do/still/", words)
    assert Question.objects.get().kind == "still"


@pytest.fixture
def desk_of_asha(asha_account, browser_of):
    return browser_of(asha_account)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_late_is_what_is_late_at_the_school(
    add, reeve, asha, moment, hartley, phone, asha_account, browser_of, zone
):
    """At any hour it is another day in one of the two than it is in UTC."""
    hartley.time_zone = zone
    hartley.save(update_fields=["time_zone"])
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    for tag, due_on in (("HV-7", today - timedelta(days=1)), ("HV-8", today)):
        custody.give(add(tag=tag), to=reeve, by=asha, at=moment, due_on=due_on)
    basket = lending.begin(hartley, by=asha, at=moment)
    scanning.choose_holder(basket, reeve, scan_id=uuid4(), by=asha, at=moment)

    for page in (phone.get("/mine/"), browser_of(asha_account).get("/desk/")):
        read = page.content.decode()
        assert read.count("clock-exclamation") == 1
        assert read.count("back by") == 1
