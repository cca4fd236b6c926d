from __future__ import annotations

from typing import Any

import pytest

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category as ItemCategory
from firstbell.equipment.models import Item
from firstbell.people import actions as people
from firstbell.people.models import Person
from firstbell.people.states import MemberKind
from firstbell.places.actions import buildings, rooms
from firstbell.platform.accounts.actors import Actor, account_actor, system_actor
from firstbell.platform.exchange.tests.importing import (  # noqa: F401 -- fixtures
    bring,
    bring_in,
    take_back,
)
from firstbell.support.actions import opening, starting, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Category, Mailbox
from firstbell.support.tests.closing import (  # noqa: F401 -- fixtures
    add_team,
    cara,
    cara_account,
    network,
    opened,
    team,
    told,
)
from firstbell.support.tests.mailboxes import mailbox


@pytest.fixture
def started(db: Any, moment: Any) -> None:
    starting.start(at=moment)


@pytest.fixture
def usual_file(started: None) -> tuple[str, str]:
    return "tickets.csv", "tickets"


@pytest.fixture
def ict_2(hartley: Any, moment: Any) -> Any:
    by = system_actor()
    block = buildings.add_building(
        hartley, name="ICT block", floors=[(0, "Ground floor")], by=by, at=moment
    )
    return rooms.add_room(hartley, name="ICT 2", building=block, by=by, at=moment)


@pytest.fixture
def projector(hartley: Any, ict_2: Any, moment: Any) -> Item:
    by = system_actor()
    kind = cataloguing.named(ItemCategory, "Projector", by=by, at=moment)
    draft = registering.Draft(kind, {"home_id": ict_2.pk, "place_id": ict_2.pk}, tag="HV-40031")
    [made] = registering.register(hartley, [draft], by=by, at=moment)
    return Item.objects.get(pk=made.id)


@pytest.fixture
def funmi(hartley: Any, okoro_account: Any, moment: Any) -> Person:
    """Ms Okoro as the school knows her, with her account."""
    by = system_actor()
    return people.add_person(
        hartley, kind=MemberKind.STAFF, title="Ms", given_name="Funmi", family_name="Okoro", initials="FOK",
        email="okoro@hartley.example", by=by, at=moment,
    )  # fmt: skip


@pytest.fixture
def teacher(funmi: Person, okoro_account: Any, moment: Any) -> Actor:
    okoro_account.refresh_from_db()
    return account_actor(okoro_account, on=moment.date())


@pytest.fixture
def desk(browser_of: Any, asha_account: Any) -> Any:
    return browser_of(asha_account)


@pytest.fixture
def hers(browser_of: Any, okoro_account: Any, funmi: Person) -> Any:
    return browser_of(okoro_account)


@pytest.fixture
def mail_is_set(settings: Any, tmp_path: Any) -> None:
    """A mail server, and files of their own for what comes."""
    settings.DATA = tmp_path
    settings.MAIL_IS_SET = True


@pytest.fixture
def box(hartley: Any, started: None, moment: Any) -> Mailbox:
    return mailbox(hartley, moment)


@pytest.fixture
def board(started: None) -> Category:
    return Category.objects.get(name="Board or screen")


@pytest.fixture
def ticket(hartley: Any, teacher: Actor, ict_2: Any, board: Category, moment: Any) -> Any:
    report = opening.Report(
        body="No picture, only “no signal”.", room=ict_2, category=board, stops="now"
    )
    return opening.open_ticket(hartley, report, by=teacher, at=moment)


@pytest.fixture
def raised(hartley: Any, ict_2: Any, board: Category, asha: Actor, funmi: Person) -> Any:
    """A ticket at a moment, solved after so long."""

    def make(at: Any, *, solved_after: Any = None, body: str = "Dark", **more: Any) -> Any:
        words: dict[str, Any] = {
            "room": ict_2,
            "category": board,
            "requester": funmi,
            "source": "phone",
            **more,
        }
        ticket = opening.open_ticket(hartley, opening.Report(body=body, **words), by=asha, at=at)
        if solved_after is not None:
            working.solve(ticket, Words("Lead changed", minutes=20), by=asha, at=at + solved_after)
        return ticket

    return make
