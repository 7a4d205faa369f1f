"""The method desk: drafts and revisions; beginning, comparing, publishing, going back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.middleware import actor_of, actor_with
from linli.kernel.registry import Finding
from linli.methods import folders, selectors, services
from linli.methods.advice import how_to_mend
from linli.methods.terms import DraftFileRow, DraftRow, GateClosed, NoSuchRevision, Start
from linli.methods.web.forms import BeginForm, PublishForm
from linli.methods.web.places import Told, editor, told
from linli.people import selectors as people

EDIT, PUBLISH = "methods.edit", "methods.publish"


def at_desk(request: HttpRequest) -> Actor:
    """Whoever writes drafts or puts them in force."""
    actor = actor_of(request)
    if not (actor.may(EDIT) or actor.may(PUBLISH)):
        raise NotAllowed(verb=EDIT)
    return actor


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """`/methods/desk/`"""
    return _desk(request, BeginForm(), 200)


def _desk(request: HttpRequest, form: BeginForm, status: int) -> HttpResponse:
    actor = at_desk(request)
    drafts, revisions = selectors.drafts(actor), selectors.revisions()
    who = {one.changed_by for one in drafts} | {one.published_by for one in revisions}
    names = people.account_names(one for one in who if one)
    page = {
        "drafts": [(one, _name(names, one.changed_by)) for one in drafts],
        "revisions": [(one, _name(names, one.published_by)) for one in revisions],
        "current": selectors.current(),
        "form": form,
        "edits": actor.may(EDIT),
        "publishes": actor.may(PUBLISH),
    }
    return render(request, "methods/desk/desk.html", page, status=status)


def _name(names: Mapping[UUID, str], who: UUID | None) -> str:
    return names.get(who, "") if who else ""


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A new draft, of the method in force, of a zip, or of the starter."""
    actor = actor_with(request, EDIT)
    form = BeginForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            draft_id = _begin(form, actor)
        except Refused as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            return redirect("methods:draft", draft_id)
    return _desk(request, form, 422)


def _begin(form: BeginForm, actor: Actor) -> UUID:
    given, now = form.cleaned_data, clock.now()
    if given["start"] == Start.UPLOAD:
        upload = given["packed"]
        return services.begin_from_upload(
            packed=upload.read(), name=upload.name, actor=actor, now=now
        )
    if given["start"] == Start.STARTER:
        return services.begin_from_starter(
            slug=given["slug"], county_code=given["code"], actor=actor, now=now
        )
    return services.begin_from_current(actor=actor, now=now)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the draft with the gate's findings beside it."""

    row: DraftFileRow
    editor: str
    findings: tuple[Told, ...]


@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """`/methods/desk/<id>/`: its files as a tree, what the gate says, what to do next."""
    actor = at_desk(request)
    one = selectors.row_for(actor, draft_id)
    rows = tuple(
        FileRow(row, editor(one.id, row.path) if row.size else "", told(one.id, row.findings))
        for row in selectors.files_of(one)
    )
    findings = selectors.findings_of(selectors.draft_folder(one.id))
    page = {
        **shared(actor, one),
        "files": rows,
        "errors": sum(found.level == "error" for found in findings),
        "warnings": sum(found.level != "error" for found in findings),
        "stray": told(one.id, (found for found in findings if found.file.startswith("("))),
        "allowed": services.known_files(),
        "trial": selectors.trial_of(one.id),
    }
    return render(request, "methods/desk/draft.html", page)


def shared(actor: Actor, one: DraftRow) -> dict[str, object]:
    """What every page of a draft shows at its head."""
    return {
        "draft": one,
        "edits": actor.may(EDIT),
        "may_publish": actor.may(PUBLISH),
        "changed_by": _name(people.account_names(filter(None, [one.changed_by])), one.changed_by),
    }


@require_safe
def changes(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the draft changes in the method in force, in words."""
    actor = at_desk(request)
    one = selectors.row_for(actor, draft_id)
    page = {**shared(actor, one), "found": selectors.against_current(one)}
    return render(request, "methods/desk/changes.html", page)


@require_safe
def download(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The draft as a zip."""
    one = selectors.row_for(at_desk(request), draft_id)
    packed = folders.pack(selectors.draft_folder(one.id))
    return _zip(packed, f"method-draft-{one.version}.zip")


@require_safe
def download_revision(request: HttpRequest) -> HttpResponse:
    """`?revision=`: what was published under that label, as a zip."""
    at_desk(request)
    label = request.GET.get("revision", "")[:40]
    if not label:
        raise NoSuchRevision(revision="")
    return _zip(folders.pack(selectors.folder_of(label)), f"method-{label}.zip")


def _zip(packed: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(packed, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Asks once more, then throws the draft away."""
    actor = actor_with(request, EDIT)
    one = selectors.row_for(actor, draft_id)
    if request.method == "POST":
        services.drop_draft(draft_id=one.id, actor=actor, now=clock.now())
        messages.success(request, _("草稿已丢弃。"))
        return redirect("methods:desk")
    return render(request, "methods/desk/drop.html", shared(actor, one))


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What is about to change, and by whom; then in force."""
    actor = actor_with(request, PUBLISH)
    one = selectors.row_for(actor, draft_id)
    form = PublishForm(request.POST or None, initial={"version": one.version})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            view = services.publish_draft(
                draft_id=one.id,
                version=given["version"],
                note=given["note"],
                actor=actor,
                now=clock.now(),
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            words = _("修订 %(revision)s 已经生效。") % {"revision": view.revision}
            messages.success(request, words)
            return redirect("methods:desk")
    found = selectors.findings_of(selectors.draft_folder(one.id))
    page = {
        **shared(actor, one),
        "form": form,
        "closed": told(one.id, (row for row in found if row.level == "error")),
        "own": not selectors.publishes(actor, one),
        "found": selectors.against_current(one),
        "trial": selectors.trial_of(one.id),
    }
    status = 422 if form.is_bound else 200
    return render(request, "methods/desk/publish.html", page, status=status)


@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest) -> HttpResponse:
    """`?revision=`: asks once more, showing what goes back, then does it."""
    actor = actor_with(request, PUBLISH)
    label = (request.POST if request.method == "POST" else request.GET).get("revision", "")[:40]
    if not label:
        raise NoSuchRevision(revision="")
    refusal = ""
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            services.roll_back(revision=label, actor=actor, now=clock.now())
        except GateClosed as closed:
            refusal, findings = closed.message, closed.findings
        else:
            messages.success(request, _("已经退回到修订 %(label)s。") % {"label": label})
            return redirect("methods:desk")
    page = {
        "label": label,
        "refusal": refusal,
        "closed": [(one, how_to_mend(one.code)) for one in findings if one.level == "error"],
        "found": selectors.diff(selectors.folder_of(), selectors.folder_of(label)),
        "current": selectors.current(),
    }
    status = 409 if refusal else 200
    return render(request, "methods/desk/roll_back.html", page, status=status)
