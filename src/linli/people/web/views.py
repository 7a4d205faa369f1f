"""One's own account, and residents' sign-in."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.addresses import client_address
from linli.kernel.errors import Refused
from linli.kernel.middleware import IDENTITY, actor_of
from linli.people import selectors, services
from linli.people.models import Account
from linli.people.rules import password_too_old
from linli.people.terms import NoSignUp
from linli.people.web.forms import CodeForm, PasswordForm, PhoneForm


def _account(request: HttpRequest) -> Account:
    """Behind `login_required` the user is an account."""
    return cast("Account", request.user)


def no_sign_up(_request: HttpRequest) -> HttpResponse:
    """Accounts are opened by the system administrator; forgotten passwords are reset there too."""
    raise NoSignUp


@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        old_key = request.session.session_key or ""
        try:
            services.change_password(
                account_id=account.pk,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                keep_session=old_key,
                actor=actor_of(request),
                now=clock.now(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            account.refresh_from_db()
            update_session_auth_hash(request, account)
            services.session_moved(old_key=old_key, new_key=request.session.session_key or old_key)
            return redirect("people_security")
    due = account.must_change_password or password_too_old(
        account.password_changed_at, clock.now(), settings.LINLI_PASSWORD_DAYS
    )
    context = {"form": form, "due": due, "rules": password_validators_help_texts()}
    status = 422 if form.is_bound else 200
    return render(request, "people/password.html", context, status=status)


@login_required
def security(request: HttpRequest) -> HttpResponse:
    account_id = _account(request).pk
    context = {
        "account": selectors.account_for(actor_of(request), account_id),
        "sessions": selectors.sessions(account_id, here=request.session.session_key or ""),
    }
    return render(request, "people/security.html", context)


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    services.end_session(session_id=session_id, actor=actor_of(request), now=clock.now())
    return redirect("people_security")


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    services.end_other_sessions(
        keep_session=request.session.session_key or "", actor=actor_of(request), now=clock.now()
    )
    return redirect("people_security")


# --- residents ---------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def sign_in_phone(request: HttpRequest) -> HttpResponse:
    """First the phone, then the code that was sent to it."""
    sent = "code" in request.POST
    form = CodeForm(request.POST) if sent else PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moment = clock.now()
        try:
            who = client_address(request)
            rates.spend("people.code_address", who, limit=60, seconds=3600, now=moment)
            phone = form.cleaned_data["phone"]
            if not sent:
                services.send_code(phone=phone, now=moment)
                form, sent = CodeForm(initial={"phone": phone}), True
                context = {"form": form, "sent": sent}
                return render(request, "people/sign_in_phone.html", context)
            found = services.check_code(phone=phone, code=form.cleaned_data["code"], now=moment)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            request.session.cycle_key()
            request.session[IDENTITY] = str(found)
            return redirect(_after(request))
    context = {"form": form, "sent": sent}
    status = 422 if form.is_bound else 200
    return render(request, "people/sign_in_phone.html", context, status=status)


def _after(request: HttpRequest) -> str:
    """The page of ours that asked for the sign-in, or the resident's own first page."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    home: str = settings.LINLI_RESIDENT_HOME
    return wanted if ours else home


@require_POST
def sign_out_phone(request: HttpRequest) -> HttpResponse:
    request.session.pop(IDENTITY, None)
    return redirect("/")
