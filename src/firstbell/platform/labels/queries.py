from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from firstbell.lib.labels import catalogue
from firstbell.lib.labels.layout import Label
from firstbell.lib.labels.stock import Sheet, Stock, Tape
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.codes import queries as codes
from firstbell.platform.codes.models import Code
from firstbell.platform.labels import registry
from firstbell.platform.labels.models import OwnSheet, Run
from firstbell.platform.labels.registry import Field, Offer

_WORD = re.compile(r"\{(\w+)\}")
UNCLAIMED = "Scan to say what this is on"


def stock_of(key: str, actor: Actor) -> Stock:
    """Paper by its key: from the catalogue, or measured by one of the actor's schools."""
    if not key.startswith("own-"):
        return catalogue.find(key)
    try:
        uid = UUID(key.removeprefix("own-"))
    except ValueError:
        raise NotFound("There is no such label stock.") from None
    sheet = OwnSheet.objects.visible_to(actor).filter(uid=uid).first()
    if sheet is None:
        raise NotFound("That label sheet has been removed.")
    stock: Stock = sheet.stock()
    return stock


def stocks(actor: Actor) -> list[tuple[str, list[Stock]]]:
    """All paper, in groups, our own first."""
    ours = [sheet.stock() for sheet in OwnSheet.objects.visible_to(actor).order_by("name")]
    known = list(catalogue.CATALOGUE.values())
    groups = [
        ("Our own", ours),
        ("A4 sheets", [one for one in known if isinstance(one, Sheet) and one.page_width == 210]),
        ("Brother rolls", [one for one in known if _by(one, "Brother")]),
        ("Dymo rolls", [one for one in known if _by(one, "Dymo")]),
        (
            "American sheets",
            [one for one in known if isinstance(one, Sheet) and one.page_width != 210],
        ),
    ]
    return [(name, some) for name, some in groups if some]


def _by(stock: Stock, maker: str) -> bool:
    return isinstance(stock, Tape) and stock.name.startswith(maker)


def offer_of(run: Run) -> Offer | None:
    return registry.find(run.thing_type) if run.thing_type else None


def labels_of(
    run: Run, *, fields: Sequence[str], actor: Actor, limit: int | None = None, says: str = ""
) -> list[Label]:
    """The labels in the order in which they were gathered; what the actor may not see is left out."""
    if run.batch_id is not None:
        rows = Code.objects.visible_to(actor).filter(batch_id=run.batch_id).unclaimed()
        return [unclaimed_label(code) for code in rows.order_by("id")[:limit]]
    offer = offer_of(run)
    if offer is None:
        raise NotFound("Labels for these things cannot be printed any more.")
    require(actor, offer.permission)
    uids = [UUID(uid) for uid in run.uids[:limit]]
    things = {thing.uid: thing for thing in offer.load(actor, uids)}
    found = codes.codes_for(things)
    shown = [field for key in fields for field in offer.fields if field.key == key]
    refuse_unknown(says, offer)
    return [
        label_of(things[uid], offer, shown, found.get(uid), says) for uid in uids if uid in things
    ]


def label_of(
    thing: Any, offer: Offer, fields: Sequence[Field], code: Code | None, says: str = ""
) -> Label:
    tag = offer.tag(thing)
    return Label(
        tag=tag,
        link=codes.link(code.value) if code else "",
        code=code.value if code else tag,
        title=offer.title(thing),
        lines=tuple(field.text(thing) for field in fields),
        says=_said(says, thing, offer, code) if says else "",
    )


def words_for(offer: Offer | None) -> list[str]:
    """What may stand between braces in the words of a square code."""
    fields = offer.fields if offer else ()
    return ["tag", "title", "code", "link", *(field.key for field in fields)]


def refuse_unknown(says: str, offer: Offer) -> None:
    known = words_for(offer)
    for word in _WORD.findall(says):
        if word not in known:
            some = ", ".join(f"{{{name}}}" for name in known)
            raise Refusal(
                f"There is no {{{word}}} here. There are {some}.",
                fields={"own_words": f"There are {some}"},
            )


def _said(says: str, thing: Any, offer: Offer, code: Code | None) -> str:
    """The words with the thing's own in their places; where they all are empty, nothing is said."""
    known: dict[str, Callable[[], str]] = {
        "tag": lambda: offer.tag(thing),
        "title": lambda: offer.title(thing),
        "code": lambda: code.value if code else "",
        "link": lambda: codes.link(code.value) if code else "",
        **{field.key: partial(field.text, thing) for field in offer.fields},
    }
    found = {word: known[word]() for word in set(_WORD.findall(says))}
    if found and not any(found.values()):
        return ""
    return _WORD.sub(lambda match: found[match[1]], says)


def unclaimed_label(code: Code) -> Label:
    return Label(tag=code.spoken, link=codes.link(code.value), code=code.value, lines=(UNCLAIMED,))
