"""Finding a person's entries by their telephone number, with a purpose; proving the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.database import snapshot, transaction
from linli.kernel.errors import NotAllowed
from linli.people import selectors as people
from linli.people import services as identities
from linli.points import selectors
from linli.points.rules.proof import Proof
from linli.points.terms import NobodyFound

REVEAL, VERIFY = "people.reveal", "trail.verify"


def find_person(*, phone: str, purpose: str, actor: Actor, now: datetime) -> UUID:
    """Whose number that is, for somebody who sees points and may look people up at the same place:
    the purpose is kept for the auditor. Refuses `NotAllowed`, `NobodyFound`, `PurposeMissing`."""
    places = [
        path for path in selectors.seen_paths(actor) if actor.may(REVEAL, Target(area_path=path))
    ]
    if not places:
        raise NotAllowed(verb=REVEAL)
    person = people.by_phone(phone)
    if person is None:
        raise NobodyFound(field="phone")
    target = Target(area_path=places[0])
    identities.reveal(identity_id=person, purpose=purpose, target=target, actor=actor, now=now)
    return person


def verify_ledger(*, actor: Actor, now: datetime) -> Proof:
    """Prove every balance from its postings, at one moment; needs `trail.verify`. That somebody
    looked, and what was found, is itself a line on the trail."""
    actor.require(VERIFY)
    with snapshot():
        found = selectors.proof()
    with transaction():
        data = {"postings": found.postings, "accounts": found.accounts, "faults": len(found.faults)}
        trail.record("points.verified", actor=actor, now=now, data=data)
    return found
