"""A member's own pages, on the phone: invitations, taking part, voting, checking the box."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from linli.deliberation import selectors, services
from linli.deliberation.terms import Box, Came, Choice, MotionState, PaperRefused, SignInAgain, Way
from linli.deliberation.web.forms import WAY_NAMES
from linli.kernel import clock
from linli.kernel.errors import Invalid, Refused
from linli.kernel.middleware import actor_of, identity_of
from linli.kernel.nameless import nameless

LONGEST_POST = 20_000


@never_cache
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """The gatherings of the bodies that one is a member of; whoever is nobody yet signs in."""
    actor, person = actor_of(request), identity_of(request)
    if actor.account_id is None and person is None:
        return redirect(f"{reverse('people_sign_in')}?next={request.path}")
    upcoming, _more = selectors.my_gatherings(actor, person)
    past, _more = selectors.my_gatherings(actor, person, past=True)
    context = {"upcoming": upcoming, "past": past[:10], "now": clock.now()}
    return render(request, "deliberation/meetings.html", context)


@never_cache
@require_GET
def meeting(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    actor, person = actor_of(request), identity_of(request)
    if actor.account_id is None and person is None:
        return redirect(f"{reverse('people_sign_in')}?next={request.path}")
    page = selectors.page(actor, gathering_id, now=clock.now(), person=person)
    own = next((entry for entry in page.roll if entry.mine), None)
    context = {
        "it": page,
        "own": own,
        "now": clock.now(),
        "choices": CHOICES,
        "secret": any(one.way is Way.SECRET and one.state in VOTED for one in page.motions),
    }
    return render(request, "deliberation/meeting.html", context)


CHOICES = (Choice.YES, Choice.NO, Choice.ABSTAIN)
VOTED = (MotionState.PAPERS, MotionState.OPEN)


@require_POST
def come(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """Take part online, or say that one cannot come."""
    came = request.POST.get("came", "")
    if came not in {Came.ONLINE.value, Came.AWAY.value}:
        raise Invalid
    actor, person, now = actor_of(request), identity_of(request), clock.now()
    page = selectors.page(actor, gathering_id, now=now, person=person)
    own = next((entry for entry in page.roll if entry.mine), None)
    if own is None:
        raise Invalid
    services.sign_in(
        gathering_id=gathering_id, entry_id=own.id, came=Came(came),
        excuse=request.POST.get("excuse", ""), actor=actor, person=person, now=now,
    )  # fmt: skip
    return redirect("meeting", gathering_id)


@require_POST
def vote(request: HttpRequest, motion_id: UUID) -> HttpResponse:
    """A vote by name, for oneself or for whom one stands proxy."""
    actor, person, now = actor_of(request), identity_of(request), clock.now()
    choice = request.POST.get("choice", "")
    if choice not in {one.value for one in CHOICES}:
        raise Invalid(field="choice")
    gathering_id = selectors.gathering_of(motion_id)
    services.vote(
        motion_id=motion_id, entry_id=_entry(request), choice=Choice(choice),
        actor=actor, person=person, now=now,
    )  # fmt: skip
    messages.success(request, _("您的票投好了。"))
    return redirect("meeting", gathering_id)


def _entry(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("entry", ""))
    except ValueError as error:
        raise Invalid(field="entry") from error


def _posted(request: HttpRequest) -> dict[str, str]:
    """A small JSON object of texts; anything else is refused before it is looked at."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    short = length.isdecimal() and int(length) <= LONGEST_POST
    if not short or request.content_type != "application/json":
        raise PaperRefused  # unread
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise PaperRefused from error
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        raise PaperRefused
    return given


def _answer(refused: Refused) -> JsonResponse:
    return JsonResponse({"code": refused.code, "message": refused.message}, status=refused.status)


@never_cache
@require_POST
def paper(request: HttpRequest, motion_id: UUID, entry_id: UUID) -> HttpResponse:
    """A blinded message in, its signature out: `{"blinded": …}` → `{"signature": …}`; for one's own
    line of the roll, or for one that one stands proxy for."""
    actor, person = actor_of(request), identity_of(request)
    try:
        if actor.account_id is None and person is None:
            raise SignInAgain
        signature = services.take_paper(
            motion_id=motion_id,
            entry_id=entry_id,
            blinded=_posted(request).get("blinded", ""),
            actor=actor,
            person=person,
            now=clock.now(),
        )
    except Refused as refused:
        return _answer(refused)
    return JsonResponse({"signature": signature})


@nameless
@never_cache
@csrf_exempt
@require_POST
def cast(request: HttpRequest, motion_id: UUID) -> HttpResponse:
    """A ballot into the box, from nowhere in particular: cookies and address are gone before any
    of our code runs (`nameless`), so there is nothing to abuse, and nobody to write down. Nor is
    there a limit by address: a paper is good for one ballot."""
    try:
        given = _posted(request)
        receipt = services.cast(
            motion_id=motion_id,
            message=given.get("message", ""),
            signature=given.get("signature", ""),
            choice=given.get("choice", ""),
            mark=given.get("mark", ""),
        )
    except Refused as refused:
        return _answer(refused)
    return JsonResponse({"receipt": receipt})


@never_cache  # it knows the reader's own papers
@require_GET
def box(request: HttpRequest, motion_id: UUID) -> HttpResponse:
    """What anybody may check of a closed secret vote; `?form=json` for programs."""
    found = selectors.box(motion_id)
    if request.GET.get("form") == "json":
        answer = JsonResponse(_published(found), json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="ballots-{motion_id}.json"'
        return answer
    actor, person = actor_of(request), identity_of(request)
    marks = selectors.voter_marks(actor, person, motion_id)
    known = actor.account_id is not None or person is not None
    context = {
        "box": found,
        "marks": marks,
        "known": known,
        "choices": CHOICES,
        "way_names": WAY_NAMES,
    }
    return render(request, "deliberation/box.html", context)


def _published(found: Box) -> dict[str, Any]:
    """docs/secret-ballots.md says what each name means, and how to count again."""
    return {
        "motion": str(found.motion_id),
        "title": found.title,
        "key": found.key,
        "fingerprint": found.fingerprint,
        "handed": found.handed,
        "cast": len(found.ballots),
        "paper": found.paper_handed,
        "ballots": [dict(one.published) for one in found.ballots],
        "tally": {key.value: count for key, count in found.tally.items()},
    }


urlpatterns: list[URLPattern] = [
    path("meetings/", meetings, name="meetings"),
    path("meetings/<uuid:gathering_id>", meeting, name="meeting"),
    path("meetings/<uuid:gathering_id>/come", come, name="meeting-come"),
    path("motions/<uuid:motion_id>/my-vote", vote, name="motion-my-vote"),
    path("motions/<uuid:motion_id>/paper/<uuid:entry_id>", paper, name="motion-paper"),
    path("motions/<uuid:motion_id>/cast", cast, name="motion-cast"),
    path("motions/<uuid:motion_id>/ballots", box, name="motion-ballots"),
]
