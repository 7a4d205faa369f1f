import pytest
from django.db import transaction

from linli.kernel import registry
from linli.kernel.errors import Invalid
from linli.kernel.models import Counter, TrailLine
from linli.kernel.stories import compile_phrase
from linli.methods import selectors, services
from linli.methods.models import MethodRevision
from linli.methods.terms import GateClosed, StoryUnreadable
from linli.methods.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny")]

committed = []


def note(world, thing, count):
    row, _made = Counter.objects.get_or_create(name=thing)
    row.value += int(count)
    row.save()
    transaction.on_commit(lambda: committed.append(thing))
    if int(count) > 100:
        raise Invalid


def total(world, thing, count):
    found = Counter.objects.filter(name=thing).values_list("value", flat=True).first() or 0
    assert found == int(count), f"{thing}：{found}"


def table(world):
    assert world.table == ({"物": "梨", "数": "1"},)
    assert world.text == ""


def tell(world, who):
    world.things["told"] = world.text


@pytest.fixture(autouse=True)
def phrases(monkeypatch):
    committed.clear()
    entries = dict(registry.story_phrases._entries)
    for function, pattern in (
        (note, "记下 “{thing}” 有 {count} 个"),
        (total, "“{thing}” 一共 {count} 个"),
        (table, "有这些东西"),
        (tell, "告诉{who}"),
    ):
        entries[f"things.{function.__name__}"] = compile_phrase(pattern, function)
    monkeypatch.setattr(registry.story_phrases, "_entries", entries)


def run(now, *lines, **changes):
    text = "\n".join(
        ("# language: zh-CN", "功能: 试", "  场景: 一", *(f"    {one}" for one in lines))
    )
    folder = factories.folder(stories__count_dot_feature=text, **changes)
    ((scenario,),) = [one.scenarios for one in services.run_stories(folder=folder, now=now)]
    return scenario


def test_stories_are_played_and_leave_nothing(now):
    heard = []
    (results,) = services.run_stories(folder=factories.folder(), now=now, progress=heard.append)
    assert [(one.scenario, one.fault) for one in results.scenarios] == [
        ("加起来", ""),
        ("逐个", ""),
        ("逐个", ""),
        ("太多", ""),
    ]
    assert results.held
    assert heard == list(results.scenarios)
    assert committed == ["苹果", "苹果", "梨", "桃"]
    assert not MethodRevision.objects.exists()
    assert not Counter.objects.exists()
    assert not TrailLine.objects.exists()
    assert selectors.head() == {}


def test_an_unknown_sentence_names_the_nearest(now):
    scenario = run(now, '当 记下了 "苹果" 有 2 个')
    assert scenario.line == 4
    assert "没有这样的句子" in scenario.fault
    assert "记下 “{thing}” 有 {count} 个" in scenario.fault


def test_what_does_not_hold_is_told_with_its_line(now):
    scenario = run(now, '当 记下 "苹果" 有 2 个', '那么 "苹果" 一共 3 个')
    assert (scenario.held, scenario.line) == (False, 5)
    assert scenario.fault.startswith("苹果：2")


def test_a_refusal_that_nobody_mentions_fails_the_scenario(now):
    assert "invalid" in run(now, '当 记下 "苹果" 有 101 个', '那么 "苹果" 一共 0 个').fault
    assert "invalid" in run(now, '假如 记下 "苹果" 有 101 个').fault
    assert "没有被拒绝" in run(now, '当 记下 "苹果" 有 1 个', "那么 这一步被拒绝，代码是 x").fault
    wrong = run(now, '当 记下 "苹果" 有 101 个', "那么 这一步被拒绝，代码是 x").fault
    assert "拒绝的代码是 kernel.invalid" in wrong


def test_a_bug_in_a_phrase_is_told_with_its_trace(now):
    assert "ValueError" in run(now, '当 记下 "苹果" 有 x 个').fault


def test_tables_reach_the_phrase(now):
    assert run(now, "假如 有这些东西", "  | 物 | 数 |", "  | 梨 | 1 |").fault == ""


def test_a_story_that_cannot_be_read_is_refused(now):
    folder = factories.folder(stories__count_dot_feature="胡说")
    with pytest.raises(StoryUnreadable):
        services.scenarios(folder)
    with pytest.raises(GateClosed):
        services.run_stories(folder=folder, now=now)


def test_the_clock_cannot_run_back(now):
    assert "时间不能倒流" in run(now, "当 时间到了 2026-03-01 09:00").fault
