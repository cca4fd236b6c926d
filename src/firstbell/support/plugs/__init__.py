"""What support lends to the house: its place in the menu, and the tickets on everybody else's pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import somewhere
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event
from firstbell.platform.codes.models import Code
from firstbell.platform.fields import registry as fields
from firstbell.platform.merges import registry as merges
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.notifications.registry import notify
from firstbell.platform.notifications.states import How
from firstbell.platform.search import registry as search
from firstbell.platform.tags import registry as tags
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import presence, slots
from firstbell.platform.web.pages.start import at_the_beginning
from firstbell.platform.web.slots import Action, Create, MenuItem, Panel
from firstbell.support import events
from firstbell.support.actions import indexing, joining, starting, writing
from firstbell.support.models import Article, Desk, Macro, Ticket, TicketItem, teams
from firstbell.support.queries import articles, beside, costs, enclosed, queue, reporting_told

ARTICLE = "support.article"
TICKET, VIEW, WORK, REPORT = "support.ticket", "support.view", "support.work", "support.report"
SETUP, MANAGE = "support.change_setup", "support.manage_team"
ITEM, ROOM, PERSON = "equipment.item", "places.room", "people.person"
_FEW = 6

slots.menu(MenuItem("Tickets", "support:queue", "message-report", VIEW, order=5))
slots.menu(MenuItem("Service report", "support:service_report", "report-analytics", VIEW, order=6))
slots.menu(MenuItem("My tickets", "support:mine", "messages", REPORT, order=25))
slots.create(Create("Corridor log", "support:corridor", "walk", WORK, order=4))
slots.settings(
    MenuItem(
        "Reporting a fault", "support:desk", "message-report", "support.change_setup", "Tickets", 10
    )
)
slots.settings(
    MenuItem("How soon", "support:promises", "clock", "support.change_setup", "Tickets", 20)
)
slots.settings(MenuItem("Kept ready", "support:ready", "message-2", MANAGE, "Tickets", 30))
slots.settings(
    MenuItem("After it is solved", "support:aftercare", "mood-smile", SETUP, "Tickets", 35)
)
slots.create(Create("Ticket", "support:new", "message-plus", WORK, order=5))
slots.settings(MenuItem("Mail to the desk", "support:mail", "mail", WORK, "Tickets", 50))
at_the_beginning(lambda by, at: starting.start(at=at))


def _address(uid: UUID) -> str:
    number = Ticket.objects.filter(uid=uid).values_list("number", flat=True).first()
    return reverse("support:ticket", args=[number]) if number else reverse("support:queue")


slots.link(TICKET, _address)


def _mine(actor: Actor) -> QuerySet[Ticket]:
    return Ticket.objects.standing().filter(restricted=False).own(actor)


def _kept(actor: Actor) -> QuerySet[Ticket] | None:
    """What its team keeps from them, and they did not raise."""
    rows = Ticket.objects.kept_from(actor)
    return None if rows is None else rows.exclude(pk__in=Ticket.objects.own(actor).values("pk"))


search.index(
    search.ThingType(
        Ticket, TICKET, "Tickets", "message-report", VIEW, indexing.entry, indexing.rows, mine=_mine, order=15,
        fill=indexing.fill, unseen=_kept,
    )
)  # fmt: skip


def _ticket(actor: Actor, uid: UUID) -> Ticket | None:
    rows = Ticket.objects.visible_to(actor).select_related("school", "team", "status")
    return rows.filter(uid=uid).first()


def _macro(actor: Actor, uid: UUID) -> Macro | None:
    found: Macro | None = Macro.objects.visible_to(actor).filter(uid=uid).first()
    return found


slots.link("support.macro", lambda uid: f"/settings/ready/answers/{uid}/")
timeline.audiences(teams.audiences)
somewhere("support.manage_team", teams.manages_any)
attachments.accept(TICKET, WORK, load=_ticket)
fields.keeps(TICKET, Ticket, load=_ticket)
tags.accept(TICKET, WORK, load=_ticket, list="support.tickets")
attachments.accept("support.entry", WORK, load=enclosed.entry)
attachments.accept("support.macro", MANAGE, load=_macro)
attachments.accept("support.tray", REPORT, load=enclosed.tray)
merges.accept(
    TICKET, WORK, undo=joining.unmerge, rows=lambda actor: Ticket.objects.readable(actor).select_related("school")
)  # fmt: skip
presence.offer(ITEM, "tickets", lambda item: TicketItem.objects.filter(item=item.pk))


def _all(of: Any, column: str) -> dict[str, str]:
    return {
        "label": "All of them",
        "url": f"{reverse('support:all')}?{urlencode({column: of.uid})}",
    }


def _panel_words(
    rows: QuerySet[Ticket],
    link: dict[str, str],
    spent: Callable[[], costs.Spent | None] = lambda: None,
) -> dict[str, Any] | None:
    """The open ones first; with how many were ever, and what they cost."""
    found = list(rows.order_by("-solved_at", "-opened_at")[: _FEW + 1])
    if not found:
        return None
    found.sort(key=lambda ticket: (ticket.solved_at is not None, -ticket.opened_at.timestamp()))
    fact = f"{_FEW}+" if len(found) > _FEW else str(len(found))
    return {
        "tickets": found[:_FEW],
        "fact": fact,
        "link": link,
        "flush": True,
        "now": clock.now(),
        "spent": spent(),
    }


def _of_item(request: HttpRequest, item: Item) -> dict[str, Any] | None:
    if not presence.has(request, item, "tickets"):
        return None
    actor, on = request.actor, clock.now().date()
    rows = beside.of_item(actor, item)
    return _panel_words(rows, _all(item, "item"), lambda: costs.of_item(actor, item, on))


def _of_room(request: HttpRequest, room: Room) -> dict[str, Any] | None:
    actor, on = request.actor, clock.now().date()
    rows = beside.of_room(actor, room)
    return _panel_words(rows, _all(room, "room"), lambda: costs.of_room(actor, room, on))


def _of_person(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    return _panel_words(beside.of_person(request.actor, person), _all(person, "who"))


def _on_home(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    lines = queue.lines(request.actor, school, clock.now())
    ready = [line for line in lines if line.urgency.group != "waiting"]
    link = {"label": "The queue", "url": reverse("support:queue")}
    return {"lines": ready[:_FEW], "fact": len(ready), "link": link, "flush": True} if ready else None  # fmt: skip


def _for_others(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    """For those who do not work tickets: the way to report, and what became of theirs."""
    if request.actor.schools(VIEW) != frozenset():
        return None
    rows = Ticket.objects.own(request.actor).open().select_related("status", "room")
    return {"tickets": list(rows.order_by("-opened_at")[:_FEW]), "flush": True}


for _panel in (
    Panel(ITEM, "tickets", "Tickets", "message-report", "support/panels/tickets.html", VIEW, _of_item, order=8),
    Panel(ROOM, "tickets", "Tickets", "message-report", "support/panels/tickets.html", VIEW, _of_room, order=8),
    Panel(PERSON, "tickets", "Tickets", "message-report", "support/panels/tickets.html", VIEW, _of_person, order=8),
    Panel("home", "tickets", "Who needs help", "message-report", "support/panels/home.html", VIEW, _on_home, order=5),
    Panel("home", "report", "Is something not working?", "message-report", "support/panels/report.html", REPORT,
          _for_others, order=5),
):  # fmt: skip
    slots.panel(_panel)


def _reportable(actor: Actor, code: Code) -> bool:
    return code.is_claimed and code.thing_type in (ITEM, ROOM)


def _open(actor: Actor, code: Code) -> bool:
    """For somebody without an account, where the school allows it; the page itself asks where they are."""
    rows = Desk.objects.filter(school=code.school_id, open_reports=True)
    return actor.is_guest and _reportable(actor, code) and rows.exists()


for _action in (
    Action(ITEM, "Report a fault", "message-plus", REPORT, lambda item: reverse("support:report_item", args=[item.uid]),
           lambda actor, item: not item.is_gone, 5, "f"),
    Action("equipment.mine", "Report a fault", "message-plus", REPORT,
           lambda item: reverse("support:report_item", args=[item.uid])),
    Action(ROOM, "Report a fault", "message-plus", REPORT, lambda room: reverse("support:report_room", args=[room.uid]),
           lambda actor, room: room.is_open, 5, "f"),
    Action("code", "Something is wrong with it", "message-plus", REPORT,
           lambda code: reverse("support:report_code", args=[code.value]), _reportable, 5),
    Action("code", "Report a fault without signing in", "message-plus", slots.ANYBODY,
           lambda code: reverse("support:report_here", args=[code.value]), _open, 6),
    Action(PERSON, "Ticket for them", "message-plus", WORK,
           lambda person: f"{reverse('support:new')}?{urlencode({'who': person.uid})}",
           lambda actor, person: person.anonymised_at is None, 60),
    Action(PERSON, "All their tickets as a file", "file-text", "support.change_setup",
           lambda person: reverse("support:of_person", args=[person.uid]),
           lambda actor, person: person.anonymised_at is None, 80),
):  # fmt: skip
    slots.action(_action)


def _leaders(event: Event) -> QuerySet[Account]:
    return accounts_with(VIEW, event.school_id, event.at.date())


notify(
    events.WEEK_TOLD, label="The week of ICT support, on one page", to=_leaders, title=lambda event: event.sentence,
    url=reporting_told.address, attach=reporting_told.attached, permission=VIEW, usual=How.HERE,
)  # fmt: skip


slots.menu(MenuItem("Articles", "support:articles", "book", "support.read", order=26))
slots.create(Create("Article", "support:article_new", "book", "support.write", order=60))


def _article_address(uid: UUID) -> str:
    slug = Article.objects.filter(uid=uid).values_list("slug", flat=True).first()
    return reverse("support:article", args=[slug]) if slug else reverse("support:articles")


slots.link(ARTICLE, _article_address)
search.index(
    search.ThingType(
        Article, ARTICLE, "Articles", "book", VIEW, writing.entry, Article.objects.kept, mine=Article.objects.read_by, order=16
    )
)  # fmt: skip


def _one_article(actor: Actor, uid: UUID) -> Article | None:
    found: Article | None = Article.objects.visible_to(actor).filter(uid=uid).first()
    return found


attachments.accept(ARTICLE, "support.write", load=_one_article)


def _articles(request: HttpRequest, belongs: Q) -> dict[str, Any] | None:
    rows = Article.objects.visible_to(request.actor).usable().filter(belongs)
    found = list(rows.order_by("title")[:_FEW])
    return {"articles": found, "flush": True, "fact": len(found)} if found else None


def _to_read(request: HttpRequest, school: School | None) -> dict[str, Any] | None:
    """Those whose day has come that are this person's to read through, or nobody's."""
    own = Q(reviewer=request.actor.account_id) | Q(reviewer=None)
    rows = list(articles.overdue(request.actor, clock.now().date()).filter(own)[:_FEW])
    link = {"label": "All of them", "url": f"{reverse('support:articles_all')}?review.before=today"}
    return (
        {"articles": rows, "fact": len(rows), "link": link, "flush": True, "due": True}
        if rows
        else None
    )


for _panel in (
    Panel(ITEM, "articles", "Articles", "book", "support/panels/articles.html", "support.read",
          lambda request, item: _articles(request, articles.of_items([item])), side=True, order=60),
    Panel(ROOM, "articles", "Articles", "book", "support/panels/articles.html", "support.read",
          lambda request, room: _articles(request, articles.of_room(room)), side=True, order=60),
    Panel("home", "articles", "Articles to read through", "book", "support/panels/articles.html", "support.write", _to_read, order=60),
):  # fmt: skip
    slots.panel(_panel)
