"""What equipment lends to the house: its pages' slots, here; what others may ask of it, in receivers.py."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from firstbell.equipment.actions import indexing, parting, starting
from firstbell.equipment.models import Category, Cover, Custody, Identity, Item, Model
from firstbell.equipment.plugs import bookings as _bookings  # noqa: F401 -- its own slots
from firstbell.equipment.plugs import counts as _counts  # noqa: F401 -- its own slots
from firstbell.equipment.plugs import desk as _desk  # noqa: F401 -- its part of the house
from firstbell.equipment.plugs import notices as _notices  # noqa: F401 -- its part of the house
from firstbell.equipment.plugs import panels, plans
from firstbell.equipment.plugs import stock as _stock  # noqa: F401 -- its part of the house
from firstbell.equipment.queries import identities, marks, stickers, wording
from firstbell.equipment.queries.holders import moves_between_schools
from firstbell.equipment.states import ENDED, Lifecycle
from firstbell.lib import natural
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments import registry as attachments
from firstbell.platform.audit import timeline
from firstbell.platform.codes import registry as codes
from firstbell.platform.fields import registry as fields
from firstbell.platform.labels import registry as labels
from firstbell.platform.merges import registry as merges
from firstbell.platform.notes import registry as notes
from firstbell.platform.search.registry import ThingType, index
from firstbell.platform.tags import registry as tags
from firstbell.platform.web import presence, slots
from firstbell.platform.web.addresses import address, address_of
from firstbell.platform.web.labelling import labelled
from firstbell.platform.web.pages.start import at_the_beginning
from firstbell.platform.web.slots import Action, Create, MenuItem, Panel

ITEM = "equipment.item"
NOBODY = UUID(int=0)
VIEW, CHANGE, GIVE = "equipment.view", "equipment.change", "equipment.give"

slots.menu(MenuItem("Equipment", "equipment:items", "device-laptop", VIEW, order=20))
slots.settings(
    MenuItem("Stages in our words", "equipment:stage_labels", "progress", VIEW, "Register", 40)
)
slots.settings(
    MenuItem("What a stage asks for", "equipment:stage_asks", "list-check", VIEW, "Register", 42)
)
slots.settings(
    MenuItem(
        "Junk serials",
        "equipment:junk_serials",
        "fingerprint",
        "equipment.catalogue",
        "Register",
        45,
    )
)
slots.create(Create("Equipment", "equipment:new", "device-laptop", CHANGE, order=10))
slots.link(ITEM, lambda uid: f"/equipment/{uid}/")
index(
    ThingType(
        Item, ITEM, "Equipment", "device-laptop", VIEW, indexing.entry, order=10, fill=marks.fill,
        rows=lambda: Item.objects.live().select_related("model", "category"),
        mine=lambda actor: Item.objects.live().filter(custodies__to_at=None, custodies__person__uid=actor.person_uid or NOBODY),
    )
)  # fmt: skip
slots.link("equipment.model", lambda uid: f"/equipment/models/{uid}/")


def _at(name: str) -> Any:
    return lambda item: address_of(f"equipment:{name}", item.address)


def _free(actor: Any, item: Item) -> bool:
    return not _ended(item) and (not item.is_individual or not item.is_held)


def _held(actor: Any, item: Item) -> bool:
    return item.is_held


def _live(actor: Any, item: Item) -> bool:
    return not _ended(item)


def _may_leave(actor: Any, item: Item) -> bool:
    return not item.removed_at and moves_between_schools(actor)


def _ended(item: Item) -> bool:
    return bool(item.removed_at) or item.lifecycle in ENDED


for _action in (
    Action(ITEM, "Take back", "arrow-back-up", GIVE, _at("take_back"), _held, 10, "b"),
    Action(ITEM, "Give to…", "transfer", GIVE, _at("give"), _free, 11, "l"),
    Action(ITEM, "Move", "arrow-right", CHANGE, _at("move"), _live, 20, "m"),
    Action(ITEM, "I have seen it", "eye-check", CHANGE, _at("seen"), _live, 30, "s"),
    Action(ITEM, "Change", "edit", CHANGE, _at("edit"), lambda a, i: not i.removed_at, 40, "e"),
    Action(ITEM, "Set state", "progress", CHANGE, _at("stage"), lambda a, i: not i.removed_at, 50),
    Action(ITEM, "Put in a trolley", "shopping-cart", CHANGE, _at("put_in"), _live, 60),
    Action(ITEM, "Record a warranty", "shield-check", CHANGE, _at("cover"), _live, 70),
    Action(
        ITEM,
        "Add one like it",
        "copy",
        CHANGE,
        lambda i: f"{address('equipment:new')}?like={i.uid}",
        _live,
        80,
    ),
    Action(
        ITEM,
        "Retire",
        "archive",
        "equipment.end",
        lambda i: f"{_at('stage')(i)}?to={Lifecycle.RETIRED}",
        _live,
        90,
    ),
    Action(ITEM, "Transfer to another school", "school", CHANGE, _at("transfer"), _may_leave, 92),
    Action(
        ITEM,
        "Merge with another record",
        "arrow-merge",
        "equipment.end",
        _at("merge"),
        lambda a, i: not i.removed_at,
        93,
    ),
    Action(
        ITEM,
        "Take out of the register",
        "trash",
        "equipment.end",
        _at("remove"),
        lambda a, i: not i.removed_at,
        95,
    ),
):
    slots.action(_action)

presence.offer(ITEM, "custody", lambda item: Custody.objects.filter(item=item.pk))
presence.offer(ITEM, "held", lambda item: Custody.objects.open().filter(item=item.pk))
presence.offer(ITEM, "covers", lambda item: Cover.objects.filter(item=item.pk))
presence.offer(ITEM, "identities", lambda item: Identity.objects.filter(item=item.pk))
presence.offer(
    ITEM, "history_elsewhere", lambda item: timeline.own(item.uid).exclude(school_id=item.school_id)
)

for _panel in (
    Panel(ITEM, "custody", "Who has it", "user", "equipment/panels/custody.html", VIEW, panels.custody, order=10),
    Panel(ITEM, "contents", "What is in it", "box", "equipment/panels/contents.html", VIEW, panels.contents, order=20),
    Panel(ITEM, "history", "What happened", "history", "equipment/panels/history.html", "audit.view", panels.history, order=30),
    Panel(ITEM, "notes", "Notes", "note", "equipment/panels/notes.html", VIEW, panels.notes, order=40),
    Panel(ITEM, "place", "Where it is", "map-pin", "", VIEW, panels.place, side=True, order=10),
    Panel(ITEM, "own", "Its facts", "list-details", "", VIEW, panels.own, side=True, order=20),
    Panel(ITEM, "money", "Money and cover", "currency-pound", "equipment/panels/money.html", "equipment.money",
          panels.money, side=True, order=30),
    Panel(ITEM, "identity", "How it is told apart", "fingerprint", "", VIEW, panels.identity,
          side=True, order=40),
    Panel("equipment.model", "secrets", "Kept secret", "lock", "", "equipment.catalogue", panels.secrets, side=True, order=20),
    Panel("places.room", "equipment", "What is here", "devices", "equipment/panels/here.html", VIEW, panels.in_room, order=20),
    Panel("people.person", "equipment", "What they have", "devices", "equipment/panels/held.html", VIEW, panels.held, order=20),
    Panel("places.floor", "equipment", "Equipment on the plan", "map-pin", "equipment/panels/plan.html", VIEW, plans.panel,
          side=True, order=30),
    Panel("home", "mine", "What you have", "device-laptop", "equipment/panels/held.html", "people.own", panels.mine, order=10),
    Panel("home", "begin", "Begin here", "file-import", "equipment/panels/begin.html", CHANGE, panels.begin, order=1),
    Panel("home", "equipment", "Equipment", "device-laptop", "equipment/panels/home.html", VIEW, panels.home, order=30),
    Panel("home", "ending", "Warranty ends soon", "shield-check", "equipment/panels/ending.html", VIEW, panels.ending, order=40),
    Panel("home", "trouble", "Broken or missing", "alert-octagon", "equipment/panels/trouble.html", VIEW, panels.trouble,
          order=25),
):  # fmt: skip
    slots.panel(_panel)


def _kinds() -> list[tuple[str, str]]:
    rows = Category.objects.order_by("name_key").values_list("uid", "name")
    return [(str(uid), name) for uid, name in rows]


fields.narrows(ITEM, "kinds of equipment", _kinds)
labelled(ITEM, in_list="equipment.items")
labels.offer(
    labels.Offer(
        ITEM, "Equipment", VIEW, tag=lambda item: item.tag, title=wording.title, usual=("home", "serial"),
        load=lambda actor, uids: Item.objects.visible_to(actor)
        .filter(uid__in=uids)
        .select_related("model__manufacturer", "category", "home", "school"),
        fields=(
            labels.Field("home", "Home", lambda item: str(item.home or "")),
            labels.Field("serial", "Serial", lambda item: item.serial),
            labels.Field("category", "Kind", lambda item: item.category.name),
            labels.Field("school", "School", lambda item: item.school.short_name),
        ),
    )
)  # fmt: skip


def _load(actor: Actor, uid: UUID) -> Item | None:
    found: Item | None = Item.objects.visible_to(actor).filter(uid=uid).first()
    return found


def _load_model(actor: Actor, uid: UUID) -> Model | None:
    found: Model | None = Model.objects.visible_to(actor).filter(uid=uid).first()
    return found


fields.keeps(ITEM, Item, load=_load, given_by="equipment.model")
fields.keeps("equipment.model", Model, load=_load_model)
attachments.accept(ITEM, CHANGE, load=_load, receipts="equipment.money")
attachments.accept("equipment.model", "equipment.catalogue", load=_load_model)
notes.accept(ITEM, CHANGE, load=_load)
tags.accept(ITEM, CHANGE, load=_load, list="equipment.items")
merges.accept(
    ITEM, "equipment.end", undo=parting.unmerge,
    rows=lambda actor: Item.objects.visible_to(actor).select_related("model", "category", "school"),
)  # fmt: skip


@codes.resolver
def by_tag_or_serial(text: str) -> codes.Found | None:
    """A scanned asset tag or maker's serial leads to its live item, the tag of a merged record to what it became."""
    uid = identities.uid_of(text) or stickers.once_tagged(text)
    return codes.Found(ITEM, uid) if uid else None


def _worn_like(actor: Actor, text: str) -> Iterable[Item]:
    rows = Item.objects.visible_to(actor).live().filter(tag_key__startswith=natural.key(text))
    return rows.select_related("model", "category").order_by("tag_key")[:20]


codes.carries(codes.Carrier(ITEM, "item", _load, _worn_like, CHANGE, "device-laptop"))
at_the_beginning(lambda by, at: starting.stock_catalogue(by=by, at=at))
