from __future__ import annotations

from datetime import datetime

from firstbell.platform.jobs.registry import JobHandle, job


@job("demo.load", attempts=3)
def load_demo(handle: JobHandle, *, moment: str) -> str:
    from firstbell.config.demo.load import load  # noqa: PLC0415 -- few schools ever want it

    load(at=datetime.fromisoformat(moment), report=handle.progress)
    return "The demonstration trust is ready."
