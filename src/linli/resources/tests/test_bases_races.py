"""At once, on several connections: one site on one half day, one slip."""

from datetime import timedelta

import pytest

from linli.resources import models, selectors, services
from linli.resources.terms import AnsweredBefore, SiteTaken, VisitState, WrongVisitState
from linli.resources.tests import bases_scene
from linli.resources.tests.test_lending_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_units_one_has_the_site(now):
    scene = bases_scene.set_scene(now)
    visits = [
        bases_scene.asked(scene, now, unit=f"单位{number}", phone=f"1390000000{number}")
        for number in range(3)
    ]
    works = [
        lambda visit=visit: services.confirm_visit(
            visit_id=visit, contact=scene.desk.account_id, actor=scene.desk, now=now
        )
        for visit in visits
    ]
    assert at_once(*works, no=SiteTaken) == ["done", "refused", "refused"]
    assert models.BaseVisit.objects.filter(state=VisitState.CONFIRMED).count() == 1
    assert models.VisitSlot.objects.filter(held=True).count() == 3


def test_one_visit_is_confirmed_once(now):
    scene = bases_scene.set_scene(now)
    visit = bases_scene.asked(scene, now)

    def confirm():
        services.confirm_visit(
            visit_id=visit, contact=scene.desk.account_id, actor=scene.desk, now=now
        )

    assert at_once(confirm, confirm, no=(SiteTaken, WrongVisitState)) == ["done", "refused"]


def test_a_slip_answers_once(now):
    scene = bases_scene.set_scene(now)
    visit = bases_scene.came(scene, now)
    code = selectors.slips(scene.desk, visit)[0]

    def answer():
        services.answer_visit(code=code, given={"course": "4"}, now=now + timedelta(days=5))

    assert at_once(answer, answer, answer, no=AnsweredBefore) == ["done", "refused", "refused"]
    assert models.VisitAnswer.objects.count() == 1
