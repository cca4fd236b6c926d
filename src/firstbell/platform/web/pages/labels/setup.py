"""The form of a print run: which paper, and how it looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from firstbell.lib.labels.layout import Layout, Matrix, frame
from firstbell.lib.refusal import Refusal
from firstbell.platform.labels import logos, queries
from firstbell.platform.labels.models import LabelLayout, Run
from firstbell.platform.labels.registry import Offer
from firstbell.platform.labels.setup import Setup

_MATRICES = [
    (Matrix.QR, "QR, for phones and scanners"),
    (Matrix.DATAMATRIX, "DataMatrix, smaller, for scanners"),
    (Matrix.NONE, "No square code"),
]
OWN = "own"
USUAL_STOCK = "avery-l7160"


class SetupForm(forms.Form):
    stock = forms.ChoiceField(label="Paper")
    heading = forms.CharField(
        max_length=60, required=False, help_text="The name of the school, or “Property of …”"
    )
    matrix = forms.ChoiceField(label="Square code", choices=_MATRICES)
    says = forms.ChoiceField(label="It carries", required=False)
    own_words = forms.CharField(label="Own text in it", max_length=200, required=False)
    logo = forms.BooleanField(label="Logo of the school", required=False)
    barcode = forms.BooleanField(label="Bar code (Code 128) where there is room", required=False)
    title = forms.BooleanField(label="Name", required=False)
    fields_shown = forms.MultipleChoiceField(
        label="Further lines", required=False, widget=forms.CheckboxSelectMultiple
    )
    outline = forms.BooleanField(label="Line round each label, for plain paper", required=False)
    nudge_x = forms.DecimalField(
        label="Nudge right, mm", min_value=-20, max_value=20, required=False
    )
    nudge_y = forms.DecimalField(
        label="Nudge down, mm", min_value=-20, max_value=20, required=False
    )
    start = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    pairs = [("nudge_x", "nudge_y")]

    def __init__(self, run: Run, request: HttpRequest, data: QueryDict) -> None:
        super().__init__(data)
        self.words = data
        self.actor, self.school = request.actor, run.school
        groups = queries.stocks(request.actor)
        self.fields["stock"].choices = [  # type: ignore[attr-defined]
            (name, [(one.key, f"{one.name}, {one.words}") for one in some]) for name, some in groups
        ]
        offer = queries.offer_of(run)
        shown = [(field.key, field.label) for field in offer.fields] if offer else []
        self.fields["fields_shown"].choices = shown  # type: ignore[attr-defined]
        if not shown:
            del self.fields["fields_shown"]
        if run.batch_id is not None:
            del self.fields["title"]
        self._choose_words(run, offer)
        for field in self.fields.values():
            field.widget.attrs["data-fb-autosubmit"] = ""

    def _choose_words(self, run: Run, offer: Offer | None) -> None:
        """Our own address, one of the thing's codes, or whatever another program waits for."""
        if offer is None or run.batch_id is not None:
            del self.fields["says"], self.fields["own_words"]
            return
        self.offer = offer
        known = queries.words_for(offer)
        choices = [("", "Our short address, opens the page"), ("{tag}", "The tag")]
        choices += [("{serial}", "The serial")] * ("serial" in known) + [(OWN, "Own text")]
        self.fields["says"].choices = choices  # type: ignore[attr-defined]
        if self.data.get("says") == OWN:
            some = " ".join(f"{{{word}}}" for word in known)
            self.fields["own_words"].help_text = f"May hold {some}"
        else:
            del self.fields["own_words"]

    def clean_own_words(self) -> str:
        text: str = self.cleaned_data["own_words"]
        try:
            queries.refuse_unknown(text, self.offer)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return text

    def clean(self) -> dict[str, Any]:
        """A logo that is missing or has no room is said here, before anything is printed."""
        if self.cleaned_data.get("logo") and not self.errors:
            setup = self.setup()
            try:
                frame(setup.stock, logos.look(self.school, setup))
            except Refusal as refusal:
                self.add_error("logo", refusal.sentence)
        return self.cleaned_data

    def setup(self) -> Setup:
        words = self.cleaned_data
        stock = queries.stock_of(words["stock"], self.actor)
        fields = tuple(words.get("fields_shown", ()))
        layout = Layout(
            heading=words["heading"],
            matrix=Matrix(words["matrix"]),
            barcode=words["barcode"],
            title=words.get("title", False),
            lines=len(fields) or int("title" not in words),
            outline=words["outline"],
        )
        nudge = (float(words["nudge_x"] or 0), float(words["nudge_y"] or 0))
        start = min(words["start"] or 1, stock.per_page)
        says = words.get("own_words", "") if words.get("says") == OWN else words.get("says", "")
        return Setup(stock, layout, fields, start, nudge, says, words["logo"])


def form_for(request: HttpRequest, one: Run) -> SetupForm:
    """What the address says; else the saved layout it names; else what was used last for these things."""
    if "stock" in request.GET:
        return SetupForm(one, request, request.GET)
    words = _usual(one)
    layout = layouts_for(request, one).filter(uid__in=uids([request.GET.get("layout", "")])).first()
    if layout is not None:
        words |= _of_layout(layout)
    elif kept := request.session.get("labels", {}).get(one.thing_type):
        return SetupForm(one, request, QueryDict(kept))
    data = QueryDict(mutable=True)
    for name, value in words.items():
        if isinstance(value, list):
            data.setlist(name, value)
        elif value not in (False, None, ""):
            data[name] = "on" if value is True else str(value)
    return SetupForm(one, request, data)


def setup_for(request: HttpRequest, one: Run) -> Setup:
    form = form_for(request, one)
    if not form.is_valid():
        said = form.errors.get("logo", ["Choose the paper again: that one is not there any more."])
        raise Refusal(str(said[0]))
    return form.setup()


def _usual(one: Run) -> dict[str, Any]:
    offer = queries.offer_of(one)
    return {
        "stock": USUAL_STOCK, "heading": one.school.short_name, "matrix": Matrix.QR.value, "title": True,
        "fields_shown": list(offer.usual) if offer else [],
    }  # fmt: skip


def _of_layout(layout: LabelLayout) -> dict[str, Any]:
    plain = layout.says in ("", "{tag}", "{serial}")
    return {
        "stock": layout.stock, "heading": layout.heading, "matrix": layout.matrix, "barcode": layout.barcode,
        "title": layout.title, "fields_shown": layout.fields, "outline": layout.outline, "logo": layout.logo,
        "nudge_x": layout.nudge_x, "nudge_y": layout.nudge_y, "says": layout.says if plain else OWN, "own_words": "" if plain else layout.says,
    }  # fmt: skip


def layouts_for(request: HttpRequest, one: Run) -> QuerySet[LabelLayout]:
    rows: QuerySet[LabelLayout] = (
        LabelLayout.objects.visible_to(request.actor)
        .filter(thing_type=one.thing_type)
        .order_by("name")
    )
    return rows


def uids(words: Iterable[str]) -> list[UUID]:
    found = []
    for word in words:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found
