"""What people are told of that happens at the loan desk."""

from __future__ import annotations

from django.db.models import QuerySet

from firstbell.equipment import events
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How

MINE, GIVE, COUNT = "equipment.mine", "equipment.give", "equipment.count"


def _sentence(event: Event) -> str:
    return event.sentence


def _themselves(event: Event) -> QuerySet[Account]:
    return Account.objects.filter(person_uid=event.subject_uid)


def _holder(event: Event) -> QuerySet[Account]:
    people = event.links.filter(thing_type="people.person").values("thing_uid")
    return Account.objects.filter(person_uid__in=people)


def _desk(event: Event) -> QuerySet[Account]:
    return accounts_with(GIVE, event.school_id, event.at.date())


def _counters(event: Event) -> QuerySet[Account]:
    return accounts_with(COUNT, event.school_id, event.at.date())


def _my_page(event: Event) -> str:
    return "/mine/"


notify(
    events.OVERDUE, label="Something you have is late", to=_themselves, title=lambda event: "Please bring it back",
    line=_sentence, url=_my_page, usual=How.NOW, permission=MINE, posted=False,
)  # fmt: skip
notify(
    events.STILL_ASKED, label="The ICT team asks whether you still have something", to=_holder,
    title=lambda event: f"Do you still have {event.subject_label}?", url=_my_page, usual=How.DAILY, permission=MINE,
    posted=False,
)  # fmt: skip
notify(
    events.LONGER_ANSWERED, label="You asked to keep something longer", to=_holder, title=_sentence, url=_my_page,
    usual=How.NOW, permission=MINE, posted=False,
)  # fmt: skip
notify(
    events.OVERDUE_LIST, label="What is late at the loan desk", to=_desk, title=_sentence,
    url=lambda event: "/desk/out/?due.before=today", usual=How.DAILY, permission=GIVE,
)  # fmt: skip
notify(
    events.LONGER_ASKED, label="Somebody asks to keep something longer", to=_desk, title=_sentence,
    url=lambda event: "/desk/", usual=How.DAILY, permission=GIVE, posted=False,
)  # fmt: skip
notify(
    events.DECLINED, label="Somebody does not accept a hand-over", to=_desk, title=_sentence,
    url=lambda event: f"/desk/handovers/{event.subject_uid}/", usual=How.NOW, permission=GIVE,
)  # fmt: skip
notify(
    events.COUNTS_DUE, label="What is due to be counted, once a week", to=_counters, title=_sentence,
    url=lambda event: "/counts/due/", usual=How.DAILY, permission=COUNT,
)  # fmt: skip
