"""The first start: an empty school or the demonstration trust, while nobody has an account yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import public
from firstbell.platform.accounts.states import Role
from firstbell.platform.jobs import registry
from firstbell.platform.jobs.models import Job, State
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.states import Nation, Phase

DEMO = "demo.load"


class StartForm(forms.Form):
    school = forms.CharField(label="School", max_length=200)
    phase = forms.ChoiceField(label="Phase", choices=Phase.choices, initial=Phase.SECONDARY)
    nation = forms.ChoiceField(label="Nation", choices=Nation.choices, initial=Nation.ENGLAND)
    name = forms.CharField(label="Your name", max_length=200)
    email = forms.EmailField(label="Your email")
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(render_value=True),
        help_text="Ten characters or more",
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


Beginning = Callable[[Actor, datetime], object]
_beginnings: list[Beginning] = []


def at_the_beginning(do: Beginning) -> None:
    """A room sets out what a new installation needs, in the transaction of its first start."""
    _beginnings.append(do)


def is_fresh() -> bool:
    return not Account.objects.exists()


def greeting(at: datetime) -> str:
    hour = timezone.localtime(at).hour
    return f"Good {'morning' if 4 <= hour < 12 else 'afternoon' if 12 <= hour < 18 else 'evening'}"


def offer(request: HttpRequest, form: StartForm | None = None) -> HttpResponse:
    words = {
        "form": form or StartForm(),
        "demo": DEMO in registry.names(),
        "asked": form is not None,
        "greeting": greeting(clock.now()),
    }
    return render(request, "web/start.html", words)


@require_http_methods(["GET", "POST"])
@public
def start(request: HttpRequest) -> HttpResponse:
    if not is_fresh():
        raise Http404
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            account = begin(**form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            login(request, account)
            return redirect("home")
    return offer(request, form)


@require_http_methods(["GET", "POST"])
@public
def start_demo(request: HttpRequest) -> HttpResponse:
    """Load the demonstration trust in the background, and say how to sign in to it."""
    job = Job.objects.filter(name=DEMO).order_by("-id").first()
    if not is_fresh() and (
        job is None or clock.now() - (job.ended_at or job.created_at) > timedelta(hours=1)
    ):
        raise Http404
    if request.method == "POST" and (job is None or job.state == State.FAILED):
        at = clock.now()
        by = system_actor("web", "First start")
        job = registry.defer(
            DEMO, by=by, at=at, title="Loading the demonstration trust", moment=at.isoformat()
        )
    if job is None:
        return redirect("home")
    url = reverse("start_demo")
    progress = {
        "id": "demo", "title": job.title, "done": job.done, "total": job.total, "percent": job.percent,
        "line": job.problem.strip().rpartition("\n")[2] if job.state == State.FAILED else job.line,
        "state": str(job.state), "poll_url": f"{url}?part=progress", "finished_url": url if "part" in request.GET else "",
        "finished_label": "Look around",
    }  # fmt: skip
    template = "web/progress.html" if "part" in request.GET else "web/start_demo.html"
    return render(request, template, {"job": progress})


def begin(*, school: str, name: str, email: str, password: str, phase: str, nation: str) -> Account:
    """The first school and its lead technician, who works in the whole trust."""
    by, at = system_actor("web", "First start"), clock.now()
    with transaction.atomic():
        if not is_fresh():
            raise Refusal(
                "Somebody was faster: this Firstbell has an account already. Sign in instead."
            )
        tenancy.name_trust(school, by=by, at=at)
        tenancy.add_school(school, by=by, at=at, phase=phase, nation=nation)
        account = accounts.make_account(email=email, name=name, password=password, by=by, at=at)
        accounts.give_role(account, role=Role.LEAD, school=None, by=by, at=at)
        for do in _beginnings:
            do(by, at)
    return account
