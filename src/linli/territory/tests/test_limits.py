import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.territory.terms import Limit, Unit, UnknownLimit


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("2 工作时", 2, Unit.WORK_HOUR),
        ("3工作日", 3, Unit.WORK_DAY),
        ("三个工作日", 3, Unit.WORK_DAY),
        ("十五个工作日", 15, Unit.WORK_DAY),
        ("二十天", 20, Unit.DAY),
        ("３０ 分钟", 30, Unit.MINUTE),
        ("24 小时", 24, Unit.HOUR),
        ("7 天", 7, Unit.DAY),
        ("60日", 60, Unit.DAY),
        ("PT2H", 2, Unit.HOUR),
        ("PT90M", 90, Unit.MINUTE),
        ("P3D", 3, Unit.DAY),
        ("P2W", 14, Unit.DAY),
    ],
)
def test_reads_what_people_and_files_write(text, amount, unit):
    assert Limit.parse(text) == Limit(amount, unit)


@pytest.mark.parametrize(
    "text",
    ["", "3", "工作日", "0 天", "-1 天", "1.5 工作时", "10000 天", "三十五十天", "P1M",
     "P1DT2H", "3 周 天", "3 fortnights", "٣ 天", "天" * 5000],
)  # fmt: skip
def test_refuses_what_it_cannot_read(text):
    with pytest.raises(UnknownLimit) as refusal:
        Limit.parse(text)
    assert refusal.value.code == "territory.unknown_limit"
    assert len(refusal.value.message) < 120


@given(st.integers(1, 9999), st.sampled_from(Unit))
def test_what_is_written_can_be_read_back(amount, unit):
    assert Limit.parse(str(Limit(amount, unit))) == Limit(amount, unit)


@given(st.text(max_size=12))
def test_any_text_is_a_limit_or_refused(text):
    try:
        limit = Limit.parse(text)
    except UnknownLimit:
        return
    assert 1 <= limit.amount <= 9999
