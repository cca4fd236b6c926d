"""A leaver who was at the desk and answered from their own page is anonymised: their name stands nowhere after that."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.equipment.actions import answering, custody, lending, scanning
from firstbell.equipment.models import Custody, Damage, Handover
from firstbell.people import actions as people
from firstbell.people.states import MemberKind
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event, EventLink
from tests.everywhere import places_of

NAME = "Zebedee Quixotic"
# Who can sign in, and what they were told, is not the record of the person.
NOT_OURS = ("accounts_", "account_", "notifications_", "jobs_", "django_")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def zebedee(hartley, asha, moment, sam_account):
    made = people.add_person(
        hartley, kind=MemberKind.STUDENT, given_name="Zebedee", family_name="Quixotic", from_on=date(2024, 9, 1),
        by=asha, at=moment,
    )  # fmt: skip
    accounts.link_person(sam_account, made, by=system_actor(), at=moment)
    sam_account.refresh_from_db()
    sam_account.name = NAME
    sam_account.save()
    return made


@pytest.fixture
def theirs(zebedee, sam_account, moment):
    return account_actor(sam_account, on=moment.date())


def photo():
    made = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(made, "JPEG")
    return SimpleUploadedFile("me.jpg", made.getvalue(), "image/jpeg")


def drawn():
    made = BytesIO()
    Image.new("RGB", (40, 30), "white").save(made, "PNG")
    return f"data:image/png;base64,{b64encode(made.getvalue()).decode()}"


@pytest.fixture
def lent(add, zebedee, hartley, asha, moment):
    for tag in ("HV-1", "HV-2"):
        add(tag=tag)
    basket = lending.begin(hartley, by=asha, at=moment)
    scanning.choose_holder(basket, zebedee, scan_id=uuid4(), by=asha, at=moment)
    for tag in ("HV-1", "HV-2"):
        scanning.scan(basket, code=tag, scan_id=uuid4(), by=asha, at=moment)
    basket = Handover.objects.get(pk=basket.pk)
    lending.set_terms(basket, due_on=date(2026, 11, 27), note="", by=asha, at=moment)
    return lending.complete(basket, drawn=drawn(), by=asha, at=moment)


@pytest.fixture
def gone(lent, theirs, zebedee, sam_account, asha, moment):
    """What a borrower does on their own page, and how a leaver goes."""
    first, second = Custody.objects.select_related("item__category", "person").order_by("pk")
    answering.ask_still(first, by=asha, at=moment)
    answering.say_still(
        first, has_it=True, words=f"{NAME} has it", photo=photo(), by=theirs, at=moment
    )
    answering.ask_longer(
        second, until=date(2026, 12, 18), words=f"For {NAME}", by=theirs, at=moment
    )
    answering.decline(lent, why=f"{NAME} has one only", by=theirs, at=moment)

    def go():
        for row in (first, second):
            custody.take_back(row.item, by=asha, at=moment)
        people.leave(zebedee.now, on=date(2026, 11, 27), by=asha, at=moment)
        sam_account.is_active = False
        sam_account.save()
        later = moment + timedelta(days=400)
        people.anonymise(zebedee, by=asha, at=later)

    return go


def left_in(name):
    return [place for place in places_of(name) if not place.startswith(NOT_OURS)]


def test_whoever_was_at_the_desk_is_forgotten_whole(gone):
    gone()

    assert left_in(NAME) == []
    assert not Attachment.objects.live().exists()


def test_what_was_written_before_hand_overs_named_their_holder_is_forgotten_too(gone):
    EventLink.objects.filter(event__kind="equipment.handed_over").delete()

    gone()

    assert left_in(NAME) == []
    assert Event.objects.filter(kind="equipment.handed_over", sentence__contains="Leaver").exists()


def test_the_caption_of_a_picture_of_damage_names_them_no_longer(
    gone, zebedee, add, hartley, asha, moment
):
    damage = Damage.objects.create(
        school=hartley, item=add(tag="HV-3"), person=zebedee, held_by=NAME, condition="broken", found_at=moment,
        found_by="Asha",
    )  # fmt: skip
    attachments.add(damage, photo(), caption=f"Broken by {NAME}", by=asha, at=moment)

    gone()

    assert left_in(NAME) == []
    assert Attachment.objects.live().get().caption == ""
