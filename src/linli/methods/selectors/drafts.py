"""Reads of drafts: who may, what is in them, what the gate says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from django.utils.translation import get_language

from linli.kernel.actor import Actor
from linli.kernel.errors import NotAllowed
from linli.kernel.registry import Finding, Folder
from linli.methods import folders, rules
from linli.methods.models import Draft, DraftFile, MethodRevision, Trial
from linli.methods.selectors import revisions
from linli.methods.terms import (
    ANOTHER,
    Difference,
    DraftFileRow,
    DraftRow,
    NoSuchDraft,
    NoSuchFile,
    NoSuchRevision,
    Report,
    ScenarioResult,
    TrialView,
)

EDIT = "methods.edit"
PUBLISH = "methods.publish"


def _may_read(actor: Actor) -> None:
    """Drafts are for those who write them and those who put them in force."""
    if not (actor.may(EDIT) or actor.may(PUBLISH)):
        raise NotAllowed(verb=EDIT)


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        id=draft.id,
        name=draft.name,
        based_on=draft.based_on,
        owner_id=draft.owner_id,
        authors=tuple(UUID(one) for one in draft.authors),
        version=draft.version,
        made_at=draft.made_at,
        changed_at=draft.changed_at,
        changed_by=draft.changed_by,
    )


def drafts(actor: Actor) -> tuple[DraftRow, ...]:
    """All drafts, the latest changed first. Needs `methods.edit` or `methods.publish`."""
    _may_read(actor)
    return tuple(_row(one) for one in Draft.objects.order_by("-changed_at"))


def row_for(actor: Actor, draft_id: UUID) -> DraftRow:
    """The doorway to one draft. Refuses with `NotAllowed`, `NoSuchDraft`."""
    _may_read(actor)
    draft = Draft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise NoSuchDraft
    return _row(draft)


def draft_folder(draft_id: UUID) -> Folder:
    """The files of a draft as a folder. The caller has come through `row_for`."""
    rows = DraftFile.objects.filter(draft_id=draft_id).values_list("path", "body")
    return Folder({path: bytes(body) for path, body in rows})


def file_of(draft_id: UUID, path: str) -> bytes:
    """One file of a draft. Refuses with `NoSuchFile`."""
    rows = DraftFile.objects.filter(draft_id=draft_id, path=path)
    body = rows.values_list("body", flat=True).first()
    if body is None:
        raise NoSuchFile(file=path)
    return bytes(body)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A folder to be checked, known by what is in it; findings are worded for their reader."""

    digest: str
    language: str
    folder: Folder = field(compare=False)


@lru_cache(maxsize=16)
def _report(asked: _Checked) -> Report:
    return revisions.check(asked.folder)


def report_of(folder: Folder) -> Report:
    """What the gate says of a draft's folder as it stands; asked once for the same content."""
    return _report(_Checked(folders.digest(folder), get_language() or "", folder))


def findings_of(folder: Folder) -> tuple[Finding, ...]:
    """The same as findings, errors first."""
    found = report_of(folder).findings
    return tuple(sorted(found, key=lambda one: (one.level != "error", one.file)))


def lacking_english(folder: Folder) -> tuple[tuple[str, bool], ...]:
    """(Chinese, does a resident read it) of every text that has no English, residents' first."""
    documents = report_of(folder).documents
    if not documents:
        return ()
    english = documents.get("words", {}).get("english", {})
    sentences = rules.resident_sentences(folder, documents)
    found = rules.lacking_english(documents, english, sentences)
    return tuple(sorted(((zh, row[0]) for zh, row in found.items()), key=lambda one: not one[1]))


def _in_force() -> Folder:
    try:
        return revisions.folder_of()
    except NoSuchRevision:
        return Folder({})


def files_of(draft: DraftRow) -> tuple[DraftFileRow, ...]:
    """The tree of a draft: its files with findings and how they differ from what is in force. A
    finding about a file that is not there has a row of size 0."""
    folder, before = draft_folder(draft.id), _in_force().files
    files, findings = folder.files, findings_of(folder)
    names = {*files, *(one.file for one in findings if not one.file.startswith("("))}
    return tuple(
        DraftFileRow(
            path=name,
            size=len(files.get(name, b"")),
            change="" if files.get(name) == before.get(name) else "~" if name in before else "+",
            findings=tuple(one for one in findings if one.file == name),
        )
        for name in sorted(names, key=lambda one: ("/" in one, one))
    )


def against_current(draft: DraftRow) -> tuple[Difference, ...]:
    """What the draft changes in the method in force; everything is new before the first. Files
    that cannot be parsed are compared by line."""
    return revisions.diff(_in_force(), draft_folder(draft.id))


def publishes(actor: Actor, draft: DraftRow) -> bool:
    """May this actor put that draft in force? Where the method in force asks for another person
    (`published_by = "another"`), nobody who changed the draft may."""
    if not actor.may(PUBLISH):
        return False
    other = revisions.head().get("published_by") == ANOTHER
    return not (other and actor.account_id in draft.authors)


def next_label(revision: str) -> str:
    """The revision after this one that no method has used: the last number in it goes up."""
    taken = set(MethodRevision.objects.values_list("revision", flat=True))
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", revision)
    head, number, tail = found.groups() if found else (f"{revision}.", "1", "")
    for step in range(1, len(taken) + 2):
        label = f"{head}{int(number) + step}{tail}"
        if label not in taken:
            return label
    return f"{revision}.1"


def trial_of(draft_id: UUID) -> TrialView | None:
    """The latest trial of the draft's stories."""
    row = Trial.objects.filter(draft_id=draft_id).defer("folder").order_by("-asked_at").first()
    if row is None:
        return None
    return TrialView(
        id=row.id,
        state=row.state,
        version=row.version,
        count=row.count,
        lines=tuple(ScenarioResult(**one) for one in row.lines),
        fault=row.fault,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
    )


def digest_of(body: bytes) -> str:
    """What an editor has seen of a file, to be sent back with what it made of it."""
    return folders.digest(Folder({"": body}))[:32]
