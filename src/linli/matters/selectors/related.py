"""事 and 情 in the one register: matters and opinions about a place, a person or another matter."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext

from linli.kernel.actor import Actor
from linli.kernel.fields import within
from linli.kernel.registry import Related
from linli.matters.models import Matter, Rating, Report
from linli.matters.selectors.lists import lines, of_person, visible
from linli.matters.terms import SUBJECT, MatterLine
from linli.people import selectors as people
from linli.territory import selectors as territory

MOST = 10
PERSON, OPINION, AREA = "person", "opinion", "area"


def related(actor: Actor, kind: str, subject_id: UUID) -> Iterator[Related]:
    """What this actor may see by area (`matters.see`); a reporter is masked."""
    if kind == AREA:
        rows = visible(actor).filter(within("area_path", territory.area(subject_id).path))
        found = lines(rows.order_by("-opened_at")[:MOST])
        yield from map(_matter, found)
        yield from _opinions(found)
    elif kind == PERSON:
        yield from map(_matter, of_person(subject_id, most=MOST, actor=actor))
    elif kind == SUBJECT:
        yield from _of_matter(actor, subject_id)


def _matter(one: MatterLine) -> Related:
    url = reverse("register", args=[SUBJECT, one.matter_id])
    return Related(SUBJECT, one.title, url, f"{one.number} · {one.kind_name}")


def _opinions(found: tuple[MatterLine, ...]) -> Iterator[Related]:
    """The latest answer of each matter's reporter: solved, satisfied; never its words."""
    by_id = {one.matter_id: one for one in found}
    rows = Rating.objects.filter(matter_id__in=by_id).order_by("matter_id", "-at", "-pk")
    told: set[UUID] = set()
    for matter_id, solved, satisfied in rows.values_list("matter_id", "solved", "satisfied"):
        if matter_id in told:
            continue
        told.add(matter_id)
        said = gettext("解决了") if solved else gettext("没有解决")
        if satisfied is not None:
            said += " · " + gettext("满意度 %(n)d") % {"n": satisfied}
        yield Related(OPINION, said, reverse("matter", args=[matter_id]), by_id[matter_id].title)


def _of_matter(actor: Actor, matter_id: UUID) -> Iterator[Related]:
    seen = visible(actor)
    row = seen.filter(pk=matter_id).values("parent_id", "area_id").first()
    if row is None:
        return
    others = seen.filter(parent_id=matter_id) | seen.filter(pk=row["parent_id"])
    yield from map(_matter, lines(others.order_by("opened_at")[:MOST]))
    yield from _opinions(lines(Matter.objects.filter(pk=matter_id)))
    if row["area_id"] is not None:
        url = reverse("register", args=[AREA, row["area_id"]])
        yield Related(AREA, territory.full_name(row["area_id"]), url)
    reports = Report.objects.filter(matter_id=matter_id, identity__isnull=False)
    masked = people.masked(set(reports.values_list("identity_id", flat=True)))
    for identity_id, person in masked.items():
        url = reverse("register", args=[PERSON, identity_id])
        yield Related(PERSON, person.name or person.phone, url, person.phone)
