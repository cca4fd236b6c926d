from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange import events as exchange
from firstbell.platform.jobs import events as jobs
from firstbell.platform.jobs import outbox, worker
from firstbell.platform.jobs.models import Job
from firstbell.platform.jobs.registry import defer, job
from firstbell.platform.lists import events as lists
from firstbell.platform.lists.models import SavedView
from firstbell.platform.notifications import actions, registry, telling
from firstbell.platform.notifications.models import Notice
from firstbell.platform.notifications.states import How
from firstbell.platform.tenancy.models import School


@job("notifications.test_breaks", attempts=1)
def breaks(handle: Any) -> str:
    raise ValueError("the switch hung up")


def test_the_technicians_of_the_school_hear_of_a_found_device_and_nobody_else(
    found: Any,
    asha_account: Account,
    ben_account: Account,
    okoro_account: Account,
    tariq_account: Account,
) -> None:
    found("on the 17 bus")

    told = Notice.objects.order_by("account__name").values_list(
        "account__name", "title", "url", "mail"
    )
    assert list(told) == [
        ("Asha Rahman", "Somebody found a device of ours", "/found/", "waiting"),
        ("Ben Whitlock", "Somebody found a device of ours", "/found/", "waiting"),
    ]


def test_nobody_is_told_twice_of_the_same_event(found: Any, ben_account: Account) -> None:
    found("on the 17 bus")
    event = Event.objects.get(kind="codes.found")

    telling.tell(registry.kind("codes.found"), event)

    assert Notice.objects.filter(account=ben_account).count() == 1


def test_ben_chooses_to_hear_of_it_only_here(found: Any, ben_account: Account) -> None:
    found("first")
    actions.choose(ben_account, "codes.found", How.HERE)
    found("second")

    mails = Notice.objects.filter(account=ben_account).order_by("id").values_list("mail", flat=True)
    assert list(mails) == ["none", "none"]


def test_the_leads_hear_that_work_failed(
    hartley: School, asha_account: Account, ben_account: Account, moment: datetime
) -> None:
    defer(
        "notifications.test_breaks",
        by=system_actor(),
        at=moment.replace(year=2025),
        title="Poll the switches",
        school_id=hartley.pk,
    )
    worker.work()

    notice = Notice.objects.get()
    assert (notice.account, notice.title) == (asha_account, "Poll the switches failed")
    assert notice.line == "Poll the switches failed: ValueError: the switch hung up"
    assert notice.url == f"/settings/jobs/{Job.objects.get().uid}/"


def test_news_of_the_sender_failing_is_not_sent_by_the_sender(
    asha_account: Account, moment: datetime
) -> None:
    row = Job.objects.create(
        name="notifications.send", title="Send notices", actor_key="system", actor_name="Firstbell",
        run_after=moment, created_at=moment,
    )  # fmt: skip
    announce(jobs.FAILED, row, by=system_actor(), at=moment, problem="oh")
    outbox.deliver_waiting()

    assert not Notice.objects.exists()


def test_asha_hears_that_her_view_grew_too_long_and_goes_there(
    asha_account: Account, moment: datetime
) -> None:
    view = SavedView.objects.create(
        list_name="equipment.items",
        name="Gone quiet",
        query="state=missing",
        account=asha_account,
        alert_over=3,
    )
    announce(lists.COUNT_CROSSED, view, by=system_actor(), at=moment, limit=3)
    outbox.deliver_waiting()

    notice = Notice.objects.get()
    assert (notice.account, notice.title) == (asha_account, "Gone quiet has more than 3 now")
    assert notice.url == "/equipment/?state=missing"


def test_who_brought_a_file_in_hears_that_it_is_in(
    hartley: School, asha: Any, asha_account: Account, ben_account: Account, moment: datetime
) -> None:
    announce(exchange.BROUGHT_IN, hartley, by=asha, at=moment, counts="3 items added")
    outbox.deliver_waiting()

    notice = Notice.objects.get()
    assert (notice.account, notice.title, notice.mail) == (
        asha_account,
        "Hartley Vale School is in",
        "none",
    )


def test_the_bell_counts_and_a_notice_leads_where_it_says(
    found: Any, ben_account: Account, asha_account: Account, browser_of: Any
) -> None:
    found("on the 17 bus")
    found("it is wet now")
    ben, asha = browser_of(ben_account), browser_of(asha_account)
    first = Notice.objects.filter(account=ben_account).order_by("id").first()
    assert first is not None

    page = ben.get("/notices/").content.decode()
    assert "2 unread" in page
    assert page.count("Somebody found a device of ours") == 2
    assert asha.get(f"/notices/{first.uid}/").status_code == 404
    assert ben.get(f"/notices/{first.uid}/")["Location"] == "/found/"
    assert "1 unread" in ben.get("/notices/").content.decode()
    ben.post("/notices/read/")
    assert "unread" not in ben.get("/notices/").content.decode().lower()


def test_everybody_is_offered_only_what_may_reach_them(
    okoro_account: Account, asha_account: Account, browser_of: Any
) -> None:
    assert (
        "Background work failed"
        not in browser_of(okoro_account).get("/settings/notices/").content.decode()
    )
    page = browser_of(asha_account).get("/settings/notices/").content.decode()
    assert "Background work failed" in page


def test_a_choice_is_saved_from_the_page(found: Any, ben_account: Account, browser_of: Any) -> None:
    ben = browser_of(ben_account)
    form = ben.get("/settings/notices/").context["form"]
    words = dict.fromkeys(form.fields, "here")

    ben.post("/settings/notices/", words)
    found("on the 17 bus")

    assert Notice.objects.get(account=ben_account).mail == "none"
