"""Rules of the desk hear what happens to tickets, and whoever made one hears what becomes of it."""

from __future__ import annotations

from functools import partial

from django.db.models import Q, QuerySet

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.events import on
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify, notify_of_any
from firstbell.platform.notifications.states import How
from firstbell.support import events
from firstbell.support.actions import automating
from firstbell.support.models import Rule
from firstbell.support.queries import followers, heard


def _follow(event: Event) -> None:
    automating.follow(event)


for _name, _pair in heard.pairs():
    for _kind in _pair:
        on(_kind, "support.rules", wanted=partial(heard.is_waited_for, _name))(_follow)


def _at_the_desk(event: Event) -> str:
    return f"/tickets/{event.subject_label.split(' ', 1)[0]}/"


def _sentence(event: Event) -> str:
    return event.sentence


notify_of_any(
    "support.rule_told", events.RULE_TOLD, label="A rule of the desk tells you of a ticket", to=followers.named,
    title=_sentence, url=_at_the_desk, permission="support.view", usual=How.HERE, posted=False,
)  # fmt: skip
notify_of_any(
    "support.escalated", events.ESCALATED, label="A ticket is brought before you", to=followers.named, title=_sentence,
    url=_at_the_desk, permission="support.view", usual=How.NOW, posted=False,
)  # fmt: skip


def _maker(event: Event) -> QuerySet[Account]:
    """Whoever made the rule, while they are there; else who may look after it."""
    rule = Rule.objects.filter(uid=event.subject_uid).first()
    able = accounts_with("support.change_setup", event.school_id, event.at.date())
    own = Q(pk=rule.made_by_id) if rule is not None and rule.made_by_id else Q(pk__in=())
    found = Account.objects.filter(own, is_active=True)
    return found if found.exists() else able


def _rule_page(event: Event) -> str:
    return f"/settings/desk/rules/{event.subject_uid}/"


notify(
    events.RULE_PAUSED, label="A rule of yours is paused", to=_maker, title=_sentence, url=_rule_page,
    permission="support.change_setup", usual=How.NOW, posted=False,
)  # fmt: skip
