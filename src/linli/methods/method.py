"""The two parts that belong to no other context: the method's head and its words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.kernel.actor import Actor
from linli.kernel.registry import Finding, Folder, KeyShape, PartContext
from linli.methods.rules import error, warning


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a file: what it must look like, and what to tell who writes it."""

    name: str
    pattern: str
    meaning: str
    example: str
    required: bool = True


HEAD = (
    Key("slug", r"[a-z][a-z0-9_]{1,39}", "文件夹的名字，也是 LINLI_COUNTY", "mycounty"),
    Key("county", r".{2,20}", "县名，显示在每一页", "某某县"),
    Key("name", r".{2,40}", "工作法的名字，给人看", "近邻党建工作法"),
    Key("source", r".{2,400}", "工作法从哪里来：文件、文号或公开报道", "县委组织部公开报道"),
    Key("revision", r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}", "修订号；内容变了就要换", "2026.1"),
    Key("date", r"\d{4}-\d{2}-\d{2}", "这一修订的日期", "2026-02-20"),
    Key("reviewer", r".{2,60}", "谁审定（单位或职务，不写个人姓名）", "县委组织部组织科"),
    Key("county_code", r"\d{6}", "县级行政区划代码", "350429"),
    Key("number_prefix", r"[\w]{1,8}", "事项编号的字头", "某某"),
    Key(
        "published_by",
        "anyone|another",
        "谁可以发布草稿：anyone 改的人自己也行（不写就是这样），another 要另一个人",
        "another",
        required=False,
    ),
)

# The platform's terms that a county may call by its own name. `docs/words.md` has the meanings.
TERMS = {
    "matter": "事项",
    "step": "步骤",
    "run": "办理过程",
    "call": "呼叫",
    "list": "清单",
    "grid": "网格",
    "community": "社区（村）",
    "estate": "小区",
    "building": "楼栋",
    "household": "户",
    "grid_member": "网格员",
    "grid_head": "网格长",
    "building_head": "楼栋长",
    "member": "党员",
    "volunteer": "志愿者",
    "alliance": "联盟",
    "joint_meeting": "联席会议",
    "department": "部门",
    "reporter": "报事人",
    "work_list": "我的待办",
    "rating": "评价",
    "publicity": "公开",
}


def _table(folder: Folder, file: str) -> tuple[dict[str, Any], list[Finding]]:
    if file not in folder.files:
        return {}, [error(file, "", "methods.missing_file", "缺少这个文件。")]
    return tomllib.loads(folder.text(file)), []


class HeadPart:
    """`method.toml`: whose method this is, where it comes from, who answers for it."""

    name = "method"
    order = 0
    files = ("method.toml",)

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        raw, found = _table(folder, "method.toml")
        document: dict[str, Any] = {}
        known = {key.name: key for key in HEAD}
        found += [
            error("method.toml", name, "methods.unknown_key", "没有这个键。")
            for name in raw
            if name not in known
        ]
        for key in HEAD if raw else ():
            if key.name not in raw and not key.required:
                continue
            value = raw.get(key.name, "")
            text = value.isoformat() if isinstance(value, date) else value
            if not isinstance(text, str):
                found.append(error("method.toml", key.name, "methods.type", "应当是文字。"))
            elif not text:
                found.append(
                    error("method.toml", key.name, "methods.missing_key", f"缺少：{key.meaning}。")
                )
            elif not re.fullmatch(key.pattern, text):
                found.append(
                    error(
                        "method.toml",
                        key.name,
                        "methods.bad_value",
                        f"“{text[:60]}”不合要求（{key.meaning}，如 {key.example}）。",
                    )
                )
            else:
                document[key.name] = {"zh": text} if key.name in {"county", "name"} else text
        return document, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:  # noqa: ARG002
        try:
            date.fromisoformat(document.get("date", "2026-01-01"))
        except ValueError:
            return [error("method.toml", "date", "methods.bad_value", "没有这一天。")]
        return []

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """The stored document is all there is."""

    def shapes(self) -> Mapping[str, Mapping[str, Mapping[str, KeyShape]]]:
        """For the method desk."""
        return {
            "method.toml": {
                "": {key.name: KeyShape("text", key.required, key.meaning) for key in HEAD}
            }
        }

    def documentation(self) -> str:
        """The file for `docs/methods.md`."""
        rows = "\n".join(
            f"| `{key.name}` | 文字，`{key.pattern.replace('|', chr(92) + '|')}` | {key.meaning} | "
            f"`{key.example}` |"
            for key in HEAD
        )
        example = "\n".join(f'{key.name} = "{key.example}"' for key in HEAD)
        return (
            "`method.toml`：工作法的来历。除了最后一个，都要有；没有别的键。\n\n"
            f"| 键 | 类型 | 意思 | 例 |\n|---|---|---|---|\n{rows}\n\n"
            f"```toml\n{example}\n```\n"
        )


class WordsPart:
    """`words.toml`, the county's own names for the platform's terms, and `words.en.toml`, the
    English of everything that the method writes in Chinese."""

    name = "words"
    order = 1
    files = ("words.toml", "words.en.toml")

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        found: list[Finding] = []
        terms: dict[str, Any] = {}
        raw = tomllib.loads(folder.text("words.toml")) if "words.toml" in folder.files else {}
        found += [
            error("words.toml", name, "methods.unknown_key", "只有 [terms] 一节。")
            for name in raw
            if name != "terms"
        ]
        table = raw.get("terms", {})
        for name, value in (table if isinstance(table, dict) else {}).items():
            if name not in TERMS:
                message = f"平台没有这个词，只有：{'、'.join(TERMS)}。"
                found.append(error("words.toml", f"terms.{name}", "methods.unknown_key", message))
            elif not isinstance(value, str) or not 0 < len(value) <= 20:
                message = "应当是 1 到 20 个字。"
                found.append(error("words.toml", f"terms.{name}", "methods.bad_value", message))
            else:
                terms[name] = {"zh": value}
        english, faults = self._english(folder)
        return {"terms": terms, "english": english}, found + faults

    def _english(self, folder: Folder) -> tuple[dict[str, str], list[Finding]]:
        file = "words.en.toml"
        if file not in folder.files:
            return {}, [warning(file, "", "methods.missing_file", "没有英文：缺少这个文件。")]
        english: dict[str, str] = {}
        found = []
        for zh, en in tomllib.loads(folder.text(file)).items():
            if not isinstance(en, str) or not en.strip():
                found.append(error(file, zh, "methods.bad_value", "右边应当是英文。"))
            else:
                english[zh] = en
        return english, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:  # noqa: ARG002
        return []

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """The stored document is all there is."""

    def shapes(self) -> Mapping[str, Mapping[str, Mapping[str, KeyShape]]]:
        """For the method desk."""
        keys = {key: KeyShape("text", help=meaning) for key, meaning in TERMS.items()}
        return {"words.toml": {"terms": keys}}

    def documentation(self) -> str:
        """The two files for `docs/methods.md`."""
        rows = "\n".join(f"| `{key}` | {meaning} |" for key, meaning in TERMS.items())
        return (
            "`words.toml`：本县怎么叫平台的这些词。都可以不写，不写就用平台的叫法；"
            "每个 1 到 20 个字。\n\n"
            f"| `[terms]` 里的键 | 平台的叫法 |\n|---|---|\n{rows}\n\n"
            '```toml\n[terms]\nmatter = "民呼事项"\n```\n\n'
            "`words.en.toml`：工作法里每一句中文的英文，以中文为键。群众会看到的必须有（缺了是错误），"
            "其他缺了是提醒；两边的 `{…}` 必须一致。\n\n"
            '```toml\n"路灯不亮" = "Street light out"\n"网格员{due}前联系您。" = '
            '"The grid member will contact you by {due}."\n```\n'
        )
