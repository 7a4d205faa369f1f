"""Who may vote on a motion, for themselves or for others."""

from __future__ import annotations

from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Gathering, Motion, Recusal, RollEntry
from linli.deliberation.terms import Came, MayNotVote, NotPresent
from linli.kernel.actor import Actor


def own_entry(row: Gathering, entry: RollEntry, actor: Actor, person: UUID | None) -> None:
    """Is this line of the roll the actor's own, or one that they stand proxy for? Refuses
    `MayNotVote`."""
    own = RollEntry.objects.filter(selectors.mine_on_roll(actor, person), gathering=row)
    if not own.filter(pk__in=[entry.pk, entry.proxy_id or entry.pk]).exists():
        raise MayNotVote


def entitled_entry(
    motion: Motion,
    row: Gathering,
    entry_id: UUID,
    actor: Actor,
    person: UUID | None,
    *,
    for_others: bool = True,
) -> RollEntry:
    """The line of the roll for which this actor votes: one's own, one that one stands proxy for, or
    (`for_others`) any for whoever runs the gathering, a paper in the room. Who takes part online is
    there as soon as they vote. Refuses `MayNotVote`, `NotPresent`."""
    entry = RollEntry.objects.filter(pk=entry_id, gathering=row, votes=True).first()
    if entry is None or Recusal.objects.filter(motion=motion, entry=entry).exists():
        raise MayNotVote
    run = for_others and selectors.may_convene(actor, row.body)
    if not run:
        own_entry(row, entry, actor, person)
    if entry.came not in selectors.HERE:
        if run or not row.online or entry.came == Came.PROXY:
            raise NotPresent
        RollEntry.objects.filter(pk=entry.pk).update(came=Came.ONLINE)
    return entry
