"""Examples of tickets that a partner outside was asked about, and the calls about them."""

from __future__ import annotations

from datetime import timedelta

from firstbell.lib import clock
from firstbell.platform.accounts.actors import account_actor
from firstbell.support.actions import opening, partnering, starting
from firstbell.support.actions.partnering import Asked, Partner
from firstbell.support.models import Sharing, Ticket
from firstbell.support.queries import partners
from firstbell.support.tests.mailboxes import mailbox
from tests.permissions.calls import calls
from tests.permissions.things import LONG_AGO, Example, World, example


def _ticket(world: World) -> Ticket:
    starting.start(at=LONG_AGO)
    mailbox(world.hartley, LONG_AGO)
    report = opening.Report(body="No picture", requester_name="Tom Hale")
    return opening.open_ticket(world.hartley, report, by=world.system, at=LONG_AGO)


@example("support:partner_ask")
def to_ask(world: World) -> Example:
    made = _ticket(world)
    return Example({"number": made.number}, made)


@example("support:partner_words", "support:partner_sees", "support:partner_back")
def asked(world: World) -> Example:
    made = _ticket(world)
    ben = account_actor(world.ben)
    found = partnering.ask(made, Partner("desk@northern.example"), Asked("Look"), by=ben, at=LONG_AGO)  # fmt: skip
    return Example(
        {"number": made.number, "uid": found.uid}, made, post={"body": "And?", "days": "30"}
    )


@example("support:partner_page")
def their_page(world: World) -> Example:
    """Whoever has the link reads it."""
    found = partners.of(asked(world).thing).get()
    Sharing.objects.update(page_until=clock.now() + timedelta(days=1))
    return Example({"token": partners.address(found).split("/")[2]})


def _by_uid(world: World) -> Example:
    made = _ticket(world)
    return Example({"uid": made.uid}, made)


def _asked_by_uid(world: World) -> Example:
    made = asked(world)
    return Example({"uid": made.thing.uid, "partner": made.words["uid"]}, made.thing)


calls("GET tickets/{uid}/partners", _by_uid)
calls(
    "POST tickets/{uid}/partners", _by_uid,
    lambda world, of: {"email": "desk@northern.example", "body": "Please look"},
)  # fmt: skip
calls(
    "POST tickets/{uid}/partners/{partner}/words", _asked_by_uid, lambda world, of: {"body": "And?"}
)
calls("PUT tickets/{uid}/partners/{partner}/page", _asked_by_uid, lambda world, of: {"days": 14})
calls("POST tickets/{uid}/partners/{partner}/back", _asked_by_uid)
