"""Reads: folders and their findings, revisions and what differs between them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from linli.kernel import parts
from linli.kernel.language import Words
from linli.kernel.registry import Finding, Folder, method_parts, story_phrases
from linli.kernel.stories import Phrase
from linli.kernel.versions import cached_by
from linli.methods import differences, folders, rules, tables
from linli.methods.documentation import generate
from linli.methods.method import TERMS
from linli.methods.models import MethodRevision
from linli.methods.terms import (
    DecisionTable,
    Difference,
    NoSuchRevision,
    Report,
    RevisionView,
    State,
)
from linli.procedures import selectors as procedures

_SHOWN = (
    "id",
    "slug",
    "revision",
    "name",
    "digest",
    "state",
    "published_at",
    "published_by",
    "note",
)


def read_folder(path: Path) -> Folder:
    """A method's folder from disk, or from a zip file. Refuses with `FolderRefused`."""
    if path.is_file():
        return folders.unpack(path.read_bytes())
    return folders.read_folder(path)


def check(folder: Folder) -> Report:
    """The gate: findings of every registered part, and the documents if they could be read."""
    return rules.gate(folder, [part for _name, part in method_parts.items()])


def current() -> RevisionView | None:
    """The revision in force; None before the first one is published."""
    row = MethodRevision.objects.filter(state=State.PUBLISHED).values(*_SHOWN).first()
    return RevisionView(**row) if row else None


def revisions() -> tuple[RevisionView, ...]:
    """All revisions, the latest published first."""
    rows = MethodRevision.objects.order_by("-published_at", "-id").values(*_SHOWN)
    return tuple(RevisionView(**row) for row in rows)


def folder_of(revision: str = "") -> Folder:
    """The folder of a revision as it was published; of the current one without a name.
    Refuses with `NoSuchRevision`."""
    rows = MethodRevision.objects.values_list("folder", flat=True)
    row = (
        rows.filter(revision=revision).first()
        if revision
        else rows.filter(state=State.PUBLISHED).first()
    )
    if row is None:
        raise NoSuchRevision(revision=revision)
    return folders.unpack(bytes(row))


def diff(before: Folder, after: Folder) -> tuple[Difference, ...]:
    """What `after` changes: files, TOML keys, elements of procedures and decisions, lines."""
    return differences.differences(before, after)


def head() -> dict[str, Any]:
    """The `method.toml` in force (name as `Words`); empty before the first publication."""
    _revision, document = parts.current("method")
    return {
        key: Words.of(value) if isinstance(value, dict) else value
        for key, value in document.items()
    }


def local_word(term: str) -> Words:
    """How this county calls a term of the platform (`grid_member`), or the platform's own word."""
    _revision, document = parts.current("words")
    return Words.of(document.get("terms", {}).get(term) or TERMS[term])


def documentation() -> str:
    """The text of `docs/methods.md`."""
    return generate((part for _name, part in method_parts.items()), story_phrases.items())


def sentences() -> tuple[tuple[str, str], ...]:
    """(context, sentence) of everything that a story can say."""
    return tuple(
        (name.split(".")[0], entry.pattern)
        for name, entry in story_phrases.items()
        if isinstance(entry, Phrase)
    )


def left_behind() -> tuple[Finding, ...]:
    """Warnings about runs under way that stand on a duty or a procedure which the method in force
    has dropped."""
    names = ("organisations", "procedures")
    return tuple(procedures.left_behind({name: parts.current(name)[1] for name in names}))


@cached_by(parts.VERSION)
def findings_in_force() -> tuple[Finding, ...]:
    """What the gate of today says about the method in force; () before the first publication."""
    return check(folder_of()).findings if current() else ()


@cached_by(parts.VERSION)
def decision_tables(procedure: str) -> tuple[DecisionTable, ...]:
    """The decision tables that this procedure of the method in force asks, as they are written.
    Refuses with `NoSuchRevision` before the first publication."""
    return tables.of_procedure(folder_of(), procedure)
