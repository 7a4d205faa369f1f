"""Training bases: the menu laid into days, visits without a clash, one answer a code, figures."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local
from linli.kernel.language import Words
from linli.kernel.models import TrailLine
from linli.messaging.models import Delivery, Notice
from linli.resources import models, selectors, services
from linli.resources.rules.bases import clean_answers, lay_out, results
from linli.resources.terms import (
    AnsweredBefore,
    AnswerMissing,
    BaseNotFound,
    BaseUnclear,
    ContactMissing,
    CourseRow,
    FollowUpEmpty,
    Half,
    Item,
    MayNotRunBase,
    NotYetThere,
    Question,
    QuestionKind,
    SiteTaken,
    TooFewSeats,
    VisitForm,
    VisitState,
    VisitUnclear,
    WrongProgramme,
    WrongVisitDays,
    WrongVisitState,
)
from linli.resources.tests import bases_scene, places_scene

ONE, TWO = UUID(int=1), UUID(int=2)


def course(pk, halves):
    return CourseRow(pk, f"{pk}", "red", "红色", UUID(int=9), "馆", halves, 50, "教师", "")


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from(list(Half)), st.booleans()), max_size=5),
    st.integers(1, 3),
)
def test_no_half_day_is_taken_twice_and_none_lies_beyond_the_days(chosen, days):
    menu = {ONE: course(ONE, 1), TWO: course(TWO, 3)}
    items = [Item(day, half, TWO if long else ONE) for day, half, long in chosen]
    wanted = [
        at
        for one in items
        for at in range(
            (one.day - 1) * 2 + one.half, (one.day - 1) * 2 + one.half + menu[one.course_id].halves
        )
    ]
    fits = bool(wanted) and len(set(wanted)) == len(wanted) and max(wanted) < 2 * days
    if not fits:
        with pytest.raises(WrongProgramme):
            lay_out(items, menu, days)
        return
    slots = lay_out(items, menu, days)
    assert [(one.day - 1) * 2 + one.half for one in slots] == sorted(wanted)


SCORE = Question("course", Words("课程"), QuestionKind.SCORE, required=True)
AGAIN = Question("again", Words("还来吗"), QuestionKind.YES)
SAID = Question("words", Words("还想说什么"), QuestionKind.TEXT)


def test_answers_are_of_their_kind_and_what_nobody_asked_is_dropped():
    given_ = {"course": "4", "again": "no", "words": " 好 ", "other": "x"}
    kept = clean_answers((SCORE, AGAIN, SAID), given_)
    assert kept == {"course": 4, "again": False, "words": "好"}
    for wrong in ({}, {"course": "6"}, {"course": "4", "again": "maybe"}):
        with pytest.raises(AnswerMissing):
            clean_answers((SCORE, AGAIN, SAID), wrong)


def test_below_five_answers_there_is_no_mean_and_no_share():
    four = [{"course": 5, "again": True}] * 4
    assert [(one.mean, one.share) for one in results((SCORE, AGAIN), four)] == [(None, None)] * 2
    five = [*four, {"course": 2, "again": False, "words": "热"}]
    score, again, said = results((SCORE, AGAIN, SAID), five)
    assert (score.shown, again.shown, said.words) == ("4.4", "80%", ("热",))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("days = [1, 3]", "days = [1, 6]", "resources.not_a_span"),
        ("days = [1, 3]", "days = [3, 1]", "resources.not_a_span"),
        ('desk = "社区"', 'desk = "没有"', "resources.unknown_name"),
        ('kind = "yes"', 'kind = "stars"', "resources.unknown_kind"),
        ('key = "green"', 'key = "red"', "resources.key_twice"),
    ],
)
def test_what_is_wrong_in_the_method_is_said(old, new, code):
    _document, found = bases_scene.read(bases_scene.BASES.replace(old, new))
    assert code in {one.code for one in found}


# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def scene(db, now):
    return bases_scene.set_scene(now)


def test_the_menu_the_programme_and_the_route_are_for_everybody(scene, now):
    services.add_programme(
        base_id=scene.base, name="两天", days=2, actor=scene.desk, now=now,
        items=bases_scene.asking(scene, now).items,
    )  # fmt: skip
    services.add_route(
        base_id=scene.base,
        name="长征路",
        sites=(scene.hall, scene.field),
        actor=scene.desk,
        now=now,
    )
    page = selectors.base_page(scene.base)
    assert [one.name for one in page.courses] == ["出发前夜", "走一段路"]
    (programme,), (route,) = page.programmes, page.routes
    assert [(one.day, one.half) for one in programme.slots] == [(1, 0), (1, 1), (2, 0)]
    assert programme.seats == 50
    assert 14_000 < route.metres < 16_000
    kinds = [one["geometry"]["type"] for one in selectors.base_points(page)["features"]]
    assert kinds == ["MultiLineString", "Point", "Point"]


def test_what_is_unclear_or_another_s_is_refused(scene, now):
    with pytest.raises(BaseUnclear):
        services.add_site(base_id=scene.base, name="出发纪念馆", actor=scene.desk, now=now)
    for more in ({"theme": "blue"}, {"halves": 11}, {"seats": 0}, {"teacher": " "}):
        with pytest.raises(BaseUnclear):
            bases_scene.course(scene.base, scene.hall, scene.desk, now, "新课", **more)
    with pytest.raises(BaseUnclear):
        services.add_route(
            base_id=scene.base, name="x", sites=(scene.hall,), actor=scene.desk, now=now
        )
    with pytest.raises(WrongProgramme):
        services.add_programme(
            base_id=scene.base, name="x", days=1, actor=scene.desk, now=now,
            items=(Item(1, Half.AFTERNOON, scene.walk),),
        )  # fmt: skip
    stranger = places_scene.keeper(scene.areas, now, 1, "100002")
    with pytest.raises(BaseNotFound):
        services.add_site(base_id=scene.base, name="别处", actor=stranger, now=now)
    with pytest.raises((MayNotRunBase, BaseNotFound)):
        services.add_site(base_id=scene.base, name="别处", actor=ANONYMOUS, now=now)


def test_a_unit_asks_and_the_desk_is_told(scene, now):
    visit = bases_scene.asked(scene, now)
    rows, _more = selectors.visits_of(scene.desk, scene.base)
    assert [(one.unit, one.state) for one in rows] == [("福州某局", VisitState.ASKED)]
    assert selectors.visit_desk(scene.desk, visit).row.who == "林○ 139****0001"
    assert selectors.visit_desk(places_scene.looker(scene.desk), visit).row.who == ""
    line = TrailLine.objects.get(name="resources.visit_asked")
    assert "139" not in str(line.data)
    jobs.run_due(now)
    assert Notice.objects.filter(template="base_asked", about_id=visit).count() == 1


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"unit": " "}, VisitUnclear), ({"size": 0}, VisitUnclear), ({"phone": ""}, VisitUnclear),
        ({"days": 4}, WrongVisitDays), ({"size": 51}, TooFewSeats), ({"items": ()}, WrongProgramme),
        ({"items": (Item(1, Half.MORNING, uuid4()),)}, WrongProgramme),
        ({"days": 1}, WrongProgramme),
    ],
)  # fmt: skip
def test_what_a_unit_cannot_have_is_refused(scene, now, more, refusal):
    with pytest.raises(refusal):
        bases_scene.asked(scene, now, **more)
    assert not models.BaseVisit.objects.exists()


@pytest.mark.parametrize(("ahead", "ok"), [(2, False), (3, True), (366, True), (367, False)])
def test_how_long_ahead_one_asks(scene, now, ahead, ok):
    since = local(now).date() + timedelta(days=ahead)
    if ok:
        bases_scene.asked(scene, now, since=since)
        return
    with pytest.raises(WrongVisitDays):
        bases_scene.asked(scene, now, since=since)


def test_every_unit_has_one_contact_and_is_told(scene, now):
    visit = bases_scene.asked(scene, now)
    for nobody in (None, uuid4()):
        with pytest.raises(ContactMissing):
            services.confirm_visit(visit_id=visit, contact=nobody, actor=scene.desk, now=now)
    services.confirm_visit(visit_id=visit, contact=scene.desk.account_id, actor=scene.desk, now=now)
    jobs.run_due(now)
    assert Delivery.objects.filter(template="base_confirmed").count() == 1
    later = bases_scene.asked(scene, now, since=local(now).date() + timedelta(days=30))
    services.confirm_visit(visit_id=later, actor=scene.desk, now=now)  # theirs already
    assert models.VisitingUnit.objects.get().contact_id == scene.desk.account_id


def test_of_two_on_one_day_at_one_site_the_second_is_refused_until_the_first_is_off(scene, now):
    first = bases_scene.confirmed(scene, now)
    second = bases_scene.asked(scene, now, unit="厦门某校", phone="13900000002")
    assert len(selectors.visit_desk(scene.desk, second).clashes) == 3
    contact = scene.desk.account_id
    with pytest.raises(SiteTaken):
        services.confirm_visit(visit_id=second, contact=contact, actor=scene.desk, now=now)
    services.end_visit(visit_id=first, reason="台风", actor=scene.desk, now=now)
    services.confirm_visit(visit_id=second, contact=contact, actor=scene.desk, now=now)
    states = models.BaseVisit.objects.values_list("unit__name", "state")
    assert dict(states) == {"福州某局": "cancelled", "厦门某校": "confirmed"}


def test_who_came_is_counted_on_the_day_and_gets_as_many_slips(scene, now):
    visit = bases_scene.confirmed(scene, now)
    then = now + timedelta(days=4)
    with pytest.raises(NotYetThere):
        services.arrive(visit_id=visit, count=38, actor=scene.desk, now=now)
    with pytest.raises(VisitUnclear):
        services.arrive(visit_id=visit, count=0, actor=scene.desk, now=then)
    services.arrive(visit_id=visit, count=38, actor=scene.desk, now=then)
    assert len(selectors.slips(scene.desk, visit)) == 38
    with pytest.raises(WrongVisitState):
        services.arrive(visit_id=visit, count=38, actor=scene.desk, now=then)


def test_a_code_answers_once_and_nobody_knows_which_answer_was_whose(scene, now):
    visit = bases_scene.came(scene, now)
    then = now + timedelta(days=5)
    codes = selectors.slips(scene.desk, visit)
    with pytest.raises(AnswerMissing):
        services.answer_visit(code=codes[0], given={}, now=then)
    for code in codes[:5]:
        services.answer_visit(code=code.lower(), given={"course": "5", "words": "好"}, now=then)
    for code in (codes[0], "ABCDEFGHJK", ""):
        with pytest.raises(AnsweredBefore):
            services.answer_visit(code=code, given={"course": "1"}, now=then)
    with pytest.raises(AnsweredBefore):
        services.answer_visit(code=codes[5], given={"course": "1"}, now=now + timedelta(days=20))
    page = selectors.visit_desk(scene.desk, visit)
    assert (page.row.answers, page.results[0].shown) == (5, "5.0")
    assert [one.question.key for one in selectors.base_results(scene.base)] == ["course"]
    columns = {one.name for one in models.VisitAnswer._meta.fields}
    assert columns == {"id", "visit", "answers", "on"}


def test_it_is_followed_up_and_a_sign_hung(scene, now):
    visit = bases_scene.came(scene, now)
    then = now + timedelta(days=9)
    with pytest.raises(FollowUpEmpty):
        services.follow_up(visit_id=visit, words=" ", actor=scene.desk, now=then)
    services.follow_up(visit_id=visit, words="寄去了照片", actor=scene.desk, now=then)
    services.hang_sign(visit_id=visit, actor=scene.desk, now=then)
    page = selectors.visit_desk(scene.desk, visit)
    assert ([one.words for one in page.follow], page.hung_on) == (
        ["寄去了照片"],
        local(then).date(),
    )


def test_the_figures_of_the_scorecard(scene, now):
    bases_scene.came(scene, now, 38)
    bases_scene.confirmed(scene, now, unit="厦门某校", form=VisitForm.GROUP,
                          since=local(now).date() + timedelta(days=8))  # fmt: skip
    span = ("", now, now + timedelta(days=30))
    assert selectors.base_groups(*span) == (1, 2)
    assert selectors.base_visitors(*span) == (38, 1)
    assert selectors.base_classes(*span) == (1, 1)
    assert selectors.base_trainees(*span) == (38, 1)
    assert selectors.base_sites(*span) == (2, 1)
    assert selectors.base_routes(*span) == (0, 1)
    assert selectors.base_longest(*span) == (2, 1)
    assert selectors.base_units(*span) == (0, 2)
    assert selectors.base_visitors("", now - timedelta(days=9), now) == (0, 0)


def test_a_person_is_forgotten_and_the_unit_stays(scene, now):
    bases_scene.asked(scene, now)
    person = models.VisitingUnit.objects.get().person_id
    assert services.forget_visitor(identity_id=person, now=now) == 1
    assert models.VisitingUnit.objects.get().person_id is None
