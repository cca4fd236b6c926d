"""A ticket that is restricted later: nobody reads of it who may not see it, wherever they look."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.audit import actions as history
from firstbell.platform.audit import timeline
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.platform.search import finding
from firstbell.support.actions import changing, joining, opening, parenting, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Ticket

pytestmark = pytest.mark.django_db
SECRET = "Something about a pupil"


@pytest.fixture
def hidden(hartley, teacher, projector, ict_2, board, asha, ben_account, moment):
    """Worked in the open for a while, with everything that leaves a trace, then restricted."""
    report = opening.Report(body=SECRET, items=[projector], room=ict_2, category=board)
    made = opening.open_ticket(hartley, report, by=teacher, at=moment)
    talking.reply(made, Words("On my way"), by=asha, at=moment)
    working.take(made, by=account_actor(ben_account, on=moment.date()), at=moment)
    outbox.deliver_waiting()
    working.assign(made, None, by=asha, at=moment)
    changing.change(made, restricted=True, by=asha, at=moment)
    return made


def told(actor, uid):
    return [event.sentence for event in timeline.readable(actor, uid) if SECRET in event.sentence]


def test_its_earlier_history_is_read_by_few(hidden, ben, grace, asha, ict_2, projector, funmi):
    for uid in (hidden.uid, ict_2.uid, projector.uid, funmi.uid):
        assert told(ben, uid) == told(grace, uid) == []
        assert told(asha, uid)
    for actor in (ben, grace):
        assert not timeline.visible_to(actor).filter(subject_uid=hidden.uid).exists()
    assert timeline.visible_to(asha).filter(subject_uid=hidden.uid).count() >= 4


def test_no_page_list_file_or_call_tells_of_it(hidden, browser_of, ben_account, grace_account, ict_2, projector, funmi):  # fmt: skip
    """Wherever a technician or the head looks."""
    for who in (ben_account, grace_account):
        browser = browser_of(who)
        for url in (
            "/history/", "/history.csv", f"/history/of/support.ticket/{hidden.uid}/", f"/history/of/places.room/{ict_2.uid}/",
            f"/history/of/places.room/{ict_2.uid}.csv", f"/rooms/{ict_2.uid}/", "/equipment/HV-40031/",
            f"/people/{funmi.uid}/", "/tickets/", "/tickets/all/", "/tickets/all/?opened.after=2020-01-01", "/tickets/board/",
            f"/tickets/{hidden.number}/", f"/search/?q={hidden.number}", "/search/?q=pupil", "/tickets/lookup/?q=pupil",
            "/service-report/", "/service-report/rooms.csv", "/notices/", "/api/v1/history", "/api/v1/tickets",
            f"/api/v1/history?subject={hidden.uid}", f"/api/v1/tickets/{hidden.uid}", "/",
        ):  # fmt: skip
            answer = browser.get(url)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert SECRET not in body.decode(errors="replace"), (who.name, url)


def test_what_was_told_of_it_is_taken_back(hidden, ben_account, grace_account, okoro_account):
    kept = Notice.objects.filter(title__contains=SECRET)

    assert not kept.filter(account__in=(ben_account, grace_account)).exists()
    assert kept.filter(account=okoro_account).exists()


def test_what_happens_from_then_on_is_told_to_few_whatever_it_is(hidden, ben, asha, moment):
    """A picture is added by a room that knows nothing of restricted tickets; a line is struck out by another."""
    data = BytesIO()
    Image.new("RGB", (40, 40), "red").save(data, "PNG")
    attachments.add(hidden, SimpleUploadedFile("a.png", data.getvalue()), by=system_actor(), at=moment)  # fmt: skip
    line = timeline.own(hidden.uid).filter(kind="support.opened").get()
    history.annul(line, by=asha, at=moment)

    assert not timeline.visible_to(ben).filter(subject_uid=hidden.uid).exists()
    kinds = set(timeline.visible_to(asha).filter(subject_uid=hidden.uid).values_list("kind", flat=True))  # fmt: skip
    assert {"attachments.added", "audit.annulled"} <= kinds


def test_what_was_merged_into_it_is_hidden_with_it(hidden, hartley, sam, ben, asha, ict_2, moment):
    changing.change(hidden, restricted=False, by=asha, at=moment)
    other = opening.open_ticket(hartley, opening.Report(body=f"{SECRET} too", room=ict_2), by=sam, at=moment)  # fmt: skip
    joining.merge(other, into=hidden, by=asha, at=moment)
    changing.change(Ticket.objects.get(pk=hidden.pk), restricted=True, by=asha, at=moment)

    assert not Ticket.objects.readable(ben).filter(pk=other.pk).exists()
    assert not timeline.visible_to(ben).filter(subject_uid=other.uid).exists()


def test_it_is_part_of_nothing_and_nothing_of_it(ticket, hartley, asha, moment):
    other = opening.open_ticket(hartley, opening.Report(body="No sound"), by=asha, at=moment)
    parenting.put_under([other], ticket, by=asha, at=moment)
    changing.change(Ticket.objects.get(pk=ticket.pk), restricted=True, by=asha, at=moment)

    assert Ticket.objects.get(pk=other.pk).parent is None


def test_opened_again_its_history_is_read_again(hidden, ben, asha, moment):
    changing.change(hidden, restricted=False, by=asha, at=moment)

    assert told(ben, hidden.uid)
    assert finding.find(hidden.number, actor=ben).groups
