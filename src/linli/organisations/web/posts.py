"""Posts and terms: opening, appointing, ending; and the three administrators."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.organisations import selectors, services
from linli.organisations.terms import (
    MANAGE,
    REPORTER,
    How,
    NoSuchPost,
    PostRow,
)
from linli.organisations.web.forms import AppointForm, PostForm
from linli.organisations.web.requests import add_refusal, begins, ends, may_manage, target_of
from linli.organisations.web.tree import address
from linli.people import selectors as people
from linli.territory import selectors as territory

APPOINT = "administrators.appoint"
DESK = "administrators"  # the name of the page of the three administrators


@login_required
@require_http_methods(["GET", "POST"])
def open_post(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    one = selectors.unit_by_id(organisation_id)
    actor.require(MANAGE, target_of(one))
    duties = selectors.defined().duties.values()
    choices = [
        (duty.key, duty.name)
        for duty in duties
        if duty.level != REPORTER and not duty.administrator
    ]
    form = PostForm(request.POST or None, duties=choices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.open_post(
                organisation_id=one.id,
                title=given["title"],
                duties=given["duties"],
                area_id=given["area"].id if given["area"] else None,
                places=given["places"],
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已设岗。"))
            return redirect(address(one.id))
    status = 422 if form.is_bound else 200
    return render(request, "organisations/post.html", {"form": form, "here": one}, status=status)


@login_required
@require_POST
def close_post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    post = _post(post_id)
    services.close_post(post_id=post_id, actor=actor_of(request), now=clock.now())
    messages.success(request, _("岗位已撤销。"))
    return redirect(address(post.organisation_id))


@login_required
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """`?q=` finds people by name; one of them is chosen and gets the post."""
    actor, now = actor_of(request), clock.now()
    post = _post(post_id)
    here = selectors.unit_by_id(post.organisation_id)
    administers = any(selectors.duty(key).administrator for key in post.duties)
    if not (actor.may(APPOINT) if administers else may_manage(actor, here)):
        raise NotAllowed(verb=APPOINT if administers else MANAGE)
    text = request.GET.get("q", "")[:40]
    found = people.colleagues(text)
    titles = selectors.titles_held([one.id for one in found], now=now)
    form = AppointForm(
        request.POST or None, people=found, titles=titles,
        initial={"since": clock.local(now).date(), "how": How.APPOINTED, "full_time": True},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.appoint(
                post_id=post.id,
                account_id=UUID(given["account"]),
                since=begins(given["since"], now),
                until=ends(given["until"]),
                full_time=given["full_time"],
                how=How(given["how"]),
                actor=actor,
                now=now,
            )
        except Refused as refused:
            add_refusal(form, refused)
        else:
            messages.success(request, _("已任职。"))
            return redirect(DESK) if administers else redirect(address(here.id))
    context = {
        "form": form,
        "post": post,
        "here": here,
        "place": territory.full_name(post.area_id, "town") if post.area_id else "",
        "text": text,
        "found": found,
        "administers": administers,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organisations/appoint.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    """Asks once more, and says what it means; then the term is over."""
    actor, now = actor_of(request), clock.now()
    post, term = selectors.holding(holding_id, now=now)
    here = selectors.unit_by_id(post.organisation_id)
    administers = any(selectors.duty(key).administrator for key in post.duties)
    if not (actor.may(APPOINT) if administers else may_manage(actor, here)):
        raise NotAllowed(verb=MANAGE)
    if request.method == "POST":
        services.end_holding(holding_id=holding_id, actor=actor, now=now)
        messages.success(request, _("任职已结束。"))
        return redirect(DESK) if administers else redirect(address(here.id))
    context = {"post": post, "term": term, "here": here, "administers": administers}
    return render(request, "organisations/end.html", context)


@login_required
@require_POST
def come_back(request: HttpRequest, holding_id: UUID) -> HttpResponse:
    """Back before the leave is over."""
    actor, now = actor_of(request), clock.now()
    post, _term = selectors.holding(holding_id, now=now)
    services.return_early(holding_id=holding_id, actor=actor, now=now)
    messages.success(request, _("已销假。"))
    return redirect(address(post.organisation_id))


@login_required
@require_GET
def administrators(request: HttpRequest) -> HttpResponse:
    """The three administrators; the security administrator appoints and relieves them."""
    actor = actor_of(request)
    actor.require(APPOINT)
    rows = selectors.administrator_posts(now=clock.now())
    return render(request, "organisations/administrators.html", {"rows": rows})


def _post(post_id: UUID) -> PostRow:
    found = selectors.post(post_id, now=clock.now())
    if found is None:
        raise NoSuchPost
    return found
