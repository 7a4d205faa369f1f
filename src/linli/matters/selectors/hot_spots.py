"""Hot spots as those who triage see them, and the matters behind a proactive one."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within_any
from linli.matters.models import HotSpot, HotSpotMatter, Matter
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.lists import lines
from linli.matters.terms import HotSpotView, MatterLine
from linli.territory import selectors as territory

TRIAGE = "matters.triage"
MOST = 100


def hot_spots(actor: Actor) -> tuple[HotSpotView, ...]:
    """Those that last, where the actor triages: not taken up first, the biggest first."""
    rows = list(
        HotSpot.objects.filter(
            within_any("area_path", actor.area_paths(TRIAGE)), ended_at=None
        ).order_by("-count", "found_at")[:MOST]
    )
    pairs = HotSpotMatter.objects.filter(hot_spot__in=rows).values_list("hot_spot", "matter")
    of: dict[UUID, list[UUID]] = defaultdict(list)
    for spot, matter in pairs:
        of[spot].append(matter)
    wanted = {one for each in of.values() for one in each}
    wanted |= {row.proactive_id for row in rows if row.proactive_id}
    shown = {one.matter_id: one for one in lines(Matter.objects.filter(pk__in=wanted))}
    known = catalogue()
    found = [
        HotSpotView(
            hot_spot_id=row.pk,
            category_name=known.category_name(row.category),
            place=territory.full_name(row.area_id),
            kind_name=str(known.kinds[row.kind].name) if row.kind in known.kinds else row.kind,
            count=row.count,
            days=row.days,
            found_at=row.found_at,
            matters=_newest(of[row.pk], shown),
            proactive=shown.get(row.proactive_id) if row.proactive_id else None,
            may_open=row.proactive_id is None and actor.may(TRIAGE, Target(row.area_path)),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: one.proactive is not None))


def _newest(ids: list[UUID], shown: dict[UUID, MatterLine]) -> tuple[MatterLine, ...]:
    return tuple(sorted((shown[one] for one in ids), key=lambda x: x.opened_at, reverse=True))


def behind(matter_id: UUID) -> tuple[MatterLine, ...]:
    """The matters because of which this one was opened. The caller came through its doorway."""
    spots = HotSpot.objects.filter(proactive_id=matter_id)
    ids = HotSpotMatter.objects.filter(hot_spot__in=spots).values("matter_id")
    return lines(Matter.objects.filter(pk__in=ids).order_by("-opened_at"))


def taken_up_by(matter_id: UUID) -> tuple[MatterLine, ...]:
    """The proactive matters that were opened because of matters like this one."""
    spots = HotSpotMatter.objects.filter(matter_id=matter_id).values("hot_spot_id")
    ids = HotSpot.objects.filter(pk__in=spots, proactive__isnull=False).values("proactive_id")
    return lines(Matter.objects.filter(pk__in=ids))
