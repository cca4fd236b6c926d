"""What a field keeps secret from now on does not stay in the log of calls, nor goes out with one that waits."""

from __future__ import annotations

import json

from firstbell.platform.fields import registry
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.values import ANOTHER, SECRET
from firstbell.platform.webhooks.models import Call


@registry.forgets
def forget(field: Field) -> None:
    word = field.key.replace("_", " ")[:80]
    keeper = registry.keeper(field.noun)
    nouns = {field.noun, keeper.given_by if keeper else ""}
    for call in Call.objects.filter(body__contains=f'"field": {json.dumps(word)}'):
        told = json.loads(call.body)
        if told.get("subject", {}).get("type") not in nouns:
            continue
        for one in told["changes"]:
            if one["field"] == word:
                now = ANOTHER if one["was"] else SECRET
                one.update(was=one["was"] and SECRET, now=one["now"] and now)
        call.body = json.dumps(told, ensure_ascii=False)
        call.save(update_fields=["body"])
