from __future__ import annotations

from django import forms

from firstbell.lib.refusal import Refusal


def show(refusal: Refusal, form: forms.Form) -> None:
    """A verb's no on the form that asked: beside the fields it names, and as a sentence at the top."""
    for name, sentence in refusal.fields.items():
        if name in form.fields:
            form.add_error(name, sentence)
    form.add_error(None, refusal.sentence)
