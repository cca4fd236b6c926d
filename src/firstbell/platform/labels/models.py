from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from firstbell.lib.labels.layout import Layout, Matrix
from firstbell.lib.labels.stock import Sheet, Stock, Tape
from firstbell.platform.codes.models import Batch
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet

_SMALL = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1500))]


def millimetres(label: str | None = None, **more: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(label, max_digits=6, decimal_places=2, validators=_SMALL, **more)


class OwnSheet(SchoolOwned):
    """Label stock that the catalogue does not know, measured by whoever bought it."""

    name = models.CharField(max_length=80)
    on_a_roll = models.BooleanField(default=False)
    page_width = millimetres(default=210)
    page_height = millimetres(default=297)
    left = millimetres("left margin", default=0)
    top = millimetres("top margin", default=0)
    columns = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(60)])
    rows = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(90)])
    width = millimetres("label width")
    height = millimetres("label height")
    pitch_x = millimetres("from one label to the next across", default=0)
    pitch_y = millimetres("from one label to the next down", default=0)
    radius = millimetres("corner radius", default=0)

    view_permission = "labels.print"
    objects = VisibleQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "name", "on_a_roll", "page_width", "page_height", "left", "top", "columns", "rows", "width", "height", "pitch_x",
        "pitch_y", "radius", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="labels_ownsheet_name"),
            models.CheckConstraint(
                condition=Q(columns__gte=1, rows__gte=1), name="labels_ownsheet_grid"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return f"own-{self.uid}"

    def stock(self) -> Stock:
        """The sheet as paper to print on, or StockDoesNotFit."""
        if self.on_a_roll:
            return Tape(
                key=self.key,
                name=self.name,
                width=float(self.height),
                length=float(self.width),
                radius=float(self.radius),
            )
        return Sheet(
            key=self.key,
            name=self.name,
            page_width=float(self.page_width),
            page_height=float(self.page_height),
            left=float(self.left),
            top=float(self.top),
            columns=self.columns,
            rows=self.rows,
            width=float(self.width),
            height=float(self.height),
            pitch_x=float(self.pitch_x or self.width),
            pitch_y=float(self.pitch_y or self.height),
            radius=float(self.radius),
        )


class LabelLayout(SchoolOwned):
    """A saved choice of paper and of what stands on it."""

    name = models.CharField(max_length=80)
    thing_type = models.CharField(max_length=60, blank=True)
    stock = models.CharField(max_length=60)
    heading = models.CharField(max_length=60, blank=True)
    matrix = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Matrix], default=Matrix.QR
    )
    barcode = models.BooleanField(default=False)
    title = models.BooleanField(default=True)
    fields = models.JSONField(default=list, blank=True)
    says = models.CharField(max_length=200, blank=True)
    outline = models.BooleanField(default=False)
    logo = models.BooleanField(default=False)
    nudge_x = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    nudge_y = models.DecimalField(max_digits=4, decimal_places=1, default=0)

    view_permission = "labels.print"
    objects = VisibleQuerySet.as_manager()
    personal: dict[str, str] = {}
    plain = {
        "name", "thing_type", "stock", "heading", "matrix", "barcode", "title", "fields", "says", "outline", "logo",
        "nudge_x", "nudge_y", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "thing_type", "name"], name="labels_labellayout_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def layout(self) -> Layout:
        return Layout(
            heading=self.heading,
            matrix=Matrix(self.matrix),
            barcode=self.barcode,
            title=self.title,
            lines=len(self.fields),
            outline=self.outline,
        )


class Run(SchoolOwned):
    """Things gathered to be printed on labels, kept so that a spoilt sheet is printed again."""

    thing_type = models.CharField(max_length=60, blank=True)
    uids = models.JSONField(default=list)
    batch = models.ForeignKey(
        Batch, on_delete=models.CASCADE, null=True, blank=True, related_name="runs"
    )
    count = models.PositiveIntegerField()
    words = models.CharField(max_length=120)
    made_by = models.CharField(max_length=200)

    view_permission = "labels.print"
    objects = VisibleQuerySet.as_manager()
    personal = {"made_by": "name"}
    plain = {"thing_type", "uids", "count", "words", "created_at"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(batch=None) | Q(thing_type=""), name="labels_run_things_or_codes"
            ),
        ]
        indexes = [models.Index(fields=["school", "-id"], name="labels_run_school")]

    def __str__(self) -> str:
        return self.words
