from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import mark_asked, needs, public
from firstbell.platform.web import context, slots
from firstbell.platform.web.components import style_guide
from firstbell.platform.web.pages import start


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Today; on a fresh installation, the two ways to begin."""
    if request.actor.is_guest:
        mark_asked()  # a guest is asked to sign in, or on a fresh installation to begin
        return start.offer(request) if start.is_fresh() else redirect("account_login")
    return _home(request)


home.permission = "web.view"  # type: ignore[attr-defined]


@needs("web.view")
def _home(request: HttpRequest) -> HttpResponseBase:
    school = context.current_school(request)
    return render(request, "web/home.html", {"panels": slots.panels_for(request, "home", school)})


@require_safe
@needs("web.view")
def settings_index(request: HttpRequest) -> HttpResponse:
    return render(request, "web/settings.html", {"sections": slots.settings_for(request)})


@require_safe
@needs("web.view")
def style(request: HttpRequest) -> HttpResponse:
    """Every component in every state, while DEBUG is on."""
    return render(request, "web/style_guide.html", style_guide.examples())


@require_POST
@needs("web.view")
def choose_school(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("school", "")
    found = next(
        (school for school in context.my_schools(request) if str(school.uid) == chosen), None
    )
    if found is not None:
        request.session["school"] = found.pk
    return redirect(_back(request))


@require_POST
@public
def choose_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    if request.user.is_authenticated and theme in ("", "light", "dark"):
        Account.objects.filter(pk=request.user.pk).update(theme=theme)
    response = redirect(_back(request))
    response.set_cookie("firstbell_theme", theme, max_age=31_536_000, samesite="Lax")
    return response


def _back(request: HttpRequest) -> str:
    url = request.POST.get("next", "/")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else "/"
