from __future__ import annotations

from firstbell.software.models.catalogue import NamingRule, Release, Title
from firstbell.software.models.installed import Installation, Presence
from firstbell.software.models.licences import Licence
from firstbell.software.models.wanted import Requirement

__all__ = ["Installation", "Licence", "NamingRule", "Presence", "Release", "Requirement", "Title"]
