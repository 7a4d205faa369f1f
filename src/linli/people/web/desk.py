"""The desks of the three administrators: accounts, security, audit. Each sees their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock, rates
from linli.kernel.errors import NotAllowed, NotFound, Refused
from linli.kernel.middleware import actor_of, page_of
from linli.people import selectors, services
from linli.people.terms import TrailQuery
from linli.people.web.forms import AccountForm, ResetForm

ACCOUNTS, SECURITY, TRAIL = "accounts.see", "security.see", "trail.read"


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The first page of whichever administrator asks."""
    actor = actor_of(request)
    for verb, page in ((ACCOUNTS, accounts), (SECURITY, lockouts), (TRAIL, trail)):
        if actor.may(verb):
            answer: HttpResponse = page(request)
            return answer
    raise NotAllowed(verb=ACCOUNTS)


def _show(
    request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200
) -> HttpResponse:
    """A page of the desk with the tabs of whoever looks."""
    verbs = {verb for grant in actor_of(request).grants for verb in grant.verbs}
    return render(request, template, {**context, "verbs": verbs}, status=status)


# --- system ---------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """`?q=` part of a name; a post opens an account."""
    actor = actor_of(request)
    actor.require(ACCOUNTS)
    form = AccountForm(request.POST or None)
    if request.method == "POST":
        actor.require("accounts.manage")
        if form.is_valid():
            try:
                made = services.open_account(**form.cleaned_data, actor=actor, now=clock.now())
            except Refused as refusal:
                form.refuse(refusal)
            else:
                messages.success(request, _("已开通。首次登录时必须改密码。"))
                return redirect("people_account", made)
    page = page_of(request)
    rows, total = selectors.accounts(actor, text=request.GET.get("q", "")[:60], page=page)
    context = {
        "rows": rows,
        "total": total,
        "page": page,
        "next": page + 1 if total > page * selectors.PAGE else 0,
        "form": form,
        "mine": actor.may("accounts.manage"),
    }
    status = 422 if form.is_bound else 200
    return _show(request, "people/accounts.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: closing and reopening it (`do`), and a new first password."""
    actor = actor_of(request)
    actor.require(ACCOUNTS)
    row = selectors.account_for(actor, account_id)
    do = request.POST.get("do", "")
    form = ResetForm(request.POST if do == "reset" else None)
    verbs = {"close": services.close_account, "reopen": services.reopen_account}
    if request.method == "POST" and do not in {"reset", *verbs}:
        raise NotFound
    if do in verbs:
        verbs[do](account_id=account_id, actor=actor, now=clock.now())
        messages.success(request, _("已停用。") if do == "close" else _("已恢复。"))
        return redirect("people_account", account_id)
    if do == "reset" and form.is_valid():
        try:
            services.reset_password(
                account_id=account_id, **form.cleaned_data, actor=actor, now=clock.now()
            )
        except NotAllowed:
            raise
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("密码已重设，请当面告诉本人；首次登录时必须修改。"))
            return redirect("people_account", account_id)
    context = {"row": row, "form": form, "own": row.id == actor.account_id}
    status = 422 if form.is_bound else 200
    return _show(request, "people/account.html", context, status=status)


# --- security -------------------------------------------------------------------------------------


@login_required
@require_GET
def lockouts(request: HttpRequest) -> HttpResponse:
    """Failed sign-ins, and second factors of those whom `?q=` finds."""
    actor = actor_of(request)
    actor.require(SECURITY)
    text = request.GET.get("q", "")[:40]
    found = selectors.colleagues(text)
    factors = selectors.second_factors(one.id for one in found)
    context = {
        "attempts": selectors.failed_attempts(actor),
        "text": text,
        "found": [(one, one.id in factors) for one in found],
    }
    return _show(request, "people/lockouts.html", context)


@login_required
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    services.unlock(
        username=request.POST.get("username", ""), actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("已解锁。"))
    return redirect("people_lockouts")


@login_required
@require_POST
def reset_factor(request: HttpRequest, account_id: UUID) -> HttpResponse:
    services.reset_second_factor(account_id=account_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("第二因素已取消，本人下次登录时重新设置。"))
    return redirect("people_lockouts")


@login_required
@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    """The security parameters in force, each with its clause."""
    rows = selectors.parameters(actor_of(request))
    return _show(request, "people/parameters.html", {"rows": rows})


# --- audit ----------------------------------------------------------------------------------------


@login_required
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """The trail, newest first: `?name=` its beginning, `?id=` a subject, an actor or a username,
    `?since=` and `?until=` days (both included), `?before=` the next page.
    """
    return _trail(request, None)


def _trail(request: HttpRequest, verdict: object) -> HttpResponse:
    actor, asked = actor_of(request), request.GET
    before = asked.get("before", "")
    query = TrailQuery(
        name=asked.get("name", "").strip()[:80],
        subject=asked.get("id", "").strip()[:60],
        since=_midnight(asked.get("since", ""), 0),
        until=_midnight(asked.get("until", ""), 1),
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else 0,
    )
    lines = selectors.trail_lines(actor, query, limit=selectors.PAGE + 1)
    shown = lines[: selectors.PAGE]
    context = {
        "lines": shown,
        "older": shown[-1].number if len(lines) > len(shown) else 0,
        "query": query,
        "verdict": verdict,
        "may_verify": actor.may("trail.verify"),
    }
    return _show(request, "people/trail.html", context)


def _midnight(text: str, plus: int) -> datetime | None:
    """The beginning of that day, or of the day after; None for what is no day."""
    try:
        day: date | None = parse_date(text)
    except ValueError:
        day = None
    if day is None or not date(2000, 1, 1) <= day <= date(2200, 1, 1):
        return None
    return datetime.combine(day + timedelta(days=plus), time.min, clock.LOCAL)


@login_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the whole chain and say what was found."""
    actor, now = actor_of(request), clock.now()
    rates.spend("people.verify", str(actor.account_id), limit=6, seconds=60, now=now)
    return _trail(request, services.verify_trail(actor=actor, now=now))


@login_required
@require_GET
def reveals(request: HttpRequest) -> HttpResponse:
    """Who looked at whose plain data, and what for."""
    rows = selectors.reveals(actor_of(request))
    return _show(request, "people/reveals.html", {"rows": rows})
