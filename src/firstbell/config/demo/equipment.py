from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from firstbell.config.demo import people, stock, words
from firstbell.config.demo.stock import Batch
from firstbell.equipment.actions import cataloguing, custody, moving, registering, stocking
from firstbell.equipment.actions.ledger import Facts
from firstbell.equipment.models import Category, Item, Manufacturer, Model
from firstbell.equipment.states import Lifecycle
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

LONDON = ZoneInfo("Europe/London")


def morning(day: date, luck: Random) -> datetime:
    """A moment of a working day."""
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(8 + luck.randrange(8), luck.randrange(60)), LONDON)


def buy(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    """Everything the school owns, each order on its day, with its trolleys; then what goes by the box."""
    batches = stock.PRIMARY if school.phase == "primary" else stock.SECONDARY
    suppliers = list(Organisation.objects.filter(school=None).order_by("pk"))
    for number, batch in enumerate(batches):
        _order(
            school, batch, f"PO-{school.pk}{number:03d}", suppliers[batch.supplier], by, at, luck
        )
    for kind, name, count, price in stock.LEADS:
        category = Category.objects.get(name=kind)
        home = _rooms(school, ("ICT store", "Store"))[0]
        values = {
            "name": name,
            "quantity": count,
            "price_net": price * count,
            "home_id": home.pk,
        }
        bought = at - timedelta(days=80)
        [made] = registering.register(
            school, [registering.Draft(category, values)], by=by, at=bought
        )
        if name in stock.LEVELS:
            _use(Item.objects.get(pk=made.id), suppliers[3], price, by=by, at=at)


def _use(item: Item, supplier: Organisation, price: int, *, by: Actor, at: datetime) -> None:
    """Some came in, printers had some of it, and how many there should be is said."""
    least, full, model, used = stock.LEVELS[item.name]
    paid = Facts(price_net=price, supplier=supplier, order_ref=f"PO-{item.school_id}900")
    stocking.receive(item, 1, by=by, at=at - timedelta(days=40), facts=paid)
    stocking.set_levels(item, minimum=least, target=full, by=by, at=at - timedelta(days=40))
    fitting = Model.objects.filter(name=model).first()
    if fitting is None:
        return
    stocking.fits(item, fitting, by=by, at=at - timedelta(days=40))
    into = list(Item.objects.filter(school=item.school, model=fitting).order_by("pk")[:used])
    for number, printer in enumerate(into):
        custody.give(item, to=printer, by=by, at=at - timedelta(days=34 - 9 * number))


def _order(  # noqa: PLR0913 -- one order, whole
    school: School,
    batch: Batch,
    ref: str,
    supplier: Organisation,
    by: Actor,
    at: datetime,
    luck: Random,
) -> None:
    bought = at.date() - timedelta(days=round(batch.age * 365))
    moment = min(at, max(morning(bought + timedelta(days=9), luck), at - timedelta(days=730)))
    category = Category.objects.get(name=batch.kind)
    maker = cataloguing.named(Manufacturer, batch.maker, by=by, at=moment)
    model = Model.objects.filter(name=batch.model, manufacturer=maker).first() or cataloguing.add(
        Model, name=batch.model, by=by, at=moment, category=category, manufacturer=maker,
        replacement_pence=round(batch.price * 1.08), life_months=category.life_months,
    )  # fmt: skip
    rooms = _rooms(school, batch.where)
    covered = date(bought.year + batch.cover_years, bought.month, min(bought.day, 28))
    drafts = [
        registering.Draft(
            category,
            {
                "model_id": model.pk, "serial": _serial(luck, batch.maker), "home_id": rooms[n % len(rooms)].pk,
                "supplier_id": supplier.pk, "order_ref": ref, "bought_on": bought, "price_net": batch.price,
                "vat_rate": 2000, "price_gross": round(batch.price * 1.2), "funding": luck.choice(("Capital", "Curriculum ICT")),
                "lifecycle": Lifecycle.IN_STOCK if batch.to or batch.age > 5.3 else Lifecycle.IN_SERVICE,
                "custom": dict(batch.special), "notes": luck.choice(words.NOTES) if luck.random() < 0.08 else "",
                "home_spot": f"{1 + n // len(rooms)}" if batch.kind in ("Desktop", "Monitor") else "",
                "condition": luck.choices(("new", "good", "worn", "damaged"), (5, 70, 22, 3))[0],
            },
            label=str(model), covered_to=covered,
        )
        for n in range(batch.count)
    ]  # fmt: skip
    made = registering.register(school, drafts, by=by, at=moment)
    if batch.trolley:
        _fill_trolleys(school, batch, [row.id for row in made], rooms, by, moment)


def _rooms(school: School, beginnings: Sequence[str]) -> list[Room]:
    rooms = list(Room.objects.filter(school=school).order_by("name_key"))
    found = [room for start in beginnings for room in rooms if room.name.startswith(start)]
    return found or rooms[:1]


def _serial(luck: Random, maker: str) -> str:
    letters = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
    return maker[:2].upper() + "".join(luck.choice(letters) for _ in range(8))


def _fill_trolleys(
    school: School, batch: Batch, ids: Sequence[int], rooms: Sequence[Room], by: Actor, at: datetime
) -> None:
    category = Category.objects.get(name="Trolley")
    for number, start in enumerate(range(0, len(ids), batch.trolley)):
        room = rooms[number % len(rooms)]
        values = {"name": f"Trolley, {batch.model}", "capacity": batch.trolley, "home_id": room.pk, "price_net": 89_000,
                  "bought_on": at.date(), "lifecycle": Lifecycle.IN_SERVICE}  # fmt: skip
        made = registering.register(school, [registering.Draft(category, values)], by=by, at=at)
        trolley = Item.objects.select_related("category").get(pk=made[0].id)
        inside = Item.objects.filter(pk__in=ids[start : start + batch.trolley]).select_related(
            "model", "category", "container"
        )
        moving.put_in(list(inside), container=trolley, by=by, at=at)


def hand_out(school: School, *, by: Actor, at: datetime, luck: Random) -> None:
    """Last September's and this one's laptops go to students, and staff have theirs; some come back."""
    batches = stock.PRIMARY if school.phase == "primary" else stock.SECONDARY
    students = list(
        Person.objects.filter(school=school, memberships__kind="student").order_by("pk")
    )
    staff = list(Person.objects.filter(school=school, memberships__kind="staff").order_by("pk"))
    luck.shuffle(students)
    students.sort(key=lambda person: person.email == people.STUDENT[2])
    for batch in (batch for batch in batches if batch.to):
        holders = students if batch.to == "student" else staff
        items = Item.objects.filter(school=school, model__name=batch.model).select_related(
            "model", "category", "school"
        )
        for item in items:
            _give(item, holders, by, at, luck, student=batch.to == "student")


def _give(
    item: Item, holders: list[Person], by: Actor, at: datetime, luck: Random, *, student: bool
) -> None:
    if not holders or luck.random() < 0.06:
        return
    if luck.random() < 0.45:
        before = luck.choice(holders)
        given = morning(at.date() - timedelta(days=420 + luck.randrange(30)), luck)
        custody.give(item, to=before, by=by, at=given)
        back = morning(at.date() - timedelta(days=125 + luck.randrange(12)), luck)
        custody.take_back(item, by=by, at=back, condition=luck.choice(("good", "worn", "")))
    now = morning(at.date() - timedelta(days=58 + luck.randrange(20)), luck)
    due = date(at.year + (1 if at.month >= 9 else 0), 7, 16) if student else None
    if luck.random() < 0.02:
        due = at.date() - timedelta(days=luck.randrange(1, 20))
    custody.give(
        item,
        to=holders.pop(),
        by=by,
        at=now,
        due_on=due,
        note="Charger and sleeve" if student else "",
    )
