"""Rules of lending: what the method says, when somebody is told, what an ISBN is. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from linli.kernel.ids import read_code
from linli.kernel.language import Words
from linli.resources.terms.lend_refusals import BadBarcode, BadIsbn
from linli.resources.terms.lending import LONGEST_BARCODE, LendKind

Document = Mapping[str, Any]
_BARCODE = re.compile(rf"[0-9A-Z][0-9A-Z-]{{2,{LONGEST_BARCODE - 1}}}")


def lend_kinds(document: Document) -> dict[str, LendKind]:
    """`[[lends]]` of the method, as checked and stored, by key."""
    return {row["key"]: _kind(row) for row in document.get("lends", ())}


def _kind(row: Mapping[str, Any]) -> LendKind:
    return LendKind(
        key=row["key"],
        name=Words.of(row["name"]),
        days=row["days"],
        books=row.get("books", False),
        most=row.get("most", 3),
        renewals=row.get("renewals", 1),
        keep=row.get("keep", 3),
        remind=row.get("remind", 2),
        late=tuple(row.get("late", (1, 7, 14))),
        pause=row.get("pause", 0),
        deposit=row.get("deposit", 0),
        scheme=row.get("scheme", ""),
        forgets=row.get("forgets", 90),
        basis=row.get("basis", ""),
        about=Words.of(row.get("about", "")),
    )


def rungs_passed(kind: LendKind, due_on: date, today: date) -> int:
    """On how many of the days on which a borrower is told it is that day, or later."""
    return sum(1 for days in kind.rungs if today >= due_on + timedelta(days=days))


def days_late(due_on: date, today: date) -> int:
    return max((today - due_on).days, 0)


def free_slot(taken: Iterable[int], most: int) -> int | None:
    """The lowest place of `most` that is not taken; None if all are."""
    used = set(taken)
    return next((one for one in range(1, most + 1) if one not in used), None)


def read_barcode(text: str) -> str:
    """As it is stuck on the thing. One of ours survives I for 1, O for 0 and missing dashes.
    Refuses `BadBarcode`."""
    typed = "".join(text.split()).upper()
    own = read_code(typed)
    if own is not None:
        return own
    if not _BARCODE.fullmatch(typed):
        raise BadBarcode(field="barcode")
    return typed


def read_isbn(text: str) -> str:
    """Thirteen digits, empty for nothing. Refuses `BadIsbn`."""
    typed = re.sub(r"[\s-]", "", text).upper()
    if not typed:
        return ""
    if re.fullmatch(r"[0-9]{9}[0-9X]", typed):
        total = sum((10 - at) * (10 if c == "X" else int(c)) for at, c in enumerate(typed))
        if total % 11:
            raise BadIsbn(field="isbn")
        body = f"978{typed[:9]}"
        return body + str(-_weighed(body) % 10)
    if not re.fullmatch(r"97[89][0-9]{10}", typed) or _weighed(typed) % 10:
        raise BadIsbn(field="isbn")
    return typed


def _weighed(digits: str) -> int:
    return sum(int(c) * (3 if at % 2 else 1) for at, c in enumerate(digits))
