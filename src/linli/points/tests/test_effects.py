"""What procedures set off, a person's own copy and erasure, and a method that changed."""

from datetime import timedelta

import pytest

from linli.kernel import registry
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.ids import new_id
from linli.kernel.registry import EffectCall
from linli.organisations import selectors as organisations
from linli.points import selectors, services
from linli.points.models import Appeal, Intent
from linli.points.terms import Holder, IntentState
from linli.points.tests import scene
from linli.points.tests.scene import colleague, earn, someone, someone_id
from linli.points.tests.test_claiming import ask
from linli.points.tests.test_correcting import appeal, given, take
from linli.points.tests.test_services import ORGANS, SAVED, free, hold

pytestmark = pytest.mark.django_db
UNITS = (
    ORGANS
    + """
[[deeds]]
key = "early"
name = "提前办结"
scheme = "organs"
who = "organisation"
points = 4
"""
)
KEPT = SAVED.replace("months = 1\n", "")


def fire(now, area, *, run=None, deed="clue", **data):
    call = EffectCall(
        run_id=run or new_id(), subject_kind="matter", subject_id=new_id(), node="earn",
        properties={"deed": deed, "to": next(iter(data), "reporter")}, data=data, actor=SYSTEM,
        now=now, area_id=area.id if area else None,
    )  # fmt: skip
    return registry.effects.get("points.award")(call)


def test_who_reported_earns_once_a_run(now):
    areas = scene.set_scene(now)
    run, mine = new_id(), someone_id(1, now)
    for _ in range(2):
        assert fire(now, areas["100001"], run=run, reporter=str(mine)) == {"awarded": 10}
    assert free(someone(1, now)) == 10
    row = Intent.objects.get()
    assert (row.area_path, row.about_kind) == (areas["100001"].path, "matter")
    assert fire(now, areas["100001"], reporter=str(mine)) == {"awarded": 10}


def test_nobody_known_or_a_limit_reached_is_no_reason_to_stop(now):
    areas = scene.set_scene(now)
    mine = str(someone_id(1, now))
    for who in ("", "somebody", str(new_id())):
        assert fire(now, areas["100001"], reporter=who) == {"awarded": 0}
    given_now = [fire(now, None, reporter=mine)["awarded"] for _ in range(6)]
    assert given_now == [10] * 5 + [0]  # 50 a day
    assert fire(now, None, deed="dropped", reporter=mine) == {"awarded": 0}
    assert selectors.proof().faults == ()


def test_an_organisation_earns_by_its_key(now):
    scene.set_scene(now, UNITS)
    unit = organisations.units()[0]
    assert fire(now, None, deed="early", unit=unit.key) == {"awarded": 4}
    assert fire(now, None, deed="early", unit="nobody") == {"awarded": 0}
    assert free(Holder.unit(unit.id), "organs") == 4


def test_the_effect_names_what_a_procedure_has_wrong(now):
    scene.set_scene(now)
    effect = registry.effects.get("points.award")
    documents = {"points": {"deeds": [{"key": "clue"}]}}

    def said(**properties):
        return list(effect.faults(properties, {"reporter"}, documents))

    assert said(deed="clue") == []
    assert "“nothing”" in said(deed="nothing")[0]
    assert "“who”" in said(deed="clue", to="who")[0]
    assert "“points”" in said(deed="clue", points="7")[0]


def data_of(person):
    return registry.subject_data.get("points.accounts").copy(person)["accounts"]


def test_a_persons_copy_has_every_line(now):
    areas = scene.set_scene(now)
    clerk = colleague("clerk", areas, now)
    take(given(areas, now), clerk, now)
    ask(someone_id(1, now), areas, now)
    (account,) = data_of(someone_id(1, now))
    assert [(one["amount"], one["after"]) for one in account["lines"]] == [(10, 10), (-10, 0)]
    assert (account["name"], account["amount"]) == ("积分", 0)
    scene.publish(ORGANS, now)  # the county gave up that scheme
    assert data_of(someone_id(1, now))[0]["name"] == "points"


def test_erasing_a_person_leaves_postings_and_no_words(now):
    areas = scene.set_scene(now)
    clerk, mine = colleague("clerk", areas, now), someone_id(1, now)
    taken = take(given(areas, now), clerk, now)
    made = appeal(taken, now, words="张三看见的")
    services.rule_appeal(
        appeal_id=made, upheld=False, reason="没有", actor=colleague("judge", areas, now), now=now
    )
    appeal(take(given(areas, now), clerk, now), now, words="王五看见的")
    done = ask(mine, areas, now, title="帮李四搬米")
    services.authorise(entry_id=done.id, actor=clerk, now=now)
    waiting = ask(mine, areas, now, title="帮李四买药")
    earn(someone(1, now), 20, now)
    hold(someone(1, now), 5, now)
    erase = registry.subject_data.get("points.accounts").erase
    assert erase(mine, now) > 0
    assert free(someone(1, now)) == 0
    assert [one.words for one in Appeal.objects.all()] == [""], "the open one is gone"
    assert not Intent.objects.filter(title__contains="李四").exists()
    assert Intent.objects.get(pk=waiting.id).state == IntentState.RELEASED
    assert selectors.claims(clerk) == ((), False)
    earn(someone(1, now), 5, now)  # came back, and leaves again
    assert erase(mine, now) > 0
    assert selectors.proof().faults == ()


def test_a_person_can_be_erased_whose_scheme_the_county_gave_up(now):
    scene.set_scene(now)
    earn(someone(1, now), 20, now)
    kept = hold(someone(1, now), 5, now, until=now)
    scene.publish(ORGANS, now)
    assert services.release_due(now) == 1
    assert services.release(hold_id=kept, actor=SYSTEM, now=now) == 0
    assert registry.subject_data.get("points.accounts").erase(someone_id(1, now), now) > 0
    assert selectors.proof().faults == ()


def test_what_was_earned_before_anything_expired_stays_and_goes_last(now):
    scene.set_scene(now, KEPT)
    mine = someone(1, now)
    earn(mine, 100, now)
    scene.publish(SAVED, now)  # from now on a month
    earn(mine, 50, now)
    services.spend(
        scheme="points", of=mine, amount=30, key="s", cause="goods", title="米",
        about=("", None), actor=SYSTEM, now=now,
    )  # fmt: skip
    later = now + timedelta(days=90)
    assert (services.expire_due(later), services.expire_due(later)) == (1, 0)
    assert free(mine) == 100
    assert selectors.proof().faults == ()


def test_nothing_expires_any_more_once_the_method_says_so(now):
    scene.set_scene(now, SAVED)
    mine = someone(1, now)
    earn(mine, 120, now)
    scene.publish(KEPT, now)
    later = now + timedelta(days=90)
    assert services.expire_due(later) == 0
    services.spend(
        scheme="points", of=mine, amount=110, key="s", cause="goods", title="米",
        about=("", None), actor=SYSTEM, now=later,
    )  # fmt: skip
    assert free(mine) == 10
    assert selectors.proof().faults == ()


def test_anonymous_asks_for_themselves_alone(now):
    areas = scene.set_scene(now)
    mine = ask(someone_id(1, now), areas, now, actor=ANONYMOUS)
    assert Intent.objects.get(pk=mine.id).asked_by_id is None
