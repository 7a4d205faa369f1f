"""Names on papers that an office files: opened for a purpose, each on the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Gathering
from linli.deliberation.terms import GatheringNotFound
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.people import services as people


def name_roll(
    *, gathering_id: UUID, purpose: str, actor: Actor, now: datetime
) -> Mapping[UUID, str]:
    """The plain names of the residents on a roll, by line: for minutes that are signed and filed.
    Needs `people.reveal` where the body is, as well as running the gathering; every name leaves its
    own row for the auditor. Refuses what `people.services.reveal` refuses."""
    with transaction():
        row = Gathering.objects.filter(pk=gathering_id).select_related("body").first()
        if row is None or not selectors.may_convene(actor, row.body):
            raise GatheringNotFound
        target = selectors.target_of(row.body)
        actor.require("people.reveal", target)
        named: dict[UUID, str] = {}
        for one in selectors.roll_of(gathering_id):
            person = one.member.identity_id
            if person is None or one.member.account_id is not None:
                continue
            shown = people.reveal(
                identity_id=person, purpose=purpose, target=target, actor=actor, now=now
            )
            if shown.name:
                named[one.pk] = shown.name
        return named
