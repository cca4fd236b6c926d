"""Actions as buttons: `{label, url, icon, key, primary, danger, bare, method, hidden, confirm, hx}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from firstbell.platform.web.components.icons import icon

Action = Mapping[str, Any]
SHOWN = 5


def actions(rows: Iterable[Action] | None, token: str, *, small: bool = False) -> SafeString:
    """The first five as buttons and the rest in a menu; a menu of one would be a joke."""
    every: Sequence[Action] = list(rows or ())
    if not every:
        return mark_safe("")
    shown = every if len(every) <= SHOWN + 1 else every[:SHOWN]
    buttons = "".join(button(row, token, small=small) for row in shown)
    more = _menu(every[len(shown) :], token, small=small) if len(shown) < len(every) else ""
    return mark_safe(f'<div class="fb-acts">{buttons}{more}</div>')  # noqa: S308 -- escaped below


def button(row: Action, token: str, *, small: bool = False) -> SafeString:
    looks = "".join(f" fb-btn-{look}" for look in ("primary", "danger", "bare") if row.get(look))
    return _pressable(row, token, "fb-btn" + looks + (" fb-btn-s" if small else ""))


def _menu(rows: Sequence[Action], token: str, *, small: bool) -> str:
    size = " fb-btn-s" if small else ""
    lines = "".join(
        _pressable({"icon": "point", **row}, token, "is-bad" if row.get("danger") else "")
        for row in rows
    )
    return (
        f'<details class="fb-menu fb-menu-left" data-fb-menu><summary class="fb-btn{size}">'
        f'{icon("dots")}<span class="fb-more-word">More</span></summary>'
        f'<div class="fb-menu-list">{lines}</div></details>'
    )


def _pressable(row: Action, token: str, classes: str) -> SafeString:
    url, key = escape(row["url"]), escape(row.get("key") or "")
    marks = f' class="{classes}"' if classes else ""
    marks += f' data-fb-key="{key}" aria-keyshortcuts="{key}"' if key else ""
    inside = icon(row["icon"]) if row.get("icon") else ""
    inside += escape(row["label"]) + (f' <kbd aria-hidden="true">{key}</kbd>' if key else "")
    if row.get("method") == "post":
        return _form(row, url, f"<button{marks}>{inside}</button>", token)
    target = f' hx-get="{url}" hx-target="{escape(row["hx"])}"' if row.get("hx") else ""
    return mark_safe(f'<a href="{url}"{marks}{target}>{inside}</a>')  # noqa: S308 -- escaped above


def _form(row: Action, url: str, pressed: str, token: str) -> SafeString:
    hidden = {"csrfmiddlewaretoken": token, **(row.get("hidden") or {})}
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    asks = f' data-fb-confirm="{escape(row["confirm"])}"' if row.get("confirm") else ""
    return mark_safe(  # noqa: S308 -- every word is escaped
        f'<form method="post" action="{url}"{asks}>{inputs}{pressed}</form>'
    )
