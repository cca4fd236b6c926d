"""History as pages show it: a thing's own timeline, and what a person may read of everybody's."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse

from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event, subject_type
from firstbell.platform.web import presence
from firstbell.platform.web.addresses import address_of

PANEL_ROWS = 12
_ICONS = {
    "added": "plus", "made": "plus", "changed": "pencil", "moved": "map-pin", "lent": "arrow-up-right",
    "returned": "arrow-down-left", "retired": "archive", "joined": "user-plus", "invited": "mail", "closed": "lock",
}  # fmt: skip
SOURCES = {
    "web": "",
    "api": "by API",
    "import": "imported",
    "system": "by itself",
    "cli": "command line",
}


def of(thing: Any, actor: Actor) -> QuerySet[Event]:
    """What happened to a thing or mentions it, as far as this person may read it; annulled entries too, marked.

    Whoever sees the thing sees its history with `audit.view` in its school; the audience still counts.
    """
    return timeline.readable(actor, thing.uid)


def timeline_panel(request: HttpRequest, thing: Any) -> dict[str, Any]:
    """The words of `web/timeline_panel.html`; nothing to show for those who may not read history."""
    if not can(request.actor, "audit.view", thing):
        return {}
    elsewhere = presence.has(request, thing, "history_elsewhere")
    rows = timeline.readable(request.actor, thing.uid, elsewhere=elsewhere)
    found = list(rows.prefetch_related("changes")[: PANEL_ROWS + 1])
    kind = subject_type(thing)
    return {
        "events": lines(found[:PANEL_ROWS]),
        "is_longer": len(found) > PANEL_ROWS,
        "csv_url": address_of("history_of_csv", kind, thing.uid),
        "all_url": address_of("history_of", kind, thing.uid),
    }


def lines(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Events as the template `web/timeline.html` takes them."""
    return [
        {
            "uid": event.uid,
            "at": event.at,
            "icon": _ICONS.get(event.kind.rsplit("_", 1)[-1].rsplit(".", 1)[-1], "point"),
            "sentence": event.sentence,
            "by": event.actor_name,
            "source": SOURCES.get(event.source, event.source),
            "changes": [
                {"field": c.field, "was": c.was, "now": c.now} for c in event.changes.all()
            ],
            "annulled": event.annulled_at is not None,
            "annulled_by": event.annulled_by,
        }
        for event in events
    ]


HEADER = ("When", "Who", "How", "What happened", "Thing", "Changed", "Taken back by")


def csv_of(events: QuerySet[Event], name: str) -> StreamingHttpResponse:
    """The same rows as a file, streamed: a school's history has millions."""
    response = StreamingHttpResponse(_csv_lines(events), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{clock.now():%Y-%m-%d}.csv"'
    return response


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv_lines(events: QuerySet[Event]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # Excel takes the file for UTF-8 only when it begins with this mark.
    yield "\ufeff" + writer.writerow(HEADER)
    for event in events.prefetch_related("changes").iterator(chunk_size=500):
        changes = "; ".join(f"{c.field}: {c.was} → {c.now}" for c in event.changes.all())
        cells = (
            f"{event.at:%Y-%m-%d %H:%M:%S}", event.actor_name, event.source, event.sentence, event.subject_label,
            changes, event.annulled_by,
        )  # fmt: skip
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(cell: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
