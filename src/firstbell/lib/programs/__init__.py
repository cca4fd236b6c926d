"""Programs as devices report them, and the products that they are."""

from __future__ import annotations

from firstbell.lib.programs.naming import Named, Namer, Program
from firstbell.lib.programs.plain import plain_publisher, plain_title
from firstbell.lib.programs.rules import Kind, Rule, Unusable, refuse_unusable
from firstbell.lib.programs.versions import version_key

__all__ = ["Kind", "Named", "Namer", "Program", "Rule", "Unusable", "plain_publisher", "plain_title", "refuse_unusable", "version_key"]  # fmt: skip
