"""What lies on the lead's desk today: tags on things, a delivery that came in as a file, and news to read."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from firstbell.equipment.models import Custody, Item
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor, account_actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.audit.models import Event
from firstbell.platform.codes import actions as codes
from firstbell.platform.exchange.actions import applying, bringing, deciding, settling
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.jobs import worker
from firstbell.platform.jobs.models import Job
from firstbell.platform.lists import actions as lists
from firstbell.platform.lists.actions import ViewWords
from firstbell.platform.lists.jobs import watch_counts
from firstbell.platform.notifications import registry, telling
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import Tag
from firstbell.platform.tags.states import Colour
from firstbell.platform.tenancy.models import School

# Name, colour, which models, how many of them from which on.
TAGS = (
    ("Exam laptops", Colour.LIVE, ("Latitude 3190",), slice(0, 20)),
    ("Loan pool", Colour.OK, ("Latitude 3190",), slice(20, None)),
    ("Loan pool", Colour.OK, ("EOS 2000D",), slice(None)),
    ("Replace next summer", Colour.WARN, ("ProDesk 400 G6",), slice(None)),
    ("Open evening", Colour.PLAIN, ("MG10XU", "EB-L210W"), slice(0, 6)),
)
DELIVERY = "Northgate AV delivery note.csv"
_HEADINGS = "Type,Make,Model,Serial Number,Location,Purchase Date,Cost ex VAT,Supplier,PO Number"
_FOUND = "Found on the number 12 bus last night. It is at the desk of the library in Mill Lane."
_FROM = "Mrs Lane at the library, 01632 960 144"


def lay_out(school: School, account: Account, *, by: Actor, at: datetime) -> None:
    """For one person at their school; what they are told of is what happened."""
    lead = account_actor(account, on=at.date())
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    put_tags_on(school, by=by, at=at)
    bring_delivery(school, by=lead, at=at)
    watch = ViewWords("Out of action", "state=in_repair,missing", alert_over=5)
    lists.save_view("equipment.items", watch, school=school, by=lead, at=at)
    watch_counts(at)
    lose_and_find(school, by=by, at=at)
    for event in Event.objects.filter(pk__gt=last).order_by("pk"):
        if kind := registry.kind(event.kind):
            telling.tell(kind, event)


def put_tags_on(school: School, *, by: Actor, at: datetime) -> None:
    known: dict[str, Tag] = {}
    for name, colour, models, which in TAGS:
        tag = known.get(name) or tags.make(name, colour=colour, by=by, at=at)
        known[name] = tag
        items = Item.objects.live().filter(school=school, model__name__in=models).order_by("pk")
        tags.tag_many(list(items[which]), [tag], by=by, at=at)


def bring_delivery(school: School, *, by: Actor, at: datetime) -> ImportSession:
    """Visualisers, one of them back from repair and known already, and a day that November does not have."""
    session = bringing.bring(
        school, sheet="equipment", name=DELIVERY, content=[_delivery(school, at)], by=by, at=at
    )
    _wait(session)
    mapping = {at: field for at, field in session.mapping.items() if field}
    settled = settling.Settled(
        mapping, session.fill, session.mode, session.match, session.date_order, session.policies
    )
    settling.settle(session, settled, by=by, at=at)
    _wait(session)
    deciding.accept_all(session, by=by)
    applying.start(session, by=by, at=at)
    _wait(session)
    return session


def _wait(session: ImportSession) -> None:
    """The work that was sent to the background, done here."""
    worker.run(Job.objects.get(uid=str(session.job_uid)))
    session.refresh_from_db()


def _delivery(school: School, at: datetime) -> bytes:
    day = at.date() - timedelta(days=9)
    rooms = Room.objects.filter(school=school, kind="classroom").order_by("name_key")
    names = rooms.values_list("name", flat=True)[:16]
    bought = [f"31/11/{day.year}" if at == 11 else f"{day:%d/%m/%Y}" for at in range(16)]
    lines = [
        f"Visualiser,IPEVO,VZ-R Pro,VZ8{4100 + 7 * at},{room},{bought[at]},129.00,Northgate AV,PO-2207"
        for at, room in enumerate(names)
    ]
    known = Item.objects.filter(school=school, model__name="V4K").exclude(serial="")
    lines[6] = f"Visualiser,IPEVO,V4K,{known.order_by('pk')[0].serial},{names[6]},,,,"
    return "\r\n".join([_HEADINGS, *lines]).encode("cp1252")


def lose_and_find(school: School, *, by: Actor, at: datetime) -> None:
    held = Custody.objects.open().filter(item__school=school, item__category__name="Laptop")
    rows = held.select_related("item__school", "item__model", "item__category").order_by("pk")
    lost: Any = rows[5].item
    code = codes.issue([lost], by=by, at=at)[lost.uid]
    finder = system_actor("web", "Somebody")
    codes.report_found(code, words=_FOUND, contact=_FROM, by=finder, at=at)
