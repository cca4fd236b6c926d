"""Licences as a list: what may be used, against what is installed, and who is over."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from firstbell.lib import clock
from firstbell.people.models import Organisation
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset, Row
from firstbell.platform.web.components import status
from firstbell.software.models import Licence, Title
from firstbell.software.queries import seats
from firstbell.software.states import LicenceState, Metric

VIEW, CHANGE = "software.licences", "software.change_licences"
STATES: Final[Any] = {
    LicenceState.OVER: ("bad", "Over", "alert-octagon"), LicenceState.ENDED: ("bad", "Run out", "calendar-x"),
    LicenceState.SOON: ("warn", "Ends soon", "calendar-event"), LicenceState.FINE: ("ok", "Fine"),
    LicenceState.LATER: ("quiet", "Not begun", "calendar-time"), LicenceState.UNKNOWN: ("quiet", "Not known", "help-circle"),
}  # fmt: skip


def _stand(rows: list[Row]) -> None:
    """How each stands, for every column that says something of it."""
    if "use" in rows[0]:
        return
    found = Licence.objects.filter(pk__in=[row["pk"] for row in rows]).defer("key")
    uses = {use.licence.pk: use for use in seats.uses(found, clock.now().date())}
    for row in rows:
        row["use"] = uses[row["pk"]]


def _in_state(values: list[str]) -> Q:
    return Q(pk__in=seats.in_state(values, clock.now().date()))


def _called(row: Row) -> str:
    return str(row["name"] or row["title__name"])


LICENCES = ListSpec(
    name="software.licences",
    title="Licences",
    things=("licence", "licences"),
    rows=lambda actor: Licence.objects.visible_to(actor),
    permission=VIEW,
    url_name="software:licences",
    search=("title__name__icontains", "name__icontains", "supplier__name__icontains", "order_ref__icontains"),
    default_sort="licence",
    row_url=lambda row: f"/software/licences/{row['uid']}/",
    row_label="licence",
    columns=[
        Column("licence", "Licence", path=("title__name", "name"), sort="title__name_key", render=_called, export=_called, phone=1),
        Column("state", "State", "status", path="pk", states=STATES, sort="", fill=_stand, phone=4,
               render=lambda row: status(*STATES[row["use"].state]), export=lambda row: STATES[row["use"].state][1],
               filter=Filter("status", chosen=_in_state, empty=False)),
        Column("used", "Used", "number", path="pk", sort="", fill=_stand, filter=False, phone=3,
               render=lambda row: "?" if row["use"].used is None else f"{row['use'].used:,}",
               export=lambda row: row["use"].used),
        Column("seats", "Seats", "number", path="seats"),
        Column("over", "Too many", "number", path="pk", sort="", fill=_stand, filter=False,
               render=lambda row: f"{row['use'].over:,}" if row["use"].over else "", export=lambda row: row["use"].over),
        Column("metric", "A seat is", "choice", path="metric", choices=Metric.choices, phone=2),
        Column("until", "Until", "date", path="ends_on"),
        Column("supplier", "Supplier", path="supplier__name", sort="supplier__name_key",
               filter=Filter("choice", "supplier", model=Organisation, search=("name__icontains",))),
        Column("program", "Program", path="title__name", sort="title__name_key", default=False,
               filter=Filter("choice", "title", model=Title, search=("name__icontains",))),
        Column("from", "From", "date", path="starts_on", default=False),
        Column("order", "Order", "code", path="order_ref", default=False),
        Column("cost", "Cost", "money", path="cost_pence", default=False),
        Column("notes", "Notes", path="notes", sort="", default=False),
        Column("school_name", "School", path="school__short_name", default=False),
    ],
    presets=[
        Preset("Over", "state=over"), Preset("Run out", "state=ended&sort=-until"), Preset("Ends soon", "state=soon&sort=until"),
        Preset("Not known", "state=unknown"),
    ],
    buttons=[Button("Record a licence", "software:licence_new", "plus", CHANGE, primary=True, key="n")],
    empty=Empty("Start with what costs most, or with what you are asked about.", title="No licence is recorded",
                label="Record a licence", url_name="software:licence_new", icon="license", permission=CHANGE),
    icon="license",
)  # fmt: skip
