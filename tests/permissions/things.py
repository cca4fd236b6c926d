"""An example of a thing for each address that shows one: made for Hartley Vale when a test asks for it.

A room adds its own: `@example("places:room", "places:room_change")` over a function of the world that gives the words
of the address and the thing itself. Who sees the thing is asked of its model (`visible_to`), or of `seen`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction

from firstbell.lib import clock
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts import queries
from firstbell.platform.accounts.actions import Invitee
from firstbell.platform.accounts.actors import Actor, account_actor, system_actor
from firstbell.platform.accounts.models import Account, KnownSession
from firstbell.platform.accounts.permissions import can
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit import timeline
from firstbell.platform.audit.events import announce
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.tenancy import events as tenancy_events
from firstbell.platform.tenancy.models import School

LONG_AGO = datetime(2024, 9, 2, 8, 0, tzinfo=UTC)


@dataclass
class World:
    """Hartley Vale with its people, and a school next door."""

    hartley: School
    ben: Account
    lead: Account

    @property
    def system(self) -> Actor:
        return system_actor()

    @property
    def asha(self) -> Actor:
        return account_actor(self.lead)


Seen = Callable[[Actor], bool]


@dataclass
class Example:
    words: dict[str, Any]
    thing: Any = None
    seen: Seen | None = None
    # Words of a form that is not refused, for pages that only post.
    post: dict[str, Any] = field(default_factory=dict)
    # What whoever does not see it is answered: that it is not there.
    unseen: set[int] = field(default_factory=lambda: {404})

    def is_seen_by(self, actor: Actor, permission: str) -> bool:
        if self.seen is not None:
            return self.seen(actor)
        found = getattr(type(self.thing), "objects", None)
        if hasattr(found, "visible_to"):
            return bool(found.visible_to(actor).filter(pk=self.thing.pk).exists())
        return can(actor, permission, self.thing)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request changes is taken back, so that everybody meets the same world."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


EXAMPLES: dict[str, Callable[[World], Example]] = {}


def example(*names: str) -> Callable[[Callable[[World], Example]], Callable[[World], Example]]:
    def register(make: Callable[[World], Example]) -> Callable[[World], Example]:
        EXAMPLES.update(dict.fromkeys(names, make))
        return make

    return register


@example(
    "account", "account_change", "account_close", "account_reopen", "account_sign_out", "account_clear_factors",
    "account_password_link", "give_role",
)  # fmt: skip
def account(world: World) -> Example:
    ben = world.ben
    return Example(
        {"uid": ben.uid},
        ben,
        lambda actor: queries.visible_accounts(actor).filter(pk=ben.pk).exists(),
    )


@example("end_role")
def role(world: World) -> Example:
    grant = accounts.give_role(
        world.ben, role=Role.STAFF, school=world.hartley, by=world.system, at=LONG_AGO
    )
    whole = account(world)
    return Example({"uid": world.ben.uid, "grant": grant.uid}, whole.thing, whole.seen)


@example("invitation", "invitation_renew", "invitation_take_back")
def invitation(world: World) -> Example:
    made, _ = accounts.invite(
        Invitee("jo@hartley.example"),
        role=Role.STAFF,
        school=world.hartley,
        by=world.system,
        at=LONG_AGO,
    )
    return Example(
        {"uid": made.uid},
        made,
        lambda actor: queries.visible_invitations(actor).filter(pk=made.pk).exists(),
    )


@example("school", "school_logo")
def school(world: World) -> Example:
    hartley = world.hartley
    return Example(
        {"uid": hartley.uid}, hartley, lambda actor: can(actor, "tenancy.change", hartley)
    )


def _event(world: World) -> Event:
    announce(tenancy_events.SCHOOL_CHANGED, world.hartley, by=world.system, at=LONG_AGO)
    return Event.objects.order_by("-id")[0]


def _reads(event: Event) -> Seen:
    return lambda actor: timeline.visible_to(actor).filter(pk=event.pk).exists()


@example("annul")
def event(world: World) -> Example:
    made = _event(world)
    return Example({"uid": made.uid}, made, _reads(made))


@example("history_of", "history_of_csv")
def history(world: World) -> Example:
    made = _event(world)
    return Example({"thing_type": "tenancy.school", "uid": world.hartley.uid}, made, _reads(made))


@example("job", "job_progress", "job_retry")
def job(world: World) -> Example:
    made = Job.objects.create(
        name="tests.nothing", title="Nothing", state=State.FAILED, school_id=world.hartley.pk, actor_key="system",
        actor_name="Firstbell", run_after=LONG_AGO, created_at=LONG_AGO,
    )  # fmt: skip
    return Example({"uid": made.uid}, made)


@example("end_session")
def session(world: World) -> Example:
    made = KnownSession.objects.create(
        account=world.ben,
        session_key=uuid4().hex,
        started_at=LONG_AGO,
        seen_at=LONG_AGO,
        browser="Firefox",
    )
    whole = account(world)
    return Example(
        {"uid": made.uid},
        made,
        lambda actor: actor.account_id == world.ben.pk or bool(whole.seen and whole.seen(actor)),
    )


@example("token_revoke")
def token(world: World) -> Example:
    made, _ = accounts.make_token(
        world.ben, name="Sync", scopes=["read"], by=world.system, at=LONG_AGO + timedelta(days=1)
    )
    return Example({"uid": made.uid}, made, lambda actor: actor.account_id == world.ben.pk)


@example("join")
def link(world: World) -> Example:
    _, secret = accounts.invite(
        Invitee("kim@hartley.example"),
        role=Role.STAFF,
        school=world.hartley,
        by=world.system,
        at=clock.now(),
    )
    return Example({"secret": secret})
