"""Who may act on a step: a decision over values."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Held:
    """Where a step is held: a duty at exactly one area or organisation, or one named person."""

    duty: str
    area_id: UUID | None = None
    organisation_id: UUID | None = None
    person_id: UUID | None = None
    claimed_by: UUID | None = None


def may_act(actor: Actor, held: Held) -> bool:
    """The named person alone where one is named, or whoever claimed it; else a holder of the duty
    at exactly the step's area or organisation. (A claim by another is refused by name later.)
    """
    if actor.account_id is None:
        return False
    if held.person_id is not None:
        return held.person_id == actor.account_id
    if held.claimed_by == actor.account_id:
        return True
    return any(
        grant.duty == held.duty
        and (
            (held.organisation_id is not None and grant.organisation_id == held.organisation_id)
            or (
                held.organisation_id is None
                and held.area_id is not None
                and grant.area_id == held.area_id
            )
        )
        for grant in actor.grants
    )
