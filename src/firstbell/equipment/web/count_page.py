"""The words of a count's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment.models import Count, CountJoin, CountScan
from firstbell.equipment.queries import count_photos, counted
from firstbell.equipment.queries.counted import Progress
from firstbell.equipment.states import COUNT_LOOKS, CountState, ScanOutcome, Verdict
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can
from firstbell.platform.web import components, slots, timelines

Words = dict[str, Any]
COUNT = "equipment.count"


def crumb(count: Count) -> dict[str, str]:
    return {"label": count.name, "url": reverse("equipment:count", args=[count.uid])}


def words(request: HttpRequest, count: Count) -> Words:
    may = can(request.actor, COUNT, count)
    money = can(request.actor, "equipment.money", count)
    told = counted.progress(count)
    odd = counted.odd_scans(count)
    history = timelines.timeline_panel(request, count)
    return {
        "count": count, "may": may, "progress": told, "to_go": to_go(told), "status": status(count),
        "thing": {
            "crumbs": [{"label": "Counts", "url": reverse("equipment:counts")}], "title": count.name,
            "status": status(count), "facts": _facts(count), "actions": _actions(count, may=may),
            **slots.panels_for(request, "equipment.count", count),
        },
        "differences": _differences(count, told), "rooms": [_room(count, room) for room in told.rooms],
        "joins": _joins(count) if may else [], "odd": odd_rows(request, odd[:5]), "odd_count": odd[:100].count(),
        "compared": compared(count, money=money), "money": money, "history": history,
        "helpers": [str(one) for one in count.helpers.all()],
    }  # fmt: skip


def status(count: Count) -> str:
    look, icon = COUNT_LOOKS[CountState(count.state)]
    return components.status(look, count.get_state_display(), icon, pill=True)  # type: ignore[arg-type]


def _facts(count: Count) -> list[str]:
    now = clock.now()
    facts = [count.scope_words]
    if count.due_on and count.state in (CountState.DRAFT, CountState.OPEN):
        facts.append(f"to be done by {components.day(count.due_on, now.date())}")
    if count.opened_at:
        facts.append(f"opened {components.when(count.opened_at, now)}")
    if count.closed_at:
        facts.append(f"closed {components.when(count.closed_at, now)} by {count.closed_by}")
    return facts


def _actions(count: Count, *, may: bool) -> list[Words]:
    def act(label: str, name: str, icon: str, **more: Any) -> Words:
        return {"label": label, "url": reverse(f"equipment:{name}", args=[count.uid]), "icon": icon, **more}  # fmt: skip

    papers = [
        act("Report", "count_report", "file-type-pdf", primary=count.is_closed),
        act("As a sheet", "count_sheet", "file-type-csv"),
    ]
    if not may or count.state == CountState.CANCELLED:
        return papers if count.opened_at else []
    if count.is_closed:
        return papers
    change = act("Change", "count_change", "edit", key="e")
    end = act("Cancel", "count_cancel", "circle-x")
    if count.state == CountState.DRAFT:
        return [act("Open it", "count_open", "player-play", primary=True, method="post"), change, end]  # fmt: skip
    return [
        act("Count", "count_phone", "scan", primary=True), act("Close it", "count_close", "checkbox"), change, *papers, end,
    ]  # fmt: skip


def lines_url(count: Count, **narrow: Any) -> str:
    return f"{reverse('equipment:count_lines')}?{urlencode({'of': count.uid, **narrow})}"


_SAID = (
    (Verdict.MISSING, "not found", "bad", "help-octagon"),
    (Verdict.ELSEWHERE, "in another room", "warn", "door"),
    (Verdict.UNEXPECTED, "not on the list", "live", "plus"),
    (Verdict.LENT, "lent, not seen", "quiet", "transfer"),
    (Verdict.ENDED, "out of the register since it opened", "quiet", "archive"),
    (Verdict.FOUND, "where they should be", "ok", "circle-check"),
)


def _differences(count: Count, told: Progress) -> list[Words]:
    """What to look at, worst first; while it is open, what is left to find."""
    rows = [
        {"n": told.of(verdict), "words": said, "kind": kind, "icon": icon, "url": lines_url(count, verdict=verdict)}
        for verdict, said, kind, icon in _SAID
        if told.of(verdict)
    ]  # fmt: skip
    if told.of(Verdict.EXPECTED):
        left = told.of(Verdict.EXPECTED)
        url = lines_url(count, verdict=Verdict.EXPECTED)
        rows.insert(
            0, {"n": left, "words": "still to find", "kind": "quiet", "icon": "circle-dashed", "url": url}
        )  # fmt: skip
    return rows


def to_go(told: Progress) -> str:
    """What is left of an open count, in the same words on its page and in its report."""
    parts = ((told.lent, "lent"), (told.ended, "out of the register since it opened"))
    more = [f"{n:,} of them {words}" for n, words in parts if n]
    return ", ".join([f"{told.to_find:,} to go", *more])


def _room(count: Count, room: counted.RoomProgress) -> Words:
    seen = room.found + room.elsewhere
    said = f"{seen} of {room.expected} of {room.name} found"
    kind = "ok" if room.expected and seen >= room.expected else ""
    return {
        "room": room, "seen": seen, "bar": components.meter(seen, room.expected, said, kind) if room.expected else "",
        "url": "" if room.room_id is None else lines_url(count, expected_in=room.uid),
    }  # fmt: skip


def _joins(count: Count) -> list[CountJoin]:
    return list(count.joins.select_related("account").order_by("revoked_at", "-last_sync_at"))


_NEXT = {
    ScanOutcome.UNKNOWN: "Nobody knows this code",
    ScanOutcome.UNCLAIMED: "A label of ours, on nothing yet",
    ScanOutcome.OTHER: "Not equipment of this school",
    ScanOutcome.ENDED: "Out of the register, and here",
    ScanOutcome.QUANTITY: "Kept by quantity: count it in its stock",
    ScanOutcome.LATE: "Came in after the end, so it was not counted",
}


def odd_rows(request: HttpRequest, scans: Iterable[CountScan]) -> list[Words]:
    """What was scanned, what is wrong with it, its pictures, and the way to put it right."""
    scans = list(scans)
    photos = count_photos.of_scans(scans)
    return [
        {
            "photos": photos.get(scan.pk, []),
            "scan": scan,
            "why": _NEXT.get(ScanOutcome(scan.outcome), ""),
            "link": _way(request, scan),
        }
        for scan in scans
    ]


def _way(request: HttpRequest, scan: CountScan) -> Words | None:
    if scan.item is not None:
        return {"label": str(scan.item), "url": reverse("equipment:item", args=[scan.item.uid])}
    if not can(request.actor, "equipment.change") or not scan.code:
        return None
    if scan.outcome == ScanOutcome.UNCLAIMED:
        return {"label": "Say what it is on", "url": f"{reverse('scan')}?{urlencode({'q': scan.code})}"}  # fmt: skip
    if scan.outcome == ScanOutcome.UNKNOWN:
        return {"label": "Add it", "url": reverse('equipment:new')}  # fmt: skip
    return None


_FIGURES = (
    ("expected", "Expected"), ("found", "Found in their room"), ("elsewhere", "Found in another room"),
    ("missing", "Not found"), ("lent", "Lent, not seen"),
    ("ended", "Out of the register since it opened"), ("unexpected", "Found, not on the list"),
    ("unknown", "Codes that nobody knows"),
)  # fmt: skip


# The parts make up what was expected; what was not on the list comes on top.
_WORTH = (
    ("Worth of what was found", ("found", "elsewhere")),
    ("Worth of what was not found", ("missing",)),
    ("Worth of what is lent, not seen", ("lent",)),
    ("Worth of what is out of the register", ("ended",)),
    ("Worth of all that was expected", ("found", "elsewhere", "missing", "lent", "ended")),
    ("Worth of what was not on the list", ("unexpected",)),
)


def compared(count: Count, *, money: bool) -> list[Words]:
    """The figures of a closed count beside those of the last one of the same things."""
    if not count.is_closed:
        return []
    before = count.previous.figures if count.previous else {}
    # Counts that closed before this was told apart have no number of it; most have none to tell.
    figures = {"ended": 0, **count.figures}
    rows = [
        {"label": label, "now": f"{figures[key]:,}", "was": f"{before[key]:,}" if key in before else ""}
        for key, label in _FIGURES
        if key != "ended" or figures[key] or before.get(key)
    ]  # fmt: skip
    if money:
        rows += [_value(count, before, *keys, label=label) for label, keys in _WORTH]
    return rows


def _value(count: Count, before: Words, *keys: str, label: str) -> Words:
    """To the penny: whoever adds the parts up comes to the whole."""

    def sum_of(figures: Words) -> str:
        return components.money(sum(figures["value"].get(key, 0) for key in keys))

    return {"label": label, "now": sum_of(count.figures), "was": sum_of(before) if before else ""}
