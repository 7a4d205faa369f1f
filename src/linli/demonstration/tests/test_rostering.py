"""Rotas of a demonstration, whatever day of the year it is built on."""

from pathlib import Path

import pytest
from django.conf import settings

from linli.demonstration import rostering
from linli.demonstration.plan import read_plan
from linli.kernel.actor import SYSTEM
from linli.volunteering import models
from linli.volunteering.tests import rota_scene

PLAN = Path(settings.HOME) / "methods" / "taining" / "demonstration.toml"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("month", "kinds"), [(3, ["school", "school"]), (6, ["school", "tidy"]), (8, ["tidy", "tidy"])]
)
def test_there_is_one_under_way_and_one_to_come_also_in_the_holidays(now, month, kinds):
    now = now.replace(month=month, day=24)  # the term ends on 3 July
    rota_scene.set_scene(now)
    plan = read_plan(PLAN.read_text(encoding="utf-8"))
    assert rostering.add(plan, SYSTEM, now) == 8
    rows = models.Rota.objects.order_by("since")
    assert [one.kind for one in rows] == kinds
    assert [one.state for one in rows] == ["published", "draft"]
    assert models.RotaMember.objects.filter(rota__in=rows).count() == 16
    assert models.RotaDuty.objects.filter(shift__rota=rows[0]).exists()
