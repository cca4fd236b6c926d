from __future__ import annotations

from datetime import datetime, timedelta

from firstbell.platform.api.models import Answered
from firstbell.platform.jobs.registry import every


@every("api.forget_answers", "Forget old answers of the API", hours=6)
def forget_answers(at: datetime) -> str:
    gone, _ = Answered.objects.filter(at__lt=at - timedelta(days=2)).delete()
    return f"forgot {gone} answers"
