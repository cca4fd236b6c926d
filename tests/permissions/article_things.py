"""Examples of articles, and the calls about them."""

from __future__ import annotations

from firstbell.platform.accounts.actors import account_actor
from firstbell.support.actions import writing
from firstbell.support.models import Article, Vote
from tests.permissions import rooms
from tests.permissions.calls import calls, nothing
from tests.permissions.things import LONG_AGO, Example, World, example


def _made(world: World, audience: str = "staff") -> Article:
    made = writing.write(
        world.hartley,
        title="No sound",
        body="Turn it up",
        audience=audience,
        by=world.system,
        at=LONG_AGO,
    )
    writing.change(made, body="Turn it up a little", by=world.system, at=LONG_AGO)
    return writing.set_state(made, "published", by=world.system, at=LONG_AGO)


@example("support:article", "support:article_vote")
def article(world: World) -> Example:
    made = _made(world)
    return Example({"slug": made.slug}, made, post={"helped": "yes"})


@example(
    "support:article_change", "support:article_editions", "support:article_state", "support:article_review", "support:article_link",
    "support:article_pictures",
)  # fmt: skip
def kept(world: World) -> Example:
    made = _made(world, "team")
    return Example({"slug": made.slug}, made, post={"state": "internal"})


@example("support:article_restore")
def edition(world: World) -> Example:
    made = _made(world)
    return Example({"slug": made.slug, "number": 1}, made)


@example("support:article_unlink")
def linked(world: World) -> Example:
    room = rooms.room(world).thing
    made = _made(world)
    writing.link(made, room, by=world.system, at=LONG_AGO)
    return Example({"slug": made.slug, "of": "room", "uid": room.uid}, made)


@example("support:article_settle")
def missed(world: World) -> Example:
    made = _made(world)
    found: Vote = writing.vote(
        made, helped=False, missing="How?", by=account_actor(world.ben), at=LONG_AGO
    )
    return Example({"slug": made.slug, "uid": found.uid}, made)


def by_uid(world: World) -> Example:
    made = writing.write(world.hartley, title="No sound", by=world.system, at=LONG_AGO)
    return Example({"uid": made.uid}, made)


calls("GET articles/{uid}", by_uid)
calls("PATCH articles/{uid}", by_uid, lambda world, of: {"title": "No sound at all"})
calls(
    "POST articles", nothing, lambda world, of: {"school": world.hartley.uid, "title": "No sound"}
)
