"""Counting answers for /metrics: a number per kind of answer in this process, nothing stored."""

from __future__ import annotations

import threading
import time
from collections import Counter

from django.http import HttpRequest, HttpResponseBase

from firstbell.platform.web.middleware import Next

_lock = threading.Lock()
_answers: Counter[tuple[str, str]] = Counter()
_seconds: Counter[str] = Counter()


class CountedAnswers:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        method = (
            request.method
            if request.method in ("GET", "POST", "PUT", "PATCH", "DELETE")
            else "other"
        )
        with _lock:
            _answers[str(method), f"{response.status_code // 100}xx"] += 1
            _seconds[str(method)] += time.perf_counter() - began  # type: ignore[assignment]
        return response


def requests() -> list[tuple[dict[str, str], float]]:
    with _lock:
        return [({"method": m, "status": s}, count) for (m, s), count in sorted(_answers.items())]


def seconds() -> list[tuple[dict[str, str], float]]:
    with _lock:
        return [({"method": m}, total) for m, total in sorted(_seconds.items())]
