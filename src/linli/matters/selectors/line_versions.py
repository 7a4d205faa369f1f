"""What a line of a list said before it was edited, for those who have passed its doorway."""

from __future__ import annotations

from uuid import UUID

from linli.matters.models import LineVersion
from linli.matters.terms import LineVersionView
from linli.people import selectors as people


def line_versions(line_id: UUID) -> tuple[LineVersionView, ...]:
    """Oldest first. One statement, two where the line was edited."""
    rows = list(LineVersion.objects.filter(line_id=line_id).order_by("number"))
    ids = {one for row in rows for one in (row.by_id, row.person_id) if one is not None}
    names = people.account_names(ids) if ids else {}
    return tuple(
        LineVersionView(
            number=row.number,
            at=row.at,
            by=names.get(row.by_id, "") if row.by_id else "",
            words=row.words,
            conditions=tuple(row.conditions),
            person=names.get(row.person_id, "") if row.person_id else "",
            due_on=row.due_on,
        )
        for row in rows
    )
