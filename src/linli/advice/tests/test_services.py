"""Learning, suggesting, deciding and precedents, with rows."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from linli.advice import models, selectors, services
from linli.advice.terms import CATEGORY, Fate, Guess
from linli.advice.tests.test_rules import LABELS, TEXTS
from linli.kernel.actor import SYSTEM
from linli.kernel.models import TrailLine

pytestmark = pytest.mark.django_db
GUESS = Guess("lamp", 0.8, ())


def _suggest(subject, now, value="lamp"):
    services.suggest(
        subject_id=subject, kind=CATEGORY, guess=Guess(value, 0.8, ()), sure=True,
        reasons=["words"], version="v", now=now,
    )  # fmt: skip


def test_the_newest_model_answers_and_older_ones_keep_figures_alone(now):
    for _time in range(2):
        fit = services.learn(name="x", texts=TEXTS, labels=LABELS, actor=SYSTEM, now=now)
        now += timedelta(days=1)
    assert fit.texts == len(TEXTS)
    assert models.Learnt.objects.filter(content__isnull=False).count() == 1
    assert [one.figures["texts"] for one in selectors.trainings("x")] == [len(TEXTS)] * 2
    answer = selectors.answer("x", "路灯坏了")
    assert answer.guesses[0].label == "lamp"
    assert answer.version == selectors.trainings("x")[0].version


def test_before_any_training_a_few_phrases_answer():
    assert selectors.answer("y", "路灯坏了").guesses == ()
    answer = selectors.answer("y", "路灯坏了", texts=tuple(TEXTS), labels=tuple(LABELS))
    assert answer.guesses[0].label == "lamp"
    assert answer.version == "beginning"


@pytest.mark.parametrize(
    ("chosen", "fate"), [("lamp", Fate.ACCEPTED), ("noise", Fate.CHANGED), ("", Fate.IGNORED)]
)
def test_a_decision_is_the_fate_of_a_suggestion(now, chosen, fate):
    subject = uuid4()
    _suggest(subject, now)
    _suggest(subject, now, "noise")  # a second one while the first waits is none
    services.decided(subject_id=subject, kind=CATEGORY, chosen=chosen, actor=SYSTEM, now=now)
    row = models.Suggestion.objects.get()
    assert (row.value, row.chosen, row.fate) == ("lamp", chosen, fate)
    services.decided(subject_id=subject, kind=CATEGORY, chosen="other", actor=SYSTEM, now=now)
    assert models.Suggestion.objects.get().chosen == chosen
    assert TrailLine.objects.filter(name="advice.decided").count() == 1
    (kept,) = selectors.kept(subject)
    assert (kept.value, kept.chosen, kept.fate, kept.decided_at) == ("lamp", chosen, fate, now)
    assert selectors.kept(uuid4()) == ()
    tally = selectors.tally(CATEGORY, now, now + timedelta(days=1))
    assert (tally.made, getattr(tally, str(fate))) == (1, 1)


def test_a_draft_keeps_its_latest_suggestion_until_it_is_sent_or_forgotten(now):
    for value in ("noise", "lamp"):
        services.offer_draft(
            draft="d1", kind=CATEGORY, guess=Guess(value, 0.5, ()), sure=False, reasons=[],
            version="", now=now,
        )  # fmt: skip
    services.offer_draft(
        draft="d2", kind=CATEGORY, guess=GUESS, sure=False, reasons=[], version="", now=now
    )
    services.sent(draft="d1", subject_id=uuid4(), chosen="lamp", now=now)
    assert services.forget_drafts(before=now + timedelta(hours=1)) == 1
    row = models.Suggestion.objects.get()
    assert (row.draft, row.value, row.fate) == ("d1", "lamp", Fate.ACCEPTED)


def test_precedents_are_found_by_words_and_can_be_dropped(now):
    for gist, unit in (("小区外公共道路上停车挡住通道", "交警"), ("楼道里电动车充电", "消防")):
        services.keep_precedent(
            category="lane", gist=gist, unit=unit, basis="三定规定", area_path="1.",
            subject_id=None, actor=SYSTEM, now=now,
        )  # fmt: skip
    found = selectors.precedents("lane", like="公共道路上的车挡住消防通道")
    assert [one.unit for one in found] == ["交警"]
    assert selectors.precedents("other") == ()
    services.drop_precedent(precedent_id=found[0].precedent_id, actor=SYSTEM, now=now)
    services.drop_precedent(precedent_id=found[0].precedent_id, actor=SYSTEM, now=now)
    assert [one.unit for one in selectors.precedents("lane")] == ["消防"]
    assert TrailLine.objects.filter(name="advice.precedent_dropped").count() == 1
