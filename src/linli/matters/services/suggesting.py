"""Learning from what people decided, and keeping what was suggested to them and its fate."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from linli.advice import selectors as advice
from linli.advice import services as advising
from linli.advice.terms import CATEGORY, UNIT, Fit, Guess
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.database import transaction
from linli.matters import selectors
from linli.matters.models import Matter, Report
from linli.matters.selectors import suggesting
from linli.matters.terms import Offered, State
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures

ENOUGH_CLOSED = 30  # below this the catalogue's own words know more
MOST_LEARNT = 2500
SUGGEST_FOR = timedelta(days=3)


def learn(*, actor: Actor, now: datetime) -> Fit | None:
    """Train on the county's own closed matters, as people left their categories, besides the words
    of the catalogue. None if too few were closed."""
    rows = (
        Report.objects.filter(matter__state=State.CLOSED, erased_at=None)
        .exclude(matter__category="")
        .exclude(words="")
        .order_by("-at")
        .values_list("words", "matter__category")[:MOST_LEARNT]
    )
    known = {one.key for one in selectors.catalogue().leaves()}
    own = [(words, category) for words, category in rows if category in known]
    if len(own) < ENOUGH_CLOSED:
        return None
    texts, labels = suggesting.phrases()
    return advising.learn(
        name=suggesting.MODEL,
        texts=[*(words for words, _ in own), *texts],
        labels=[*(category for _, category in own), *labels],
        judged=len(own),
        actor=actor,
        now=now,
    )


def _guess(offered: Offered) -> Guess | None:
    if not offered.suggestions:
        return None
    first = offered.suggestions[0]
    return Guess(first.category, first.score, ())


def offer(*, words: str, draft: str, now: datetime) -> Offered:
    """Categories for what a reporter has written so far. With a draft's key, the first one is put
    on record; what is sent later decides its fate."""
    offered = suggesting.suggest(words)
    guess = _guess(offered)
    if guess is not None and draft:
        advising.offer_draft(
            draft=draft,
            kind=CATEGORY,
            guess=guess,
            sure=offered.sure,
            reasons=["words"],
            version=offered.version,
            now=now,
        )
    return offered


def category_chosen(*, matter_id: UUID, chosen: str, actor: Actor, now: datetime) -> None:
    """Somebody has set the category of a matter to which one was suggested: both are put on record.
    Inside the caller's transaction. A matter that ended without one ("") counts as well."""
    if not advice.suggested([matter_id], CATEGORY):
        offered = suggesting.suggest(suggesting.words_of(matter_id))
        guess = _guess(offered)
        if guess is None:
            return
        advising.suggest(
            subject_id=matter_id,
            kind=CATEGORY,
            guess=guess,
            sure=offered.sure,
            reasons=["words"],
            version=offered.version,
            now=now,
        )
    advising.decided(subject_id=matter_id, kind=CATEGORY, chosen=chosen, actor=actor, now=now)


def suggest_units(*, now: datetime, most: int = 200) -> int:
    """Put on record which unit is suggested for each new matter. Returns how many."""
    rows = list(
        Matter.objects.filter(state=State.OPEN, opened_at__gte=now - SUGGEST_FOR)
        .exclude(category="")
        .order_by("-opened_at")
        .values_list("id", "category", "area_path")[: most * 5]
    )
    have = advice.suggested([one[0] for one in rows], UNIT)
    count = 0
    for matter_id, category, path in [one for one in rows if one[0] not in have][:most]:
        words = suggesting.words_of(matter_id)
        offered = selectors.units_for(category, path, words=words, now=now, most=1)
        for one in offered:
            reason = "precedent" if one.basis else f"solved:{one.solved}/{one.among}:{one.here}"
            advising.suggest(
                subject_id=matter_id,
                kind=UNIT,
                guess=Guess(one.unit, one.probability, ()),
                sure=one.sure,
                reasons=[reason],
                version="",
                now=now,
            )
            count += 1
    return count


def settle(*, now: datetime) -> int:
    """Give suggestions that wait their fate: drafts that were sent, matters that have ended. What
    was never sent is forgotten after a day. Returns how many were settled."""
    return _settle_drafts(now) + _settle_ended(now)


def _settle_drafts(now: datetime) -> int:
    waiting = [draft for draft, _at in advice.drafts()]
    sent = Report.objects.filter(client_key__in=waiting).values_list(
        "client_key", "matter_id", "matter__category"
    )
    count = 0
    for draft, matter_id, chosen in sent:
        assert draft is not None
        advising.sent(draft=draft, subject_id=matter_id, chosen=chosen, now=now)
        count += 1
    advising.forget_drafts(before=now - advising.FORGET_DRAFTS_AFTER)
    return count


def _settle_ended(now: datetime) -> int:
    count = 0
    for kind in (CATEGORY, UNIT):
        waiting = advice.waiting(kind)
        rows = list(
            Matter.objects.filter(pk__in=waiting)
            .exclude(state=State.OPEN)
            .values_list("id", "category", "run_id")
        )
        solved = procedures.solvers([run for _id, _category, run in rows])
        names = organisations.units_by_id(solved.values())
        with transaction():
            for matter_id, category, run in rows:
                unit = names.get(solved[run]) if run in solved else None
                chosen = category if kind == CATEGORY else unit.key if unit else ""
                advising.decided(
                    subject_id=matter_id, kind=kind, chosen=chosen, actor=SYSTEM, now=now
                )
                count += 1
    return count
