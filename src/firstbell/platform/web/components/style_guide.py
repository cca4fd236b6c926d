"""Everything a page can be made of, with long names and awkward values, for `/style/`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms

from firstbell.platform.fields.days import DayField
from firstbell.platform.web.components import table
from firstbell.platform.web.components.ribbon import Period, Ribbon
from firstbell.platform.web.components.span import Span, SpanPart
from firstbell.platform.web.components.statuses import Kind, status

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 14, tzinfo=UTC)
LONG = "Interactive whiteboard with short-throw projector and height-adjustable trolley, Technology block"

ROWS: list[tuple[str, str, Kind, str, str, str, str, str, str, str, str]] = [
    ("HV-10482", "Dell Latitude 3340", "quiet", "Gone quiet", "wifi-off", "Amara Osei", "9C",
     "ICT store", "12 school days", "Sep 2022", "5CD1478X0I"),
    ("HV-10483", "Dell Latitude 3340", "ok", "In use", "", "Ben Whitlock", "9C",
     "ICT store", "Today 08:52", "Sep 2022", "5CD1478X1B"),
    ("HV-10491", "Dell Latitude 3340", "bad", "Broken", "tool", "Bench, Sam", "",
     "Workshop", "Fri 20 Nov", "Sep 2022", "5CD1478X8Q"),
    ("HV-10502", "Dell Latitude 3340", "warn", "Update due", "shield-exclamation", "Daisy Holt",
     "10A", "ICT store", "Yesterday", "Sep 2022", "5CD1478Y6M"),
    ("HV-10507", LONG, "ok", "On shelf", "building-store", "nobody", "", "Trolley T2",
     "Today 07:30", "Sep 2022", "5CD1478YB2"),
    ("HV-10519", "HP ProBook 445 G9", "bad", "Overdue", "clock-exclamation",
     "Mr Bartholomew Featherstonehaugh-Cholmondeley", "PE", "Loan pool", "Mon 16 Nov", "Jan 2022",
     "CND2190F9A"),
]  # fmt: skip


class ExampleForm(forms.Form):
    fieldsets = [("What it is", ["name", "tag", "serial"]), ("Money", ["paid", "bought", "kind"])]
    pairs = [("tag", "serial"), ("paid", "bought")]

    name = forms.CharField(label="Name", help_text="As people call it")
    tag = forms.CharField(label="Asset tag", required=False)
    serial = forms.CharField(label="Serial number", required=False)
    paid = forms.DecimalField(label="Paid", required=False, help_text="In pounds, without VAT")
    bought = DayField(label="Bought on", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("l", "Laptop"), ("t", "Tablet"), ("d", LONG)])
    lesson = forms.BooleanField(
        label="The lesson cannot go on", required=False, help_text="Jumps the queue"
    )
    days = forms.MultipleChoiceField(
        label="Days",
        required=False,
        choices=[("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday")],
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))


def ribbon(name: str = "fb-strip", **more: Any) -> Ribbon:
    return Ribbon(TODAY, PERIODS, NOW, "Week B", "Europe/London", name=name, **more)


PERIODS = [
    Period("Tutor", "T", time(8, 40), time(9, 0), lesson=False),
    Period("Period 1", "1", time(9, 0), time(10, 0), title="10B/Cs1", sub="Ms Okafor, 28",
           kind="warn", word="Making do", icon="device-tv"),
    Period("Period 2", "2", time(10, 0), time(11, 0), title="9C/Co2", sub="Ms Okafor, 30",
           kind="bad", word="Not ready", icon="alert-octagon"),
    Period("Break", "B", time(11, 0), time(11, 20), lesson=False),
    Period("Period 3", "3", time(11, 20), time(12, 20), title="10A/Cs1", sub="Mr Patel, 26"),
    Period("Lunch", "Lunch", time(12, 20), time(13, 10), lesson=False),
    Period("Period 4", "4", time(13, 10), time(14, 10), title="8D/Co1", sub="Mr Patel, 29"),
    Period("Period 5", "5", time(14, 10), time(15, 10)),
]  # fmt: skip


def span() -> Span:
    return Span(
        date(2026, 9, 1),
        date(2027, 7, 31),
        [
            SpanPart(date(2026, 9, 1), date(2026, 9, 14), label="In the store"),
            SpanPart(date(2026, 9, 14), date(2026, 11, 6), "on", "With Amara Osei, seen"),
            SpanPart(date(2026, 11, 6), TODAY, "dashed", "Lent, not seen"),
            SpanPart(TODAY, None, "ink", "Today"),
            SpanPart(date(2027, 7, 16), None, "bad", "Due back"),
        ],
        "In the store to 14 September, then with Amara Osei. Last seen 6 November.",
        [("Solid", "seen by the agent"), ("Dashed", "lent but not seen")],
        "due back 16 Jul",
    )


def list_rows() -> str:
    return table.rows(
        table.row(
            tag,
            "#",
            f"{tag} {model}",
            [
                table.cell(table.link("#", tag, code=True), phone=1),
                table.cell(model, phone=2),
                table.cell(status(kind, word, icon), phone=3),
                table.cell(f"{person} {group}".strip()),
                table.cell(home),
                table.cell(seen, number=True),
                table.cell(bought, number=True),
                table.cell(serial, code=True),
            ],
        )
        for tag, model, kind, word, icon, person, group, home, seen, bought, serial in ROWS * 3
    )


def example_list() -> dict[str, Any]:
    labels = ["Tag", "Model", "State", "With", "Home", "Last seen", "Bought", "Serial"]
    return {
        "title": "Equipment",
        "sub": "214 laptops older than four years, £74,120 when bought",
        "actions": [
            {"label": "Import", "icon": "upload", "url": "#"},
            {"label": "Add equipment", "icon": "plus", "url": "#", "primary": True},
        ],
        "views": [
            {"label": "Laptops over 4 years", "url": "#", "count": "214", "active": True},
            {"label": "All", "url": "#", "count": "999+"},
            {"label": "Gone quiet", "url": "#", "count": "37"},
            {"label": "Warranty ends this term", "url": "#", "count": "64"},
            {"label": "Out past their date", "url": "#", "count": "9"},
        ],
        "save_view_url": "#",
        "search": {"name": "q", "value": ""},
        "live": False,
        "chips": [
            {"label": "Kind", "value": "Laptop", "remove_url": "#"},
            {"label": "Bought before", "value": "Nov 2022", "remove_url": "#"},
            {"label": "Not", "value": "Retired", "remove_url": "#"},
        ],
        "filters": [{"label": "Model", "control": ExampleForm()["kind"]}],
        "columns": [
            {"label": label, "sort_url": "#", "sorted": "asc" if label == "Tag" else "",
             "number": label in {"Last seen", "Bought"}}
            for label in labels
        ],
        "column_choices": [{"key": label, "label": label, "checked": True} for label in labels],
        "column_word": "8 of 34",
        "exports": [{"label": "CSV", "url": "#"}, {"label": "Excel", "url": "#"}],
        "rows": list_rows(),
        "bulk": [
            {"label": "Move", "icon": "arrow-right", "url": "#", "key": "m"},
            {"label": "Change fields", "icon": "edit", "url": "#", "key": "e"},
            {"label": "Labels", "icon": "tag", "url": "#"},
            {"label": "Retire", "icon": "archive", "url": "#"},
        ],
        "total": "214",
        "pager": {"word": "1 to 18 of 214", "next_url": "#"},
    }  # fmt: skip


def events() -> list[dict[str, Any]]:
    return [
        {"at": NOW, "icon": "wifi", "sentence": "Last seen in Maths 3, access point M-02",
         "source": "agent"},
        {"at": NOW - timedelta(days=9), "icon": "arrows-exchange", "source": "at the desk",
         "sentence": "Jo Marsh lent it to Amara Osei, with charger and sleeve"},
        {"at": NOW - timedelta(days=9, hours=1), "icon": "edit", "source": "web",
         "sentence": "Jo Marsh changed two things",
         "changes": [{"field": "Home", "was": "Maths 3", "now": "ICT store, shelf B3"},
                     {"field": "Condition", "was": "", "now": "Scuffed lid"}]},
        {"at": NOW - timedelta(days=30), "icon": "tool", "sentence": "Sam Reeve retired it",
         "source": "web", "annulled": True},
    ]  # fmt: skip


def actions() -> list[dict[str, Any]]:
    return [
        {"label": "Take back", "icon": "arrow-back-up", "url": "#", "key": "b", "primary": True},
        {"label": "Report a fault", "icon": "message-plus", "url": "#"},
        {"label": "Move", "icon": "arrow-right", "url": "#"},
        {"label": "I have seen it", "icon": "eye-check", "url": "#"},
        {"label": "Label", "icon": "qrcode", "url": "#"},
        {"label": "Change", "icon": "edit", "url": "#", "key": "e"},
        {"label": "Retire", "icon": "archive", "url": "#", "danger": True},
    ]


def examples() -> dict[str, Any]:
    """The whole context of `web/style_guide.html`."""
    refused = ExampleForm({"name": "", "paid": "lots", "kind": "l"})
    refused.add_error("tag", "HV-10482 is already on a Dell Latitude in ICT 2.")
    return {
        "list": example_list(),
        "actions": actions(),
        "example_form": ExampleForm(initial={"name": LONG}),
        "refused_form": refused,
        "day_ribbon": ribbon("fb-example-day"),
        "span": span(),
        "events": events(),
        "kinds": ["ok", "warn", "bad", "live", "quiet"],
        "long": LONG,
        "pairs": [
            ("Home", "ICT store, shelf B3"),
            ("Last seen", "Fri 6 Nov 14:52, Maths 3"),
            ("A long label for a thing", LONG),
            ("Warranty", status("ok", "to 31 Aug 2027, on site")),
        ],
        "steps": [
            {"label": "File", "state": "done", "url": "#"},
            {"label": "Columns", "state": "now"},
            {"label": "Check", "state": "todo"},
            {"label": "Bring in", "state": "todo"},
        ],
        "job": {"id": "job-1", "title": "Bringing in", "done": 1240, "total": 3100, "percent": 40,
                "line": "Row 1,240: Dell Latitude 3340", "poll_url": "#", "cancel_url": "#",
                "state": "done"},
        "empty": {"title": "No equipment yet", "icon": "device-laptop", "url": "#",
                  "text": "Drag in the list you have, however messy: a spreadsheet is fine.",
                  "label": "Import a list", "other_url": "#", "other_label": "Add one by hand"},
        "drop": {"name": "file", "label": "Drop the equipment list here",
                 "hint": "CSV or Excel, as it is. Or choose it, or paste it."},
        "groups": [{"label": "Equipment", "hits": [
            {"url": "#", "icon": "device-laptop", "code": "HV-10482", "label": "Dell Latitude 3340",
             "sub": "Amara Osei 9C", "status": status("quiet", "Gone quiet", "wifi-off")},
            {"url": "#", "icon": "device-laptop", "code": "HV-10483", "label": LONG, "sub": ""}]}],
        "exact": {"url": "#", "label": "HV-10482", "sub": "Dell Latitude 3340", "icon": "tag"},
        "query": "hv-10482",
    }  # fmt: skip
