"""What an agenda may be made of: the matters that are under way where a body is."""

from __future__ import annotations

from linli.deliberation.terms import GatheringKind
from linli.kernel import parts
from linli.kernel.actor import Actor
from linli.procedures import selectors as procedures
from linli.procedures.terms import Header

MOST_NEEDS = 20


def open_needs(actor: Actor, kind: GatheringKind, area_path: str) -> tuple[Header, ...]:
    """Matters at or below the place that are being worked on, of the kinds that the method names
    for this gathering, longest waiting first, at most twenty; those the actor may see. None where
    the method offers none. Kinds that go by one procedure are offered together."""
    if not kind.needs:
        return ()
    rows = {row["key"]: row["procedure"] for row in parts.current("matters")[1].get("kinds", ())}
    keys = {rows[key] for key in kind.agenda_kinds if key in rows}
    return procedures.running_at(
        actor, area_path, subject_kind="matter", keys=keys, most=MOST_NEEDS
    )
