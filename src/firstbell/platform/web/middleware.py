from __future__ import annotations

import secrets
from collections.abc import Callable
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotAllowed, NotFound, Refusal
from firstbell.platform.accounts import permissions
from firstbell.platform.accounts.actors import GUEST, Actor, account_actor
from firstbell.platform.accounts.tokens import authenticate_token
from firstbell.platform.database import marks
from firstbell.platform.web.pages import errors

Next = Callable[[HttpRequest], HttpResponseBase]


class TrustedProxies:
    """Believe X-Forwarded-For, -Proto and the word on a client's certificate only from the proxies that are named."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.networks = [ip_network(name, strict=False) for name in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        forwarded, proto = (
            meta.pop("HTTP_X_FORWARDED_FOR", ""),
            meta.pop("HTTP_X_FORWARDED_PROTO", ""),
        )
        if self._trusts(meta.get("REMOTE_ADDR", "")):
            addresses = [address.strip() for address in forwarded.split(",") if address.strip()]
            while addresses and self._trusts(addresses[-1]):
                addresses.pop()
            if addresses and _is_address(addresses[-1]):
                meta["REMOTE_ADDR"] = addresses[-1]
            if proto == "https":
                meta["wsgi.url_scheme"] = "https"
        else:
            for name in settings.AGENT_CERT_HEADER:
                meta.pop(f"HTTP_{name.upper().replace('-', '_')}", None)
        return self.get_response(request)

    def _trusts(self, address: str) -> bool:
        return _is_address(address) and any(
            ip_address(address) in network for network in self.networks
        )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _provider() -> str:
    # Signing in at the school's provider begins with a form of ours that is answered by a redirect there.
    parts = urlsplit(settings.OIDC_ISSUER)
    return f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""


class ContentPolicy:
    """No inline script, nothing from elsewhere; a page that scans may run WebAssembly."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.csp_nonce = secrets.token_urlsafe(12)
        response = self.get_response(request)
        if "Content-Security-Policy" not in response:
            wasm = " 'wasm-unsafe-eval'" if getattr(response, "may_scan", False) else ""
            response["Content-Security-Policy"] = (
                f"default-src 'self'; script-src 'self'{wasm}; "
                f"style-src 'self' 'nonce-{request.csp_nonce}'; "
                "img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; object-src 'none'; "
                f"base-uri 'none'; form-action 'self'{_provider()}; frame-ancestors 'none'"
            )
        response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        return response


class ActingPerson:
    """request.actor: who acts, read once and only when somebody asks."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    header = request.headers.get("Authorization", "")
    if header and request.path.startswith("/api/"):
        return authenticate_token(header, clock.now()) or GUEST
    user = request.user
    return account_actor(user) if user.is_authenticated else GUEST


class SteadyReading:
    """A request that changes nothing asks once which tables were changed; any other asks each time."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with marks.steady():
            return self.get_response(request)


class DefaultDeny:
    """A page names its permission or says that it is public; and a page with one must have asked."""

    OURS = "firstbell."

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        permissions.start_asking()
        response = self.get_response(request)
        if (
            getattr(request, "must_ask", False)
            and response.status_code < 300
            and not permissions.was_asked()
        ):
            raise PermissionDenied(f"{request.path} answered without asking for a permission")
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if request.path.startswith("/api/") and not request.path.endswith("/openapi.json"):
            request.must_ask = True
        if not view.__module__.startswith(self.OURS) or getattr(view, "public", False):
            return None
        if not hasattr(view, "permission"):
            raise PermissionDenied(f"{view.__module__}.{view.__name__} names no permission")
        request.must_ask = True
        return None


class Refusals:
    """A verb's no that a page did not catch becomes a page with the same sentence."""

    STATUS = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409), (Refusal, 400))

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, Refusal):
            return None
        permissions.mark_asked()
        status = next(code for kind, code in self.STATUS if isinstance(problem, kind))
        return errors.refused(request, problem.sentence, status)
