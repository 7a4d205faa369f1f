"""Names, numbers and masks, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.people import rules
from linli.people.terms import BadAddress, BadIdNumber, BadName, BadPhone, BadUsername


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("张三", "张三"),
        ("  张   三 ", "张 三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("Anna-Maria O'Neil", "Anna-Maria O'Neil"),
        ("José", "José"),
        ("", ""),
    ],
)
def test_names_are_cleaned(typed, name):
    assert rules.clean_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "张\u202e三",
        "张\x00三",
        "张三1",
        "张三😀",
        "·张",
        "\u3164",
        "a\u0301\u0301\u0301\u0301",
        "张" * 41,
        "'; DROP TABLE--",
    ],
)
def test_hostile_names_are_refused(typed):
    with pytest.raises(BadName):
        rules.clean_name(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13800000012", "13800000012"),
        ("138 0000 0012", "13800000012"),
        ("+86 138-0000-0012", "13800000012"),
        ("008613800000012", "13800000012"),
        ("8613800000012", "13800000012"),
        ("１３８００００００１２", "13800000012"),
        ("0598-7832345", "05987832345"),
        ("(0598) 7832345", "05987832345"),
        ("+86 598 783 2345", "05987832345"),
        ("010-12345678"[:4] + "62345678", "01062345678"),
        ("400-123-4567", "4001234567"),
        ("", ""),
    ],
)
def test_phones_are_normalised(typed, digits):
    assert rules.clean_phone(typed) == digits


@pytest.mark.parametrize(
    "typed",
    [
        "12800000012", "1380000001", "138000000123", "7832345", "+1 212 555 0100", "13800000012x",
        "0598-0832345", "1" * 60, "138\u202e00000012", "110",
    ],
)  # fmt: skip
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(BadPhone):
        rules.clean_phone(typed)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张○"),
        ("张三丰", "张○○"),
        ("欧阳修", "欧阳○"),
        ("欧阳", "欧○"),
        ("司马相如", "司马○○"),
        ("阿依古丽·买买提", "阿○○"),
        ("Anna Schmidt", "A○○"),
        ("张", "○"),
        ("", ""),
    ],
)
def test_names_are_masked(name, masked):
    assert rules.mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000012", "138****0012"),
        ("05987832345", "0598****345"),
        ("01062345678", "010****678"),
        ("4001234567", "400****567"),
        ("", ""),
    ],
)
def test_phones_are_masked(phone, masked):
    assert rules.mask_phone(phone) == masked


def test_id_numbers_need_a_date_and_a_check_character():
    assert rules.clean_id_number("11010519491231002x") == "11010519491231002X"
    for wrong in ("110105194912310021", "11010519491331002X", "1101051949123100", "abc"):
        with pytest.raises(BadIdNumber):
            rules.clean_id_number(wrong)
    assert rules.mask_id_number("11010519491231002X") == "110105***********X"


def test_addresses_are_one_visible_line():
    assert rules.clean_address(" 青云小区\n3 号楼 ") == "青云小区 3 号楼"
    for wrong in ("<b>", "三\u202e", "长" * 121):
        with pytest.raises(BadAddress):
            rules.clean_address(wrong)


def test_usernames_are_plain():
    assert rules.clean_username(" Zhang.San ") == "zhang.san"
    for wrong in ("张三", "ab", "1abc", "a b c", "аdmin", "a" * 41):  # the fifth begins in Cyrillic
        with pytest.raises(BadUsername):
            rules.clean_username(wrong)


def test_passwords_are_counted_by_kinds_of_character():
    assert rules.password_classes("abcdefgh") == 1
    assert rules.password_classes("Abcdefg1") == 3
    assert rules.password_classes("Abc-efg1") == 4


def test_passwords_grow_old():
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert not rules.password_too_old(now - timedelta(days=90), now, 90)
    assert rules.password_too_old(now - timedelta(days=90, seconds=1), now, 90)
    assert rules.password_too_old(None, now, 90)
    assert not rules.password_too_old(None, now, 0)


def test_who_needs_a_second_factor():
    assert rules.needs_second_factor({"matters.see", "people.reveal"})
    assert rules.needs_second_factor({"trail.read"})
    assert not rules.needs_second_factor({"matters.see", "files.see"})
