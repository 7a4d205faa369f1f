"""Erasing the words of a run: retention, and people's rights."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.procedures import models
from linli.procedures.services.running import take_run
from linli.procedures.terms import Kind


def erase_words(*, run_id: UUID, actor: Actor, now: datetime) -> int:
    """Erase what was written at the steps of a run and destroy the run's own key; the digests stay,
    so the history stays provable. The caller has asked whether the actor may. Returns how many
    notes were erased; idempotent.
    """
    with transaction():
        hand = take_run(run_id, actor=actor, now=now, running=False)
        kept = models.Note.objects.filter(run_id=run_id, erased_at=None)
        count = kept.update(text="", answers={}, sealed=None, erased_at=now)
        if count:
            hand.run.secret = None
            hand.note(Kind.ERASED, data={"notes": count})
            hand.save("procedures.erased", {"notes": count})
    return count
