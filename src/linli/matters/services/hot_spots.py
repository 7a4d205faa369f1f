"""Hot spots: found every night, answered by a person with a proactive matter (主动治理)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from linli.advice import selectors as advice
from linli.advice.terms import HotSpotRule
from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import locked, transaction
from linli.matters.models import HotSpot, HotSpotMatter, Matter
from linli.matters.services.intake import open_matter
from linli.matters.terms import MERGED, Channel, HotSpotGone, Intake, Opened, Place, State
from linli.territory import selectors as territory

SUBJECT = "hot_spot"


def find_hot_spots(*, actor: Actor, now: datetime) -> int:
    """Count again, by the rules of the method in force: new hot spots are kept, those that cooled
    down and that nobody took up end. Returns how many are hot now."""
    hot: set[UUID] = set()
    for rule in advice.triage_rules().hot_spots:
        for (category, area_id), matters in _piles(rule, now).items():
            if len(matters) >= rule.count:
                hot.add(_keep(rule, category, area_id, matters, actor, now))
    with transaction():
        HotSpot.objects.filter(ended_at=None, proactive=None).exclude(pk__in=hot).update(
            ended_at=now
        )
        done = HotSpot.objects.filter(ended_at=None).exclude(proactive=None)
        done.exclude(proactive__state=State.OPEN).update(ended_at=now)
    return len(hot)


def _piles(rule: HotSpotRule, now: datetime) -> dict[tuple[str, UUID], list[UUID]]:
    """By category and area of the rule's level: matters. What was opened because of a hot spot, and
    what ended as no matter, is not counted; a merged one is: somebody did report it."""
    rows = Matter.objects.filter(opened_at__gte=now - timedelta(days=rule.days)).exclude(
        category=""
    )
    rows = rows.exclude(area=None).exclude(kind=rule.kind)
    rows = rows.exclude(~Q(closing=MERGED), state=State.ANNULLED)
    if rule.categories:
        rows = rows.filter(category__in=rule.categories)
    piles: dict[tuple[str, UUID], list[UUID]] = defaultdict(list)
    above: dict[UUID, UUID | None] = {}
    for matter_id, category, area_id in rows.values_list("id", "category", "area_id"):
        if area_id not in above:
            found = territory.ancestor(area_id, rule.level)
            above[area_id] = found.id if found else None
        place = above[area_id]
        if place is not None:
            piles[category, place].append(matter_id)
    return piles


def _keep(
    rule: HotSpotRule,
    category: str,
    area_id: UUID,
    matters: list[UUID],
    actor: Actor,
    now: datetime,
) -> UUID:
    with transaction():
        row, new = HotSpot.objects.get_or_create(
            area_id=area_id,
            category=category,
            kind=rule.kind,
            ended_at=None,
            defaults={
                "area_path": territory.area(area_id).path,
                "days": rule.days,
                "count": len(matters),
                "found_at": now,
                "counted_at": now,
            },
        )
        if not new:
            HotSpot.objects.filter(pk=row.pk).update(count=len(matters), counted_at=now)
        HotSpotMatter.objects.bulk_create(
            [HotSpotMatter(hot_spot_id=row.pk, matter_id=one) for one in matters],
            ignore_conflicts=True,
        )
        if new:
            trail.record(
                "matters.hot_spot_found",
                actor=actor,
                now=now,
                subject=(SUBJECT, row.pk),
                data={"category": category, "area": str(area_id), "matters": len(matters)},
            )
    return row.pk


def open_proactive(*, hot_spot_id: UUID, words: str, actor: Actor, now: datetime) -> Opened:
    """Open the matter that a hot spot calls for; what piled up, ended or not, is linked to it.
    Needs `matters.triage` there and a duty that may open such a matter. Refuses `HotSpotGone`
    (somebody was first), and what taking in a report refuses."""
    with transaction():
        row = locked(HotSpot.objects.filter(pk=hot_spot_id, ended_at=None, proactive=None)).first()
        if row is None or not actor.may("matters.triage", Target(row.area_path)):
            raise HotSpotGone
        spot = row

        def take_up(matter_id: UUID) -> None:
            HotSpot.objects.filter(pk=spot.pk).update(proactive_id=matter_id)
            trail.record(
                "matters.hot_spot_taken_up",
                actor=actor,
                now=now,
                subject=(SUBJECT, spot.pk),
                data={"matter": str(matter_id)},
            )

        return open_matter(
            intake=Intake(
                kind=row.kind,
                words=words,
                place=Place(area_id=row.area_id),
                category=row.category,
                channel=Channel.STAFF,
            ),
            actor=actor,
            now=now,
            beside=take_up,
        )
