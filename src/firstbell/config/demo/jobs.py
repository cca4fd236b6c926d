from __future__ import annotations

from datetime import datetime

from firstbell.config.demo.load import load
from firstbell.platform.jobs.registry import JobHandle, job


@job("demo.load", attempts=3)
def load_demo(handle: JobHandle, *, moment: str) -> str:
    load(at=datetime.fromisoformat(moment), report=handle.progress)
    return "The demonstration trust is ready."
