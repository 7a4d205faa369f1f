"""The register of brands, with the awards that their organisations won."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from linli.deliberation.models import Brand, Nominee, Selection
from linli.deliberation.selectors.selections import selection_kind
from linli.deliberation.terms import MANAGE, BrandRow, NominationPlace, Stage
from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory


def brands(*, area_path: str = "", past: bool = False) -> tuple[BrandRow, ...]:
    """The register: brands in force (with `past`, earlier ones too) with the awards won."""
    rows = Brand.objects.all() if past else Brand.objects.filter(until__isnull=True)
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    listed = list(rows.order_by("area_path", "name", "since")[:1000])
    units = organisations.units_by_id([one.organisation_id for one in listed])
    won: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    awarded = Nominee.objects.filter(
        awarded=True, organisation_id__in=list(units), selection__stage=Stage.COUNTED
    ).select_related("selection")
    for one in awarded.order_by("selection__counted_at"):
        award = selection_award(one.selection)
        won[one.organisation_id].append((f"{one.selection.title} · {award}", one.selection_id))
    return tuple(
        BrandRow(
            id=one.pk,
            organisation_id=one.organisation_id,
            unit=units[one.organisation_id].name,
            place=_place(units[one.organisation_id].area_id),
            name=one.name,
            story=one.story,
            since=one.since,
            until=one.until,
            awards=tuple(won[one.organisation_id]),
        )
        for one in listed
    )


def places_of_brands(actor: Actor) -> tuple[NominationPlace, ...]:
    """The party's organisations whose brand the actor may set."""
    forms = organisations.defined().kinds
    found = []
    for unit in organisations.units():
        area = territory.area(unit.area_id) if unit.area_id else territory.root()
        kind = forms.get(unit.kind)
        party = kind is not None and kind.form == "party"
        if party and actor.may(MANAGE, Target(area.path, unit.id, unit.path)):
            found.append(NominationPlace(unit.id, unit.name))
    return tuple(found)


def selection_award(row: Selection) -> Words:
    return selection_kind(row.kind, row.revision).award


def _place(area_id: UUID | None) -> str:
    return territory.full_name(area_id) if area_id else ""
