"""The desk for people's requests about their data: what is due, reading, answering, the copy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.kernel import clock
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of
from linli.people import selectors, services
from linli.people.terms import RequestKind, RequestState
from linli.people.web.forms import AnswerForm, CorrectForm


@login_required
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Open ones, soonest due first; `?done=1` those that were answered."""
    actor, now = actor_of(request), clock.now()
    done = request.GET.get("done") == "1"
    rows = selectors.requests(actor, now=now, answered=done)
    people = selectors.masked(row.identity_id for row in rows)
    context = {"rows": [(row, people[row.identity_id]) for row in rows], "done": done, "now": now}
    return render(request, "people/requests.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One request, masked. `do=read` shows what the person wrote (it leaves a line on the trail);
    `do=answer` answers.
    """
    actor, now = actor_of(request), clock.now()
    row = selectors.request_for(actor, request_id, now=now)
    do = request.POST.get("do", "")
    form = AnswerForm(request.POST if do == "answer" else None)
    correcting = CorrectForm(request.POST if do == "correct" else None)
    words = ""
    try:
        if do == "read":
            words = services.request_words(request_id=row.id, actor=actor, now=now) or _(
                "（没有写）"
            )
        elif do == "answer" and form.is_valid():
            services.answer_request(
                request_id=row.id, done=form.cleaned_data["done"] == "yes",
                answer=form.cleaned_data["answer"], actor=actor, now=now,
            )  # fmt: skip
            messages.success(request, _("已答复。"))
            return redirect("people_requests")
        elif do == "correct" and correcting.is_valid():
            given = {key: value for key, value in correcting.cleaned_data.items() if value}
            services.correct(identity_id=row.identity_id, **given, actor=actor, now=now)
            messages.success(request, _("已更正，请再答复申请人。"))
            return redirect("people_request", request_id)
    except NotAllowed:
        raise
    except Refused as refusal:
        (correcting if do == "correct" else form).refuse(refusal)
    wrong = (form.is_bound and bool(form.errors)) or (
        correcting.is_bound and bool(correcting.errors)
    )
    context = {
        "row": row,
        "person": selectors.masked([row.identity_id])[row.identity_id],
        "form": form,
        "correcting": correcting if row.kind is RequestKind.CORRECT else None,
        "open": row.state is RequestState.OPEN,
        "words": words,
        "now": now,
    }
    return render(request, "people/request.html", context, status=422 if wrong else 200)


@login_required
@never_cache
@require_POST
def copy(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """All that linli holds of the person, as JSON, to be handed over."""
    actor, now = actor_of(request), clock.now()
    row = selectors.request_for(actor, request_id, now=now)
    held = services.subject_copy(identity_id=row.identity_id, actor=actor, now=now)
    return copy_file(held, row.id)


def copy_file(held: Mapping[str, Any], request_id: UUID) -> HttpResponse:
    """A person's copy as a file to be kept."""
    answer = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=2, default=str),
        content_type="application/json; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="copy-{request_id.hex[-8:]}.json"'
    return answer
