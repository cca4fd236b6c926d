"""Which events people are told of. A room says so in its plugs.py:

    notify(events.FOUND, label="Somebody found a device", to=…, title=…, url=…)

`to(event)` gives the accounts. Notices are made after the commit of what happened, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from firstbell.platform.accounts.models import Account
from firstbell.platform.audit import events
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications import telling
from firstbell.platform.notifications.states import How

To = Callable[[Event], Iterable[Account]]
Say = Callable[[Event], str]
# Where an answer to the email goes, and what is said of that in it; nothing where nobody reads it.
Answer = Callable[[Event, Account], tuple[str, str] | None]
Attach = Callable[[Event], tuple[str, bytes, str] | None]


@dataclass(frozen=True)
class NoticeKind:
    """`permission`: who is offered the choice of how it comes. `posted`: a school's channels may show it.

    `attach(event)` gives a file that goes with the email: its name, its bytes and what it is. `answer(event, account)`
    gives the address that an answer goes to, and a sentence about it.
    """

    name: str
    label: str
    to: To
    title: Say
    line: Say
    url: Say
    usual: How
    permission: str
    posted: bool
    attach: Attach | None = None
    answer: Answer | None = None


_kinds: dict[str, NoticeKind] = {}


def notify(
    event: events.EventType,
    *,
    label: str,
    to: To,
    title: Say,
    permission: str = "notifications.own",
    **more: object,
) -> None:
    """`line` says more, `url` where it leads; `usual` is how it comes to those who never chose, daily unless said."""
    notify_of_any(
        event.name, [event], label=label, to=to, title=title, permission=permission, **more
    )


def notify_of_any(
    name: str, events_: Iterable[events.EventType], *, label: str, to: To, title: Say, **more: object
) -> None:  # fmt: skip
    """One choice for several events, called by a name of its own. Nobody is told twice of the same event."""
    if name in _kinds:
        raise LookupError(f"People are told of {name} twice")
    words: dict[str, object] = {
        "line": lambda found: "",
        "url": lambda found: "",
        "usual": How.DAILY,
        "posted": True,
        "permission": "notifications.own",
    }
    kind = NoticeKind(name, label, to, title, **{**words, **more})  # type: ignore[arg-type]
    _kinds[name] = kind

    def receive(found: Event) -> None:
        telling.tell(kind, found)

    for event in events_:
        # The name is kept with what waits to be told.
        own = "notifications.tell" if event.name == name else f"notifications.{name}"
        events.on(event, own)(receive)


def kinds() -> list[NoticeKind]:
    return sorted(_kinds.values(), key=lambda kind: kind.label)


def kind(name: str) -> NoticeKind | None:
    return _kinds.get(name)
