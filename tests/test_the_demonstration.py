from __future__ import annotations

from collections import defaultdict

import pytest
from django.core.management import call_command
from django.test import Client

from firstbell.config.demo import desk
from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.states import State
from firstbell.platform.jobs.models import Job
from firstbell.platform.notifications.models import Notice
from firstbell.platform.tags.models import Tag
from firstbell.platform.tenancy.models import School
from firstbell.support.models import Mailbox, RawMail
from firstbell.support.queries import corridor
from firstbell.timetable.models import Lesson, SchoolEvent


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_demonstration_trust_is_as_large_as_promised_and_its_history_runs_forward(capsys):
    call_command("demo")

    assert School.objects.count() == 3
    assert 1_400 <= Item.objects.count() <= 1_600
    assert 150 <= Room.objects.count() <= 170
    assert 1_400 <= Lesson.objects.count() <= 1_700
    assert not Lesson.objects.filter(room=None).exists()
    assert SchoolEvent.objects.filter(is_exam=True).count() == 2
    assert 1_300 <= Person.objects.count() <= 1_500
    assert set(Tag.objects.values_list("name", flat=True)) == {name for name, *_ in desk.TAGS}
    people = ImportSession.objects.get(sheet="roster")
    assert (people.state, people.counts["created"], people.counts.get("error", 0)) == (
        State.APPLIED,
        3,
        0,
    )
    brought = ImportSession.objects.get(sheet="equipment")
    assert brought.state == State.APPLIED
    assert [brought.counts[name] for name in ("created", "updated", "error")] == [14, 1, 1]
    assert set(Notice.objects.filter(account__name="Jo Marsh").values_list("title", flat=True)) == {
        f"{desk.DELIVERY} is in",
        "Out of action has more than 5 now",
        "Somebody found a device of ours",
    }
    assert not Job.objects.exclude(state="done").exists()
    assert not Mailbox.objects.filter(enabled=True).exists()
    assert [row.state for row in RawMail.objects.order_by("pk")] == ["read", "ignored", "ignored"]
    told = defaultdict(list)
    for uid, at in Event.objects.order_by("pk").values_list("subject_uid", "at"):
        told[uid].append(at)
    assert [uid for uid, moments in told.items() if moments != sorted(moments)] == []
    found = corridor.read(School.objects.get(name="Hartley Vale School"), "Okoro I2 board no sound")
    assert (str(found.room), found.item and found.item.category.name) == ("ICT 2", "Projector")
    assert None not in (found.person, found.category)
    technician = Client()
    technician.force_login(Account.objects.get(name="Sam Reeve"))
    asking = technician.get("/people/leavers/asking/").content.decode()
    assert "2 mails to leavers, " in asking
    assert ", 0 to tutors" not in asking
    assert "cannot be reached" not in asking
