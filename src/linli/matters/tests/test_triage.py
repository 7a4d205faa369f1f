"""Triage that helps: suggestions and their fate, neighbours, merging, hot spots, rulings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.advice import selectors as advice
from linli.advice.models import Suggestion
from linli.advice.terms import CATEGORY, UNIT, HandedDown
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotAllowed
from linli.matters import selectors, services, terms
from linli.matters.models import HotSpot, Matter, Merge, Report
from linli.matters.stories import doing, scene
from linli.matters.terms import Contact, Intake, Place
from linli.matters.tests.factories import build, report
from linli.procedures import selectors as procedures

pytestmark = pytest.mark.django_db


@pytest.fixture
def setting(db, now):
    return build(now)


@pytest.fixture
def desk(setting):
    return setting.actor("community_in")


def _near(now, category="street_lamp", grid="青云1格"):
    return selectors.nearby(
        categories=[category],
        area_id=scene.area_named(grid).id,
        longitude=None,
        latitude=None,
        now=now,
    )


def _intake(key="", words="我家门口的路灯也不亮", grid="青云1格", phone=""):
    return Intake(
        kind="report", words=words, place=Place(area_id=scene.area_named(grid).id),
        category="street_lamp", client_key=key, contact=Contact(phone=phone),
    )  # fmt: skip


# --- suggestions -----------------------------------------------------------------------------


def test_words_suggest_a_category_with_reasons_from_the_words(setting):
    offered = selectors.suggest("小区门口的路灯坏了，晚上太黑")
    assert offered.suggestions[0].category == "street_lamp"
    assert "路灯" in offered.suggestions[0].because
    assert selectors.suggest("").suggestions == ()
    assert not selectors.suggest("嗯").sure


def test_what_a_reporter_chooses_is_the_fate_of_what_was_offered(setting, now):
    for key, chosen in (("k-yes", "street_lamp"), ("k-no", "manhole"), ("k-none", "")):
        services.offer(words="路灯坏了", draft=key, now=now)
        report(now, words="路灯坏了", category=chosen, key=key)
    services.offer(words="路灯坏了", draft="k-never", now=now)
    services.settle(now=now)
    fates = dict(Suggestion.objects.exclude(fate="").values_list("draft", "fate"))
    assert fates == {"k-yes": "accepted", "k-no": "changed", "k-none": "ignored"}
    services.settle(now=now + timedelta(days=2))
    assert not Suggestion.objects.filter(draft="k-never").exists()


def test_taking_in_costs_nothing_more_for_it(setting, now):
    services.offer(words="路灯坏了", draft="k", now=now)
    before = Suggestion.objects.count()
    report(now, words="路灯坏了", category="street_lamp", key="k")
    assert Suggestion.objects.count() == before


def test_who_triages_decides_and_both_are_on_record(setting, desk, now):
    opened = report(now, words="路灯坏了", category="")
    services.correct(matter_id=opened.matter_id, category="manhole", actor=desk, now=now)
    row = Suggestion.objects.get(subject_id=opened.matter_id)
    assert (row.value, row.chosen, row.fate) == ("street_lamp", "manhole", "changed")
    assert row.decided_by_id == setting.accounts["community_in"]
    assert "路灯" not in str([row.reasons, row.value, row.chosen])
    assert advice.tally(CATEGORY, now, now + timedelta(days=1)).changed == 1


def test_the_county_teaches_with_what_it_closed(setting, now):
    assert services.learn(actor=SYSTEM, now=now) is None  # too few
    for number in range(32):
        words, category = (("轰隆隆响", "noise"), ("黑咕隆咚", "street_lamp"))[number % 2]
        opened = report(now, words=words, category=category)
        Matter.objects.filter(pk=opened.matter_id).update(state="closed", closed_at=now)
    fit = services.learn(actor=SYSTEM, now=now)
    assert fit is not None
    offered = selectors.suggest("外面轰隆隆响个不停")  # no word of the catalogue
    assert offered.suggestions[0].category == "noise"
    assert offered.version == advice.trainings("matters.category")[0].version
    assert selectors.suggest("井盖没了").suggestions[0].category == "manhole"  # never closed one


def _to_department(setting, now, unit="消防救援大队", category="fire_lane"):
    """A report that a department has been ordered to deal with, and has."""
    world = setting.world
    opened = world.things["件"] = report(now, words="通道被占", category=category)
    world.table = ({"填写": "理由", "内容": "劝不动"},)
    doing.complete(world, who="grid_in", title="件", step="签收核实", outcome="上报社区")
    world.table = ({"填写": "派给哪个单位", "内容": unit},)
    doing.complete(world, who="community_in", title="件", step="社区下单", outcome="派给部门")
    world.table = ({"填写": "做了什么", "内容": "清了"}, {"填写": "照片", "内容": "1"})
    doing.complete(
        world, who="department_called", title="件", step="部门接单办理", outcome="办好了"
    )
    world.table = ()
    Matter.objects.filter(pk=opened.matter_id).update(state="closed", closed_at=now)
    return opened


def test_whoever_solved_such_things_is_suggested_with_figures(setting, now):
    _to_department(setting, now)
    area = scene.area_named("青云1格")
    (one,) = selectors.units_for("fire_lane", area.path, now=now)
    assert (one.name[-6:], one.solved, one.among, one.here) == ("消防救援大队", 1, 1, 1)
    assert not one.sure  # one is not enough
    assert selectors.units_for("noise", area.path, now=now) == ()


def test_the_unit_suggested_is_on_record_until_it_is_known_who_solved_it(setting, now):
    _to_department(setting, now)
    opened = report(now, words="通道又被占", category="fire_lane")
    assert services.suggest_units(now=now) >= 1
    assert services.suggest_units(now=now) == 0
    Matter.objects.filter(pk=opened.matter_id).update(state="closed", closed_at=now)
    services.settle(now=now)
    row = Suggestion.objects.get(subject_id=opened.matter_id, kind=UNIT)
    assert row.fate == "ignored"  # no unit dealt with it
    assert row.reasons == ["solved:1/1:1"]


def test_the_matter_says_what_was_suggested_and_what_became_of_it(setting, desk, now):
    opened = report(now, words="路灯坏了", category="")
    assert selectors.suggested_of(opened.matter_id) == ()
    services.correct(matter_id=opened.matter_id, category="manhole", actor=desk, now=now)
    name = selectors.catalogue().category_name
    (found,) = selectors.suggested_of(opened.matter_id)
    assert (found.kind, found.fate) == (CATEGORY, "changed")
    assert (found.name, found.chosen) == (name("street_lamp"), name("manhole"))


# --- neighbours --------------------------------------------------------------------------------


def test_a_neighbour_is_told_of_a_lamp_and_joins_with_an_own_code(setting, now):
    first = report(now, words="路灯不亮，我是张三", category="street_lamp")
    (near,) = _near(now)
    assert (near.matter_id, near.people) == (first.matter_id, 1)
    assert "张三" not in str(near)
    matters = Matter.objects.count()
    second = services.join(
        matter_id=first.matter_id, intake=_intake("j1", phone="13800002222"), actor=ANONYMOUS,
        now=now,
    )  # fmt: skip
    again = services.join(matter_id=first.matter_id, intake=_intake("j1"), actor=ANONYMOUS, now=now)
    assert again.again
    assert again.code == second.code != first.code
    assert Matter.objects.count() == matters
    assert selectors.by_code(second.code, now=now).matter_id == first.matter_id
    assert _near(now)[0].people == 2


def test_nobody_is_told_of_a_neighbour_s_quarrel_or_of_what_is_elsewhere_old_or_over(setting, now):
    report(now, words="夫妻吵架", category="family_dispute")
    assert _near(now, "family_dispute") == ()
    opened = report(now, words="路灯不亮", category="street_lamp")
    assert _near(now, grid="和平1格") != _near(now)
    assert _near(now + timedelta(days=15)) == ()
    Matter.objects.filter(pk=opened.matter_id).update(state="closed", closed_at=now)
    assert opened.matter_id not in {one.matter_id for one in _near(now)}


def test_one_joins_only_what_is_near(setting, now):
    opened = report(now, words="路灯不亮", category="street_lamp")
    quarrel = report(now, words="夫妻吵架", category="family_dispute")
    for matter_id, grid in ((opened.matter_id, "和平1格"), (quarrel.matter_id, "青云1格")):
        with pytest.raises(terms.NotJoinable):
            services.join(matter_id=matter_id, intake=_intake(grid=grid), actor=ANONYMOUS, now=now)


def test_one_of_two_reporters_takes_back_their_words_alone(setting, now):
    first = report(now, words="路灯不亮", category="street_lamp")
    second = services.join(matter_id=first.matter_id, intake=_intake(), actor=ANONYMOUS, now=now)
    services.withdraw(code=first.code, actor=ANONYMOUS, now=now)
    assert Matter.objects.get(pk=first.matter_id).state == "open"
    assert Report.objects.get(code=first.code).words == ""
    services.withdraw(code=second.code, actor=ANONYMOUS, now=now)
    assert Matter.objects.get(pk=first.matter_id).state == "annulled"


# --- alike and merged ----------------------------------------------------------------------------


def _two(now):
    first = report(
        now, words="门口的路灯坏了，晚上看不见", category="street_lamp", phone="13800003333"
    )
    second = report(
        now, words="路灯坏了，晚上看不见路", category="street_lamp", phone="13800003333"
    )
    return first, second


def test_alike_matters_are_found_with_reasons(setting, desk, now):
    first, second = _two(now)
    report(now, words="垃圾没人收", category="garbage")
    found = selectors.alike(desk, [first.matter_id], now=now)[first.matter_id]
    assert [one.line.matter_id for one in found] == [second.matter_id]
    assert found[0].likeness > 40
    assert found[0].same_person
    assert selectors.alike(setting.actor("community_out"), [first.matter_id], now=now) == {}


def test_merged_reporters_keep_their_codes_and_the_run_of_one_stops(setting, desk, now):
    first, second = _two(now)
    services.merge(matter_id=second.matter_id, into_id=first.matter_id, actor=desk, now=now)
    for code in (first.code, second.code):
        assert selectors.by_code(code, now=now).matter_id == first.matter_id
    gone = Matter.objects.get(pk=second.matter_id)
    assert (gone.state, gone.closing) == ("annulled", "merged")
    assert procedures.open_steps(gone.run_id) == ()
    (line,) = selectors.merged_into(first.matter_id)
    assert (line.line.matter_id, line.reports) == (second.matter_id, 1)


def test_what_was_merged_can_be_taken_apart(setting, desk, now):
    first, second = _two(now)
    merge = services.merge(matter_id=second.matter_id, into_id=first.matter_id, actor=desk, now=now)
    before = procedures.history(Matter.objects.get(pk=second.matter_id).run_id)
    assert services.unmerge(merge_id=merge, actor=desk, now=now) == second.matter_id
    tracked = selectors.by_code(second.code, now=now)
    assert (tracked.matter_id, tracked.state) == (second.matter_id, "open")
    back = Matter.objects.get(pk=second.matter_id)
    (step,) = procedures.open_steps(back.run_id)
    assert (step.duty, step.header.number) == ("网格员", second.number)
    assert len(before) > 0
    assert Merge.objects.get().undone_at is not None
    with pytest.raises(terms.NotMerged):
        services.unmerge(merge_id=merge, actor=desk, now=now)


def test_what_cannot_be_merged(setting, desk, now):
    first, second = _two(now)
    ids = {"matter_id": second.matter_id, "into_id": first.matter_id}
    with pytest.raises(terms.CannotMerge):
        services.merge(matter_id=first.matter_id, into_id=first.matter_id, actor=desk, now=now)
    with pytest.raises(terms.MatterNotFound):
        services.merge(**ids, actor=setting.actor("community_out"), now=now)
    with pytest.raises(NotAllowed):
        services.merge(**ids, actor=setting.actor("grid_in"), now=now)
    Matter.objects.filter(pk=first.matter_id).update(state="closed", closed_at=now)
    with pytest.raises(terms.AlreadyEnded):
        services.merge(**ids, actor=desk, now=now)


def test_the_same_person_again_and_again_is_marked(setting, desk, now):
    opened = [
        report(now, words="太吵", category="noise", phone="13800004444").matter_id
        for _time in range(3)
    ]
    assert selectors.repeated(opened, now=now) == dict.fromkeys(opened, 3)
    unclear = [
        report(now, words="看看", category="", phone="13800004444").matter_id for _time in range(3)
    ]
    assert selectors.repeated(unclear, now=now) == {}  # nobody knows yet whether they are alike
    board = selectors.with_alike(
        selectors.board(desk, since=now - timedelta(days=1)), desk, now=now
    )
    assert {one.repeated for one in board.new if one.line.matter_id in opened} == {3}
    assert selectors.by_number(desk, board.new[0].line.number) == board.new[0].line.matter_id


# --- hot spots -------------------------------------------------------------------------------


def test_a_hot_spot_is_found_once_and_answered_by_a_person(setting, desk, now):
    matters = [report(now, words="太吵", category="noise").matter_id for _time in range(3)]
    Matter.objects.filter(pk=matters[0]).update(state="closed", closed_at=now)
    for _night in range(2):
        assert services.find_hot_spots(actor=SYSTEM, now=now) == 1
    (spot,) = selectors.hot_spots(desk)
    assert (spot.count, spot.category_name, spot.may_open) == (3, "噪声", True)
    assert {one.matter_id for one in spot.matters} == set(matters)
    assert selectors.hot_spots(setting.actor("community_out")) == ()
    with pytest.raises(terms.HotSpotGone):
        services.open_proactive(
            hot_spot_id=spot.hot_spot_id, words="装隔音", actor=setting.actor("community_out"),
            now=now,
        )  # fmt: skip
    opened = services.open_proactive(
        hot_spot_id=spot.hot_spot_id, words="和施工方约定时间", actor=desk, now=now
    )
    assert {one.matter_id for one in selectors.behind(opened.matter_id)} == set(matters)
    (line,) = selectors.taken_up_by(matters[0])
    assert line.matter_id == opened.matter_id
    assert line.kind_name == "六步闭环"
    with pytest.raises(terms.HotSpotGone):
        services.open_proactive(hot_spot_id=spot.hot_spot_id, words="再来", actor=desk, now=now)


def test_a_hot_spot_cools_down(setting, now):
    for _time in range(3):
        report(now, words="太吵", category="noise")
    services.find_hot_spots(actor=SYSTEM, now=now)
    services.find_hot_spots(actor=SYSTEM, now=now + timedelta(days=31))
    assert HotSpot.objects.get().ended_at is not None


# --- rulings and what may not be handed down ---------------------------------------------------


def test_a_ruling_kept_is_suggested_next_time(setting, desk, now):
    opened = report(now, words="路边停车挡住消防通道", category="fire_lane")
    county = setting.actor("county")
    unit = scene.unit_named("交警大队").key
    ruling = {"matter_id": opened.matter_id, "unit": unit, "basis": "停在公共道路上的归交警"}
    with pytest.raises(NotAllowed):
        services.keep_precedent(**ruling, gist="路边停车挡住通道", actor=desk, now=now)
    services.keep_precedent(**ruling, gist="路边停车挡住消防通道", actor=county, now=now)
    area = scene.area_named("青云1格")
    words = "有车停在路边，挡住了消防通道"
    first = selectors.units_for("fire_lane", area.path, words=words, now=now)[0]
    assert (first.unit, first.sure, first.basis) == (unit, True, ruling["basis"])
    services.drop_precedent(precedent_id=advice.precedents()[0].precedent_id, actor=county, now=now)
    assert selectors.units_for("fire_lane", area.path, words=words, now=now) == ()


def test_barred_work_is_refused_with_its_basis(setting, now):
    world = setting.world
    scene.unit(world, name="炉峰居委会", kind="社区居委会", place="炉峰社区")
    world.things["燃气"] = report(now, words="灶台有气味", category="gas")
    world.table = ({"填写": "理由", "内容": "修不了"},)
    doing.complete(world, who="grid_in", title="燃气", step="签收核实", outcome="上报社区")
    world.table = ({"填写": "派给哪个单位", "内容": "炉峰居委会"},)
    with pytest.raises(HandedDown) as refused:
        doing.complete(world, who="community_in", title="燃气", step="社区下单", outcome="派给部门")
    assert "不得下放" in refused.value.message
    world.table = ({"填写": "派给哪个单位", "内容": "消防救援大队"},)
    doing.complete(world, who="community_in", title="燃气", step="社区下单", outcome="派给部门")
