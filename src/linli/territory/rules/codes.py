"""Which codes and parents an area may have.

Twelve digits: county 6, town 3, village or community 3; of the last three, 001–199 are residents'
committees, 200–399 villagers' committees, 400–499 and 500–599 their likes (statistical division
codes). The official file writes the shorter levels with or without trailing zeros; linli keeps
6, 9 and 12 digits. Below, codes are the county's own, beginning with their community's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from linli.kernel.language import Words
from linli.territory.terms import (
    AreaRow,
    BadCode,
    BadDate,
    BadName,
    Frame,
    Kind,
    Layout,
    Suffix,
    Why,
    WrongParent,
)

_OWN_CODE = re.compile(r"^[0-9A-Za-z]{1,60}$")


def layout_of(document: Mapping[str, Any]) -> Layout:
    """The layout in a published `territory` document."""
    kinds = {
        one["key"]: Kind(
            key=one["key"],
            name=Words.of(one["name"]),
            parents=tuple(one.get("parents", ())),
            rule=Words.of(one.get("rule", "")),
            digits=one.get("digits", 0),
            ranges=tuple((low, high) for low, high in one.get("ranges", ())),
            private=one.get("private", False),
            addressed=one.get("addressed", True),
        )
        for one in document.get("kinds", ())
    }
    suffixes = tuple(
        Suffix(
            one["kind"],
            tuple(sorted(one["official"], key=len, reverse=True)),
            one.get("spoken", ""),
        )
        for one in document.get("suffixes", ())
    )
    frame = document.get("frame")
    return Layout(kinds, suffixes, Frame(*frame) if frame else None)


def check_row(row: AreaRow, layout: Layout) -> None:
    """Refuse a row whose kind, code, name or dates cannot be."""
    kind = layout.kind(row.kind)
    reason = _code_fault(row.code, kind)
    if reason:
        raise BadCode(area_code=row.code, reason=reason)
    if not row.name.strip() or len(row.name) > 60:
        raise BadName
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise BadDate(reason=Why.DATES)


def _code_fault(code: str, kind: Kind) -> Why | None:
    if not _OWN_CODE.match(code):
        return Why.CODE_CHARACTERS
    if not kind.digits:
        return None
    if not (code.isdigit() and len(code) == kind.digits):
        return Why.CODE_LENGTH
    if kind.ranges and not any(low <= int(code[-3:]) <= high for low, high in kind.ranges):
        return Why.CODE_RANGE
    return None


def check_parent(row: AreaRow, parent_kind: str | None, parent_name: str, layout: Layout) -> None:
    """Refuse a parent that the method's rule for this kind does not allow."""
    kind = layout.kind(row.kind)
    fits = parent_kind in kind.parents if parent_kind is not None else not kind.parents
    if not fits or (kind.digits and parent_kind is not None and not _under(row)):
        rule = str(kind.rule) or kind.name.zh
        raise WrongParent(name=row.name, parent=parent_name or "—", rule=rule)


def _under(row: AreaRow) -> bool:
    """An official code begins with the official code of its parent."""
    return row.code.startswith(row.parent)


def segment(code: str, ancestors: Iterable[str]) -> str:
    """The last piece of an area's path: its code without that of the nearest ancestor it begins
    with. `ancestors` are codes, nearest first.
    """
    for ancestor in ancestors:
        if code.startswith(ancestor) and code != ancestor:
            return code[len(ancestor) :]
    return code
