"""Broadcasting: who may, sending, being read by somebody else, suggestions that become matters."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.base import File

from linli.files import services as files
from linli.kernel import registry, trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.registry import EffectCall
from linli.kernel.texts import clean
from linli.publicity import selectors as publicity
from linli.territory import selectors as territory
from linli.territory.terms import Area
from linli.volunteering import selectors
from linli.volunteering.models import Broadcaster, BroadcastPost, BroadcastSuggestion
from linli.volunteering.terms import (
    BROADCAST,
    BROADCASTER,
    LEAD,
    LONGEST_POST,
    LONGEST_POST_TITLE,
    LONGEST_REPLY,
    LONGEST_SUGGESTION,
    SUGGESTION,
    BroadcasterAlready,
    BroadcastReasonMissing,
    NoAudioHere,
    NoMatterHere,
    NotABroadcaster,
    PostEmpty,
    PostNotFound,
    PostReadAlready,
    PostState,
    ReadByAnother,
    ReplyEmpty,
    SuggestionDone,
    SuggestionEmpty,
    SuggestionNotFound,
    SuggestionState,
    TranscriptMissing,
    WrongBroadcastPlace,
)

OPEN = "matters.open"  # an effect of whoever owns matters


def _note(
    verb: str, subject: tuple[str, UUID], actor: Actor, now: datetime, **data: object
) -> None:
    trail.record(f"volunteering.{verb}", actor=actor, now=now, subject=subject, data=data)


def _reason(text: str) -> str:
    why = clean(text, 200, "reason", refusal=BroadcastReasonMissing)
    if not why:
        raise BroadcastReasonMissing(field="reason")
    return publicity.preview(why).text[:200]


def register_broadcaster(*, person: UUID, area_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Somebody broadcasts there from now on. Needs `volunteering.lead` there. Refuses
    `WrongBroadcastPlace` where no column is, `BroadcasterAlready`."""
    area = territory.area(area_id)
    actor.require(LEAD, Target(area.path))
    if not any(area.kind in one.at for one in selectors.columns_defined().values()):
        raise WrongBroadcastPlace(field="area")
    with transaction():
        there = Broadcaster.objects.filter(
            identity_id=person, area_id=area_id, left_at__isnull=True
        )
        if locked(there).first() is not None:
            raise BroadcasterAlready
        row = Broadcaster.objects.create(
            identity_id=person, area_id=area_id, area_path=area.path, since=now,
            noted_by_id=actor.account_id,
        )  # fmt: skip
        _note("broadcaster_registered", (BROADCASTER, row.pk), actor, now)
    return row.pk


def end_broadcaster(*, broadcaster_id: UUID, actor: Actor, now: datetime) -> None:
    """They broadcast no longer; what is on the air stays. Refuses `NotABroadcaster`."""
    with transaction():
        row = locked(Broadcaster.objects.filter(pk=broadcaster_id, left_at__isnull=True)).first()
        if row is None:
            raise NotABroadcaster
        actor.require(LEAD, Target(row.area_path))
        row.left_at = now
        row.save(update_fields=["left_at"])
        _note("broadcaster_ended", (BROADCASTER, row.pk), actor, now)


def _sender(area: Area, person: UUID | None, actor: Actor) -> Broadcaster | None:
    """The broadcaster who sends; None for a colleague who leads there. Refuses
    `NotABroadcaster`."""
    if person is not None:
        row = Broadcaster.objects.filter(
            identity_id=person, area_id=area.id, left_at__isnull=True
        ).first()
        if row is not None:
            return row
    if actor.may(LEAD, Target(area.path)):
        return None
    raise NotABroadcaster


def send_post(
    *,
    column: str,
    area_id: UUID,
    title: str,
    words: str,
    actor: Actor,
    now: datetime,
    person: UUID | None = None,
    audio: File[Any] | None = None,
) -> UUID:
    """Send words, or a recording with its transcript in `words`: masked, and heard by nobody before
    somebody else has read it. Refuses `NotABroadcaster`, `WrongBroadcastPlace`, `PostEmpty`,
    `TranscriptMissing`, `NoAudioHere`, and what files refuse.
    """
    kind, area = selectors.column(column), territory.area(area_id)
    if area.kind not in kind.at:
        raise WrongBroadcastPlace(field="area")
    sender = _sender(area, person, actor)
    name = clean(title, LONGEST_POST_TITLE, "title", refusal=PostEmpty)
    text = clean(words, LONGEST_POST, "words", refusal=PostEmpty)
    if name and not text and audio is not None:
        raise TranscriptMissing(field="words")
    if not name or not text:
        raise PostEmpty(field="words" if name else "title")
    if audio is not None and not kind.audio:
        raise NoAudioHere(field="audio")
    with transaction():
        row = BroadcastPost(
            id=new_id(),
            column=kind.key,
            area_id=area.id,
            area_path=area.path,
            broadcaster=sender,
            title=publicity.preview(name).text[:80],
            words=publicity.preview(text).text,
            sent_at=now,
            sent_by_id=actor.account_id,
        )
        if audio is not None:
            stored = files.receive(
                upload=audio, kind="audio", owner=(BROADCAST, row.pk), actor=actor, now=now
            )
            row.audio = stored.id
        row.save(force_insert=True)
        _note("post_sent", (BROADCAST, row.pk), actor, now, audio=audio is not None)
    return row.pk


def _post(post_id: UUID, actor: Actor) -> BroadcastPost:
    row = locked(BroadcastPost.objects.filter(pk=post_id)).first()
    if row is None:
        raise PostNotFound
    actor.require(LEAD, selectors.post_target(row))
    return row


def read_post(*, post_id: UUID, show: bool, actor: Actor, now: datetime, reason: str = "") -> None:
    """Put it on the air, or do not, with a reason that its sender reads. Needs `volunteering.lead`
    there and another than who sent or spoke it. Refuses `ReadByAnother`, `PostReadAlready`,
    `BroadcastReasonMissing`."""
    why = "" if show else _reason(reason)
    with transaction():
        row = _post(post_id, actor)
        if row.state != PostState.WAITING:
            raise PostReadAlready
        if selectors.is_sender(actor, row):
            raise ReadByAnother
        row.state = PostState.SHOWN if show else PostState.REFUSED
        row.reason, row.read_at, row.read_by_id = why, now, actor.account_id
        row.save(update_fields=["state", "reason", "read_at", "read_by"])
        _note("post_read", (BROADCAST, row.pk), actor, now, show=show)


def withdraw_post(*, post_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Take it off the air, with a reason that everybody reads. Refuses `PostReadAlready`,
    `BroadcastReasonMissing`."""
    why = _reason(reason)
    with transaction():
        row = _post(post_id, actor)
        if row.state != PostState.SHOWN:
            raise PostReadAlready
        row.state, row.reason = PostState.WITHDRAWN, why
        row.save(update_fields=["state", "reason"])
        _note("post_withdrawn", (BROADCAST, row.pk), actor, now)


# --- suggestions ----------------------------------------------------------------------------


def suggest_under(*, post_id: UUID, words: str, person: UUID, actor: Actor, now: datetime) -> UUID:
    """What a resident suggests under a post that is on the air: masked, and shown to nobody before
    somebody has read it. Refuses `PostNotFound`, `SuggestionEmpty`."""
    text = clean(words, LONGEST_SUGGESTION, "words", refusal=SuggestionEmpty)
    if not text:
        raise SuggestionEmpty(field="words")
    with transaction():
        post = locked(BroadcastPost.objects.filter(pk=post_id, state=PostState.SHOWN)).first()
        if post is None:
            raise PostNotFound
        row = BroadcastSuggestion.objects.create(
            post=post, identity_id=person, words=publicity.preview(text).text, at=now
        )
        _note("suggested", (SUGGESTION, row.pk), actor, now, post=str(post_id))
    return row.pk


def _suggestion(suggestion_id: UUID, actor: Actor) -> BroadcastSuggestion:
    row = (
        locked(BroadcastSuggestion.objects.filter(pk=suggestion_id)).select_related("post").first()
    )
    if row is None:
        raise SuggestionNotFound
    actor.require(LEAD, selectors.post_target(row.post))
    return row


def read_suggestion(
    *, suggestion_id: UUID, show: bool, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Show it under the post without making it a matter, or keep it back with a reason. Refuses
    `SuggestionNotFound`, `SuggestionDone`, `BroadcastReasonMissing`."""
    why = "" if show else _reason(reason)
    with transaction():
        row = _suggestion(suggestion_id, actor)
        if row.state != SuggestionState.WAITING:
            raise SuggestionDone
        row.state = SuggestionState.NOTED if show else SuggestionState.HIDDEN
        row.reason, row.read_at, row.read_by_id = why, now, actor.account_id
        row.save(update_fields=["state", "reason", "read_at", "read_by"])
        _note("suggestion_read", (SUGGESTION, row.pk), actor, now, show=show)


def take_suggestion(*, suggestion_id: UUID, actor: Actor, now: datetime) -> UUID:
    """Make a matter of it, at the post's place and of the kind that the column names; its words are
    shown under the post. By the actor's own right to open such a matter. The matter's id. Refuses
    `SuggestionNotFound`, `SuggestionDone`, `NoMatterHere`."""
    with transaction():
        row = _suggestion(suggestion_id, actor)
        if row.state not in (SuggestionState.WAITING, SuggestionState.NOTED):
            raise SuggestionDone
        kind = selectors.column(row.post.column).matter
        if not kind:
            raise NoMatterHere
        opened = registry.effects.get(OPEN)(
            EffectCall(
                run_id=row.pk,
                subject_kind=SUGGESTION,
                subject_id=row.pk,
                node="",
                properties={"kind": kind, "words": row.words},
                data={},
                actor=actor,
                now=now,
                area_id=row.post.area_id,
            )
        )
        row.matter_id, row.state = UUID(str(opened["matter"])), SuggestionState.TAKEN
        row.read_at, row.read_by_id = row.read_at or now, row.read_by_id or actor.account_id
        row.save(update_fields=["matter_id", "state", "read_at", "read_by"])
        _note("suggestion_taken", (SUGGESTION, row.pk), actor, now, matter=str(row.matter_id))
    return row.matter_id


def answer_suggestion(*, suggestion_id: UUID, words: str, actor: Actor, now: datetime) -> None:
    """Answer under the post, once, for everybody to read; masked. Refuses `ReplyEmpty`,
    `SuggestionNotFound`, `SuggestionDone`."""
    text = clean(words, LONGEST_REPLY, "words", refusal=ReplyEmpty)
    if not text:
        raise ReplyEmpty(field="words")
    with transaction():
        row = _suggestion(suggestion_id, actor)
        if row.state == SuggestionState.HIDDEN or row.answered_at is not None:
            raise SuggestionDone
        if row.state == SuggestionState.WAITING:  # who answers has read it
            row.state, row.read_at, row.read_by_id = SuggestionState.NOTED, now, actor.account_id
        row.answer = publicity.preview(text).text
        row.answered_at, row.answered_by_id = now, actor.account_id
        row.save()
        _note("suggestion_answered", (SUGGESTION, row.pk), actor, now)


def forget_broadcasts(*, identity_id: UUID, now: datetime) -> int:
    """Take what somebody spoke or wrote off the air and forget it, and whose suggestions were
    theirs, with their words; that there was one stays counted."""
    with transaction():
        posts = list(locked(BroadcastPost.objects.filter(broadcaster__identity_id=identity_id)))
        for row in posts:
            files.remove_of_owner(owner=(BROADCAST, row.pk), actor=SYSTEM, now=now)
            row.title, row.words, row.audio = "—", "—", None
            row.state = PostState.WITHDRAWN if row.read_at else PostState.REFUSED
            row.save()
        mine = Broadcaster.objects.filter(identity_id=identity_id)
        mine.filter(left_at__isnull=True).update(left_at=now)
        mine.update(identity=None)
        said = BroadcastSuggestion.objects.filter(identity_id=identity_id)
        count = said.update(identity=None, words="") + len(posts)
        if count:
            data = {"count": count}
            trail.record("volunteering.broadcasts_erased", actor=SYSTEM, now=now, data=data)
    return count
