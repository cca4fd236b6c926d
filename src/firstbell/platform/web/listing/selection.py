"""Which rows were picked on a list, for the pages that do something with them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from firstbell.platform.lists import bulk
from firstbell.platform.lists.specs import ListSpec, Rows
from firstbell.platform.web.listing.page import looker_of


def picked(request: HttpRequest, spec: ListSpec) -> Rows:
    """The rows that a list's form, or a form that passed them on, says."""
    uids, query = words(request)
    return bulk.picked(spec, looker_of(request), uids=uids, query=query)


def words(request: HttpRequest) -> tuple[list[str], str | None]:
    data = request.POST if request.method == "POST" else request.GET
    uids = [*data.getlist("pick"), *filter(None, data.get("picks", "").split(","))]
    return uids, data.get("query", "") if data.get("all") == "1" else None


def passed_on(request: HttpRequest) -> Mapping[str, str]:
    """The same as hidden fields, for the form that asks once more."""
    uids, query = words(request)
    return {"picks": ",".join(uids)} if query is None else {"all": "1", "query": query}


def back_url(request: HttpRequest, spec: ListSpec) -> str:
    """Where the list was, if that is one of our pages."""
    url = request.POST.get("back") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        url = ""
    parts = urlsplit(url)
    homes = [reverse(name) for name in (spec.url_name, *spec.also_at)]
    home = parts.path if parts.path in homes else homes[0]
    return f"{home}?{parts.query}" if parts.path == home and parts.query else home
