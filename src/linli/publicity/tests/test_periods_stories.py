"""Golden stories of publicity on a shipped county, whose method gets a kind that publishes."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from linli.kernel.registry import Folder
from linli.matters.tests.loops import effect, procedure
from linli.methods import selectors, services
from linli.procedures.tests.engine.drawing import user, xor

OPEN = effect(
    "shown", "publicity.open",
    kind="decision", days="7 工作日", basis="村民自治章程第 12 条", text="public_words",
    title="public_title", photos="yes", duty="社区", level="community",
).replace('awaited="false"', 'awaited="true"')  # fmt: skip
RESOLVE = procedure(
    "resolve",
    user("decide", "passed", form="resolved"), OPEN, xor("which", "fails"),
    user("build", "built"), user("again", "heard"), xor("together"),
    effect("close", "matters.close", **{"as": "solved"}),
    lanes={"社区": "decide shown which build again together close"},
    flows="""start > decide > shown > which
    which > build if shown == "effective" as holds
    which > again as fails
    build > together
    again > together
    together > close > end""",
)  # fmt: skip
MATTERS = """
[[kinds]]
key = "resolve"
name = "村务决议"
procedure = "resolve"
openers = ["社区"]
[[forms]]
key = "resolved"
name = "决议内容"
[[forms.fields]]
key = "public_title"
label = "公示标题"
type = "text"
[[forms.fields]]
key = "public_words"
label = "公示内容"
type = "longtext"
required = true
"""
STORY = """# language: zh-CN
功能: 公示
  背景:
    假如现在是 2026-03-02 09:00
    并且“李社区”是“炉峰社区”的“社区”
    并且“王社区”是“炉峰社区”的“社区”
    并且“赵社区”是“和平社区”的“社区”
    当“李社区”在“炉峰社区”发起“村务决议”，内容“修停车棚”，记作“车棚”
    并且“李社区”办理“车棚”的“decide”，结果“passed”
      | 填写     | 内容                                     |
      | 公示标题 | 停车棚修建方案                           |
      | 公示内容 | 拟修停车棚 40 个车位，联系人：王五，电话 13800138000 |
    那么“停车棚修建方案”正在公示
    并且“停车棚修建方案”公示到 2026-03-11 17:30
    并且“停车棚修建方案”公示剩余 7 天
    并且“车棚”公示内容有“40 个车位”
    并且“车棚”公示内容没有“13800138000”
    并且“车棚”公示内容没有“王五”

  场景: 没有异议，公示期满，往下办
    当“李社区”把“停车棚修建方案”张贴在公开栏“社区门口”，拍了照片
    并且“停车棚修建方案”公示期满
    那么“停车棚修建方案”的公示结果是“公示期满”
    并且“车棚”停在“build”，归“炉峰社区”的“社区”办
    当“李社区”拿到“停车棚修建方案”的公示证据包
    并且“赵社区”拿到“停车棚修建方案”的公示证据包
    那么这一步被拒绝，代码是 publicity.period_not_found

  场景: 没有张贴照片，公示不能结束
    当“李社区”把“车棚”发到微信群“居民一群”
    并且“车棚”公示期满
    那么“车棚”正在公示
    当“李社区”把“车棚”张贴在公开栏“社区门口”，拍了照片
    并且过了 1 小时
    那么“车棚”的公示结果是“公示期满，生效”

  场景: 有人提异议，没有答复不能结束；不成立，照常生效
    当“李社区”把“车棚”张贴在公开栏“社区门口”，拍了照片
    并且有居民对“车棚”提出异议“挡住了消防通道”
    并且“车棚”公示期满
    那么“车棚”正在公示
    并且“李社区”看到“车棚”有 1 条异议等着答复
    当“王社区”对异议“挡住了消防通道”答复“不成立”，理由“离消防通道 6 米”
    并且过了 1 小时
    那么“车棚”的公示结果是“公示期满”
    并且提出异议“挡住了消防通道”的人查到答复“不成立”

  场景: 异议成立，改内容重新公示
    当手机 13800138009 的居民对“车棚”提出异议“车位太多”
    并且过了 2 工作日
    并且“王社区”对异议“车位太多”答复“成立”，理由“按 30 个建”
    并且“李社区”把“车棚”的公示内容改为“拟修停车棚 30 个车位”，原因“按意见核减”
    那么“停车棚修建方案”重新公示了 1 次
    并且“停车棚修建方案”公示剩余 7 天
    并且“停车棚修建方案”公示到 2026-03-13 17:30
    当“李社区”把“车棚”张贴在公开栏“社区门口”，拍了照片
    并且“车棚”公示期满
    那么“车棚”的公示结果是“公示期满”
    并且“车棚”停在“build”，归“炉峰社区”的“社区”办

  场景: 异议成立，没有改，不生效，回去再议
    当“李社区”记下到场居民对“车棚”的异议“没有开会”
    并且“王社区”对异议“没有开会”答复“成立”，理由“确实没有开会”
    并且“车棚”公示期满
    那么“车棚”的公示结果是“异议成立”
    并且“车棚”停在“again”，归“炉峰社区”的“社区”办

  场景: 自己的异议自己不能答；别的社区不能答
    当“王社区”对“车棚”提出异议“我不同意”
    并且“王社区”对异议“我不同意”答复“不成立”，理由“没有理由”
    那么这一步被拒绝，代码是 publicity.own_objection
    当“赵社区”对异议“我不同意”答复“不成立”，理由“没有理由”
    那么这一步被拒绝，代码是 kernel.not_allowed

  场景: 自己发起的公示，撤回
    当“李社区”在“炉峰社区”公示“账目”，内容“一季度账目”，时间 5 天，依据“财务公开办法”
    那么“账目”公示到 2026-03-07 23:59
    当“李社区”撤回“账目”的公示，原因“数字写错了”
    那么“账目”的公示结果是“已撤回”
"""


@pytest.fixture(scope="module")
def folder():
    shipped = selectors.read_folder(settings.HOME / "methods" / "taining")
    files = {name: data for name, data in shipped.files.items() if not name.startswith("stories/")}
    files["matters.toml"] += MATTERS.encode()
    files["procedures/resolve.bpmn"] = RESOLVE
    files["stories/publicity.feature"] = STORY.encode()
    texts = set(re.findall(r'name = "([^"]+)"|label = "([^"]+)"', MATTERS))
    texts = {one for pair in texts for one in pair if one}
    texts |= set(re.findall(r' name="([a-z_]+)"', RESOLVE.decode()))
    known = files["words.en.toml"].decode()
    for text in sorted(texts):
        if f'"{text}" =' not in known:
            files["words.en.toml"] += f'"{text}" = "In English"\n'.encode()
    return Folder(files)


@pytest.mark.django_db
def test_the_gate_takes_it(folder):
    found = selectors.check(folder).findings
    assert not [one for one in found if one.level == "error"], found


@pytest.mark.django_db
def test_the_stories_hold(folder, now):
    (results,) = services.run_stories(folder=folder, now=now)
    assert len(results.scenarios) == 7
    for one in results.scenarios:
        assert one.held, f"{one.scenario}:{one.line} {one.fault}"
