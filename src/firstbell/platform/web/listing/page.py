from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.lists import conditions, counting, queries
from firstbell.platform.lists.conditions import Question
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.queries import Kept
from firstbell.platform.lists.reading import Reading
from firstbell.platform.lists.specs import ListSpec
from firstbell.platform.web import context
from firstbell.platform.web.addresses import address
from firstbell.platform.web.listing import cells, choosing, frame

ROWS_IN_A_TABLE = 8


def looker_of(request: HttpRequest) -> Looker:
    schools = context.my_schools(request)
    return Looker(
        request.actor, clock.now(), context.current_school(request), several=len(schools) > 1
    )


def reading_of(request: HttpRequest, spec: ListSpec, query: str) -> Reading:
    """A list as a query string asks for it, with the columns this person likes."""
    require(request.actor, spec.permission)
    looker = looker_of(request)
    return Reading(spec, looker, conditions.read(query), queries.kept(spec.name, looker).columns)


def page(
    request: HttpRequest,
    spec: ListSpec,
    *,
    sub: str = "",
    above: str = "",
    crumbs: Sequence[dict[str, str]] = (),
    **more: Any,
) -> HttpResponse:
    """The whole page; or the table alone, when htmx asks for it as somebody types."""
    home = address(spec.url_name)
    if chosen := choosing.chosen(request.GET):
        return redirect(f"{home}?{chosen}")
    looker = looker_of(request)
    kept = queries.kept(spec.name, looker)
    reading = Reading(spec, looker, _question(request, kept), kept.columns)
    found = reading.page(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    total, known = frame.counts(request, reading, kept)
    shown: dict[str, Any] = {
        "columns": frame.headings(reading, home),
        "rows": cells.rows_of(reading, found.rows, pick=bool(bulk := frame.bulk(spec, looker.actor))),
        "bulk": bulk, "query": frame.query_of(reading), "total": counting.words(total), "count": len(found.rows),
        "pager": frame.pager(reading, found, total, home), "empty": frame.empty(reading, home),
    }  # fmt: skip
    if request.headers.get("HX-Target") == "fb-list":
        return render(request, "web/list_table.html", {"list": shown})
    shown |= _around(request, reading, kept, known, home)
    sub = sub or (
        spec.count_words(total[0]) if not total[1] else f"{counting.words(total)} {spec.things[1]}"
    )
    words = {
        "list": {**shown, "title": spec.title, "sub": sub, "icon": spec.icon, "crumbs": crumbs},
        "above": above,
        **more,
    }
    return render(request, "web/list_page.html", words)


def _question(request: HttpRequest, kept: Kept) -> Question:
    """What the address asks; without a word of it, the view this person opens the list with."""
    text = request.META.get("QUERY_STRING", "")
    if not text and kept.opens_with:
        text = kept.opens_with.query
    return conditions.read(text)


def _around(
    request: HttpRequest, reading: Reading, kept: Kept, known: Any, home: str
) -> dict[str, Any]:
    spec = reading.spec
    tabs = frame.tabs(reading, kept, known, home)
    query = frame.query_of(reading)
    return {
        "actions": frame.buttons(request, reading), "views": tabs, **frame.save_link(reading, tabs),
        "search": {"name": "q", "value": reading.question.q} if spec.search else None,
        "kept": frame.kept_pairs(reading.question), "chips": frame.chips(reading, home),
        "problems": reading.narrowed.problems, "clear_url": f"{home}?view=all",
        "filters_url": f"{address('list_filters', spec.name)}?{reading.question.text()}",
        "columns_url": f"{address('list_columns', spec.name)}?{query}",
        "column_word": f"{len(reading.shown)} of {len(reading.columns)}", "exports": frame.exports(reading),
    }  # fmt: skip


def table(
    request: HttpRequest, spec: ListSpec, query: str, *, size: int = ROWS_IN_A_TABLE
) -> SafeString:
    """The first rows of a list inside another page, with a link to all of them."""
    reading = Reading(spec, looker_of(request), conditions.read(query))
    found = reading.page(size=size)
    home = address(spec.url_name)
    shown = {
        "columns": [{**heading, "sort_url": ""} for heading in frame.headings(reading, home)],
        "rows": cells.rows_of(reading, found.rows, pick=False), "all_url": f"{home}?{query}" if found.next else "",
        "empty": f"No {spec.things[1]}.",
    }  # fmt: skip
    return render_to_string("web/list_part.html", {"list": shown})
