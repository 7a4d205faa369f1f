"""What a published method founds by itself: units, one organisation per area, and their posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.versions import bump
from linli.organisations import selectors
from linli.organisations.models import Organisation, Post, PostDuty
from linli.organisations.rules import definitions
from linli.organisations.services.tree import new_row, template_posts
from linli.organisations.terms import VERSION, Definitions, Kind, NoSuchOrganisation, UnitTemplate
from linli.territory import selectors as territory


def publish(*, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime) -> None:
    """Found what the document names and does not stand yet; take over changed names. Nothing is
    dissolved: people hold posts. Idempotent. Inside the loader's transaction; territory must have
    been published before.
    """
    with transaction():
        _arrange(definitions(document), actor=actor, now=now)
        trail.record(
            "organisations.method_published", actor=actor, now=now, data={"revision": revision}
        )


def arrange(*, actor: Actor, now: datetime) -> int:
    """Apply the method in force to the territory as it is today: new communities get their
    organisations, new grids their posts. Idempotent. Needs `organisations.manage`. Returns how many
    organisations and posts were added.
    """
    actor.require("organisations.manage")
    with transaction():
        return _arrange(selectors.defined(), actor=actor, now=now)


def _arrange(defs: Definitions, *, actor: Actor, now: datetime) -> int:
    work = _Work(defs, now)
    for template in defs.units:
        work.unit(template)
    for kind in defs.kinds.values():
        if kind.each:
            for area in territory.below(territory.root().path, kind.each):
                work.for_area(kind, area.id)
    Organisation.objects.bulk_create(work.new)
    Organisation.objects.bulk_update(work.renamed, ["name", "short_name"])
    stand: set[tuple[UUID, str, UUID | None]] = set(
        Post.objects.filter(until__isnull=True).values_list("organisation_id", "title", "area_id")
    )
    posts, duties = template_posts(defs, work.rows.values(), stand, now)
    Post.objects.bulk_create(posts, batch_size=500)
    PostDuty.objects.bulk_create(duties, batch_size=500)
    trail.record_all(
        [
            trail.line(
                "organisations.founded",
                actor=actor,
                now=now,
                subject=("organisation", row.pk),
                data={"key": row.key, "kind": row.kind, "chain": row.chain},
            )
            for row in work.new
        ]
    )
    if posts:
        trail.record("organisations.posts_opened", actor=actor, now=now, data={"count": len(posts)})
    bump(VERSION)
    return len(work.new) + len(posts)


class _Work:
    """The tree as it stands and grows while a method is applied; nothing is saved here."""

    def __init__(self, defs: Definitions, now: datetime) -> None:
        self.defs, self.now = defs, now
        rows = Organisation.objects.filter(until__isnull=True).order_by("path")
        self.rows = {row.key: row for row in rows}
        self.at: dict[tuple[str, UUID | None], Organisation] = {
            (row.kind, row.area_id): row for row in self.rows.values()
        }
        dissolved = Organisation.objects.filter(until__isnull=False)
        self.dissolved = set(dissolved.values_list("key", flat=True))
        self.new: list[Organisation] = []
        self.renamed: list[Organisation] = []

    def unit(self, template: UnitTemplate) -> None:
        """One of `[[units]]`; its area is the county unless a code is given."""
        here = territory.by_code(template.area) if template.area else territory.root()
        parent = self.rows.get(template.parent) if template.parent else None
        if template.parent and parent is None:
            raise NoSuchOrganisation
        self._stand(
            template.key,
            self.defs.kinds[template.kind],
            (template.name, template.short_name),
            parent,
            here.id,
            template.founding,
        )

    def for_area(self, kind: Kind, area_id: UUID) -> None:
        """The organisation of a kind with `each`, for one area."""
        area = territory.area(area_id)
        name = kind.pattern.replace("{area}", area.short_name)
        parent = None
        if kind.under:
            line = territory.chain(area_id)
            parent = next(
                (self.at[kind.under, one.id] for one in line if (kind.under, one.id) in self.at),
                None,
            )
        self._stand(f"{kind.key}.{area.code}", kind, (name, name), parent, area_id, "")

    def _stand(
        self,
        key: str,
        kind: Kind,
        names: tuple[str, str],
        parent: Organisation | None,
        area_id: UUID,
        founding: str,
    ) -> None:
        row = self.rows.get(key)
        if row is not None:
            if (row.name, row.short_name) != names:
                row.name, row.short_name = names
                self.renamed.append(row)
            return
        if key in self.dissolved:  # somebody ended it on purpose: a method does not revive it
            return
        row = new_row(
            self.defs,
            key=key,
            kind=kind,
            name=names[0],
            short_name=names[1],
            parent=parent,
            area_id=area_id,
            founding=founding,
            since=self.now,
        )
        self.rows[key] = self.at[kind.key, area_id] = row
        self.new.append(row)
