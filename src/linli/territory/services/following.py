"""Where areas were merged, everything that lies in them follows: every table of linli with an
`area_path`, whichever context it is of, so that none can be forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.apps import apps
from django.db import models

from linli.kernel import trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.fields import PathField, moved, within
from linli.territory.terms import PathChange, outermost

COLUMN = "area_path"


def placed() -> Iterator[type[models.Model]]:
    """The tables whose rows lie somewhere."""
    for model in apps.get_models():
        fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
        if any(one.name == COLUMN and isinstance(one, PathField) for one in fields):
            yield model


def follow_paths(
    changes: Iterable[PathChange], *, actor: Actor, now: datetime
) -> Mapping[str, int]:
    """Rows of areas whose path changed get the new one. Called in the transaction of the merge;
    returns how many rows moved of each table (`matters.matter`)."""
    found: Counter[str] = Counter()
    pairs = outermost(changes)
    with transaction():
        for model in placed():
            rows = model._default_manager  # noqa: SLF001 - Django's documented model API
            for one in pairs:
                count = rows.filter(within(COLUMN, one.before)).update(
                    area_path=moved(COLUMN, one.before, one.after)
                )
                found[model._meta.label_lower] += count  # noqa: SLF001 - as above
        told = {name: count for name, count in found.items() if count}
        trail.record("territory.paths_followed", actor=actor, now=now, data=told)
    return found
