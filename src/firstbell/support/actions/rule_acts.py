"""What a rule does to a ticket: each first said in words, which is all that a preview needs, and then done by the verb
that people have, too, in the name of the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.secrecy import within
from firstbell.support import events
from firstbell.support.actions import (
    changing,
    lettering,
    macros,
    talking,
    telling,
    ticking,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import Rule, Ticket, Watcher
from firstbell.support.queries import followers, giving, mails, naming, variables
from firstbell.support.states import LetterKind, RuleKind, Stops, Turn, Whom

MOST: Final = 12
_LONGEST: Final = 5_000
_SHORT: Final = 80
_FURTHEST: Final = 10_000


@dataclass(frozen=True)
class Doing:
    """One act on one ticket; `by` is the rule."""

    rule: Rule
    ticket: Ticket
    value: str
    words: str
    by: Actor
    at: datetime

    def row(self, kind: str) -> Any:
        found = naming.one(kind, self.value)
        if found is None:
            raise Refusal("What it names is not there any more.")
        return found

    @property
    def said(self) -> str:
        """Its words with what stands in braces filled in."""
        body = variables.filled(self.words, variables.values_of(self.ticket, self.by.name, self.at))
        macros.refuse_unfilled(body)
        return body


@dataclass(frozen=True)
class Act:
    """`of` is what its value names, `choices` what it can be besides; `plan` says what it would do, and nothing where it
    is so already.
    """

    label: str
    plan: Callable[[Doing], str]
    do: Callable[[Doing], object]
    of: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    words: bool = False
    value: bool = True


def _plan_team(one: Doing) -> str:
    team = one.row("team")
    return "" if one.ticket.team_id == team.pk else f"passed to {team}"


def _plan_owner(one: Doing) -> str:
    ticket = one.ticket
    if one.value == Turn.NOBODY:
        return "put back for anybody to take" if ticket.owner_id else ""
    if one.value in Turn.values:
        if ticket.owner_id is not None:
            return ""
        found = giving.choose(one.rule, ticket, one.value, one.at)
        if found.to is None:
            raise Refusal(found.why)
        return f"given to {found.to}, who {found.why}"
    to = one.row("worker")
    if ticket.restricted and not followers.sees(to, ticket, one.at):
        raise Refusal(f"{to} does not see restricted tickets.")
    if not can(account_actor(to, on=one.at.date()), "support.work", ticket):
        raise Refusal(f"{to} does not work tickets of {ticket.team}.")
    return "" if ticket.owner_id == to.pk else f"given to {to}"


def _give(one: Doing) -> None:
    to: Account | None = None
    if one.value in (Turn.LEAST, Turn.NEXT):
        to = giving.choose(one.rule, one.ticket, one.value, one.at).to
    elif one.value != Turn.NOBODY:
        to = one.row("worker")
    working.assign(one.ticket, to, by=one.by, at=one.at)


def _plan_status(one: Doing) -> str:
    status = one.row("open_status")
    return "" if one.ticket.status_id == status.pk else f"set to {status}"


def _plan_category(one: Doing) -> str:
    category = one.row("category")
    return "" if one.ticket.category_id == category.pk else f"said to be about {category}"


def _plan_stops(one: Doing) -> str:
    return "" if one.ticket.stops == one.value else f"“{Stops(one.value).label.lower()}”"


def _plan_follow(one: Doing) -> str:
    account = one.row("worker")
    if not followers.sees(account, one.ticket, one.at):
        raise Refusal(f"{account} does not see this ticket.")
    return "" if one.ticket.watchers.filter(account=account).exists() else f"{account} follows it"


def _follow(one: Doing) -> None:
    Watcher.objects.get_or_create(ticket=one.ticket, account=one.row("worker"), defaults={"at": one.at})  # fmt: skip


def _plan_macro(one: Doing) -> str:
    macro = one.row("macro")
    if not macros.offered(one.ticket).filter(pk=macro.pk).exists():
        raise Refusal(f"“{macro}” is not for tickets of {one.ticket.team}.")
    left = macros.offer(one.ticket, macro, by=one.by, at=one.at).left
    if left and macro.public:
        raise Refusal(f"Nobody knows here what {{{left[0]}}} of “{macro}” is.")
    return f"answered with “{macro}”" if macro.body and macro.public else f"“{macro}” done"


def _use(one: Doing) -> None:
    macro = one.row("macro")
    body = macros.offer(one.ticket, macro, by=one.by, at=one.at).body
    macros.use(one.ticket, macro, Words(body), by=one.by, at=one.at)


def _people(one: Doing) -> list[Account]:
    """Who is told: of a restricted ticket only those who see it."""
    ticket, on = one.ticket, one.at.date()
    if one.value == Whom.OWNER and ticket.owner is not None:
        found: Iterable[Account] = [ticket.owner]
    elif one.value in (Whom.OWNER, Whom.TEAM):
        found = giving.able(ticket, on).order_by("name")
    elif one.value == Whom.LEAD:
        found = giving.led_by(ticket, on).order_by("name")
    else:
        found = [one.row("viewer")]
    return [account for account in found if account.is_active and followers.sees(account, ticket, one.at)]  # fmt: skip


def _plan_tell(one: Doing) -> str:
    people = _people(one)
    if not people:
        raise Refusal("There is nobody to be told who sees this ticket.")
    return f"{_listed(people)} told"


def _listed(people: list[Account]) -> str:
    names = [str(one) for one in people]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _tell(one: Doing) -> None:
    pair = events.ESCALATED if one.rule.kind == RuleKind.PROMISE else events.RULE_TOLD
    people = _people(one)
    telling.tell(pair, one.ticket, by=one.by, at=one.at, about=people, who=_listed(people), what=one.said or str(one.rule))  # fmt: skip


def _plan_mail(one: Doing) -> str:
    if one.ticket.restricted:
        raise Refusal("Nothing of a restricted ticket is mailed.")
    if one.value.casefold() in mails.own_addresses():
        raise Refusal(f"{one.value} is the desk’s own address.")
    if mails.mailbox_of(one.ticket) is None:
        raise Refusal(f"{one.ticket.team} has no mailbox in use.")
    return f"{one.value} written to" if one.said else ""


def _mail(one: Doing) -> None:
    lettering.tell(one.ticket, one.value, one.said, at=one.at, kind=LetterKind.RULE)
    telling.tell(events.RULE_MAILED, one.ticket, by=one.by, at=one.at, who=one.value)


ACTS: Final[Mapping[str, Act]] = {
    "team": Act("Pass it to the team", _plan_team, lambda one: working.move(one.ticket, one.row("team"), by=one.by, at=one.at), "team"),
    "owner": Act("Give it to", _plan_owner, _give, "worker", tuple(Turn.choices)),
    "status": Act("Set the status", _plan_status, lambda one: working.set_status(one.ticket, one.row("open_status"), by=one.by, at=one.at), "open_status"),
    "category": Act("Say that it is about", _plan_category, lambda one: changing.change(one.ticket, category=one.row("category"), by=one.by, at=one.at), "category"),
    "stops": Act("Say of a lesson that it", _plan_stops, lambda one: changing.change(one.ticket, stops=one.value, by=one.by, at=one.at), choices=tuple(Stops.choices)),
    "restrict": Act("Restrict it", lambda one: "" if one.ticket.restricted else "restricted",
                    lambda one: changing.change(one.ticket, restricted=True, by=one.by, at=one.at), value=False),
    "follow": Act("Have it followed by", _plan_follow, _follow, "worker"),
    "note": Act("Note for the team", lambda one: "noted" if one.said else "", lambda one: talking.note(one.ticket, Words(one.said), by=one.by, at=one.at), words=True, value=False),
    "checklist": Act("Put a checklist on", lambda one: f"checklist “{one.row('checklist')}” put on", lambda one: ticking.put(one.ticket, one.row("checklist"), by=one.by, at=one.at), "checklist"),
    "macro": Act("Use the ready answer", _plan_macro, _use, "macro"),
    "tell": Act("Tell", _plan_tell, _tell, "viewer", tuple(Whom.choices), words=True),
    "mail": Act("Write an email to", _plan_mail, _mail, words=True),
    "call": Act("Call webhooks that hear support.called", lambda one: "webhooks called", lambda one: telling.tell(events.CALLED, one.ticket, by=one.by, at=one.at, what=one.said), words=True, value=False),
}  # fmt: skip


def checked(rows: Iterable[Mapping[str, Any]], *, timed: bool) -> list[dict[str, Any]]:
    """The acts to keep; each of a rule of promises has its minutes of school, before it or after."""
    found: list[dict[str, Any]] = []
    for number, row in enumerate(rows, 1):
        kept: dict[str, Any] = {"do": str(row.get("do")), "value": _line(row.get("value"))[:254], "words": _line(row.get("words"))[:_LONGEST]}  # fmt: skip
        problem = _problem(kept)
        if timed:
            kept["minutes"], problem = _minutes(row.get("minutes"), problem)
        if problem:
            raise Refusal(f"Step {number} of what it does: {problem}")
        found.append(kept)
    if not found:
        raise Refusal("Say what it does.")
    if len(found) > MOST:
        raise Refusal(f"{MOST} things at once are the most.")
    return found


def _line(value: Any) -> str:
    return str(value or "").replace("\x00", "").strip()


def _minutes(value: Any, problem: str) -> tuple[int, str]:
    text = str(value if value is not None else "").strip()
    if not text.removeprefix("-").isdecimal() or abs(int(text)) > _FURTHEST:
        return 0, problem or "give minutes of school, in figures."
    return int(text), problem


def _problem(row: Mapping[str, str]) -> str:
    act = ACTS.get(row["do"])
    if act is None:
        return "it is not known."
    strange = variables.unknown(row["words"]) if act.words else ()
    if strange:
        return f"{{{strange[0]}}} stands for nothing. These do: {', '.join(variables.NAMES)}."
    if not act.words or row["words"] or row["do"] == "tell":
        return _unfit(row["do"], act, row["value"])
    return "write what is said."


def _unfit(do: str, act: Act, value: str) -> str:
    if not act.value or value in dict(act.choices):
        return ""
    if do == "mail":
        return _no_address(value)
    return "" if act.of and naming.one(act.of, value) is not None else "say which."


def _no_address(value: str) -> str:
    try:
        validate_email(value)
    except ValidationError:
        return "give an address."
    return "that is the desk’s own address." if value.casefold() in mails.own_addresses() else ""


def refs(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        act = ACTS.get(str(row.get("do")))
        if act is not None and act.of:
            yield act.of, str(row.get("value"))


def in_words(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    act, value = ACTS[row["do"]], row["value"]
    known = {**{one: within(label) for one, label in act.choices}, **names}
    said = known.get(value) or ("what is gone" if act.of else value) if act.value else ""
    when = f"{_moment(row['minutes'])}: " if "minutes" in row else ""
    words = shorten(row["words"], _SHORT, placeholder="…") if act.words else ""
    return f"{when}{act.label} {said}".strip() + (f": “{words}”" if words else "")


def _moment(minutes: int) -> str:
    if not minutes:
        return "When it is broken"
    return f"{abs(minutes)} min of school {'before' if minutes < 0 else 'after'}"
