"""The pieces of a page by name; a builtin, so that no template has to load it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.lib import clock
from firstbell.platform.web.components import icons, statuses, words

register = template.Library()

register.simple_tag(icons.icon)
register.simple_tag(statuses.status)
register.simple_tag(statuses.meter)
register.simple_tag(statuses.copy)
register.simple_tag(words.face)
register.simple_tag(words.key)
register.filter(words.money)
register.filter(words.pounds)
register.filter(words.month)
register.filter(words.capped)
register.filter(words.code)
register.filter(words.initials)

SHOWN_ACTIONS = 5


@register.filter
def day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return words.day(value, timezone.localdate(clock.now()))


@register.filter
def when(value: datetime | None) -> str:
    return words.when(value, clock.now())


@register.filter
def ago(value: datetime | None) -> SafeString | str:
    return words.ago(value, clock.now())


@register.simple_block_tag(takes_context=True)
def panel(context: template.Context, content: str, title: str, **more: Any) -> SafeString:
    more["link"] = {"url": more.pop("link", ""), "label": more.pop("link_label", "")}
    row = {"title": title, "body": content, **more}
    return render_to_string("web/panel.html", {"panel": row}, context.get("request"))


@register.simple_block_tag(takes_context=True)
def note(context: template.Context, content: str, title: str = "", **more: Any) -> SafeString:
    row = {"title": title, "body": content, **more}
    return render_to_string("web/note.html", {"note": row}, context.get("request"))


@register.inclusion_tag("web/panels.html", takes_context=True)
def panels(context: template.Context, rows: Iterable[Any]) -> dict[str, Any]:
    return {"panels": rows, "request": context.get("request")}


@register.inclusion_tag("web/page_head.html", takes_context=True)
def page_head(context: template.Context, title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, **more, **_request(context)}


@register.inclusion_tag("web/actions.html", takes_context=True)
def actions(context: template.Context, rows: Sequence[Any] | None, **more: Any) -> dict[str, Any]:
    """The first five as buttons, the rest in a menu; a menu of one would be a joke."""
    rows = list(rows or ())
    shown = rows if len(rows) <= SHOWN_ACTIONS + 1 else rows[:SHOWN_ACTIONS]
    return {"shown": shown, "hidden": rows[len(shown) :], **more, **_request(context)}


@register.inclusion_tag("web/action.html", takes_context=True)
def action(context: template.Context, row: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"action": row, **more, **_request(context)}


@register.inclusion_tag("web/facts.html")
def facts(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {"pairs": [(label, value) for label, value in pairs if value not in (None, "")]}


@register.inclusion_tag("web/timeline.html")
def timeline(events: Iterable[Any], more_url: str = "") -> dict[str, Any]:
    return {"events": events, "more_url": more_url}


@register.simple_tag
def g_letters(menu: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Which letter after `g` goes where: the first of the label that nobody took before."""
    letters: dict[str, str] = {}
    for section in menu:
        for item in section["items"]:
            wanted = (letter for letter in str(item["label"]).lower() if letter.isalpha())
            letter = next((letter for letter in wanted if letter not in letters), "")
            if letter:
                letters[letter] = item["url"]
    return letters


@register.filter
def letter_of(letters: Mapping[str, str], url: str) -> str:
    return next((letter for letter, target in letters.items() if target == url), "")


def _request(context: template.Context) -> dict[str, Any]:
    return {"request": context.get("request"), "csrf_token": context.get("csrf_token")}
