from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    OWN = "own", "Our own"
    SUPPLIER = "supplier", "The supplier's"
    EXTERNAL = "external", "Somebody else's"


class Symbology(models.TextChoices):
    QR = "qr", "QR"
    CODE128 = "code128", "Code 128"
    CODE39 = "code39", "Code 39"
    DATAMATRIX = "datamatrix", "DataMatrix"
    EAN = "ean", "EAN"
    OTHER = "other", "Another kind"
