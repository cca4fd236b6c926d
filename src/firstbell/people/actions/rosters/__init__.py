"""The verbs of lists of people: a source is added, its list is read, agreed to, and brought in."""

from __future__ import annotations
