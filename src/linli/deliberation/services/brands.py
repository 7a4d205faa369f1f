"""The register of brands: 一党委一品牌、一支部一特色."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.deliberation.models import Brand
from linli.deliberation.terms import LONGEST_NAME_OF_NOMINEE, LONGEST_STORY, MANAGE, BrandEmpty
from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.organisations import selectors as organisations
from linli.publicity import selectors as publicity
from linli.territory import selectors as territory

BRAND = "brand"  # a subject kind on the trail


def set_brand(*, organisation_id: UUID, name: str, story: str, actor: Actor, now: datetime) -> UUID:
    """What an organisation stands for from today on; the one before stays in the register. Words
    are masked. Needs `deliberation.manage` over it. Refuses `BrandEmpty`."""
    unit = organisations.unit_by_id(organisation_id)
    area = territory.area(unit.area_id) if unit.area_id else territory.root()
    actor.require(MANAGE, Target(area.path, unit.id, unit.path))
    called = clean(name, LONGEST_NAME_OF_NOMINEE, "name", refusal=BrandEmpty)
    told = clean(story, LONGEST_STORY, "story", refusal=BrandEmpty)
    if not called or not told:
        raise BrandEmpty(field="story" if called else "name")
    today = local(now).date()
    with transaction():
        before = locked(Brand.objects.filter(organisation_id=unit.id, until__isnull=True)).first()
        if before is not None:
            before.until = today
            before.save(update_fields=["until"])
        row = Brand.objects.create(
            organisation_id=unit.id,
            area_path=area.path,
            name=publicity.preview(called).text[:LONGEST_NAME_OF_NOMINEE],
            story=publicity.preview(told).text,
            since=today,
        )
        trail.record("deliberation.brand_set", actor=actor, now=now, subject=(BRAND, row.pk))
    return row.pk
