"""Where the words of a run are kept, and what is never changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.transaction import atomic

from linli.kernel import immutability
from linli.kernel.actor import SYSTEM
from linli.procedures import models, selectors, services
from linli.procedures.tests.factories import done

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_words_stand_in_one_place_and_can_be_erased(world, start):
    run = start()
    done(run.opened[0], world.zhang, world.now, note="王阿姨说的")
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert (line.words, line.actor_name, str(line.outcome_name)) == (
        "王阿姨说的",
        "张三",
        "上报社区",
    )
    assert all(not x.words and not x.actor_name for x in selectors.history(run.id))
    kept = str(list(models.Happening.objects.values_list("data", flat=True)))
    assert "王阿姨" not in kept
    assert services.erase_words(run_id=run.id, actor=SYSTEM, now=world.now + DAY) == 1
    assert services.erase_words(run_id=run.id, actor=SYSTEM, now=world.now + DAY) == 0
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert (line.words, line.erased) == ("", True)
    assert len(line.data["note"]) == 64


def test_sensitive_answers_are_sealed_under_the_runs_own_key(world, start):
    run = start("joint", units=["unit_1"])
    visit = next(step for step in run.opened if step.node == "visit")
    done(
        visit,
        world.wang,
        world.now,
        "seen",
        note="家访",
        answers={"health": "高血压", "again": "是"},
    )
    note = models.Note.objects.get()
    assert (note.text, note.answers) == ("", {"again": True})
    assert "高血压".encode() not in bytes(note.sealed)
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert line.words == "家访"
    assert [(str(q), a) for q, a in line.answers] == [("身体情况", "高血压"), ("再访", "✓")]
    models.Run.objects.update(secret=None)
    line = next(x for x in selectors.history(run.id, actor=world.wang) if x.kind == "done")
    assert (line.words, line.erased) == ("", True)


def test_happenings_are_append_only(world, start):
    start()
    if connection.vendor == "sqlite" or not _has_trigger():
        immutability.install(connection, "procedures_happening")
    for change in (
        lambda: models.Happening.objects.update(outcome="x"),
        lambda: models.Happening.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), atomic():
            change()
    immutability.uninstall(connection, "procedures_happening")


def _has_trigger() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgname = 'procedures_happening_append_only'"
        )
        return bool(cursor.fetchone()[0])
