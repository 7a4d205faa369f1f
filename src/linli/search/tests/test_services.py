import random
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.search.models import Entry
from linli.search.selectors import find
from linli.search.services import index, purge, remove
from linli.search.terms import Hit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ROOT = "350429."


def staff(path=None, organisation=None):
    grant = Grant("d", frozenset({"matters.see"}), area_path=path, organisation_id=organisation)
    return Actor(kind="staff", account_id=uuid4(), grants=(grant,))


def put(words, *, path=ROOT, kind="matter", organisation=None):
    number = uuid4()
    index(kind=kind, id=number, area_path=path, organisation_id=organisation, words=words, now=NOW)
    return number


def ask(text, actor=SYSTEM, kinds=(), limit=20):
    return [hit.id for hit in find(actor, text, verb="matters.see", kinds=kinds, limit=limit)]


def test_newest_first_and_all_words():
    first = put("东门楼道漏水，没人管")
    second = put("楼道灯坏了，水管也漏水")
    put("垃圾没有清")
    assert ask("漏水") == [second, first]
    assert ask("漏水 灯") == [second]
    assert ask("漏水", limit=1) == [second]


def test_three_characters_stand_side_by_side():
    put("楼道漏水。水了解一下")
    right = put("漏水了")
    assert ask("漏水了") == [right]


def test_one_character_is_found_anywhere():
    ids = [put("漏"), put("漏水"), put("屋顶渗漏"), put("渗漏点")]
    put("无关")
    assert ask("漏") == ids[::-1]


def test_numbers_and_latin_words():
    one = put("3栋502，WiFi 坏了，泰宁-2026-000123")
    assert ask("wifi") == [one]
    assert ask("ＷＩＦＩ") == [one]
    assert ask("000123") == [one]
    assert ask("3栋") == [one]
    assert ask("30") == []


def test_scope_is_the_place_or_the_organisation():
    unit = uuid4()
    inside = put("漏水", path=ROOT + "100.")
    beside = put("漏水", path=ROOT + "1001.")
    called = put("漏水", path=ROOT + "200.", organisation=unit)
    assert ask("漏水", staff(ROOT)) == [called, beside, inside]
    assert ask("漏水", staff(ROOT + "100.")) == [inside]
    assert ask("漏水", staff(organisation=unit)) == [called]
    assert ask("漏水", ANONYMOUS) == []
    assert find(staff(ROOT), "漏水", verb="other.see") == ()


def test_kinds_filter():
    matter, household = put("张家"), put("张家", kind="household")
    assert find(SYSTEM, "张家", verb="v", kinds=["household"]) == (Hit("household", household),)
    assert ask("张家") == [household, matter]


def test_texts_are_kept_apart():
    put(["小区东", "门口"])
    assert ask("东门") == []


def test_writing_again_replaces_and_keeps_the_place():
    old = put("漏水")
    new = put("漏水")
    index(kind="matter", id=old, area_path=ROOT, words="漏水 修好", now=NOW)
    assert ask("漏水") == [new, old]
    assert ask("修好") == [old]
    index(kind="matter", id=old, area_path=ROOT, words="别的", now=NOW)
    assert ask("漏水") == [new]


def test_removing_erases_every_token():
    gone = put("张三的电话")
    kept = put("张三丰")
    remove("matter", gone)
    assert ask("张三") == [kept]
    assert ask("电话") == []
    assert not Entry.objects.filter(object_id=gone).exists()
    remove("matter", gone)
    purge()
    assert ask("张三") == [kept]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT block FROM search_entry_fts_data")
            blocks = b"".join(bytes(row[0]) for row in cursor.fetchall())
        assert "电话".encode() not in blocks
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_entry_fts(search_entry_fts) VALUES('integrity-check')"
            )


def test_one_statement_to_index_and_one_to_find(django_assert_num_queries):
    with django_assert_num_queries(1):
        number = put("漏水")
    with django_assert_num_queries(1):
        index(kind="matter", id=number, area_path=ROOT, words="漏水了", now=NOW)
    with django_assert_num_queries(1):
        assert ask("漏水", staff(ROOT)) == [number]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
def test_no_text_is_an_error(text):
    index(kind="matter", id=UUID(int=1), area_path=ROOT, words=text, now=NOW)
    ask(text)


@pytest.mark.parametrize(
    "text",
    [
        "' OR 1=1 --",
        '"*" NEAR(',
        "a & | ! ( <-> )",
        "'\\\\'",
        "漏:*",
        "\x00漏水\x00",
        "ﷺ",
        "%s %(a)s",
        "*",
        "a" * 9999,
    ],
)
def test_hostile_queries_find_or_find_nothing(text):
    put("漏水")
    assert len(ask(text)) <= 1


def corpus(count, seed=1):
    rng = random.Random(seed)
    chars = "楼道漏水灯坏了电梯井盖路面垃圾噪音停车邻里小区东西南北门口老人孩子狗叫声夜里修理人"
    return ["".join(rng.choices(chars, k=48)) for _ in range(count)]


@pytest.mark.slow
def test_equals_a_substring_scan_over_many_rows_and_stays_quick():
    texts = corpus(20_000)
    ids = [UUID(int=number + 1) for number in range(len(texts))]
    for number, text in zip(ids, texts, strict=True):
        index(kind="matter", id=number, area_path=ROOT, words=text, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for word in ("漏水", "电梯", "门口", "狗叫", "楼道漏", "漏水灯坏"):
        right = [number for number, text in zip(ids, texts, strict=True) if word in text][::-1]
        assert ask(word, limit=50_000) == right
        began = time.perf_counter()
        assert ask(word) == right[:20]
        assert time.perf_counter() - began < 0.25
