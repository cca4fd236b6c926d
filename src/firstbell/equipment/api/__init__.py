"""Equipment by API: the same verbs as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from firstbell.equipment.actions import (
    beginning,
    cataloguing,
    changing,
    covering,
    moving,
    registering,
    stages,
    wholes,
)
from firstbell.equipment.api import (
    booking_rows,
    booking_rules,
    bookings,
    counts,
    desk,
    joining,
    kinds,
    shapes,
    stock,
)
from firstbell.equipment.models import (
    Category,
    Custody,
    Identity,
    Item,
    Manufacturer,
    Model,
    StageLabel,
)
from firstbell.equipment.models.item import ItemQuerySet
from firstbell.equipment.queries import identities
from firstbell.lib import clock, natural
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Organisation, Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.fields import actions as fields
from firstbell.platform.tenancy.models import School

router = Router(tags=["Equipment"])
router.add_router("", joining.router)
router.add_router("", stock.router)
router.add_router("", desk.router)
router.add_router("", counts.router)
router.add_router("", booking_rows.router)
router.add_router("", bookings.router)
router.add_router("", booking_rules.router)
_OPEN = Prefetch(
    "custodies",
    Custody.objects.open().select_related(
        "person", "room", "with_item__model", "with_item__category"
    ),
)
_LINKS = {"model": Model, "home": Room, "supplier": Organisation}


def _items(request: HttpRequest) -> QuerySet[Item]:
    return _whole(request).live()


def _whole(request: HttpRequest) -> ItemQuerySet:
    rows = Item.objects.visible_to(request.actor)
    return rows.select_related("school", "category", "model", "home", "place", "container__model", "container__category",
                               "supplier", "stage_label").prefetch_related(_OPEN, "identities")  # fmt: skip


def _item(request: HttpRequest, uid: UUID) -> Item:
    return get_object_or_404(_items(request), uid=uid)


def _one(request: HttpRequest, kind: Any, uid: UUID | None) -> Any:
    return get_object_or_404(kind.objects.visible_to(request.actor), uid=uid) if uid else None


@router.get("items", response=shapes.ItemPage, summary="Items, a page at a time")
def items(request: HttpRequest, query: Query[shapes.ItemFilter]) -> dict[str, Any]:
    rows = _whole(request).taken_out() if query.taken_out else _items(request)
    for name in ("school", "category", "place"):
        uid = getattr(query, name)
        rows = rows.filter(**{f"{name}__uid": uid}) if uid else rows
    if query.person:
        rows = rows.filter(
            pk__in=Custody.objects.open().filter(person__uid=query.person).values("item_id")
        )
    if query.lifecycle:
        rows = rows.filter(lifecycle=query.lifecycle)
    if query.tag:
        rows = rows.filter(tag_key=natural.key(query.tag))
    for kind in ("serial", "mac", "hostname", "imei"):
        if told := getattr(query, kind):
            mine = Identity.objects.filter(kind=kind, norm=identities.normal(told), to_at=None)
            rows = rows.filter(pk__in=mine.values("item_id"))
    return page(rows, query)


@router.post("items", response={201: shapes.ItemOut}, summary="Add an item to the register")
def add(request: HttpRequest, body: shapes.ItemIn) -> Status[Item]:
    school = _one(request, School, body.school)
    category = _one(request, Category, body.category)
    require(request.actor, "equipment.change", school)
    sent = body.dict(exclude={"school", "category"}, exclude_none=True)
    tag = sent.pop("tag", "")
    values = _values(request, sent, category)
    model = Model.objects.filter(pk=values.get("model_id") or 0).first()
    draft = registering.Draft(category, values, tag=tag, label=str(model or ""))
    made = registering.register(school, [draft], by=request.actor, at=clock.now())
    return Status(201, _item(request, made[0].uid))


def _values(
    request: HttpRequest, sent: dict[str, Any], category: Category, *, whole: bool = True
) -> dict[str, Any]:
    values = dict(sent)
    for name, kind in _LINKS.items():
        if name in values:
            row = _one(request, kind, values.pop(name))
            values[f"{name}_id"] = row.pk if row else None
    if whole or "custom" in values:
        said = values.get("custom") or {}
        if whole:
            model = Model.objects.filter(pk=values.get("model_id") or 0).first()
            said = beginning.own_of(category, model, said)
        values["custom"] = fields.cleaned("equipment.item", said, scope=category.uid, whole=whole)
    return values


@router.get("items/{uid}", response=shapes.ItemOut, summary="One item, also one that is taken out")
def item(request: HttpRequest, uid: UUID) -> Item:
    return get_object_or_404(_whole(request), uid=uid, merged_into_uid=None)


@router.patch(
    "items/{uid}", response=shapes.ItemOut, summary="Change what the register says of an item"
)
def change(request: HttpRequest, uid: UUID, body: shapes.ItemChange) -> Item:
    found = _item(request, uid)
    require(request.actor, "equipment.change", found)
    version = version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, shapes.CLEARABLE)
    values = _values(request, sent, found.category, whole=False)
    changing.change(found, by=request.actor, at=clock.now(), version=version, **values)
    return _item(request, uid)


@router.post(
    "items/{uid}/custody",
    response={201: shapes.ItemOut},
    summary="Give it to a person, a room or an item",
)
def give(request: HttpRequest, uid: UUID, body: shapes.GiveIn) -> Status[Item]:
    found = _item(request, uid)
    chosen = [(Person, body.person), (Room, body.room), (Item, body.item)]
    given = [(kind, key) for kind, key in chosen if key]
    if len(given) != 1:
        raise Refusal("Say who gets it: one of person, room and item.")
    wholes.give(
        found, to=_one(request, *given[0]), by=request.actor, at=clock.now(), due_on=body.due_on,
        quantity=body.quantity, note=body.note,
    )  # fmt: skip
    return Status(201, _item(request, uid))


@router.post("items/{uid}/return", response=shapes.ItemOut, summary="Take it back")
def take_back(request: HttpRequest, uid: UUID, body: shapes.ReturnIn) -> Item:
    found = _item(request, uid)
    row = get_object_or_404(found.custodies.open(), uid=body.custody) if body.custody else None
    wholes.take_back(
        found, by=request.actor, at=clock.now(), row=row, condition=body.condition or ""
    )
    return _item(request, uid)


@router.post("items/{uid}/place", response=shapes.ItemOut, summary="Stand it in a room")
def move(request: HttpRequest, uid: UUID, body: shapes.MoveIn) -> Item:
    room = _one(request, Room, body.room)
    moving.move(
        [_item(request, uid)], to=room, by=request.actor, at=clock.now(), and_home=body.and_home
    )
    return _item(request, uid)


@router.post(
    "items/{uid}/sightings", response={201: shapes.ItemOut}, summary="Note that it was seen"
)
def seen(request: HttpRequest, uid: UUID, body: shapes.SightingIn) -> Status[Item]:
    room = _one(request, Room, body.room)
    moving.see(
        _item(request, uid),
        room=room,
        how="by another system",
        by=request.actor,
        at=clock.now(),
        note=body.note,
    )
    return Status(201, _item(request, uid))


@router.post("items/{uid}/stage", response=shapes.ItemOut, summary="Set its stage of life")
def stage(request: HttpRequest, uid: UUID, body: shapes.StageIn) -> Item:
    item, label = _item(request, uid), _one(request, StageLabel, body.label)
    stages.set_stage(
        [item],
        stage=body.stage,
        by=request.actor,
        at=clock.now(),
        on=body.on,
        label=label,
        note=body.note,
    )
    return _item(request, uid)


@router.post(
    "items/{uid}/cover", response={201: shapes.ItemOut}, summary="Record a warranty or other cover"
)
def cover(request: HttpRequest, uid: UUID, body: shapes.CoverIn) -> Status[Item]:
    covering.add_cover(_item(request, uid), by=request.actor, at=clock.now(), **body.dict())
    return Status(201, _item(request, uid))


@router.post(
    "items/{uid}/removal", response={204: None}, summary="Take a mistake out of the register"
)
def remove(request: HttpRequest, uid: UUID, body: shapes.RemovalIn) -> Status[None]:
    stages.remove(_item(request, uid), why=body.why, by=request.actor, at=clock.now())
    return Status(204, None)


@router.get("categories", response=kinds.CategoryPage, summary="Kinds of equipment")
def categories(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(Category.objects.visible_to(request.actor), paging)


@router.post("categories", response={201: kinds.CategoryOut}, summary="Add a kind")
def add_category(request: HttpRequest, body: kinds.CategoryIn) -> Status[Category]:
    return Status(201, cataloguing.add(Category, by=request.actor, at=clock.now(), **body.dict()))


@router.get("models", response=kinds.ModelPage, summary="Models")
def models(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(
        Model.objects.visible_to(request.actor).select_related("category", "manufacturer"), paging
    )


@router.post("models", response={201: kinds.ModelOut}, summary="Add a model")
def add_model(request: HttpRequest, body: kinds.ModelIn) -> Status[Model]:
    category = _one(request, Category, body.category)
    made = cataloguing.add(
        Model,
        name=body.name,
        number=body.number,
        category=category,
        custom=body.custom,
        by=request.actor,
        at=clock.now(),
    )
    return Status(201, made)


def _model(request: HttpRequest, uid: UUID) -> Model:
    rows = Model.objects.visible_to(request.actor).select_related("category", "manufacturer")
    found: Model = get_object_or_404(rows, uid=uid)
    return found


@router.get("models/{uid}", response=kinds.ModelOut, summary="One model")
def model(request: HttpRequest, uid: UUID) -> Model:
    return _model(request, uid)


@router.patch("models/{uid}", response=kinds.ModelOut, summary="Change a model")
def change_model(request: HttpRequest, uid: UUID, body: kinds.ModelChange) -> Model:
    found, version = _model(request, uid), version_read(request)
    sent = body.dict(exclude_unset=True)
    refuse_cleared(sent, kinds.CLEARABLE)
    for name, kind in (("category", Category), ("manufacturer", Manufacturer)):
        if name in sent:
            sent[name] = _one(request, kind, sent[name])
    cataloguing.change(found, by=request.actor, at=clock.now(), version=version, **sent)
    return found
