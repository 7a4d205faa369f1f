"""Finding."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from linli.kernel.actor import Actor
from linli.kernel.fields import within_any
from linli.search import ports, rules
from linli.search.terms import Hit


def find(
    actor: Actor, text: str, *, verb: str, kinds: Collection[str] = (), limit: int = 20
) -> tuple[Hit, ...]:
    """What holds all the words typed, newest first, inside the places and organisations where the
    actor holds `verb`; one statement. `kinds` empty: of every kind. Never refuses a text.
    """
    asked = rules.pieces(text)
    if not asked:
        return ()
    rows = ports.matching(asked)
    if actor.kind != "system":
        paths, organisations = actor.area_paths(verb), actor.organisation_ids(verb)
        if not paths and not organisations:
            return ()
        scope = within_any("area_path", paths) if paths else Q(pk__in=[])
        if organisations:
            scope |= Q(organisation_id__in=organisations)
        rows = rows.filter(scope)
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    found = rows.order_by("-number").values_list("kind", "object_id")[:limit]
    return tuple(Hit(kind, object_id) for kind, object_id in found)
