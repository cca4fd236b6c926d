"""Conditions on a ticket: written down as rows, asked of the database, told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from firstbell.lib.refusal import Refusal
from firstbell.people.models import GroupMember, Membership
from firstbell.people.states import MemberKind, cohort_of
from firstbell.platform.tenancy.states import Nation
from firstbell.support.models import Clock, Entry, TicketItem
from firstbell.support.queries import naming
from firstbell.support.states import EntryKind, Kind, Phase, Source, Stops

MOST: Final = 20
IS, IS_NOT, HAS, HAS_NOT, LEAST, MOST_OF = "is", "is_not", "has", "has_not", "least", "most"
OPS: Final = {
    IS: "is", IS_NOT: "is not", HAS: "contains", HAS_NOT: "does not contain", LEAST: "is at least", MOST_OF: "is at most",
}  # fmt: skip
_BY_KIND: Final[Mapping[str, tuple[str, ...]]] = {
    "choice": (IS, IS_NOT), "ref": (IS, IS_NOT), "bool": (IS,), "text": (HAS, HAS_NOT), "number": (LEAST, MOST_OF),
}  # fmt: skip
_DAYS: Final = (("2", "Monday"), ("3", "Tuesday"), ("4", "Wednesday"), ("5", "Thursday"), ("6", "Friday"), ("7", "Saturday"), ("1", "Sunday"))  # fmt: skip
_YEARS: Final = (("0", "Reception"), *((str(year), f"Year {year}") for year in range(1, 14)))
YES_NO: Final = (("yes", "yes"), ("no", "no"))
_LONGEST: Final = 200
_MOST_VALUES: Final = 40

Row = Mapping[str, Any]
Ask = Callable[[Sequence[str], datetime], Q]


@dataclass(frozen=True)
class Field:
    """`kind` is what its value is; `choices` are those of a choice, `of` names whose rows a reference chooses from."""

    name: str
    label: str
    kind: str
    ask: Ask
    choices: tuple[tuple[str, str], ...] = ()
    of: str = ""

    @property
    def ops(self) -> tuple[str, ...]:
        return _BY_KIND[self.kind]


def _in(path: str) -> Ask:
    return lambda values, at: Q(**{f"{path}__in": list(values)})


def _uid(path: str) -> Ask:
    return _in(f"{path}__uid")


def _flag(path: str) -> Ask:
    return lambda values, at: Q(**{path: values[0] == "yes"})


def _text(path: str) -> Ask:
    return lambda values, at: _any(Q(**{f"{path}__icontains": word}) for word in values)


def _any(parts: Iterable[Q]) -> Q:
    found = Q(pk__in=())
    for part in parts:
        found |= part
    return found


def _words(values: Sequence[str], at: datetime) -> Q:
    """In the title, or in what was reported."""
    said = _any(Q(body__icontains=word) for word in values)
    first = Entry.objects.filter(said, kind__in=(EntryKind.REPORT, EntryKind.MAIL), public=True)
    return _text("title")(values, at) | Q(pk__in=first.values("ticket"))


def _category(values: Sequence[str], at: datetime) -> Q:
    up = "category"
    return Q(**{f"{up}__uid__in": list(values)}) | _uid(f"{up}__parent")(values, at) | _uid(f"{up}__parent__parent")(values, at)  # fmt: skip


def _group(values: Sequence[str], at: datetime) -> Q:
    inside = GroupMember.objects.filter(group__uid__in=list(values), to_on=None).values("person")
    rows = Membership.objects.on(at.date())
    of = rows.filter(Q(tutor_group__uid__in=list(values)) | Q(department__uid__in=list(values)))
    return Q(requester__in=inside) | Q(requester__in=of.values("person"))


def _year(values: Sequence[str], at: datetime) -> Q:
    """By its number in England and Wales: S1 is Year 8."""
    cohorts = _any(
        Q(school__nation=nation, cohort__in=[cohort_of(int(one), at.date(), nation) for one in values])
        for nation in Nation.values
    )  # fmt: skip
    rows = Membership.objects.on(at.date()).filter(cohorts, kind=MemberKind.STUDENT)
    return Q(requester__in=rows.values("person"))


def _staff(values: Sequence[str], at: datetime) -> Q:
    rows = Membership.objects.on(at.date()).filter(kind__in=list(values))
    return Q(requester__in=rows.values("person"))


def _item(path: str) -> Ask:
    return lambda values, at: Q(
        pk__in=TicketItem.objects.filter(**{f"item__{path}__uid__in": list(values)}).values(
            "ticket"
        )
    )


def _late(values: Sequence[str], at: datetime) -> Q:
    broken = Q(
        Exists(Clock.objects.filter(ticket=OuterRef("pk"), missed_at__isnull=False, met_at=None))
    )
    return broken if values[0] == "yes" else ~broken


def _least(path: str) -> Ask:
    return lambda values, at: Q(**{f"{path}__gte": int(float(values[0]))})


def _owned(values: Sequence[str], at: datetime) -> Q:
    return Q(owner__isnull=values[0] != "yes")


FIELDS: Final[Mapping[str, Field]] = {
    one.name: one
    for one in (
        Field("words", "Title or report", "text", _words),
        Field("category", "About", "ref", _category, of="category"),
        Field("kind", "Kind", "choice", _in("kind"), tuple(Kind.choices)),
        Field("request", "Request", "ref", _uid("request_type"), of="request"),
        Field("stops", "How urgent", "choice", _in("stops"), tuple(Stops.choices)),
        Field("exam", "For an exam", "bool", _flag("exam"), YES_NO),
        Field("people", "People affected", "number", _least("people")),
        Field("workaround", "Making do", "bool", _flag("workaround"), YES_NO),
        Field("late", "A promise is broken", "bool", _late, YES_NO),
        Field("source", "Came", "choice", _in("source"), tuple(Source.choices)),
        Field("team", "Team", "ref", _uid("team"), of="team"),
        Field("owned", "It has an owner", "bool", _owned, YES_NO),
        Field("owner", "Owner", "ref", _uid("owner"), of="worker"),
        Field("phase", "Stands at", "choice", _in("status__phase"), tuple(Phase.choices)),
        Field("status", "Status", "ref", _uid("status"), of="status"),
        Field("school", "School", "ref", _uid("school"), of="school"),
        Field("building", "Building", "ref", _uid("room__building"), of="building"),
        Field("room", "Room", "ref", _uid("room"), of="room"),
        Field("group", "Whoever asked is in", "ref", _group, of="group"),
        Field("year", "Year group of whoever asked", "choice", _year, _YEARS),
        Field("member", "Whoever asked is", "choice", _staff, tuple(MemberKind.choices)),
        Field("address", "Their address", "text", _text("requester_email")),
        Field("item_category", "Kind of equipment", "ref", _item("category"), of="item_category"),
        Field("item_model", "Model of equipment", "ref", _item("model"), of="item_model"),
        Field("restricted", "Restricted", "bool", _flag("restricted"), YES_NO),
        Field("weekday", "Raised on a", "choice", _in("opened_at__week_day"), _DAYS),
        Field("hour", "Raised at the hour", "number", _least("opened_at__hour")),
    )
}  # fmt: skip


def checked(rows: Iterable[Row], word: str) -> list[dict[str, Any]]:
    """The rows to keep; one that makes no sense is refused with its number."""
    found = []
    for number, row in enumerate(rows, 1):
        problem = _problem(row)
        if problem:
            raise Refusal(f"Condition {number} of “{word}”: {problem}")
        found.append({"field": row["field"], "op": row["op"], "value": values_of(row)})
    if len(found) > MOST:
        raise Refusal(f"{MOST} conditions are the most: nobody understands more.")
    return found


def values_of(row: Row) -> list[str]:
    """One or some; of words those between commas."""
    value, field = row.get("value"), FIELDS.get(str(row.get("field")))
    given = value if isinstance(value, (list, tuple)) else [value]
    if field is not None and field.kind == "text":
        given = [part for one in given for part in str(one or "").split(",")]
    texts = (str(one).replace("\x00", "").strip()[:_LONGEST] for one in given if one is not None)
    return list(dict.fromkeys(text for text in texts if text))[:_MOST_VALUES]


def _problem(row: Row) -> str:
    field = FIELDS.get(str(row.get("field")))
    if field is None:
        return "it is about nothing that a ticket has."
    values = values_of(row)
    if row.get("op") not in field.ops:
        return "it cannot be asked like that."
    if not values:
        return "say what it is compared with."
    return _unfit(field, values)


def _unfit(field: Field, values: list[str]) -> str:
    if field.kind in ("choice", "bool") and not set(values) <= {key for key, _ in field.choices}:
        return "that is none of what can be chosen."
    if field.kind == "ref" and len(naming.names((field.of, one) for one in values)) < len(values):
        return "that is not known here."
    if field.kind == "number" and not (values[0].isdecimal() and len(values[0]) <= 5):
        return "give a whole number."
    return ""


def where(all_of: Iterable[Row], any_of: Iterable[Row], at: datetime) -> Q:
    """All of the first, and one of the second where there are any."""
    found = Q()
    for row in all_of:
        found &= _asked(row, at)
    one_of = [_asked(row, at) for row in any_of]
    return found & _any(one_of) if one_of else found


def _asked(row: Row, at: datetime) -> Q:
    field, values = FIELDS[row["field"]], values_of(row)
    if row["op"] == MOST_OF:
        return ~field.ask([str(int(values[0]) + 1)], at)
    asked = field.ask(values, at)
    return ~asked if row["op"] in (IS_NOT, HAS_NOT) else asked


def refs(rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """What the rows point to."""
    for row in rows:
        field = FIELDS.get(str(row.get("field")))
        if field is not None and field.kind == "ref":
            yield from ((field.of, one) for one in values_of(row))


def in_words(row: Row, names: Mapping[str, str]) -> str:
    field = FIELDS[row["field"]]
    known = {**dict(field.choices), **names}
    gone = "what is gone" if field.kind == "ref" else None
    values = " or ".join(known.get(one) or gone or one for one in values_of(row))
    asked = ":" if field.kind == "bool" else f" {OPS[row['op']]}"
    return f"{field.label}{asked} {values}"
