"""The pieces of a page by name; a builtin, so that no template has to load it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token, token_kwargs
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from firstbell.lib import clock
from firstbell.platform.web.components import bars, buttons, frame, icons, panels, statuses, words

register = template.Library()

register.simple_tag(frame.rail)
register.simple_tag(panels.facts)
register.simple_tag(panels.panels)
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


class IconNode(template.Node):
    def __init__(self, name: FilterExpression, more: dict[str, FilterExpression]) -> None:
        self.name, self.more = name, more

    def render(self, context: template.Context) -> SafeString:
        more = {word: value.resolve(context) for word, value in self.more.items()}
        return icons.icon(str(self.name.resolve(context)), **more)


@register.tag("icon")
def icon_tag(parser: Parser, token: Token) -> template.Node:
    """`{% icon "bell" size="s" label="Words" %}`; one whose words are all known is drawn once, not each time."""
    _, name, *rest = token.split_contents()
    more = token_kwargs(rest, parser)
    found = parser.compile_filter(name)
    if all(isinstance(value.var, str) for value in (found, *more.values())):
        known = {word: str(value.var) for word, value in more.items()}
        return TextNode(icons.icon(str(found.var), **known))
    return IconNode(found, more)


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


@register.simple_block_tag
def panel(content: str, title: str, **more: Any) -> SafeString:
    more["link"] = {"url": more.pop("link", ""), "label": more.pop("link_label", "")}
    row = {"title": title, "body": content, **more}
    return panels.panel(row)


@register.simple_block_tag(takes_context=True)
def note(context: template.Context, content: str, title: str = "", **more: Any) -> SafeString:
    row = {"title": title, "body": content, **more}
    return render_to_string("web/note.html", {"note": row}, context.get("request"))


@register.inclusion_tag("web/page_head.html", takes_context=True)
def page_head(context: template.Context, title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, **more, **_request(context)}


@register.simple_tag(takes_context=True)
def actions(
    context: template.Context, rows: Iterable[Any] | None, *, small: bool = False
) -> SafeString:
    return buttons.actions(rows, str(context.get("csrf_token", "")), small=small)


@register.simple_tag(takes_context=True)
def action(context: template.Context, row: Mapping[str, Any], *, small: bool = False) -> SafeString:
    return buttons.button(row, str(context.get("csrf_token", "")), small=small)


@register.inclusion_tag("web/timeline.html")
def timeline(events: Iterable[Any], more_url: str = "") -> dict[str, Any]:
    return {"events": events, "more_url": more_url}


@register.simple_tag(takes_context=True)
def strip(context: template.Context, ribbon: Any) -> SafeString:
    """Nothing where a part of a page is drawn again: the page has its strip, and would refuse the style of another."""
    request = context.get("request")
    if "HX-Request" in getattr(request, "headers", ()):
        return SafeString("")
    return frame.strip(ribbon, getattr(request, "csp_nonce", ""))


@register.simple_tag(takes_context=True)
def top_bar(context: template.Context) -> SafeString:
    return bars.top({name: context.get(name) for name in bars.WORDS}, _mark())


@register.simple_tag(takes_context=True)
def bottom_bar(context: template.Context) -> SafeString:
    request = context.get("request")
    return bars.bottom(getattr(request, "path", ""), context.get("creates") or ())


@cache
def _mark() -> str:
    return render_to_string("web/mark.html")


def _request(context: template.Context) -> dict[str, Any]:
    return {"request": context.get("request"), "csrf_token": context.get("csrf_token")}
