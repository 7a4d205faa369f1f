"""Where on the desk a file is changed, and where a finding leads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from linli.kernel.registry import Finding
from linli.methods import selectors
from linli.methods.advice import how_to_mend

_LINE = re.compile(r"第 (\d+) 行")
_ENTRY = re.compile(r"((?:\w+\[\d+\]\.?)+)")
_ENGLISH = "words.en.toml"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with where to go and what to do there."""

    level: str
    place: str
    message: str
    code: str
    advice: str
    url: str
    element: str


def address(draft_id: UUID, name: str, file: str = "", **query: str) -> str:
    arguments = [draft_id, file] if file else [draft_id]
    found = reverse(f"methods:{name}", args=arguments)
    kept = {key: value for key, value in query.items() if value}
    return f"{found}?{urlencode(kept)}" if kept else found


def editor(draft_id: UUID, file: str) -> str:
    """The page that changes such a file best; "" where only its text can be changed."""
    if file.startswith("procedures/") and file.endswith(".bpmn"):
        return address(draft_id, "model", file)
    if file.startswith("decisions/") and file.endswith(".dmn"):
        return address(draft_id, "decision", file)
    if file == _ENGLISH:
        return address(draft_id, "english")
    return address(draft_id, "entries", file) if selectors.shapes(file) else ""


def element_of(finding: Finding) -> str:
    """The id of the element in a procedure or decision file ("12 sign_for" stands for it)."""
    last = finding.place.rsplit(" ", 1)[-1]
    return last if re.fullmatch(r"[A-Za-z]\w*", last) else ""


def _line_of(finding: Finding) -> str:
    if found := _LINE.search(finding.place):
        return found[1]
    first = finding.place.split(" ", 1)[0]
    return first if first.isdigit() else ""


def _url(draft_id: UUID, finding: Finding) -> str:
    file, line = finding.file, _line_of(finding)
    broken = finding.code.endswith((".syntax", ".xml", ".encoding"))
    if file.startswith("("):
        return ""
    if finding.code == "methods.no_english":
        return address(draft_id, "english")
    if file.endswith(".bpmn") and not broken and finding.code != "procedures.file_name":
        return address(draft_id, "model", file, at=element_of(finding))
    if file.endswith(".dmn") and not broken:
        return address(draft_id, "decision", file, line=line) + (f"#line-{line}" if line else "")
    if file.endswith(".toml") and not broken and selectors.shapes(file):
        if found := _ENTRY.match(finding.place):
            steps = re.sub(r"\[(\d+)\]", r".\1", found[1]).strip(".")
            key = finding.place[found.end() :].strip(".")
            return address(draft_id, "entries", file, at=steps) + (f"#k-{key}" if key else "")
        return address(draft_id, "entries", file)
    return address(draft_id, "text", file, line=line)


def told(draft_id: UUID, findings: Iterable[Finding]) -> tuple[Told, ...]:
    """Findings as the desk shows them."""
    return tuple(
        Told(
            level=one.level,
            place=one.place,
            message=one.message,
            code=one.code,
            advice=how_to_mend(one.code),
            url=_url(draft_id, one),
            element=element_of(one),
        )
        for one in findings
    )
