"""The API's frame: who may, how it refuses, what a changed thing must say. Rooms bring their routers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts import permissions
from firstbell.platform.api.auth import TooFast, signed_in
from firstbell.platform.api.naming import Api
from firstbell.platform.api.problems import of_refusal, problem
from firstbell.platform.api.sent import refuse_unknown
from firstbell.platform.api.sentences import said

DESCRIPTION = """What the pages do, as far as a program needs it.

Send `Authorization: Bearer fb_…` with a token made in Settings. Lists are paged by cursor. A POST may carry an
`Idempotency-Key`: sent again within two days, it is answered as the first time and does nothing twice. A change
carries `If-Match` with the `version` that was read. A key in a body or a word in an address that a call does not know is
refused, not passed over. Errors are `application/problem+json`; `detail` is the sentence that
the page would show."""


def make(routers: Sequence[tuple[str, Router]]) -> NinjaAPI:
    api = Api(
        title="Firstbell", version="1", description=DESCRIPTION, auth=[signed_in], urls_namespace="api",
        openapi_url="/openapi.json", docs_url=None,
    )  # fmt: skip
    api.add_decorator(refuse_unknown, mode="view")
    for prefix, router in routers:
        api.add_router(prefix, router)
    _handlers(api)
    return api


def _handlers(api: NinjaAPI) -> None:
    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, refusal: Any) -> HttpResponse:
        return of_refusal(request, refusal)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: Any) -> HttpResponse:
        answer = problem(401, "Send a token that is in use: Authorization: Bearer fb_…")
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(ValidationError)
    def unfit(request: HttpRequest, error: Any) -> HttpResponse:
        permissions.mark_asked()
        fields = {
            ".".join(str(part) for part in one["loc"][1:]) or "body": said(one)
            for one in error.errors
        }
        first = next(iter(fields.items()), ("", "It does not fit"))
        return problem(422, f"{first[0]}: {first[1]}", fields=fields)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Any) -> HttpResponse:
        permissions.mark_asked()
        return problem(
            404, "It was moved, it never was, or it belongs to a school you do not work in."
        )

    @api.exception_handler(PermissionDenied)
    def denied(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(
            403, str(error) or "Ask the lead technician, who can give you the role for it."
        )

    @api.exception_handler(HttpError)
    def http(request: HttpRequest, error: Any) -> HttpResponse:
        permissions.mark_asked()
        answer = problem(error.status_code, str(error))
        if isinstance(error, TooFast):
            answer["Retry-After"] = str(error.wait)
        return answer


def version_read(request: HttpRequest) -> int:
    """The version in If-Match, without which nothing is changed."""
    text = request.headers.get("If-Match", "").strip().strip('"').removeprefix('W/"')
    if not text:
        raise HttpError(
            428, "Send If-Match with the version you read, so that nobody's change is lost."
        )
    if not text.isdigit() or len(text) > 9:
        raise HttpError(400, "If-Match is the whole number that stood in version.")
    return int(text)


def refuse_cleared(sent: Mapping[str, Any], clearable: Collection[str]) -> None:
    """Null clears only what may be empty."""
    cleared = [name for name, value in sent.items() if value is None and name not in clearable]
    if cleared:
        raise Refusal(
            f"{cleared[0]} cannot be empty.", fields=dict.fromkeys(cleared, "Cannot be empty")
        )
