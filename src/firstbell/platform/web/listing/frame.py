"""What stands around the rows: heading, views with their counts, chips, columns, pages."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, quote

from django.http import HttpRequest
from django.utils.html import format_html

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.lists import conditions, counting, ordering
from firstbell.platform.lists.conditions import Question
from firstbell.platform.lists.counting import Count
from firstbell.platform.lists.queries import Kept
from firstbell.platform.lists.reading import Page, Reading
from firstbell.platform.lists.specs import ListSpec, Rows
from firstbell.platform.web.addresses import address, address_of
from firstbell.platform.web.listing import cells, words

Context = dict[str, Any]
VIEWS_COUNTED = 12


def views(reading: Reading, kept: Kept) -> list[tuple[str, str, Any]]:
    """(name, query, saved view or None): all of it, what the product brings, and what people keep."""
    found: list[tuple[str, str, Any]] = [("All", "", None)]
    found += [(preset.name, preset.query, None) for preset in reading.spec.presets]
    return found + [(view.name, view.query, view) for view in kept.views]


def counts(request: HttpRequest, reading: Reading, kept: Kept) -> tuple[Count, dict[str, Count]]:
    """Of what is shown, and of the first dozen views."""
    here = _core(reading.question)
    others = {
        query: partial(_rows_of, reading, query)
        for _, query, _ in views(reading, kept)[:VIEWS_COUNTED]
        if _core(conditions.read(query)) != here
    }
    total, known = counting.of_views(reading.rows, others, reading.looker, reading.spec.name)
    if request.GET.get("count") == "exact":
        total = (reading.rows.count(), False)
    return total, {**known, here: total}


def _rows_of(reading: Reading, query: str) -> Rows:
    question = conditions.read(query)
    return Reading(reading.spec, reading.looker, question, columns=reading.columns).rows


def _core(question: Question) -> str:
    """What a view shows, however it is sorted and whatever columns it has."""
    return replace(question, sort="", columns=()).text()


def tabs(reading: Reading, kept: Kept, known: dict[str, Count], home: str) -> list[Context]:
    here = _core(reading.question)
    made = []
    for name, query, view in views(reading, kept):
        core = _core(conditions.read(query))
        count = known.get(query, known.get(core))
        url = f"{home}?{query}" if query else f"{home}{'?view=all' if kept.opens_with else ''}"
        made.append({
            "label": name, "url": url, "active": core == here, "count": counting.words(count) if count else "",
            "view": view,
        })  # fmt: skip
    return made


def chips(reading: Reading, home: str) -> list[Context]:
    question, known = reading.question, words.names_of_things(reading)
    made: list[Context] = _school_chip(reading, home)
    for number, group in enumerate(question.groups):
        if number and group:
            made.append({"word": "or"})
        made += [
            {
                "label": words.label(one, reading),
                "value": words.value(one, reading, known),
                "remove_url": f"{home}?{question.without(number, one).text() or 'view=all'}",
            }
            for one in group
        ]
    return made


def _school_chip(reading: Reading, home: str) -> list[Context]:
    looker, question = reading.looker, reading.question
    if not (reading.spec.per_school and looker.several and looker.school) or question.school:
        return []
    url = f"{home}?{replace(question, school='all').text()}"
    return [
        {
            "label": "School",
            "value": looker.school.short_name or looker.school.name,
            "remove_url": url,
        }
    ]


def headings(reading: Reading, home: str) -> list[Context]:
    key, down = ordering.sorted_by(reading.columns, reading.question.sort, reading.spec)
    made, naming = [], cells.name_at(reading.spec, reading.shown)
    for number, column in enumerate(reading.shown_columns):
        at = column.key == key
        turn = f"-{column.key}" if at and not down else column.key
        url = f"{home}?{replace(reading.question, sort=turn).text()}" if column.sort_paths else ""
        made.append({
            "key": column.key, "label": column.label, "sort_url": url, "number": column.kind in cells.RIGHT,
            "sorted": ("desc" if down else "asc") if at else "", "phone": column.phone,
            "names": number == naming,
        })  # fmt: skip
    return made


def pager(reading: Reading, page: Page, total: Count, home: str) -> Context:
    question, size = reading.question, len(page.rows)
    made: Context = {"word": ""}
    if size:
        span = (
            f"{page.start + 1:,}\N{EN DASH}{page.start + size:,}"
            if size > 1
            else f"{page.start + 1:,}"
        )
        exact = f"{home}?{question.text(count='exact')}"
        more = format_html(
            '<a href="{}" title="Count them all">{}</a>', exact, counting.words(total)
        )
        made["word"] = format_html("{} of {}", span, more if total[1] else counting.words(total))
    if page.previous:
        made |= {
            "previous_url": f"{home}?{question.text(before=page.previous.text())}",
            "previous_word": "Back",
        }
    if page.next:
        made |= {
            "next_url": f"{home}?{question.text(after=page.next.text())}",
            "next_word": f"Next {max(size, 1)}",
        }
    return made


def bulk(spec: ListSpec, actor: Actor) -> list[Context]:
    """What can be done to the rows that are picked, on the list itself and on a room's own page of its rows."""
    return [
        {
            "label": action.label, "icon": action.icon, "key": action.key,
            "url": action.url or address("list_do", spec.name, action.name),
        }
        for action in spec.actions_for(actor)
    ]  # fmt: skip


def buttons(request: HttpRequest, reading: Reading) -> list[Context]:
    return [
        {
            "label": one.label,
            "url": address(one.url_name),
            "icon": one.icon,
            "primary": one.primary,
            "key": one.key,
        }
        for one in reading.spec.buttons
        if can(request.actor, one.permission)
    ]


def exports(reading: Reading) -> list[Context]:
    if not can(reading.looker.actor, "lists.export"):
        return []
    query = query_of(reading)
    return [
        {
            "label": word,
            "url": f"{address('list_export', reading.spec.name, kind)}?{query}",
            "icon": icon,
        }
        for kind, word, icon in (
            ("csv", "CSV, what is shown", "file-type-csv"),
            ("xlsx", "Excel, what is shown", "file-spreadsheet"),
        )
    ]


def query_of(reading: Reading) -> str:
    """The question as it is now, with the school and columns said aloud, so that it means the same elsewhere."""
    question, looker = reading.question, reading.looker
    if reading.spec.per_school and looker.several and looker.school and not question.school:
        question = replace(question, school=str(looker.school.uid))
    return replace(question, columns=tuple(reading.shown)).text()


def kept_pairs(question: Question) -> list[tuple[str, str]]:
    """What a small form over the list has to send along."""
    return parse_qsl(replace(question, q="").text(), keep_blank_values=True)


def empty(reading: Reading, home: str) -> Context:
    spec = reading.spec
    if reading.question.narrowed:
        return {
            "title": f"No {spec.things[1]} like that", "icon": "filter-off",
            "text": "Take one of the conditions away, or look at all of them.",
            "url": f"{home}?view=all", "label": "Show all",
        }  # fmt: skip
    made: Context = {
        "title": spec.empty.title,
        "text": spec.empty.sentence,
        "icon": spec.empty.icon or spec.icon,
    }
    needed = spec.empty.permission
    if spec.empty.url_name and (not needed or can(reading.looker.actor, needed)):
        made |= {"url": address(spec.empty.url_name), "label": spec.empty.label}
    return made


def save_link(reading: Reading, tabs_now: list[Context]) -> Context:
    """Keep what is shown as a view, or change the view that is shown."""
    name = reading.spec.name
    active = next((tab["view"] for tab in tabs_now if tab["active"] and tab["view"]), None)
    if active:
        return {
            "save_view_url": address_of("list_view", name, active.uid),
            "save_view_label": "Change this view",
        }
    text = reading.question.text()
    return {
        "save_view_url": f"{address('list_view_new', name)}?query={quote(text, safe='')}"
        if text
        else ""
    }
