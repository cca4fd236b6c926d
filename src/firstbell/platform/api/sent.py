"""What somebody sends means something, or is refused: a key or a filter that is misspelt would be let go unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict

from firstbell.lib.refusal import Refusal

# A form of a browser may carry it; everything else is declared.
_OF_FORMS: Final = frozenset({"csrfmiddlewaretoken"})
UNKNOWN_KEY: Final = (
    "Nobody here knows this key. Leave it out, or write it as /api/v1/openapi.json does."
)
Run = Callable[..., Any]


class Sent(Schema):
    """The base of every body: keys that it does not name are refused."""

    model_config = ConfigDict(extra="forbid")


def refuse_unknown(run: Run) -> Run:
    """For each call of the API, after whoever asks is known: words in the address or the form that it does not name."""
    operation: Any = run.__self__  # type: ignore[attr-defined]
    view, filters = operation.view_func, _names(operation, "query")
    fields = _names(operation, "form") | _names(operation, "file") | _OF_FORMS

    @wraps(view)
    def strict(request: HttpRequest, **words: Any) -> Any:
        _refuse(request.GET, filters, "filter")
        _refuse((*request.POST, *request.FILES), fields, "field")
        return view(request, **words)

    operation.view_func = strict
    return run


def _names(operation: Any, source: str) -> frozenset[str]:
    models = [one for one in operation.models if one.__ninja_param_source__ == source]
    named = [
        getattr(one, "__ninja_flatten_map__", None) or one.model_fields.keys() for one in models
    ]
    return frozenset(name for one in named for name in one)


def _refuse(said: Iterable[str], known: Collection[str], what: str) -> None:
    unknown = sorted({*said} - {*known})
    if not unknown:
        return
    there = sorted({*known} - _OF_FORMS)
    may = f"It knows {', '.join(there)}." if there else f"It takes no {what}s."
    raise Refusal(
        f"“{unknown[0][:60]}” is no {what} of this. {may}",
        fields=dict.fromkeys([name[:60] for name in unknown[:20]], "Not known here"),
    )
