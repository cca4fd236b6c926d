"""What the platform itself tells people of."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.codes import events as codes
from firstbell.platform.jobs import events as jobs
from firstbell.platform.jobs.models import Job
from firstbell.platform.lists import events as lists
from firstbell.platform.lists import specs
from firstbell.platform.lists.models import SavedView
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How


def _sentence(event: Event) -> str:
    return event.sentence


def _owner(event: Event) -> QuerySet[Account]:
    views = SavedView.objects.filter(uid=event.subject_uid)
    return Account.objects.filter(pk__in=views.values("account"))


def _view(event: Event) -> str:
    view = SavedView.objects.filter(uid=event.subject_uid).first()
    spec = specs.find(view.list_name) if view else None
    return f"{reverse(spec.url_name)}?{view.query or 'view=all'}" if view and spec else ""


def _leads(event: Event) -> QuerySet[Account]:
    if Job.objects.filter(uid=event.subject_uid, name="notifications.send").exists():
        return Account.objects.none()  # news of it would be sent by the very thing that failed
    return accounts_with("jobs.change", event.school_id, event.at.date())


def _finders(event: Event) -> QuerySet[Account]:
    return accounts_with("codes.change", event.school_id, event.at.date())


notify(
    lists.COUNT_CROSSED, label="A view of yours has more rows than you allow", to=_owner, title=_sentence,
    url=_view, usual=How.NOW, posted=False,
)  # fmt: skip
notify(
    jobs.FAILED, label="Background work failed", to=_leads, title=lambda event: f"{event.subject_label} failed",
    line=_sentence, url=lambda event: f"/settings/jobs/{event.subject_uid}/", permission="jobs.change",
)  # fmt: skip
notify(
    codes.FOUND, label="Somebody found a device of ours", to=_finders, title=lambda event: "Somebody found a device of ours",
    line=_sentence, url=lambda event: "/found/", usual=How.NOW, permission="codes.change",
)  # fmt: skip
