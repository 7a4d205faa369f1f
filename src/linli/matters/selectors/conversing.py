"""What was said in a conversation, in order: for those who have passed the matter's doorway."""

from __future__ import annotations

from uuid import UUID

from linli.files import selectors as files
from linli.kernel.actor import Actor
from linli.kernel.ids import read_code
from linli.matters.models import Matter, Remark, Report
from linli.matters.terms import RemarkLine
from linli.people import selectors as people

REMARK = "remark"


def remarks_of(
    matter_id: UUID, *, names: bool = False, pictures: bool = True
) -> tuple[RemarkLine, ...]:
    """The remarks of a matter; with `names`, who of the staff said it. Up to four statements."""
    rows = list(
        Remark.objects.filter(matter_id=matter_id)
        .select_related("raised", "report")
        .order_by("at", "id")
    )
    if not rows:
        return ()
    shown = files.of_owners(REMARK, [row.pk for row in rows]) if pictures else {}
    who = people.account_names([row.by_id for row in rows if row.by_id]) if names else {}
    raised = [row.raised_id for row in rows if row.raised_id]
    codes = dict(Report.objects.filter(matter_id__in=raised).values_list("matter_id", "code"))
    return tuple(
        RemarkLine(
            id=row.pk,
            ours=row.report_id is None,
            words=row.words,
            at=row.at,
            who=who.get(row.by_id, "") if row.by_id else "",
            files=tuple(file.id for file in shown.get(row.pk, ())),
            raised=row.raised_id,
            raised_number=row.raised.number if row.raised else "",
            raised_code=codes.get(row.raised_id, "") if row.raised_id else "",
            erased=not row.words and not row.raised_id and row.pk not in shown,
        )
        for row in rows
    )


def may_see_remark_files(actor: Actor, owner_id: UUID, code: str) -> bool:
    """The doorway of a remark's pictures: as for the pictures of its matter."""
    from linli.matters.selectors.page import sees  # noqa: PLC0415 - the page reads remarks

    matter_id = Remark.objects.filter(pk=owner_id).values_list("matter_id", flat=True).first()
    if matter_id is None:
        return False
    read = read_code(code) if code else None
    if read and Report.objects.filter(code=read, matter_id=matter_id).exists():
        return True
    row = Matter.objects.filter(pk=matter_id).values_list("area_path", "run_id").first()
    return row is not None and actor.may("files.see") and sees(actor, *row)
