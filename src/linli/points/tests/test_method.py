"""Every finding of points.toml, each by a file that is right but for that."""

import pytest

from linli.points import selectors
from linli.points.terms import Per, SchemeKind
from linli.points.tests import scene
from linli.points.tests.scene import FILE, read

pytestmark = pytest.mark.django_db
SCHEME = {"key": '"points"', "name": '"积分"', "kind": '"points"', "unit": '"分"'}
DEED = {"key": '"clue"', "name": '"线索"', "scheme": '"points"', "points": "10"}
MONEY = {"key": '"yuan"', "name": '"款"', "kind": '"money"', "unit": '"分钱"'}


def table(name, row):
    return f"[[{name}]]\n" + "".join(f"{key} = {value}\n" for key, value in row.items() if value)


@pytest.fixture
def said(now):
    scene.set_scene(now)

    def say(scheme=None, deed=None, more=""):
        text = table("schemes", SCHEME | (scheme or {})) + table("deeds", DEED | (deed or {}))
        return [(one.place, one.code) for one in read(text + more)[1]]

    return say


def test_a_right_file_has_no_finding(said):
    assert said() == []


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ({"kind": '"stars"'}, "unknown_name"),
        ({"who": '["cat"]'}, "unknown_name"),
        ({"points": "10"}, "half_a_rate"),
        ({"points": "0", "yuan": "5"}, "half_a_rate"),
        ({"kind": '"minutes"', "points": "10", "yuan": "5"}, "traded"),
        ({"gifts": '"anybody"'}, "bad_value"),
        ({"months": "3", "year_end": "true"}, "two_expiries"),
        ({"may_owe": "5"}, "person_owes"),
        ({"step": "0"}, "bad_value"),
        ({"opening": "-1"}, "bad_value"),
        ({"limits": '[{ per = "day", most = -5 }]'}, "bad_value"),
        ({"limits": '[{ per = "hour", most = 5 }]'}, "unknown_name"),
        ({"limits": '[{ per = "day", most = 0 }]'}, "no_limit"),
    ],
)
def test_each_fault_of_a_scheme(said, scheme, code):
    found = said(scheme)
    assert code in {one[1].rsplit(".")[-1] for one in found}, found


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        ({"points": ""}, "worth_nothing"),
        ({"minus": "3"}, "worth_nothing"),
        ({"points": "-10"}, "bad_value"),
        ({"points": "", "minus": "3"}, "person_loses"),
        ({"who": '"organisation"', "claim": "true"}, "unit_claims"),
        ({"who": '"organisation"'}, "not_admitted"),
        ({"who": '"cat"'}, "unknown_name"),
        ({"scheme": '"stars"'}, "unknown_name"),
        ({"limits": '[{ per = "week", most = 0 }]'}, "no_limit"),
    ],
)
def test_each_fault_of_a_deed(said, deed, code):
    found = said(deed=deed)
    assert code in {one[1].rsplit(".")[-1] for one in found}, found


def test_money_is_neither_given_nor_earned(said):
    ((place, code),) = said(more=table("schemes", MONEY | {"gifts": '"family"'}))
    assert (place, code) == ("schemes[yuan].gifts", "points.traded")
    earned = table("deeds", DEED | {"key": '"pay"', "scheme": '"yuan"'})
    assert said(more=table("schemes", MONEY) + earned) == [
        ("deeds[pay].scheme", "points.money_is_paid")
    ]


def test_a_deed_fills_at_least_one_step(said):
    hours = table("schemes", SCHEME | {"key": '"hours"', "kind": '"minutes"', "step": "30"})
    deed = table("deeds", DEED | {"key": '"short"', "scheme": '"hours"', "points": "20"})
    assert said(more=hours + deed) == [("deeds[short].points", "points.less_than_step")]


def test_the_shipped_file_is_read_as_it_is_meant(now):
    scene.set_scene(now)
    assert "[[schemes]]" in FILE.read_text(encoding="utf-8")
    points, hours = selectors.scheme("points"), selectors.scheme("hours")
    assert (points.kind, points.points, points.fen, points.months) == (
        SchemeKind.POINTS, 10, 500, 24,
    )  # fmt: skip
    assert (hours.kind, hours.step, hours.gifts) == (SchemeKind.MINUTES, 30, "family")
    help_ = selectors.deed("help")
    assert (help_.points, help_.claim, help_.limits[0].per) == (5, True, Per.WEEK)
    assert [one.key for one in selectors.deeds(claims=True)] == ["help", "clean"]
