"""Secret votes: papers are taken by name and signed blind; ballots are cast without one."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from linli.deliberation import sealing, selectors
from linli.deliberation.models import Ballot, Boxed, Gathering, Motion, RollEntry
from linli.deliberation.services.calling import held, note
from linli.deliberation.services.entitling import entitled_entry, own_entry
from linli.deliberation.terms import (
    AlreadyVoted,
    Choice,
    MayNotVote,
    Medium,
    MotionNotFound,
    MotionState,
    PaperLater,
    PaperRefused,
    State,
    VoteNotOpen,
    Way,
)
from linli.kernel import cipher
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction

KEY = "ballot.key"  # what the motion's signing key is sealed for


def make_key(motion: Motion) -> None:
    """A key of this motion alone; inside the caller's transaction, which saves the row."""
    made = sealing.new_key()
    motion.public_key = made.public
    motion.private_sealed = cipher.seal(base64.b64encode(made.private).decode(), purpose=KEY)


def take_paper(
    *,
    motion_id: UUID,
    entry_id: UUID,
    blinded: str,
    actor: Actor,
    now: datetime,
    person: UUID | None = None,
) -> str:
    """A voter takes a paper for themselves, or for whom they stand proxy: the blinded message
    (base64url) is signed once for this line of the roll. The same one is answered again, also when
    the box is open: the answer may have been lost on the way. Returns the blind signature
    (base64url). Refuses `VoteNotOpen`, `MayNotVote`, `NotPresent`, `AlreadyVoted`, `PaperRefused`,
    `PaperLater` when the signer does not answer.
    """
    try:
        raw = sealing.decoded(blinded)
        asked = hashlib.sha256(raw).hexdigest()
        given = _given_before(motion_id, entry_id, asked, actor, person)
        if given:
            return given
        private = _signing_key(motion_id)
        # Outside the transaction: it takes a while, and on SQLite there is one writer. What is
        # signed here and does not become a row below is given to nobody.
        signature = sealing.encoded(sealing.sign_blinded(private, raw))
    except sealing.Malformed as error:
        raise PaperRefused from error
    except sealing.NotSigned as error:
        raise PaperLater from error
    with transaction():
        motion, row = _handing_out(motion_id)
        entry = entitled_entry(motion, row, entry_id, actor, person, for_others=False)
        if Ballot.objects.filter(motion=motion, entry=entry).exists():
            raise AlreadyVoted
        Ballot.objects.create(
            motion=motion, entry=entry, medium=Medium.ONLINE, asked=asked, signed=signature
        )
        note("paper_taken", row, actor, now, motion=str(motion_id), entry=str(entry_id))
    return signature


def _given_before(
    motion_id: UUID, entry_id: UUID, asked: str, actor: Actor, person: UUID | None
) -> str:
    """The answer to the same question asked before; empty if it was not. Refuses `AlreadyVoted` for
    another question, `MayNotVote` for somebody else's line: nothing is signed for strangers, who
    would keep the signer from those who vote."""
    entry = RollEntry.objects.select_related("gathering").filter(pk=entry_id).first()
    if (
        entry is None
        or not Motion.objects.filter(pk=motion_id, gathering_id=entry.gathering_id).exists()
    ):
        raise MayNotVote
    own_entry(entry.gathering, entry, actor, person)
    there = Ballot.objects.filter(motion_id=motion_id, entry_id=entry_id).first()
    if there is None:
        return ""
    if there.medium != Medium.ONLINE or there.asked != asked:
        raise AlreadyVoted
    return there.signed


def _signing_key(motion_id: UUID) -> bytes:
    motion = Motion.objects.filter(pk=motion_id, way=Way.SECRET).first()
    if motion is None:
        raise MotionNotFound
    if motion.private_sealed is None:
        raise VoteNotOpen
    return base64.b64decode(cipher.unseal(motion.private_sealed, purpose=KEY))


def hand_paper(*, motion_id: UUID, entry_id: UUID, actor: Actor, now: datetime) -> None:
    """A paper ballot is handed to somebody in the room, by whoever runs the gathering. Refuses as
    `take_paper`."""
    with transaction():
        held(selectors.gathering_of(motion_id), actor, State.OPEN)  # the outer one is locked first
        motion, row = _handing_out(motion_id)
        entry = entitled_entry(motion, row, entry_id, actor, None)
        if Ballot.objects.filter(motion=motion, entry=entry).exists():
            raise AlreadyVoted
        Ballot.objects.create(motion=motion, entry=entry, medium=Medium.PAPER)
        note("paper_handed", row, actor, now, motion=str(motion_id), entry=str(entry_id))


def _handing_out(motion_id: UUID) -> tuple[Motion, Gathering]:
    motion = locked(Motion.objects.filter(pk=motion_id, way=Way.SECRET)).first()
    if motion is None:
        raise MotionNotFound
    if motion.state != MotionState.PAPERS:
        raise VoteNotOpen
    return motion, Gathering.objects.select_related("body").get(pk=motion.gathering_id)


def cast(*, motion_id: UUID, message: str, signature: str, choice: str, mark: str) -> str:
    """A ballot into the box: no actor and no time are asked for, and none are written, on the row
    or on the trail. Returns the receipt by which its voter finds it again. Refuses `VoteNotOpen`,
    `PaperRefused` for a paper of another motion, a forged one, one whose holder did not mark the
    choice, or one that was cast before with another choice."""
    try:
        words, signed, under = (sealing.decoded(one) for one in (message, signature, mark))
        motion = Motion.objects.filter(pk=motion_id, way=Way.SECRET).first()
        if motion is None:
            raise MotionNotFound
        if motion.state != MotionState.OPEN:
            raise VoteNotOpen
        # Before anything is locked: whoever sends rubbish holds up nobody.
        known = choice in {one.value for one in Choice}
        genuine = known and sealing.genuine(motion.public_key, words, signed)
        if not (genuine and sealing.marked(words, choice, under)):
            raise PaperRefused
        with transaction():
            motion = locked(Motion.objects.filter(pk=motion_id)).get()
            if motion.state != MotionState.OPEN:  # closed meanwhile
                raise VoteNotOpen
            known_by = sealing.digest(words)
            there = Boxed.objects.filter(motion=motion, digest=known_by).first()
            if there is not None and there.choice != choice:
                raise PaperRefused
            if there is not None:  # the same ballot again: the receipt was lost on the way
                return sealing.receipt(words)
            Boxed.objects.create(
                motion=motion,
                choice=choice,
                digest=known_by,
                message=message,
                signature=signature,
                mark=mark,
            )
    except sealing.Malformed as error:
        raise PaperRefused from error
    return sealing.receipt(words)


def shake(motion: Motion) -> None:
    """Write the box anew in random order, so that not even the order of rows on the disk tells who
    cast when; inside the caller's transaction."""
    rows = list(Boxed.objects.filter(motion=motion))
    secrets.SystemRandom().shuffle(rows)
    Boxed.objects.filter(motion=motion).delete()
    Boxed.objects.bulk_create(
        Boxed(
            motion=motion,
            choice=one.choice,
            digest=one.digest,
            message=one.message,
            signature=one.signature,
            mark=one.mark,
        )
        for one in rows
    )
