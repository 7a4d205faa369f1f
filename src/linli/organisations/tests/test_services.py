from datetime import timedelta

import pytest

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant, Target
from linli.kernel.errors import NotAllowed
from linli.organisations import models, selectors, services
from linli.organisations.terms import (
    AccountClosed,
    Administrator,
    AdministratorsAreThree,
    AlreadyHolds,
    Appointment,
    AreaMissing,
    How,
    KeyTaken,
    NoSuchHolding,
    NoSuchOrganisation,
    NoSuchPost,
    OutsideParent,
    Place,
    PostFull,
    StandsInForSelf,
    StillInUse,
    UnknownDuty,
    UnknownFounding,
    UnknownKind,
    WrongArea,
    WrongPlace,
    WrongTerm,
)
from linli.organisations.tests.factories import FILE, appointed, county, person, post_of, read
from linli.people import services as people

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def areas(now):
    return county(now)


def manager(path, account_id=None):
    grant = Grant(duty="社区", verbs=frozenset({"organisations.manage"}), area_path=path)
    return Actor(kind="staff", account_id=account_id, grants=(grant,))


def found(key, kind, name, now, actor=SYSTEM, **more):
    return services.found(key=key, kind=kind, name=name, actor=actor, now=now, **more)


# --- the tree --------------------------------------------------------------------------------


def test_publishing_founds_units_and_one_organisation_per_area(areas):
    assert selectors.unit("住建局").name == "泰宁县住房和城乡建设局"
    party = selectors.unit_at(areas["100001"].id, "社区大党委")
    assert (party.name, party.chain) == ("松林社区大党委", "urban")
    branch = selectors.unit_at(areas["100200"].id, "村党支部")
    town = selectors.unit_at(areas["100"].id, "乡镇党委")
    assert (branch.parent_id, branch.chain) == (town.id, "rural")
    assert branch.path.startswith(town.path)
    committee = selectors.unit_at(areas["100200"].id, "村委会")
    assert committee.name == "王坑村民委员会"
    assert len(selectors.units("社区居委会")) == 2


def test_publishing_again_changes_nothing_and_takes_over_names(areas, now):
    before = (models.Organisation.objects.count(), models.Post.objects.count())
    text = FILE.read_text(encoding="utf-8").replace('name = "泰宁县民政局"', 'name = "民政部门"')
    document, _ = read(text)
    services.publish(document=document, revision="t2", actor=SYSTEM, now=now)
    assert (models.Organisation.objects.count(), models.Post.objects.count()) == before
    assert selectors.unit("民政局").name == "民政部门"
    assert services.arrange(actor=SYSTEM, now=now) == 0


def test_the_urban_chain_is_obeyed(areas, now):
    party = selectors.unit_at(areas["100001"].id, "社区大党委")
    estate, grid = areas["100001e01"].id, areas["100001g01"].id
    branch = found("b1", "小区党支部", "清泉小区党支部", now, parent_id=party.id, area_id=estate,
                   founding="兼合式")  # fmt: skip
    group = found("g1", "党小组", "第1网格党小组", now, parent_id=branch, area_id=grid)
    assert selectors.unit("g1").chain == "urban"
    assert selectors.unit("g1").path.startswith(selectors.unit("b1").path)
    with pytest.raises(WrongPlace) as refusal:
        found("g2", "党小组", "错党小组", now, parent_id=party.id, area_id=grid)
    assert "城区四级链条" in refusal.value.message
    assert "逐级设立" in refusal.value.message
    village = selectors.unit_at(areas["100200"].id, "村党支部")
    with pytest.raises(OutsideParent):
        found("g3", "党小组", "外村党小组", now, parent_id=village.id, area_id=grid)
    with pytest.raises(StillInUse):
        services.dissolve(organisation_id=branch, actor=SYSTEM, now=now)
    services.dissolve(organisation_id=group, actor=SYSTEM, now=now)
    with pytest.raises(NoSuchOrganisation):
        selectors.unit("g1")
    assert selectors.founding_counts()["小区党支部", "兼合式"] == 1
    assert selectors.kind_counts()["小区党支部"] == 1
    assert selectors.kind_counts(area_path=areas["100200"].path)["小区党支部"] == 0


def test_founding_refuses_what_cannot_be(areas, now):
    party = selectors.unit_at(areas["100001"].id, "社区大党委")
    grid = areas["100001g01"].id
    for refusal, more in (
        (UnknownKind, {"kind": "茶话会"}),
        (WrongArea, {"kind": "小区党支部", "area_id": grid}),
        (UnknownFounding, {"kind": "小区党支部", "area_id": areas["100001e01"].id,
                           "founding": "临时"}),
        (KeyTaken, {"kind": "志愿服务队", "key": "住建局"}),
    ):  # fmt: skip
        wanted = {"key": "x", "name": "某组织", "parent_id": party.id} | more
        with pytest.raises(refusal):
            services.found(**wanted, actor=SYSTEM, now=now)
    with pytest.raises(NotAllowed):
        found("x", "志愿服务队", "某队", now, area_id=grid, actor=manager(areas["100200"].path))
    assert found("x", "志愿服务队", "某队", now, area_id=grid, actor=manager(areas["100001"].path))


# --- where a duty is held --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "area", "held", "at"),
    [
        ("网格员", "100001g01b01", "网格员", "100001g01"),
        ("网格员", "100001g01", "网格员", "100001g01"),
        ("网格员", "100001e01", "社区", "100001"),
        ("网格员", "100001", "社区", "100001"),
        ("网格员", "100200", "村", "100200"),
        ("网格员", "100", "乡镇", "100"),
        ("网格员", "", "县指挥中心", ""),
        ("社区", "100200", "村", "100200"),
        ("楼栋长", "100001g02", "网格员", "100001g02"),
        ("核查员", "101", "县核查员", ""),
    ],
)
def test_a_duty_climbs_and_then_falls_back(areas, duty, area, held, at):
    assert selectors.duty_place(duty, areas[area].id) == Place(held, areas[at].id)


def test_an_empty_post_is_passed_over_where_a_fallback_has_somebody(areas, now):
    grid, community = areas["100001g01"].id, areas["100001"].id
    assert selectors.duty_place("网格员", grid, now=now) == Place("网格员", grid)  # nobody anywhere
    appointed("社区", person("officer", "李社区", now), now, area_id=community)
    assert selectors.duty_place("网格员", grid, now=now) == Place("社区", community)
    appointed("网格员", person("griddy", "王网格", now), now, area_id=grid)
    assert selectors.duty_place("网格员", grid, now=now) == Place("网格员", grid)


def test_duties_of_organisations_and_reporters_have_no_area(areas):
    assert selectors.duty_place("部门", areas["100"].id) == Place("部门", None)
    assert selectors.duty_place("报事人", areas["100"].id) == Place("报事人", None)
    with pytest.raises(UnknownDuty):
        selectors.duty_place("皇帝", areas["100"].id)


# --- terms -----------------------------------------------------------------------------------


def test_the_actor_has_the_grants_of_posts_held_now(areas, now, django_assert_num_queries):
    zhang = person("zhang", "张三", now)
    grid = areas["100001g01"]
    holding = appointed("网格员", zhang, now, grid.id, full_time=False, how=How.ENGAGED)
    appointed("部门", zhang, now, unit="住建局")
    selectors.defined()
    with django_assert_num_queries(3):  # the account, the grants, and the counters of the cache
        me = selectors.actor_for(zhang, now=now)
    assert [(g.duty, g.area_id) for g in me.grants] == [("网格员", grid.id), ("部门", None)]
    assert me.may("matters.see", Target(area_path=areas["100001g01b01"].path))
    assert not me.may("matters.see", Target(area_path=areas["100001g02"].path))
    assert me.may("matters.see", Target(organisation_id=selectors.unit("住建局").id))
    assert not me.may("matters.triage")
    assert me.name == "张三"
    services.end_holding(holding_id=holding, actor=SYSTEM, now=now + DAY)
    later = selectors.actor_for(zhang, now=now + DAY)
    assert [g.duty for g in later.grants] == ["部门"]
    with pytest.raises(NoSuchHolding):
        services.end_holding(holding_id=holding, actor=SYSTEM, now=now + 2 * DAY)
    people.close_account(account_id=zhang, actor=SYSTEM, now=now)
    assert selectors.actor_for(zhang, now=now) == ANONYMOUS


def test_terms_begin_and_end(areas, now):
    zhang = person("zhang", "张三", now)
    grid = areas["100001g01"].id
    appointed("网格员", zhang, now, grid, since=now + DAY, until=now + 3 * DAY)
    for day, count in ((0, 0), (1, 1), (2, 1), (3, 0)):
        moment = now + day * DAY
        assert len(selectors.holders("网格员", area_id=grid, now=moment)) == count
        assert len(selectors.actor_for(zhang, now=moment).grants) == count
    with pytest.raises(AlreadyHolds):
        appointed("网格员", zhang, now, grid, since=now + 2 * DAY)
    assert appointed("网格员", zhang, now, grid, since=now + 3 * DAY)
    with pytest.raises(WrongTerm):
        appointed("网格长", zhang, now, grid, since=now, until=now)


def test_a_post_has_so_many_places(areas, now):
    grid = areas["100001g01"].id
    appointed("网格长", person("zhang", "张三", now), now, grid)
    with pytest.raises(PostFull):
        appointed("网格长", person("li.si", "李四", now), now, grid)
    closed = person("wang", "王五", now)
    people.close_account(account_id=closed, actor=SYSTEM, now=now)
    with pytest.raises(AccountClosed):
        appointed("网格员", closed, now, grid)


def test_appointing_needs_the_verb_over_organisation_and_areas(areas, now):
    zhang = person("zhang", "张三", now)
    post = post_of("网格员", areas["100001g01"].id)
    for path in (areas["100200"].path, areas["100001g01"].path):
        with pytest.raises(NotAllowed):
            services.appoint(post_id=post, account_id=zhang, actor=manager(path), now=now)
    community = manager(areas["100001"].path)
    assert services.appoint(post_id=post, account_id=zhang, actor=community, now=now)
    with pytest.raises(NotAllowed):  # a community does not fill the county's posts
        services.appoint(
            post_id=post_of("县指挥中心", areas[""].id), account_id=zhang,
            actor=community, now=now,
        )  # fmt: skip
    committee = selectors.unit_at(areas["100001"].id, "社区居委会")
    with pytest.raises(NotAllowed):  # nor does it give itself a duty that reaches further
        services.open_post(
            organisation_id=committee.id, title="总管", duties=["乡镇"], actor=community, now=now
        )


def test_posts_are_opened_and_closed(areas, now):
    bureau = selectors.unit("住建局")
    post = services.open_post(
        organisation_id=bureau.id, title="局长", duties=["部门"], actor=SYSTEM, now=now
    )
    with pytest.raises(KeyTaken):
        services.open_post(
            organisation_id=bureau.id, title="局长", duties=["部门"], actor=SYSTEM, now=now
        )
    with pytest.raises(AreaMissing):
        services.open_post(
            organisation_id=bureau.id, title="网格员", duties=["网格员"], actor=SYSTEM, now=now
        )
    holding = services.appoint(
        post_id=post, account_id=person("zhang", "张三", now), actor=SYSTEM, now=now
    )
    with pytest.raises(StillInUse):
        services.close_post(post_id=post, actor=SYSTEM, now=now)
    services.end_holding(holding_id=holding, actor=SYSTEM, now=now)
    services.close_post(post_id=post, actor=SYSTEM, now=now + DAY)
    with pytest.raises(NoSuchPost):
        services.close_post(post_id=post, actor=SYSTEM, now=now + DAY)


def test_somebody_stands_in(areas, now):
    zhang, li = person("zhang", "张三", now), person("li.si", "李四", now)
    grid = areas["100001g01"].id
    holding = appointed("网格员", zhang, now, grid)
    with pytest.raises(StandsInForSelf):
        services.leave(holding_id=holding, since=now, until=now + DAY, stand_in=zhang,
                       actor=SYSTEM, now=now)  # fmt: skip
    me = selectors.actor_for(zhang, now=now)
    services.leave(
        holding_id=holding, since=now, until=now + 2 * DAY, stand_in=li, actor=me, now=now
    )
    (holder,) = selectors.holders("网格员", area_id=grid, now=now + DAY)
    assert (holder.account_id, holder.name, holder.stand_in) == (li, "李四", True)
    assert selectors.actor_for(li, now=now + DAY).may("matters.see")
    assert not selectors.actor_for(li, now=now + 2 * DAY).may("matters.see")
    with pytest.raises(WrongTerm):
        services.leave(holding_id=holding, since=now + DAY, until=now + 3 * DAY, stand_in=li,
                       actor=SYSTEM, now=now)  # fmt: skip
    with pytest.raises(NotAllowed):
        services.return_early(
            holding_id=holding, actor=selectors.actor_for(li, now=now), now=now + DAY
        )
    services.return_early(holding_id=holding, actor=me, now=now + DAY)
    (holder,) = selectors.holders("网格员", area_id=grid, now=now + DAY)
    assert holder.account_id == zhang


# --- the three administrators ----------------------------------------------------------------


def three():
    return [
        Appointment(kind, f"{kind}.admin", name, "Lin-li2026")
        for kind, name in zip(Administrator, ("系统甲", "安全乙", "审计丙"), strict=True)
    ]


def test_three_administrators_none_can_do_anothers_work(areas, now):
    made = services.make_administrators(appointments=three(), actor=SYSTEM, now=now)
    system, security, audit = (selectors.actor_for(made[k], now=now) for k in Administrator)
    assert system.may("accounts.manage", Target(area_path=areas[""].path))
    assert security.may("administrators.appoint")
    assert audit.may("trail.read")
    for one, others in ((system, (security, audit)), (security, (system, audit)),
                        (audit, (system, security))):  # fmt: skip
        for another in others:
            mine = {verb for grant in one.grants for verb in grant.verbs}
            theirs = {verb for grant in another.grants for verb in grant.verbs}
            assert not mine & theirs
    with pytest.raises(PostFull):
        services.make_administrators(
            appointments=[
                Appointment(a.kind, f"x.{a.username}", a.name, a.password) for a in three()
            ],
            actor=SYSTEM, now=now,
        )  # fmt: skip


def test_nobody_is_two_administrators(areas, now):
    made = services.make_administrators(appointments=three(), actor=SYSTEM, now=now)
    audit, root = made[Administrator.AUDIT], areas[""].id
    system_post = post_of("系统管理员", root)
    holding = models.Holding.objects.get(account_id=made[Administrator.SYSTEM])
    security = selectors.actor_for(made[Administrator.SECURITY], now=now)
    services.end_holding(holding_id=holding.pk, actor=security, now=now)
    with pytest.raises(AdministratorsAreThree):
        services.appoint(post_id=system_post, account_id=audit, actor=security, now=now + DAY)
    fresh = person("xin", "新人", now)
    with pytest.raises(AdministratorsAreThree):  # a term with an end could hide a second one
        services.appoint(
            post_id=system_post, account_id=fresh, until=now + 9 * DAY, actor=security,
            now=now + DAY,
        )  # fmt: skip
    with pytest.raises(NotAllowed):  # only the security administrator appoints administrators
        services.appoint(
            post_id=system_post, account_id=fresh, actor=manager(areas[""].path), now=now + DAY
        )
    term = services.appoint(post_id=system_post, account_id=fresh, actor=security, now=now + DAY)
    with pytest.raises(AdministratorsAreThree):
        services.leave(
            holding_id=term, since=now + DAY, until=now + 2 * DAY, stand_in=audit,
            actor=security, now=now + DAY,
        )  # fmt: skip
    with pytest.raises(AdministratorsAreThree):
        services.open_post(
            organisation_id=selectors.unit("住建局").id, title="影子", duties=["审计管理员"],
            actor=SYSTEM, now=now,
        )  # fmt: skip
