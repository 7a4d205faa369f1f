"""What others ask of visits by name: a person's rights, photos, what belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.registry import NavigationEntry, Related
from linli.visits import selectors, services
from linli.visits.terms import MAKE, SEE, TRIAGE, VISIT


class VisitedData:
    """A person's rights over what was recorded when they were visited."""

    words: Mapping[str, str | Promise] = {
        "": gettext_lazy("走访您的记录"),
        "visits": gettext_lazy("走访"),
        "kind": gettext_lazy("走访种类"),
        "label": gettext_lazy("门牌"),
        "at": gettext_lazy("时间"),
        "answers": gettext_lazy("记录的内容"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {"visits": selectors.of_identity(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.erase_person(identity_id=identity_id, now=now)


def related(actor: Actor, kind: str, subject_id: UUID) -> Iterable[Related]:
    """The visits from which a matter grew."""
    if kind != "matter":
        return ()
    return tuple(
        Related("visit", f"{_('走访发现')} · {one.question}", f"/visits/{one.visit_id}", one.answer)
        for one in selectors.of_matter(actor, subject_id)
    )


def register() -> None:
    registry.subject_data.add("visits.visits", VisitedData())
    registry.file_doorways.add(VISIT, selectors.may_see_files)
    registry.related_things.add("visits", related)
    entries = (
        (
            "visits.field",
            NavigationEntry(gettext_lazy("今天的走访"), "field", (MAKE,), 22, "visits", "pin"),
        ),
        (
            "visits.desk",
            NavigationEntry(gettext_lazy("走访台账"), "visits", (SEE,), 34, "visits", "calendar"),
        ),
        (
            "visits.findings",
            NavigationEntry(gettext_lazy("夜研判"), "findings", (TRIAGE,), 32, "triage", "sun"),
        ),
    )
    for name, entry in entries:
        registry.navigation.add(name, entry)
