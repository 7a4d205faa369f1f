"""What the public reads of decisions: of bodies whose kind is public, held and not rehearsed."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from linli.deliberation.models import Gathering, Motion, Undertaking
from linli.deliberation.selectors.catalogue import bodies_defined, gathering_kind
from linli.deliberation.selectors.explaining import explained
from linli.deliberation.terms import Decided, Met, State
from linli.kernel.fields import within
from linli.publicity import selectors as publicity


def _public_kinds() -> list[str]:
    return [one.key for one in bodies_defined().values() if one.public]


def decided(area_path: str, *, most: int) -> tuple[Decided, ...]:
    """The votes at or below a place, newest first, at most so many. Two statements."""
    rows = (
        Motion.objects.filter(
            within("gathering__area_path", area_path),
            gathering__state=State.HELD,
            gathering__rehearsal=False,
            gathering__body__kind__in=_public_kinds(),
            passed__isnull=False,
        )
        .select_related("gathering__body", "text")
        .order_by("-closed_at", "position")[:most]
    )
    listed = list(rows)
    became: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    for motion_id, kind, subject in Undertaking.objects.filter(
        motion_id__in=[one.pk for one in listed]
    ).values_list("motion_id", "subject_kind", "subject_id"):
        became[motion_id].append((kind, subject))
    return tuple(_decided(one, tuple(became[one.pk])) for one in listed)


def _decided(one: Motion, became: tuple[tuple[str, UUID], ...]) -> Decided:
    row: Gathering = one.gathering
    assert row.meets_at is not None
    words = one.text.words if one.text else ""
    about = (row.subject_kind, row.subject_id) if row.subject_id and one.position == 1 else None
    return Decided(
        id=one.pk,
        title=publicity.preview(one.title).text,
        words=publicity.preview(words).text if words else "",
        number=one.number,
        body=row.body.name,
        gathering=gathering_kind(row.kind, row.revision).name,
        met_at=row.meets_at,
        explained=explained(one.figures or {}, {}),
        subject=about,
        became=became,
    )


def met_about(kind: str, subject_id: UUID) -> tuple[Met, ...]:
    """The gatherings that a subject has been through, oldest first; of bodies that are not public
    only that they met. Two statements."""
    rows = Gathering.objects.filter(
        subject_kind=kind, subject_id=subject_id, state=State.HELD, rehearsal=False
    ).order_by("opened_at")
    listed = list(rows.select_related("body"))
    passed = dict(
        Motion.objects.filter(gathering__in=listed, position=1).values_list(
            "gathering_id", "passed"
        )
    )
    public = set(_public_kinds())
    return tuple(
        Met(
            gathering_kind(one.kind, one.revision).name,
            one.opened_at,
            passed.get(one.pk) if one.body.kind in public else None,
        )
        for one in listed
        if one.opened_at is not None
    )
