"""A tiny method and a tiny context's part, through the real registry."""

from __future__ import annotations

import tomllib

from linli.kernel import trail
from linli.kernel.registry import Finding, Folder
from linli.methods.method import HeadPart, WordsPart

HEAD = """
slug = "minxi"
county = "某县"
name = "某县 · 工作法"
source = "测试"
revision = "{revision}"
date = 2026-02-20
reviewer = "测试单位"
county_code = "350000"
number_prefix = "某县"
"""

STORY = """# language: zh-CN
功能: 记数
  背景:
    假如 现在是 2026-03-02 09:00

  场景: 加起来
    当 记下 "苹果" 有 2 个
    而且 记下 "苹果" 有 3 个
    那么 "苹果" 一共 5 个

  场景大纲: 逐个
    当 记下 "<物>" 有 <数> 个
    那么 "<物>" 一共 <数> 个
    例子:
      | 物 | 数 |
      | 梨 | 1 |
      | 桃 | 4 |

  场景: 太多
    当 记下 "苹果" 有 1000 个
    那么 这一步被拒绝，代码是 kernel.invalid
    而且 "苹果" 一共 0 个
"""


class ThingsPart:
    """`things.toml`: [[things]] key, name, told."""

    name = "things"
    order = 50
    files = ("things.toml",)

    def parse(self, folder: Folder):
        if "things.toml" not in folder.files:
            return {}, [Finding("error", "things.toml", "", "things.missing", "缺少")]
        things = tomllib.loads(folder.text("things.toml")).get("things", [])
        for thing in things:
            thing["name"] = {"zh": thing["name"]}
            thing["told"] = {"zh": thing["told"]}
        return {"things": things}, []

    def check(self, document, context):
        del context
        return [
            Finding("error", "things.toml", str(number), "things.unnamed", "没有名字")
            for number, thing in enumerate(document.get("things", ()), 1)
            if not thing["name"]["zh"]
        ]

    def publish(self, document, revision, actor, now):
        data = {"revision": revision, "count": len(document["things"])}
        trail.record("things.published", actor=actor, now=now, data=data)


def parts():
    return {"method": HeadPart(), "words": WordsPart(), "things": ThingsPart()}


def files(revision="1", **changes: bytes | str | None) -> dict[str, bytes]:
    """The tiny method; `changes` by file name with `__` for `/` and `_dot_` for the dot."""
    texts: dict[str, bytes | str | None] = {
        "method.toml": HEAD.format(revision=revision),
        "words.toml": '[terms]\nmatter = "民呼"\n',
        "words.en.toml": (
            '"灯" = "Lamp"\n"{due}前修好。" = "Mended by {due}."\n"民呼" = "Call"\n'
            '"某县" = "Some county"\n"某县 · 工作法" = "Its method"\n'
        ),
        "things.toml": '[[things]]\nkey = "lamp"\nname = "灯"\ntold = "{due}前修好。"\n',
        "stories/count.feature": STORY,
    }
    for name, value in changes.items():
        texts[name.replace("__", "/").replace("_dot_", ".")] = value
    return {
        name: text.encode() if isinstance(text, str) else text
        for name, text in texts.items()
        if text is not None
    }


def folder(revision="1", **changes: bytes | str | None) -> Folder:
    return Folder(files(revision, **changes))
