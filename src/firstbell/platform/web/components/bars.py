"""The bar at the top of every page and the one within a thumb's reach, written as strings like the rest of the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.web.addresses import address
from firstbell.platform.web.components.icons import icon
from firstbell.platform.web.components.words import capped, face

Row = Mapping[str, Any]
WORDS = ("request", "csrf_token", "actor", "school", "schools", "creates", "unread")
THEMES = (("light", "Light", "sun"), ("dark", "Dark", "moon"), ("", "Auto", ""))
_BOX = (
    '<input type="search" name="q" id="fb-find" aria-label="Search everything"'
    ' placeholder="Find a room, person, tag or serial" autocomplete="off" autocapitalize="off" spellcheck="false"'
    ' enterkeyhint="search" role="combobox" aria-expanded="false" aria-autocomplete="list"'
    ' aria-controls="fb-hits-list"><kbd aria-hidden="true">/</kbd>\n'
    '<button class="fb-btn fb-btn-bare fb-find-close" type="button" data-fb-find-close hidden>Cancel</button>'
)


def top(words: Mapping[str, Any], mark: str) -> SafeString:
    """`words` are WORDS as every page has them."""
    find = address("search")
    return mark_safe(  # noqa: S308 -- every word is escaped
        f'<div class="fb-top">\n<a class="fb-mark" href="{address("home")}">{mark}Firstbell</a>\n'
        f'<div class="fb-find" data-fb-find="{find}">\n'
        f'<form class="fb-find-box" role="search" aria-label="Everything" action="{find}" method="get">\n'
        f"{icon('search')}{_BOX}\n</form>\n"
        '<div class="fb-hits" id="fb-hits" hidden></div>\n<div class="fb-sr" role="status" data-fb-find-say></div>\n'
        f'</div>\n<div class="fb-bar">\n{_school(words)}{_new(words.get("creates") or ())}'
        f'<a class="fb-btn fb-btn-bare fb-btn-s fb-hide-phone" href="{address("scan")}">{icon("scan")}Scan</a>\n'
        f"{_bell(words.get('unread') or 0)}\n{_face_menu(words)}\n</div>\n</div>"
    )


def bottom(path: str, creates: Sequence[Row]) -> SafeString:
    here = ' aria-current="page"' if path == "/" else ""
    fourth = (
        f'<a href="{escape(creates[0]["url"])}" data-fb-new>{icon("plus")}<span>New</span></a>'
        if creates
        else f'<a href="{address("notifications")}">{icon("bell")}<span>Messages</span></a>'
    )
    return mark_safe(  # noqa: S308 -- every word is escaped
        '<nav class="fb-bottom" aria-label="Within reach">\n'
        f'<a href="{address("home")}"{here}>{icon("sunrise")}<span>Today</span></a>\n'
        f'<a href="{address("search")}" data-fb-find-open>{icon("search")}<span>Find</span></a>\n'
        f'<a href="{address("scan")}" class="fb-bottom-scan"><span>{icon("scan")}</span><span>Scan</span></a>\n'
        f'{fourth}\n<a href="#fb-rail" data-fb-rail-open aria-controls="fb-rail">{icon("menu-2")}<span>Menu</span></a>\n'
        f"</nav>\n{_new_dialog(creates)}"
    )


def _new_dialog(creates: Sequence[Row]) -> str:
    if not creates:
        return ""
    return (
        '<dialog class="fb-dialog" id="fb-new" aria-labelledby="fb-new-title"><header><h2 id="fb-new-title">New</h2>'
        '<form class="fb-end" method="dialog"><button class="fb-btn fb-btn-bare fb-btn-s">'
        f'{icon("x")}<span class="fb-sr">Close</span></button></form></header>'
        f'<div class="fb-rows">{_links(creates)}</div></dialog>'
    )


def _links(rows: Sequence[Row]) -> str:
    return "".join(
        f'<a href="{escape(row["url"])}">{icon(row["icon"])}{escape(row["label"])}</a>'
        for row in rows
    )


def _new(creates: Sequence[Row]) -> str:
    if not creates:
        return ""
    return (
        '<details class="fb-menu fb-hide-phone" data-fb-menu data-fb-key="n"><summary class="fb-btn fb-btn-s">'
        f'{icon("plus")}New <kbd aria-hidden="true">n</kbd></summary>\n'
        f'<div class="fb-menu-list">{_links(creates)}</div></details>\n'
    )


def _school(words: Mapping[str, Any]) -> str:
    school, schools = words.get("school"), words.get("schools") or ()
    if len(schools) < 2:
        return f'<span class="fb-school">{escape(school.name)}</span>\n' if school else "\n"
    rows = "".join(
        f'<button name="school" value="{row.uid}"{_current(row, school)}>{icon("school")}{escape(row.name)}</button>'
        for row in schools
    )
    return (
        '<details class="fb-menu" data-fb-menu><summary class="fb-btn fb-btn-bare fb-btn-s">'
        f'<span class="fb-school">{escape(school.name if school else "")}</span>{icon("chevron-down", size="s")}'
        '<span class="fb-sr">, change school</span></summary>\n'
        f'<form class="fb-menu-list" method="post" action="{address("choose_school")}">{_token(words)}{_next(words)}\n'
        f"{rows}</form></details>\n"
    )


def _current(row: Any, school: Any) -> str:
    return ' aria-current="true"' if school and row.pk == school.pk else ""


def _bell(unread: int) -> str:
    count = capped(unread)
    shown = f'<b aria-hidden="true">{count}</b>' if unread else ""
    said = f", {count} unread" if unread else ""
    return (
        f'<a class="fb-btn fb-btn-bare fb-btn-s fb-bell" href="{address("notifications")}">{icon("bell")}{shown}'
        f'<span class="fb-sr">Messages{said}</span></a>'
    )


def _face_menu(words: Mapping[str, Any]) -> str:
    actor = words.get("actor")
    name = escape(actor.name if actor else "")
    return (
        '<details class="fb-menu" data-fb-menu><summary class="fb-btn fb-btn-bare fb-btn-s">'
        f'{face(actor.name if actor and actor.name else "?")}<span class="fb-sr">{name}, your menu</span></summary>\n'
        f'<div class="fb-menu-list">\n<h3>{name}</h3>\n'
        f'<a href="{address("my_account")}">{icon("user")}Your account</a>\n'
        f'<a href="{address("settings")}">{icon("settings")}Settings</a>\n'
        f'<button type="button" data-fb-keys>{icon("keyboard")}Keys <kbd>?</kbd></button>\n<hr>\n'
        f'{theme(words)}\n<hr><form method="post" action="{address("account_logout")}">{_token(words)}'
        f"<button>{icon('logout')}Sign out</button></form>\n</div></details>"
    )


def theme(words: Mapping[str, Any]) -> SafeString:
    """Light or dark, as the cookie has it."""
    chosen = getattr(words.get("request"), "COOKIES", {}).get("firstbell_theme") or ""
    buttons = "".join(
        f'<button name="theme" value="{value}" aria-pressed="{"true" if value == chosen else "false"}">'
        f"{icon(drawing) if drawing else ''}{word}</button>"
        for value, word, drawing in THEMES
    )
    return mark_safe(  # noqa: S308 -- every word is escaped
        f'<form class="fb-menu-pad" method="post" action="{address("choose_theme")}" data-fb-theme>'
        f"{_token(words)}{_next(words)}\n"
        f'<div class="fb-seg" role="group" aria-label="Light or dark">{buttons}</div></form>'
    )


def _token(words: Mapping[str, Any]) -> str:
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(words.get("csrf_token") or "")}">'


def _next(words: Mapping[str, Any]) -> str:
    return f'<input type="hidden" name="next" value="{escape(getattr(words.get("request"), "path", ""))}">'
