"""Resolutions that become claimed matters."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Gathering, Motion, Undertaking
from linli.deliberation.services.calling import note
from linli.deliberation.terms import GatheringNotFound, MotionNotFound, NotPassed, UnknownKind
from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.errors import NotAllowed
from linli.kernel.registry import EffectCall

OPEN = "matters.open"  # an effect of whoever owns matters


def undertake(*, motion_id: UUID, kind: str, words: str, actor: Actor, now: datetime) -> UUID:
    """Make a matter of a resolution: of a kind of the method, at the body's place, in these words;
    its own procedure has it claimed and carried out. Returns the matter's id. Needs a duty that
    convenes the body, and what opening such a matter needs. Refuses `NotPassed`, and
    `UnknownKind` unless the kind of gathering names it.
    """
    with transaction():
        motion = Motion.objects.filter(pk=motion_id).select_related("gathering__body").first()
        if motion is None:
            raise MotionNotFound
        row: Gathering = motion.gathering
        if not selectors.may_convene(actor, row.body):
            raise NotAllowed
        if row.rehearsal:
            raise GatheringNotFound
        if kind not in selectors.gathering_kind(row.kind, row.revision).undertakes:
            raise UnknownKind(key=kind[:40], field="kind")
        if motion.passed is False or (motion.passed is None and motion.closed_at is None):
            raise NotPassed
        opened = registry.effects.get(OPEN)(
            EffectCall(
                run_id=motion.pk,
                subject_kind="motion",
                subject_id=motion.pk,
                node="",
                properties={"kind": kind, "words": words},
                data={},
                actor=actor,
                now=now,
                area_id=row.body.area_id,
            )
        )
        matter_id = UUID(str(opened["matter"]))
        Undertaking.objects.create(
            motion=motion, subject_kind="matter", subject_id=matter_id, made_at=now
        )
        note("undertaken", row, actor, now, motion=str(motion_id), matter=str(matter_id))
    return matter_id
