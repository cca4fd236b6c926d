"""The slots of a page: rooms fill them in plugs.py, the shell shows what this person may see.

Names of slots are things ("equipment.item", "places.room", "home"); each filler names its permission.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template import Engine, RequestContext

from firstbell.platform.accounts.permissions import can
from firstbell.platform.web.addresses import address

Context = dict[str, Any]
# The permission of what stands on a page of people who have not signed in: what `when` says decides alone.
ANYBODY = ""


@dataclass(frozen=True)
class MenuItem:
    label: str
    url_name: str
    icon: str
    permission: str
    section: str = ""
    order: int = 50
    count: Callable[[HttpRequest], str] | None = None


@dataclass(frozen=True)
class Panel:
    """`context(request, thing)` gives the template's words, or `html` itself, or None to leave the panel out."""

    on: str
    name: str
    title: str
    icon: str
    template: str
    permission: str
    context: Callable[[HttpRequest, Any], Context | None]
    side: bool = False
    order: int = 50


@dataclass(frozen=True)
class Action:
    """A button on a thing's page: `url(thing)`; `when(actor, thing)` says whether it makes sense now."""

    on: str
    label: str
    icon: str
    permission: str
    url: Callable[[Any], str]
    when: Callable[[Any, Any], bool] = field(default=lambda actor, thing: True)
    order: int = 50
    key: str = ""


@dataclass(frozen=True)
class Create:
    label: str
    url_name: str
    icon: str
    permission: str
    order: int = 50


_menu: list[MenuItem] = []
_panels: dict[str, list[Panel]] = defaultdict(list)
_actions: dict[str, list[Action]] = defaultdict(list)
_creates: list[Create] = []
_links: dict[str, Callable[[Any], str]] = {}
_ribbons: list[Callable[[HttpRequest], Any]] = []
_settings: list[MenuItem] = []


def menu(item: MenuItem) -> None:
    _menu.append(item)


def settings(item: MenuItem) -> None:
    """A page of the settings index."""
    _settings.append(item)


def panel(item: Panel) -> None:
    _panels[item.on].append(item)


def action(item: Action) -> None:
    _actions[item.on].append(item)


def create(item: Create) -> None:
    _creates.append(item)


def link(thing_type: str, url: Callable[[Any], str]) -> None:
    """Where a thing's page is, by its uid: for search, timelines, codes."""
    _links[thing_type] = url


def ribbon(provider: Callable[[HttpRequest], Any]) -> None:
    _ribbons[:] = [provider]


def url_of(thing_type: str, uid: Any) -> str:
    return _links[thing_type](uid) if thing_type in _links else ""


def ribbon_for(request: HttpRequest) -> Any:
    return _ribbons[0](request) if _ribbons else None


def menu_for(request: HttpRequest) -> list[Context]:
    return _sections(request, _menu)


def settings_for(request: HttpRequest) -> list[Context]:
    return _sections(request, _settings)


def _here(request: HttpRequest, items: list[MenuItem]) -> str:
    """The one entry whose page this is, or is below: of two that fit (`/mine/` and `/mine/tickets/`) the nearer."""
    urls = {address(item.url_name) for item in items if can(request.actor, item.permission)}
    fits = [
        url for url in urls if request.path == url or (url != "/" and request.path.startswith(url))
    ]
    return max(fits, key=len, default="")


def _sections(request: HttpRequest, items: list[MenuItem]) -> list[Context]:
    sections: dict[str, list[Context]] = {}
    here = _here(request, items)
    for item in sorted(items, key=lambda item: (item.order, item.label)):
        if can(request.actor, item.permission):
            url = address(item.url_name)
            count = item.count(request) if item.count else ""
            row = {
                "label": item.label,
                "url": url,
                "icon": item.icon,
                "active": url == here,
                "count": count,
            }
            sections.setdefault(item.section, []).append(row)
    return [{"label": label, "items": rows} for label, rows in sections.items()]


def creates_for(request: HttpRequest) -> list[Context]:
    return [
        {"label": item.label, "url": address(item.url_name), "icon": item.icon}
        for item in sorted(_creates, key=lambda item: item.order)
        if can(request.actor, item.permission)
    ]


def panel_for(request: HttpRequest, on: str, thing: Any, name: str) -> Context | None:
    """One of the panels, for a page that is laid out by hand."""
    around = RequestContext(request)
    with around.bind_template(Engine.get_default().from_string("")):
        found = next(item for item in _panels[on] if item.name == name)
        return _shown(found, request, thing, around)


def panels_for(request: HttpRequest, on: str, thing: Any = None) -> dict[str, list[Context]]:
    """The panels of a page, rendered: {"main": [...], "side": [...]}."""
    columns: dict[str, list[Context]] = {"main": [], "side": []}
    # What stands around the words of a panel is gathered once for all of them, not once for each.
    around = RequestContext(request)
    with around.bind_template(Engine.get_default().from_string("")):
        for item in sorted(_panels[on], key=lambda item: item.order):
            if row := _shown(item, request, thing, around):
                columns["side" if item.side else "main"].append(row)
    return columns


def _shown(item: Panel, request: HttpRequest, thing: Any, around: RequestContext) -> Context | None:
    if not can(request.actor, item.permission, thing):
        return None
    context = item.context(request, thing)
    if context is None:
        return None
    words = {"panel": item, "thing": thing, **context}
    return {
        "name": item.name, "title": item.title, "icon": item.icon, **words,
        "html": context.get("html") or _rendered(item.template, words, around),
    }  # fmt: skip


def _rendered(name: str, words: Context, around: RequestContext) -> str:
    with around.push(**words):
        return str(Engine.get_default().get_template(name).render(around))


def actions_for(request: HttpRequest, on: str, thing: Any) -> list[Context]:
    return [
        {"label": item.label, "url": item.url(thing), "icon": item.icon, "key": item.key}
        for item in sorted(_actions[on], key=lambda item: item.order)
        if (item.permission == ANYBODY or can(request.actor, item.permission, thing))
        and item.when(request.actor, thing)
    ]
