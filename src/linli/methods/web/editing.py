"""Changing the files of a draft: as text, as a diagram, as a table, as forms."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.kernel import clock
from linli.kernel.errors import Refused
from linli.kernel.middleware import actor_with
from linli.methods import decisions, entries, selectors, services, sheets
from linli.methods.terms import EntryRefused, NoSuchFile
from linli.methods.web.desk import EDIT, at_desk, shared
from linli.methods.web.places import address, editor, told
from linli.methods.web.words import panel_words

MOST_ENGLISH = 60
_ENGLISH = "words.en.toml"


def _page(request: HttpRequest, draft_id: UUID, file: str) -> dict[str, object]:
    """What every editor shows: the draft, the file's digest, what the gate says of the file."""
    actor = at_desk(request)
    one = selectors.row_for(actor, draft_id)
    findings = selectors.findings_of(selectors.draft_folder(one.id))
    return {
        **shared(actor, one),
        "file": file,
        "findings": told(one.id, (found for found in findings if found.file == file)),
        "errors": sum(found.level == "error" for found in findings),
        "text_url": address(one.id, "text", file),
        "editor_url": editor(one.id, file),
    }


def _save(request: HttpRequest, draft_id: UUID, file: str, body: bytes) -> None:
    """Write the file as this officer saw it, and say what the gate says at once."""
    actor = actor_with(request, EDIT)
    seen = request.POST.get("seen", "")
    services.save_file(
        draft_id=draft_id, path=file, body=body, seen=seen, actor=actor, now=clock.now()
    )
    findings = selectors.findings_of(selectors.draft_folder(draft_id))
    errors = sum(one.level == "error" and one.file == file for one in findings)
    if errors:
        words = _("已保存。这个文件有 %(errors)d 处要改，见下面。") % {"errors": errors}
        messages.warning(request, words)
    else:
        messages.success(request, _("已保存，这个文件没有错误。"))


def _body(draft_id: UUID, file: str) -> bytes:
    return selectors.file_of(draft_id, file)


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, draft_id: UUID, file: str) -> HttpResponse:
    """Any file as plain text: where nothing better fits."""
    page = _page(request, draft_id, file)
    try:
        body = _body(draft_id, file)
    except NoSuchFile:
        body = b""  # a file that the gate misses is begun here
    written, refusal = body.decode("utf-8-sig", "replace"), ""
    seen = selectors.digest_of(body) if body else ""
    if request.method == "POST":
        written = request.POST.get("body", "").replace("\r\n", "\n")
        try:
            _save(request, draft_id, file, written.encode())
        except Refused as refused:
            refusal, seen = refused.message, request.POST.get("seen", "")
        else:
            return redirect(request.get_full_path())
    line = request.GET.get("line", "")
    page |= {
        "written": written,
        "seen": seen,
        "refusal": refusal,
        "line": int(line) if line.isdigit() else 0,
        "shown": _around(written, int(line)) if line.isdigit() else (),
    }
    return render(request, "methods/desk/text.html", page, status=409 if refusal else 200)


def _around(written: str, line: int) -> tuple[tuple[int, str], ...]:
    """The line at fault with its neighbours."""
    lines = written.split("\n")
    first = max(1, line - 2)
    return tuple((n, lines[n - 1]) for n in range(first, min(len(lines), line + 2) + 1))


@require_POST
def add(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """A new file: uploaded, or empty to be written."""
    actor = actor_with(request, EDIT)
    selectors.row_for(actor, draft_id)
    upload = request.FILES.get("upload")
    path = request.POST.get("path", "").strip() or (str(upload.name) if upload else "")
    body = upload.read() if upload else b"\n"
    try:
        seen = selectors.digest_of(_body(draft_id, path))
    except NoSuchFile:
        seen = ""
    if seen and not upload:
        return redirect("methods:text", draft_id, path)
    try:
        services.save_file(
            draft_id=draft_id, path=path, body=body, seen=seen, actor=actor, now=clock.now()
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("methods:draft", draft_id)
    return redirect(
        "methods:draft" if upload else "methods:text", draft_id, *([] if upload else [path])
    )


@require_POST
def remove(request: HttpRequest, draft_id: UUID, file: str) -> HttpResponse:
    actor = actor_with(request, EDIT)
    selectors.row_for(actor, draft_id)
    seen = request.POST.get("seen") or selectors.digest_of(_body(draft_id, file))
    services.remove_file(draft_id=draft_id, path=file, seen=seen, actor=actor, now=clock.now())
    messages.success(request, _("%(file)s 已删去。") % {"file": file})
    return redirect("methods:draft", draft_id)


@require_safe
def raw(request: HttpRequest, draft_id: UUID, file: str) -> HttpResponse:
    """The file as it is, for the modeler and for keeping."""
    one = selectors.row_for(at_desk(request), draft_id)
    answer = HttpResponse(_body(one.id, file), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = "attachment"
    return answer


# --- procedures -----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def model(request: HttpRequest, draft_id: UUID, file: str) -> HttpResponse:
    """A procedure in the modeler. `?at=` is the element whose panel opens."""
    page = _page(request, draft_id, file)
    body = _body(draft_id, file)
    seen, refusal, written = selectors.digest_of(body), "", ""
    if request.method == "POST":
        written = request.POST.get("body", "")
        try:
            _save(request, draft_id, file, written.encode())
        except Refused as refused:
            refusal, seen = refused.message, request.POST.get("seen", "")
        else:
            return redirect(request.get_full_path())
    folder = selectors.draft_folder(draft_id)
    findings = [one for one in selectors.findings_of(folder) if one.file == file]
    page |= {
        "seen": seen,
        "refusal": refusal,
        "written": written,
        "here": request.GET.get("at", "")[:60],
        "src": address(draft_id, "raw", file),
        "told": {
            "words": panel_words(),
            "choices": selectors.choices_of(folder),
            "findings": [
                {"element": one.element, "level": one.level, "message": one.message}
                for one in told(draft_id, findings)
            ],
        },
    }
    return render(request, "methods/desk/model.html", page, status=409 if refusal else 200)


# --- decisions and forms --------------------------------------------------------------------------


def _changing(
    request: HttpRequest, draft_id: UUID, file: str, make: Callable[[bytes], tuple[bytes, str]]
) -> tuple[HttpResponseRedirect | None, str]:
    """(where to go, refusal): `make` gives the new file and the address after it."""
    try:
        body, there = make(_body(draft_id, file))
        _save(request, draft_id, file, body)
    except Refused as refused:
        return None, refused.message
    return HttpResponseRedirect(there), ""


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, draft_id: UUID, file: str) -> HttpResponse:
    """The decision tables of a file: cells, rows and columns."""
    page = _page(request, draft_id, file)
    refusal = ""
    if request.method == "POST":
        given = {name: str(value) for name, value in request.POST.items()}
        there = request.get_full_path()

        def make(body: bytes) -> tuple[bytes, str]:
            key = given.get("table", "")
            return decisions.change(body, key, given, given.get("do", "")), f"{there}#table-{key}"

        done, refusal = _changing(request, draft_id, file, make)
        if done is not None:
            return done
    body = _body(draft_id, file)
    try:
        tables = decisions.read(body)
    except EntryRefused:
        return redirect(address(draft_id, "text", file))
    line = request.GET.get("line", "")
    page |= {
        "tables": tables,
        "seen": selectors.digest_of(body),
        "refusal": refusal,
        "line": int(line) if line.isdigit() else 0,
        "hits": decisions.HITS,
        "types": decisions.TYPES,
    }
    return render(request, "methods/desk/decision.html", page, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def entries_of(request: HttpRequest, draft_id: UUID, file: str) -> HttpResponse:
    """A TOML file as forms. `?at=kinds.2` is the entry that is open."""
    page = _page(request, draft_id, file)
    shapes = selectors.shapes(file)
    if not shapes:
        return redirect(address(draft_id, "text", file))
    place, refusal = request.GET.get("at", "")[:200], ""
    if request.method == "POST":
        given = {name: str(value) for name, value in request.POST.items()}

        def make(body: bytes) -> tuple[bytes, str]:
            written = body.decode("utf-8-sig")
            at = given.get("at", place)
            if not given.get("do"):
                new = sheets.changed(written, shapes, at, _typed(given))
                return new.encode(), address(draft_id, "entries", file, at=at)
            new, there = sheets.done(written, shapes, at, given["do"])
            return new.encode(), address(draft_id, "entries", file, at=there)

        done, refusal = _changing(request, draft_id, file, make)
        if done is not None:
            return done
    body = _body(draft_id, file)
    try:
        sheet = sheets.page(body.decode("utf-8-sig"), shapes, place)
    except (EntryRefused, UnicodeDecodeError) as refused:
        messages.error(request, getattr(refused, "message", str(refused)))
        return redirect(address(draft_id, "text", file))
    page |= {
        "sheet": sheet,
        # what the parsers say of a key is written in Chinese, as methods are
        "chinese": (get_language() or "").startswith("zh"),
        "seen": selectors.digest_of(body),
        "refusal": refusal,
        "choices": selectors.choices_of(selectors.draft_folder(draft_id)),
    }
    return render(request, "methods/desk/entries.html", page, status=422 if refusal else 200)


def _typed(given: dict[str, str]) -> dict[str, str]:
    """The fields of the form are called after their keys, with `k-` in front."""
    return {name[2:]: value for name, value in given.items() if name.startswith("k-")}


@require_http_methods(["GET", "POST"])
def english(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The sentences that lack English, residents' first, to be filled in."""
    page = _page(request, draft_id, _ENGLISH)
    refusal = ""
    lacking = selectors.lacking_english(selectors.draft_folder(draft_id))[:MOST_ENGLISH]
    if request.method == "POST":
        given = {zh: request.POST.get(f"en-{n}", "").strip() for n, (zh, _r) in enumerate(lacking)}
        asked = {request.POST.get(f"zh-{n}", "") for n in range(len(lacking))}

        def make(body: bytes) -> tuple[bytes, str]:
            written = body.decode("utf-8-sig")
            for zh, en in given.items():
                if en and zh in asked:
                    written = entries.put_value(written, "", zh, en)
            return written.encode(), request.get_full_path()

        done, refusal = _changing(request, draft_id, _ENGLISH, make)
        if done is not None:
            return done
    try:
        seen = selectors.digest_of(_body(draft_id, _ENGLISH))
    except NoSuchFile:
        return redirect(address(draft_id, "text", _ENGLISH))
    page |= {"lacking": lacking, "seen": seen, "refusal": refusal}
    return render(request, "methods/desk/english.html", page, status=422 if refusal else 200)
