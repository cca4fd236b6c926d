"""The demonstration trust: three invented schools with two years behind them, the same each time it is loaded."""

from __future__ import annotations
