"""The gatherings that belong to a matter."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.deliberation.models import Motion, Undertaking
from linli.deliberation.selectors.gatherings import gathering_row, seen
from linli.deliberation.terms import GatheringRow
from linli.kernel.actor import Actor

MOST = 20


def gatherings_of_matter(actor: Actor, matter_id: UUID) -> tuple[tuple[GatheringRow, str], ...]:
    """The gatherings that this actor may see, newest first, each with what it is to the matter: it
    was about it, had it on its agenda, or resolved that it be done. Three statements."""
    agendas = set(Motion.objects.filter(matter_id=matter_id).values_list("gathering_id", flat=True))
    sources = set(
        Undertaking.objects.filter(subject_kind="matter", subject_id=matter_id).values_list(
            "motion__gathering_id", flat=True
        )
    )
    rows = seen(actor, None).filter(
        Q(pk__in=agendas | sources) | Q(subject_kind="matter", subject_id=matter_id),
        rehearsal=False,
    )
    return tuple(
        (gathering_row(one), _standing(one.pk, agendas, sources))
        for one in rows.order_by("-wanted_at", "-id")[:MOST]
    )


def _standing(gathering_id: UUID, agendas: set[UUID], sources: set[UUID]) -> str:
    if gathering_id in sources:
        return _("由这次会议交办")
    return _("列入议题") if gathering_id in agendas else _("专门商议")
