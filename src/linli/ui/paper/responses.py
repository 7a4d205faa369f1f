"""A paper on its way to a reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

from linli.kernel import clock
from linli.ui.paper import as_docx, as_pdf
from linli.ui.paper.fonts import faces
from linli.ui.paper.refusals import UnknownForm
from linli.ui.paper.values import Paper, one_line

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: Final[dict[str, tuple[Callable[[Paper], bytes], str]]] = {
    "pdf": (as_pdf, "application/pdf"),
    "docx": (as_docx, WORD),
}
_NOT_IN_NAMES: Final = str.maketrans('/\\:*?"<>|', "－" * 9)  # what some system refuses
_LONGEST: Final = 80  # characters: 240 bytes, and disks take 255


def require_form(form: str) -> None:
    """Ask before anything is done for a paper, such as opening names to whoever takes it. Refuses
    `UnknownForm`, and `NoFont` for a PDF that cannot be made here."""
    if form not in FORMS:
        raise UnknownForm
    if form == "pdf":
        faces()


def paper_response(paper: Paper, form: str, filename: str) -> HttpResponse:
    """The paper as a download: `form` is what the reader asked for (`?form=pdf|docx`), `filename`
    a name without its ending, in any script. No cache keeps it. Refuses `UnknownForm`, and what
    `as_pdf` and `as_docx` refuse."""
    require_form(form)
    make, kind = FORMS[form]
    dated = paper if paper.made else replace(paper, made=clock.now())
    answer = HttpResponse(make(dated), content_type=kind)
    answer["Content-Disposition"] = _disposition(filename, form)
    add_never_cache_headers(answer)
    return answer


def _disposition(filename: str, form: str) -> str:
    """RFC 6266: a plain name for old programs, the real one in UTF-8 (RFC 8187)."""
    name = one_line(filename).translate(_NOT_IN_NAMES).strip(". ")[:_LONGEST] or "linli"
    real = quote(f"{name}.{form}", safe="")
    return f"attachment; filename=\"linli.{form}\"; filename*=UTF-8''{real}"
