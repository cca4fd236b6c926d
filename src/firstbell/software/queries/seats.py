"""Licences against what is installed: how many seats are used, and how each stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet

from firstbell.software.models import Installation, Licence, Presence
from firstbell.software.states import LicenceState, Metric

SOON = timedelta(days=60)
COUNTED = (Metric.DEVICE, Metric.USER)

# A school and a title.
Place = tuple[int, int]


class Use(NamedTuple):
    """How a licence stands: `used` of `seats`, None where that cannot be told."""

    licence: Licence
    used: int | None
    over: int
    state: LicenceState
    sentence: str


class Held(NamedTuple):
    """What is held against one licence, and how many others of the same program are counted with it."""

    used: int | None
    over: int = 0
    others: int = 0


class Installed(NamedTuple):
    """How many devices have a title at a school; and how many seats that takes where each is a person's."""

    devices: int = 0
    people: int = 0


def uses(rows: Iterable[Licence], on: date) -> list[Use]:
    """Of many licences at once, in three queries."""
    found = list(rows)
    titles, schools = {row.title_id for row in found}, {row.school_id for row in found}
    # All of the same programs, those that are not asked for too: their seats add up.
    beside = Licence.objects.filter(title__in=titles, school__in=schools)
    return _uses(found, list(beside.defer("key").order_by("pk")), on)


def _uses(found: Sequence[Licence], beside: Sequence[Licence], on: date) -> list[Use]:
    by_place: dict[Place, list[Licence]] = {}
    for row in beside:
        by_place.setdefault((row.school_id, row.title_id), []).append(row)
    there = _installed(beside)
    held: dict[int, Held] = {}
    for place, rows in by_place.items():
        held |= _held(rows, there.get(place, Installed()), on)
    return [_use(row, held[row.pk], on) for row in found]


def use_of(licence: Licence, on: date) -> Use:
    return uses([licence], on)[0]


def in_state(states: Iterable[str], on: date) -> list[int]:
    """The keys of all licences that stand so: there are as many as somebody recorded by hand."""
    rows = list(Licence.objects.defer("key").order_by("pk"))
    return [use.licence.pk for use in _uses(rows, rows, on) if use.state in states]


def _use(row: Licence, held: Held, on: date) -> Use:
    if row.ends_on and row.ends_on < on:
        return Use(row, held.used, 0, LicenceState.ENDED, "It has run out.")
    if _later(row, on):
        return Use(row, held.used, 0, LicenceState.LATER, "It has not begun.")
    state = LicenceState.SOON if row.ends_on and row.ends_on - on <= SOON else LicenceState.FINE
    if row.metric == Metric.SITE:
        return Use(row, held.used, 0, state, "For the whole school.")
    if held.used is None or row.seats is None:
        state = LicenceState.UNKNOWN if state == LicenceState.FINE else state
        return Use(row, None, 0, state, "Nobody can count that.")
    others = f"with {held.others} other{'s'[: held.others - 1]} of the same program." if held.others else ""  # fmt: skip
    if held.over:
        sentence = f"{held.over:,} more than it allows"
        return Use(row, held.used, held.over, LicenceState.OVER, f"{sentence}, {others}" if others else f"{sentence}.")  # fmt: skip
    sentence = f"{row.seats - held.used:,} left"
    return Use(row, held.used, 0, state, f"{sentence}; {others}" if others else f"{sentence}.")


def _later(row: Licence, on: date) -> bool:
    return bool(row.starts_on and row.starts_on > on)


def _held(rows: Sequence[Licence], there: Installed, on: date) -> dict[int, Held]:
    """Of all licences of one title at one school: those that count today are filled one after another."""
    found = {row.pk: Held(0 if _later(row, on) else _alone(row, there)) for row in rows}
    today = [row for row in rows if not _later(row, on) and not (row.ends_on and row.ends_on < on)]
    counted = [row for row in today if row.metric in COUNTED]
    if not counted:
        return found
    metrics = {row.metric for row in today}
    left = there.people if metrics.isdisjoint({Metric.DEVICE}) else there.devices
    for row in counted:
        used = min(row.seats or 0, left)
        left -= used
        found[row.pk] = Held(used, 0, len(counted) - 1)
    last, used = counted[-1].pk, found[counted[-1].pk].used or 0
    if left and Metric.SITE not in metrics:
        # Seats of another kind may have room for them, and how many cannot be told.
        sure = len(metrics) == 1
        found[last] = Held(used + left, left, len(counted) - 1) if sure else Held(None)
    return found


def _alone(row: Licence, there: Installed) -> int | None:
    if row.metric == Metric.CONCURRENT:
        return None
    return there.people if row.metric == Metric.USER else there.devices


def _installed(rows: Sequence[Licence]) -> dict[Place, Installed]:
    """Devices that have it; for licences by person, the people who hold them and each device that nobody has."""
    devices = _by_place(
        Presence.objects.filter(
            title__in={row.title_id for row in rows}, school__in={row.school_id for row in rows}
        ),
        F("devices"),
    )
    by_person = [row for row in rows if row.metric == Metric.USER]
    held = Installation.objects.there().filter(
        title__in={row.title_id for row in by_person}, school__in={row.school_id for row in by_person},
        item__custodies__to_at=None, item__custodies__person__isnull=False,
    ) if by_person else Installation.objects.none()  # fmt: skip
    fewer = Count("item_id", distinct=True) - Count("item__custodies__person_id", distinct=True)
    shared = _by_place(held, fewer)
    return {place: Installed(n, n - shared.get(place, 0)) for place, n in devices.items()}


def _by_place(rows: QuerySet[Any], number: Any) -> dict[Place, int]:
    told = rows.values("school_id", "title_id").annotate(n=number)
    return {(row["school_id"], row["title_id"]): row["n"] for row in told}


def beyond(use: Use, most: int = 50) -> list[Installation]:
    """The devices beyond the seats: those that got it last."""
    there = Installation.objects.there().filter(
        title=use.licence.title_id, school_id=use.licence.school_id
    )
    # Keys alone are sorted, not all that is shown of them.
    latest = list(there.order_by("-first_seen_at", "-pk").values_list("pk", flat=True)[: min(use.over, most)])  # fmt: skip
    rows = Installation.objects.filter(pk__in=latest).order_by("-first_seen_at", "-pk")
    return list(rows.select_related("item__model", "item__category", "item__place", "release"))
