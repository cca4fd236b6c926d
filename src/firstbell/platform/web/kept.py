"""A thing's own fields as its page tells them; what is kept secret is a row of dots and a button to look at it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString

from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.secrecy import within
from firstbell.platform.fields.values import MASK, shown
from firstbell.platform.web.addresses import address_of
from firstbell.platform.web.components.icons import icon

_BUTTON = (
    '<form class="fb-kept" method="post" action="{url}" hx-post="{url}" hx-swap="outerHTML">'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{token}"><span class="fb-code">{mask}</span>'
    '<button class="fb-btn fb-btn-s" aria-label="Look at the {what}">{icon}Look</button></form>'
)


def own_facts(request: HttpRequest, thing: Any, among: Iterable[Field]) -> list[tuple[str, Any]]:
    """(label, what a person reads), without what the thing has not."""
    pairs = [(field.label, own_fact(request, thing, field)) for field in among]
    return [(label, value) for label, value in pairs if value]


def own_fact(request: HttpRequest, thing: Any, field: Field) -> str | SafeString:
    value = thing.custom.get(field.key)
    if not (field.is_secret and value) or not can(request.actor, "fields.reveal", thing):
        return shown(field, value)
    return format_html(
        _BUTTON, url=address_of("field_reveal", field.uid, thing.uid), token=get_token(request), mask=MASK,
        what=within(field.label), icon=icon("eye", size="s"),
    )  # fmt: skip
