import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.language import Words
from linli.kernel.texts import clean
from linli.matters import rules
from linli.matters.terms import (
    Catalogue,
    Category,
    Danger,
    Kind,
    NothingSaid,
    PlaceMissing,
    TooLong,
    UnknownCategory,
)

CATALOGUE = Catalogue(
    revision="1",
    number_prefix="泰宁",
    kinds={"report": Kind("report", Words("群众报事"), "three_orders", anonymous=True)},
    categories={
        "safety": Category("safety", Words("安全")),
        "fire_lane": Category(
            "fire_lane", Words("消防通道"), "safety", ("堵住", "占用通道"), "urgent"
        ),
        "lamp": Category("lamp", Words("路灯"), "safety", ("灯不亮", "不亮")),
        "dog": Category("dog", Words("犬只"), "", ("狗",)),
    },
    dangers=(
        Danger(("着火", "起火"), "119", Words("请先拨打119")),
        Danger(("打架",), "110", Words("请先拨打110")),
    ),
    reasons={},
)


def test_only_leaves_can_be_chosen():
    assert [one.key for one in CATALOGUE.leaves()] == ["fire_lane", "lamp", "dog"]
    assert rules.category_for(CATALOGUE, "") == ""
    for key in ("safety", "nothing"):
        with pytest.raises(UnknownCategory):
            rules.category_for(CATALOGUE, key)


def test_a_suggestion_names_the_words_that_speak_for_it():
    (first, *_rest) = rules.suggest("东门消防通道被货车堵住了", CATALOGUE)
    assert (first.category, set(first.because)) == ("fire_lane", {"消防通道", "堵住"})


def test_the_longer_word_counts_and_not_twice():
    (only,) = rules.suggest("楼下灯不亮", CATALOGUE)
    assert only.because == ("灯不亮",)


def test_nothing_found_is_no_guess():
    assert rules.suggest("您好", CATALOGUE) == ()


def test_danger_is_seen_in_any_width_of_letters_and_order():
    assert [one.call for one in rules.dangers_in("楼上打架，然后着火了", CATALOGUE)] == [
        "119",
        "110",
    ]
    assert rules.dangers_in("路灯不亮", CATALOGUE) == ()


@pytest.mark.parametrize(
    ("category", "asked", "words", "expected"),
    [
        ("fire_lane", "", "", "urgent"),
        ("lamp", "", "", "normal"),
        ("lamp", "urgent", "", "urgent"),
        ("lamp", "", "着火", "urgent"),
        ("", "", "", "normal"),
    ],
)
def test_what_makes_a_matter_urgent(category, asked, words, expected):
    dangers = rules.dangers_in(words, CATALOGUE)
    assert rules.urgency_for(CATALOGUE, category, asked, dangers) == expected


def test_a_picture_may_speak_alone_but_silence_is_refused():
    assert rules.clean_words("  ", pictures=1) == ""
    with pytest.raises(NothingSaid) as refused:
        rules.clean_words(" \n", pictures=0)
    assert refused.value.field == "words"


def test_a_place_is_known_or_described():
    assert rules.clean_place("", known=True) == ""
    assert rules.clean_place("东门\n岗亭旁", known=False) == "东门 岗亭旁"
    with pytest.raises(PlaceMissing):
        rules.clean_place(" ", known=False)


@given(st.text())
def test_cleaned_words_hold_no_control_characters(text):
    cleaned = clean(text, 10**6, "words")
    assert not any(ord(char) < 32 and char not in "\n\t" for char in cleaned)
    assert clean(cleaned, 10**6, "words") == cleaned


def test_what_is_too_long_is_refused_not_cut():
    assert len(rules.clean_words("好" * 2000, pictures=0)) == 2000
    with pytest.raises(TooLong) as refused:
        rules.clean_words("好" * 2001, pictures=0)
    assert (refused.value.data["limit"], refused.value.data["length"]) == (2000, 2001)


def test_a_title_holds_category_and_place_never_the_reporters_words():
    kind, lamp = Words("群众报事"), Words("路灯")
    assert rules.title(kind, lamp, "炉峰社区青云小区") == "路灯 · 炉峰社区青云小区"
    assert rules.title(kind, None, "") == "群众报事"
    assert rules.title(Words("任务"), None, "炉峰社区", "1.1") == "任务 1.1 · 炉峰社区"


def test_numbers_are_read_aloud():
    assert rules.shown_number("泰宁", 2026, 123) == "泰宁-2026-000123"
