"""Terms of a school after school: on which days, whom they take; seats in order of asking."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import parts
from linli.kernel.actor import ANONYMOUS
from linli.kernel.models import TrailLine
from linli.messaging.terms import Audience
from linli.people.terms import BadName, BadPhone
from linli.resources import models, selectors, services
from linli.resources.effects import SittingData
from linli.resources.rules.sittings import age_fits, sits
from linli.resources.terms import (
    AgeOutside,
    BadChild,
    BadTerm,
    BeforeThePlace,
    ChildNotFound,
    ChildTwice,
    Collector,
    ConsentMissing,
    MayNotKeepPlaces,
    NotASchool,
    OpenDay,
    SeatState,
    SignInToEnrol,
    TermNotFound,
    TermOver,
    TooManyChildren,
)
from linli.resources.tests import places_scene as places
from linli.resources.tests import sittings_scene as scene

OPEN = ((14 * 60, 17 * 60 + 30),)
WEEK = (0, 1, 2, 3, 4)


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def keeper(areas, now):
    return places.keeper(areas, now)


@pytest.fixture
def school(areas, keeper, now):
    return scene.school(areas, keeper, now)


@pytest.fixture
def term(school, keeper, now):
    return scene.term(school, keeper, now)


def sat(day, *, works=True, weekdays=WEEK, spans=OPEN, holiday=False):
    return sits(weekdays, 990, 1080, OpenDay(day, spans, holiday=holiday), works=works)


def test_on_which_days_a_term_sits():
    monday, saturday = date(2026, 3, 2), date(2026, 3, 7)
    assert sat(monday)
    assert not sat(monday, weekdays=(1, 2))
    assert not sat(monday, works=False, holiday=True)
    assert not sat(monday, spans=())
    assert not sat(monday, spans=((8 * 60, 12 * 60),))  # closed at that time of the day
    assert not sat(saturday, works=False)
    assert sat(saturday, works=True)  # 调休: a school day
    assert not sat(saturday, works=True, weekdays=(2,))
    assert sat(saturday, works=False, weekdays=(5,))


def test_ages_are_reckoned_from_the_year_alone():
    first = date(2026, 3, 2)
    assert [one for one in range(2014, 2023) if age_fits(one, first, 6, 9)] == [
        2016, 2017, 2018, 2019, 2020,
    ]  # fmt: skip
    assert not age_fits(2027, first, 0, 9)


def test_a_method_has_to_know_the_notices_and_keeps_for_some_days():
    assert scene.read()[1] == []
    assert {one.code for one in scene.read(notices={})[1]} == {"resources.unknown_name"}
    wrong = scene.read(scene.TEXT.replace("forgets = 30", "forgets = 0"))[1]
    assert [one.code for one in wrong] == ["resources.bad_number"]
    lost = scene.read(scene.TEXT.replace("sittings = true\n", ""))[1]
    assert [one.code for one in lost] == ["resources.no_sittings"]


def test_terms_are_opened_by_who_runs_the_place(areas, school, keeper, now):
    made = scene.term(school, keeper, now)
    row = selectors.public_term(made, now=now)
    assert (row.hours, row.left, row.open, row.next) == ("16:30–18:00", 2, True, scene.MONDAY)
    for field, wrong in (
        ("name", {"name": "\u202e"}), ("contact", {"contact": " "}),
        ("since", {"since": date(2026, 3, 1)}),
        ("since", {"since": date(9999, 12, 30), "until": date(9999, 12, 31)}),
        ("until", {"until": date(2026, 3, 1)}),
        ("until", {"until": date(2027, 3, 4)}), ("weekdays", {"weekdays": ()}),
        ("weekdays", {"weekdays": (7,)}), ("closes", {"closes": 990}), ("seats", {"seats": 0}),
        ("oldest", {"oldest": 5}), ("name", {"name": "班" * 41}),
    ):  # fmt: skip
        with pytest.raises(BadTerm) as refused:
            scene.term(school, keeper, now, **wrong)
        assert refused.value.field == field
    with pytest.raises(MayNotKeepPlaces):
        scene.term(school, places.keeper(areas, now, code="100002"), now)
    home = places.placed(areas, keeper, now, name="邻里之家")
    with pytest.raises(NotASchool):
        scene.term(home, keeper, now)
    models.Place.objects.filter(pk=school).update(opened_on=date(2026, 3, 9))
    with pytest.raises(BeforeThePlace):
        scene.term(school, keeper, now)


def test_a_day_on_which_the_place_is_closed_is_none(school, term, keeper, now):
    services.set_exception(
        place_id=school, day=scene.MONDAY, spans=(), note="停电", actor=keeper, now=now
    )
    assert selectors.public_term(term, now=now).next == scene.MONDAY + timedelta(days=1)
    page = selectors.term_page(keeper, term, now=now)
    assert page.days[0] == date(2026, 3, 3)
    assert all(one.weekday() < 5 for one in page.days)


def test_seats_go_in_order_and_the_next_moves_up(term, keeper, now):
    who = [places.resident(one, now) for one in range(4)]
    made = [scene.enrolled(term, one, now) for one in who]
    assert [one.state for one in made] == ["seated", "seated", "waiting", "waiting"]
    assert selectors.my_children(who[3], now=now)[0].line == 2
    row = selectors.public_term(term, now=now)
    assert (row.taken, row.waiting, row.left) == (2, 2, 0)
    with pytest.raises(ChildNotFound):
        services.take_out(child_id=made[0].id, person=who[1], actor=ANONYMOUS, now=now)
    services.take_out(child_id=made[0].id, person=who[0], actor=ANONYMOUS, now=now)
    assert selectors.my_children(who[2], now=now)[0].state is SeatState.SEATED
    assert selectors.my_children(who[3], now=now)[0].line == 1
    services.take_out(child_id=made[3].id, actor=keeper, now=now)  # one who waits frees no seat
    row = selectors.public_term(term, now=now)
    assert (row.taken, row.waiting) == (2, 0)
    with pytest.raises(ChildNotFound):
        services.take_out(child_id=made[0].id, person=who[0], actor=ANONYMOUS, now=now)


def test_who_moves_up_and_whose_term_ends_is_told(term, keeper, now, monkeypatch):
    told = []
    monkeypatch.setattr(
        "linli.messaging.services.tell", lambda **it: told.append((it["template"], it["to"]))
    )
    who = [places.resident(one, now) for one in range(3)]
    made = [scene.enrolled(term, one, now) for one in who]
    services.take_out(child_id=made[1].id, person=who[1], actor=ANONYMOUS, now=now)
    assert told == [("sitting_place", Audience.of_identity(who[2]))]
    with pytest.raises(TermNotFound):
        services.close_term(term_id=term, actor=ANONYMOUS, now=now)
    services.close_term(term_id=term, actor=keeper, now=now)
    assert {one for key, one in told[1:] if key == "sitting_closed"} == {
        Audience.of_identity(one) for one in (who[0], who[2])
    }
    with pytest.raises(TermOver):
        services.close_term(term_id=term, actor=keeper, now=now)
    with pytest.raises(TermOver):
        scene.enrolled(term, who[1], now)
    assert selectors.public_term(term, now=now).next == scene.MONDAY  # its last day is today
    assert selectors.public_term(term, now=now + timedelta(days=1)).next is None


def test_what_enrolling_refuses(term, now):
    who = places.resident(1, now)
    with pytest.raises(SignInToEnrol):
        scene.enrolled(term, None, now)
    with pytest.raises(ConsentMissing):
        scene.enrolled(term, who, now, consent=False)
    for born in (2015, 2021):
        with pytest.raises(AgeOutside):
            scene.enrolled(term, who, now, born=born)
    far = Collector("李四", "邻居", "12")
    for refusal, field, more in (
        (BadChild, "name", {"name": " "}), (BadName, "name", {"name": "<b>小明</b>"}),
        (BadChild, "who1", {"collectors": ()}), (BadChild, "care", {"care": "过" * 301}),
        (BadChild, "who1", {"collectors": (scene.GRANNY,) * 4}),
        (BadPhone, "phone2", {"collectors": (scene.GRANNY, far)}),
        (BadName, "who1", {"collectors": (Collector("王\u202e", "奶奶", "13700000001"),)}),
        (BadChild, "relation1", {"collectors": (Collector("王", "", "13700000001"),)}),
        (BadChild, "phone1", {"collectors": (Collector("王", "奶奶", ""),)}),
    ):  # fmt: skip
        with pytest.raises(refusal) as refused:
            scene.enrolled(term, who, now, **more)
        assert refused.value.field == field
    scene.enrolled(term, who, now)
    with pytest.raises(ChildTwice):
        scene.enrolled(term, who, now)
    for name in ("甲", "乙", "丙", "丁"):
        scene.enrolled(term, who, now, name=name)
    with pytest.raises(TooManyChildren):
        scene.enrolled(term, who, now, name="戊")
    with pytest.raises(TermOver):
        scene.enrolled(term, places.resident(2, now), scene.at(9, day=date(2026, 6, 27)))


def test_no_name_lies_in_the_rows_or_on_the_trail(term, keeper, now):
    who = places.resident(1, now)
    made = scene.enrolled(term, who, now)
    row = models.SittingChild.objects.get()
    for mark in ("王小明", "花生", "王奶奶", "13700000001"):
        assert mark.encode() not in bytes(row.words_sealed)
        assert mark not in str(list(TrailLine.objects.values_list("name", "data")))
    assert row.name_digest not in ("", "王小明")
    page = selectors.term_page(keeper, term, now=now)
    assert [one.name for one in page.seated] == ["王○○"]
    with pytest.raises(TermNotFound):
        selectors.term_page(ANONYMOUS, term, now=now)
    assert selectors.my_children(who, now=now)[0].words.care == "花生过敏"
    services.take_out(child_id=made.id, person=who, actor=ANONYMOUS, now=now)
    row.refresh_from_db()
    assert (row.words_sealed, row.guardian_id, row.name_digest) == (None, None, "")


def test_a_guardian_reads_a_copy_and_is_erased(term, now):
    who, other = places.resident(1, now), places.resident(2, now)
    scene.enrolled(term, who, now)
    scene.enrolled(term, other, now)
    copy = SittingData().copy(who)["children"]
    assert [(one["child"], one["born"], one["state"]) for one in copy] == [
        ("王小明", 2018, "seated")
    ]
    assert set(copy[0]) <= set(SittingData.words)
    assert SittingData().erase(who, now) == 1
    assert SittingData().copy(who) == {"children": []}
    assert selectors.public_term(term, now=now).taken == 1


def test_words_are_forgotten_some_days_after_the_term(term, now):
    who = places.resident(1, now)
    scene.enrolled(term, who, now)
    last = scene.at(9, day=scene.LATER)
    assert services.forget_sittings(last + timedelta(days=30)) == 0
    assert services.forget_sittings(last + timedelta(days=31)) == 1
    assert services.forget_sittings(last + timedelta(days=32)) == 0
    assert models.SittingChild.objects.get().words_sealed is None
    assert selectors.my_children(who, now=now) == ()


def test_a_county_without_such_a_kind_shows_no_door(areas, keeper, now):
    assert selectors.sittings_concern(keeper)
    assert not selectors.sittings_concern(ANONYMOUS)
    document, found = places.read()
    assert not found
    parts.publish("resources", "t3", document, now)
    assert not selectors.sittings_concern(keeper)
    assert selectors.school_kinds() == {}


def test_the_list_at_the_door_costs_the_same_with_more_children(term, keeper, now):
    models.SittingTerm.objects.update(seats=9)
    counts = []
    for number in range(2):
        for one in range(3):
            scene.enrolled(term, places.resident(number * 3 + one, now), now)
        selectors.sitting_list(keeper, term, now=now)  # what is kept in memory is there
        with CaptureQueriesContext(connection) as seen:
            page = selectors.sitting_list(keeper, term, now=now)
        counts.append(len(seen))
    assert len(page.rows) == 6
    assert counts[0] == counts[1] == 13
