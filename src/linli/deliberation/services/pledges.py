"""Pledging in public, saying whether it was kept, answering, settling."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Pledge, PledgeVoice
from linli.deliberation.rules.pledges import days_fit
from linli.deliberation.services.calling import clean_reason
from linli.deliberation.services.texts import write_text
from linli.deliberation.terms import (
    LONGEST_PLEDGE,
    LONGEST_PLEDGE_ANSWER,
    LONGEST_TITLE,
    LONGEST_VOICE,
    MANAGE,
    PLEDGE,
    AnsweredAlready,
    MayNotPledge,
    OwnPledge,
    PledgeAnswerEmpty,
    PledgeClosed,
    PledgeEmpty,
    PledgeNotFound,
    PledgeState,
    Said,
    SignInToSay,
    VoiceNotFound,
    VoiceTooLong,
    WordsState,
    WrongPledgeDays,
)
from linli.kernel import parts, trail
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import local, midnight
from linli.kernel.database import locked, transaction
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.people import selectors as people
from linli.publicity import selectors as publicity

BATCH = 200


def _note(verb: str, row: Pledge, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"deliberation.{verb}", actor=actor, now=now, subject=(PLEDGE, row.pk), data=data)


def _words(title: str, words: str) -> tuple[str, str]:
    """Masked, as the public reads them. Refuses `PledgeEmpty`."""
    name = clean(title, LONGEST_TITLE, "title", refusal=PledgeEmpty)
    text = clean(words, LONGEST_PLEDGE, "words", refusal=PledgeEmpty)
    if not name or not text:
        raise PledgeEmpty(field="words" if name else "title")
    return publicity.preview(name).text[:LONGEST_TITLE], publicity.preview(text).text


def pledge(
    *,
    place: str,
    title: str,
    words: str,
    since: date,
    until: date,
    actor: Actor,
    now: datetime,
    named: bool = False,
) -> UUID:
    """Pledge in public, at one of `selectors.pledge_places` (by its key), from `since` up to and
    including `until`. A member is named only with `named`, by their own wish. Title and words are
    masked. Refuses `MayNotPledge`, `PledgeEmpty`, `WrongPledgeDays`.
    """
    spot = next((one for one in selectors.pledge_places(actor) if one.key == place), None)
    if spot is None:
        raise MayNotPledge(field="place")
    name, text = _words(title, words)
    if not days_fit(spot.kind, since, until, local(now).date()):
        least, most = spot.kind.days
        raise WrongPledgeDays(least=least, most=most, field="until")
    own = spot.organisation_id is None
    with transaction():
        row = Pledge.objects.create(
            id=new_id(),
            kind=spot.kind.key,
            revision=parts.current(selectors.PART)[0],
            area_id=spot.area_id,
            area_path=spot.area_path,
            organisation_id=spot.organisation_id or spot.home_id,
            account_id=actor.account_id if own else None,
            named=named and own,
            since=since,
            until=until,
            closes_at=midnight(until) + timedelta(days=1 + spot.kind.asks),
            made_at=now,
            made_by_id=actor.account_id,
        )
        write_text(subject=(PLEDGE, row.pk), title=name, words=text, actor=actor, now=now)
        _note("pledged", row, actor, now, kind=row.kind, until=until.isoformat())
    return row.pk


def _written(pledge_id: UUID, actor: Actor) -> Pledge:
    """For whoever made it, while it runs. Refuses `PledgeNotFound`, `MayNotPledge`."""
    row = locked(Pledge.objects.filter(pk=pledge_id)).first()
    if row is None:
        raise PledgeNotFound
    if not selectors.is_writer(actor, row):
        raise MayNotPledge
    if row.state != PledgeState.RUNNING:
        raise PledgeClosed
    return row


def reword_pledge(*, pledge_id: UUID, title: str, words: str, actor: Actor, now: datetime) -> None:
    """Another text, until its last day is over: the next version. The earlier ones stay readable,
    and what residents said of them still counts. Refuses as `pledge`, and `PledgeClosed`."""
    name, text = _words(title, words)
    with transaction():
        row = _written(pledge_id, actor)
        if local(now).date() > row.until:
            raise PledgeClosed
        made = write_text(subject=(PLEDGE, row.pk), title=name, words=text, actor=actor, now=now)
        _note("pledge_reworded", row, actor, now, number=made.number, digest=made.digest)


def withdraw_pledge(*, pledge_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Take it back, with a reason that everybody reads; it stays on the page as taken back.
    Refuses `ReasonMissing`, `PledgeClosed`."""
    why = publicity.preview(clean_reason(reason)).text[:200]
    with transaction():
        row = _written(pledge_id, actor)
        row.state, row.reason = PledgeState.WITHDRAWN, why
        row.save(update_fields=["state", "reason"])
        _note("pledge_withdrawn", row, actor, now)


def say(
    *,
    pledge_id: UUID,
    said: Said,
    actor: Actor,
    now: datetime,
    words: str = "",
    person: UUID | None = None,
) -> None:
    """What a resident says of a pledge. Whoever is signed in by phone (`person`) has one voice and
    may change it until it is settled; others are counted apart, where the kind admits them (the
    caller limits their rate). Words are masked and shown to nobody before they were read. Refuses
    `PledgeNotFound`, `PledgeClosed`, `SignInToSay`, `OwnPledge`, `VoiceTooLong`.
    """
    text = clean(words, LONGEST_VOICE, "words", refusal=VoiceTooLong)
    masked = publicity.preview(text).text if text else ""
    with transaction():
        row = locked(Pledge.objects.filter(pk=pledge_id)).first()
        if row is None:
            raise PledgeNotFound
        if not selectors.pledge_is_open(row, now):
            raise PledgeClosed
        _may_say(row, person, actor)
        there = (
            PledgeVoice.objects.filter(pledge=row, identity_id=person).first() if person else None
        )
        voice = there or PledgeVoice(pledge=row, identity_id=person, signed=person is not None)
        if there is None or there.words != masked:
            voice.words, voice.read_at, voice.read_by, voice.reason = masked, None, None, ""
            voice.words_state = WordsState.WAITING if masked else WordsState.NONE
            voice.answer, voice.answered_at, voice.answered_by = "", None, None
        voice.said, voice.at = Said(said), now
        voice.text_number = selectors.pledge_versions(row.pk)[-1].number
        voice.save()
        # what was said is not written on the trail: it is nobody's business who said it when
        _note("pledge_judged", row, actor, now, again=there is not None)


def _may_say(row: Pledge, person: UUID | None, actor: Actor) -> None:
    if person is None and not selectors.pledge_kind(row.kind, row.revision).anonymous:
        raise SignInToSay
    if row.account_id is None:
        return
    own = people.identity_of_account(row.account_id)
    if actor.account_id == row.account_id or (person is not None and own == person):
        raise OwnPledge


def read_voice(
    *, voice_id: UUID, show: bool, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Somebody reads a resident's words and shows them, or keeps them back with a reason (what is
    kept back still counts). Needs `deliberation.manage` there, and another than the pledger.
    Refuses `VoiceNotFound`, `OwnPledge`, `ReasonMissing`."""
    why = "" if show else clean_reason(reason)
    with transaction():
        voice = locked(PledgeVoice.objects.filter(pk=voice_id).select_related("pledge")).first()
        if voice is None or voice.words_state == WordsState.NONE:
            raise VoiceNotFound
        row = voice.pledge
        actor.require(MANAGE, selectors.pledge_target(row))
        if not selectors.may_read_voices(actor, row):
            raise OwnPledge
        voice.words_state = WordsState.SHOWN if show else WordsState.HIDDEN
        voice.reason, voice.read_at, voice.read_by_id = why, now, actor.account_id
        voice.save(update_fields=["words_state", "reason", "read_at", "read_by"])
        _note("pledge_words_read", row, actor, now, voice=str(voice_id), show=show)


def answer_voice(*, voice_id: UUID, words: str, actor: Actor, now: datetime) -> None:
    """The pledger answers words that are shown, once; masked. Refuses `VoiceNotFound`,
    `PledgeAnswerEmpty`, `AnsweredAlready`, `MayNotPledge`."""
    text = clean(words, LONGEST_PLEDGE_ANSWER, "words", refusal=PledgeAnswerEmpty)
    if not text:
        raise PledgeAnswerEmpty(field="words")
    with transaction():
        voice = locked(PledgeVoice.objects.filter(pk=voice_id).select_related("pledge")).first()
        if voice is None or voice.words_state != WordsState.SHOWN:
            raise VoiceNotFound
        if not selectors.is_writer(actor, voice.pledge):
            raise MayNotPledge
        if voice.answer:
            raise AnsweredAlready
        voice.answer = publicity.preview(text).text[: LONGEST_PLEDGE_ANSWER + 100]
        voice.answered_at, voice.answered_by_id = now, actor.account_id
        voice.save(update_fields=["answer", "answered_at", "answered_by"])
        _note("pledge_answered", voice.pledge, actor, now, voice=str(voice_id))


def settle_pledges(now: datetime) -> int:
    """Settle what residents had time enough to speak of: the figures are kept as they are now.
    Returns how many; the next run takes the next ones."""
    due = Pledge.objects.filter(state=PledgeState.RUNNING, closes_at__lte=now)
    with transaction():
        rows = list(locked(due.order_by("closes_at"))[:BATCH])
        for row in rows:
            page = selectors.pledge_figures(row)
            row.figures = {
                "signed": {one.said: one.count for one in page.signed},
                "others": {one.said: one.count for one in page.others},
                "earlier": page.earlier,
            }
            row.state, row.settled_at = PledgeState.SETTLED, now
            row.save(update_fields=["figures", "state", "settled_at"])
            _note("pledge_settled", row, SYSTEM, now, seen=page.seen, voices=page.total)
    return len(rows)


def erase_voices(*, identity_id: UUID, now: datetime) -> int:
    """Forget a person's words, and whose voice it was; that there was one stays counted."""
    with transaction():
        rows = PledgeVoice.objects.filter(identity_id=identity_id)
        count = rows.update(identity=None, words="", words_state=WordsState.NONE)
        if count:
            trail.record("deliberation.voices_erased", actor=SYSTEM, now=now, data={"count": count})
    return count
