from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from firstbell.lib.refusal import Refusal


def show(refusal: Refusal, form: forms.Form) -> None:
    """A verb's no on the form that asked: beside the fields it names, and as a sentence at the top."""
    for name, sentence in refusal.fields.items():
        if name in form.fields:
            form.add_error(name, sentence)
    form.add_error(None, refusal.sentence)


@contextmanager
def refused_aloud(request: HttpRequest) -> Iterator[None]:
    """A verb's no at the top of the page that the view leads to, for buttons that have no form to say it on."""
    try:
        yield
    except Refusal as refusal:
        messages.error(request, refusal.sentence)
