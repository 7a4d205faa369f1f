"""Which matters may be the same thing: near, lately, of one category, alike in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import cos, hypot, radians
from uuid import UUID

from django.db.models import Q

from linli.advice import selectors as advice
from linli.advice.terms import TriageRules
from linli.kernel.actor import Actor
from linli.matters.models import Matter, Merge, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.lists import Board, BoardCard, lines, visible
from linli.matters.terms import LEAST_ALIKE, Alike, MergedLine, Nearby, State
from linli.territory import selectors as territory

MOST_NEAR = 3
MOST_ALIKE = 5
MOST_COMPARED = 600
METRES_A_DEGREE = 111_320.0


def metres(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Between two (longitude, latitude), near each other."""
    across = (first[0] - second[0]) * cos(radians((first[1] + second[1]) / 2))
    return hypot(across, first[1] - second[1]) * METRES_A_DEGREE


def _box(longitude: float, latitude: float, within: int) -> Q:
    high = within / METRES_A_DEGREE
    wide = high / max(cos(radians(latitude)), 0.01)
    return Q(
        longitude__range=(longitude - wide, longitude + wide),
        latitude__range=(latitude - high, latitude + high),
    )


def nearby(
    *, categories: Collection[str], area_id: UUID | None, longitude: float | None,
    latitude: float | None, now: datetime,
) -> tuple[Nearby, ...]:  # fmt: skip
    """Open matters near a place that a stranger may be told of and join: only of categories that
    the method calls joint, only what everybody could see there. Two statements, or none."""
    known, how = catalogue(), advice.triage_rules()
    joint = [one for one in categories if one in how.joint]
    place = _place(area_id, longitude, latitude, how.alike_metres)
    if not joint or place is None:
        return ()
    kinds = [one.key for one in known.kinds.values() if one.anonymous]
    rows = Matter.objects.filter(
        place,
        state=State.OPEN,
        category__in=joint,
        kind__in=kinds,
        opened_at__gte=now - timedelta(days=how.alike_days),
        parent=None,
    )
    found = []
    near = list(rows.order_by("-opened_at")[:50])
    people = Counter(
        Report.objects.filter(matter__in=near, erased_at=None).values_list("matter_id", flat=True)
    )
    for row in near:
        apart = _apart((longitude, latitude), (row.longitude, row.latitude))
        if row.area_id is None or (apart is not None and apart > how.alike_metres):
            continue
        shown = territory.ancestor(row.area_id, "estate") or territory.area(row.area_id)
        found.append(
            Nearby(
                matter_id=row.pk,
                category_name=known.category_name(row.category),
                place=territory.full_name(shown.id),
                opened_at=row.opened_at,
                people=people[row.pk],
            )
        )
    return tuple(found[:MOST_NEAR])


def _place(
    area_id: UUID | None, longitude: float | None, latitude: float | None, within: int
) -> Q | None:
    if longitude is not None and latitude is not None:
        near = _box(longitude, latitude, within)
        found = territory.at_point(longitude, latitude)
        return near | Q(area_id=found.id, longitude=None) if found else near
    if area_id is not None and area_id != territory.root().id:
        return Q(area_id=area_id)
    return None


def _apart(
    first: tuple[float | None, float | None], second: tuple[float | None, float | None]
) -> float | None:
    if first[0] is None or first[1] is None or second[0] is None or second[1] is None:
        return None
    return metres((first[0], first[1]), (second[0], second[1]))


def alike(actor: Actor, ids: Iterable[UUID], *, now: datetime) -> dict[UUID, tuple[Alike, ...]]:
    """For each of these matters, others that are still open and may be the same. Compared are the
    newest 600 that the actor may see. Three statements."""
    how = advice.triage_rules()
    since = now - timedelta(days=how.alike_days)
    pool = list(
        visible(actor)
        .filter(state=State.OPEN, opened_at__gte=since, parent=None)
        .order_by("-opened_at")[:MOST_COMPARED]
    )
    asked = {one for one in ids if any(row.pk == one for row in pool)}
    if not asked or len(pool) < 2:
        return {}
    said, people = _said([row.pk for row in pool])
    known = {
        one.matter_id: one for one in lines(Matter.objects.filter(pk__in=[r.pk for r in pool]))
    }
    root = territory.root().id
    found: dict[UUID, tuple[Alike, ...]] = {}
    for row in pool:
        if row.pk in asked:
            others = [
                Alike(known[other.pk], round(how_alike * 100), apart, shared)
                for other in pool
                if other.pk != row.pk
                for how_alike, apart in _compared(row, other, said, how, root)
                for shared in [bool(people[row.pk] & people[other.pk])]
            ]
            if others:
                others.sort(key=lambda one: (-one.likeness, one.line.opened_at))
                found[row.pk] = tuple(others[:MOST_ALIKE])
    return found


def _said(ids: list[UUID]) -> tuple[dict[UUID, str], dict[UUID, set[UUID]]]:
    said: dict[UUID, str] = {}
    people: dict[UUID, set[UUID]] = {one: set() for one in ids}
    rows = Report.objects.filter(matter_id__in=ids).order_by("at")
    for matter, words, identity in rows.values_list("matter_id", "words", "identity_id"):
        said[matter] = f"{said.get(matter, '')}\n{words}"
        if identity is not None:
            people[matter].add(identity)
    return said, people


def _compared(
    one: Matter, other: Matter, said: dict[UUID, str], how: TriageRules, root: UUID
) -> list[tuple[float, int | None]]:
    """[(likeness, metres)] if they may be the same, else nothing."""
    if one.category and other.category and one.category != other.category:
        return []
    apart = _apart((one.longitude, one.latitude), (other.longitude, other.latitude))
    here = one.area_id == other.area_id and one.area_id != root
    if apart is not None:
        here = apart <= how.alike_metres
    likeness = advice.likeness(said.get(one.pk, ""), said.get(other.pk, ""))
    if not here or likeness < LEAST_ALIKE:
        return []
    return [(likeness, None if apart is None else round(apart))]


def repeated(ids: Collection[UUID], *, now: datetime) -> dict[UUID, int]:
    """By matter: the how manieth of this category the same person reports, where the method wants
    it told. What is annulled, or of no category yet, does not count. Two statements."""
    how = advice.triage_rules()
    since = now - timedelta(days=how.repeated_days)
    rows = Report.objects.filter(matter_id__in=list(ids), identity__isnull=False)
    rows = rows.exclude(matter__category="")
    asked = list(rows.values_list("matter_id", "identity_id", "matter__category"))
    if not asked:
        return {}
    counted: Counter[tuple[UUID | None, str]] = Counter(
        Report.objects.filter(identity_id__in={one[1] for one in asked}, at__gte=since)
        .exclude(matter__state=State.ANNULLED)
        .values_list("identity_id", "matter__category")
    )
    found = {matter: counted[identity, category] for matter, identity, category in asked}
    return {matter: times for matter, times in found.items() if times >= how.repeated}


def with_alike(board: Board, actor: Actor, *, now: datetime) -> Board:
    """The triage board, each card with what may be the same and how often its reporter was here."""
    cards = [card for column in (board.new, board.unclear, board.elsewhere) for card in column]
    ids = [card.line.matter_id for card in cards]
    same, often = alike(actor, ids, now=now), repeated(ids, now=now)

    def filled(column: tuple[BoardCard, ...]) -> tuple[BoardCard, ...]:
        return tuple(
            replace(
                card,
                alike=same.get(card.line.matter_id, ()),
                repeated=often.get(card.line.matter_id, 0),
            )
            for card in column
        )

    return Board(filled(board.new), filled(board.unclear), filled(board.elsewhere))


def merged_into(matter_id: UUID) -> tuple[MergedLine, ...]:
    """The matters that were merged into this one, newest first."""
    rows = list(Merge.objects.filter(into_id=matter_id, undone_at=None).order_by("-at"))
    known = {
        one.matter_id: one
        for one in lines(Matter.objects.filter(pk__in=[row.matter_id for row in rows]))
    }
    return tuple(MergedLine(r.pk, known[r.matter_id], len(r.reports), r.at) for r in rows)


def merged_to(matter_id: UUID) -> UUID | None:
    """The matter that this one was merged into."""
    rows = Merge.objects.filter(matter_id=matter_id, undone_at=None)
    return rows.values_list("into_id", flat=True).first()


def by_number(actor: Actor, number: str) -> UUID | None:
    """The matter of that number, or whose number ends so, if the actor may see exactly one."""
    typed = number.strip()
    if not typed:
        return None
    rows = visible(actor).filter(Q(number=typed) | Q(number__endswith=f"-{typed.zfill(6)}"))
    found = list(rows.values_list("id", flat=True)[:2])
    return found[0] if len(found) == 1 else None
