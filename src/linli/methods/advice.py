"""How to mend what the gate found, by the last word of its code. Every finding has an answer."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_ADVICE: dict[str, str | Promise] = {
    "syntax": _("打开文本编辑，看这一行和上一行：多半少了引号、括号或等号。"),
    "xml": _("打开文本编辑，看这一行：标签要成对。改不好就从现行的修订里取回这个文件。"),
    "encoding": _("用 UTF-8 编码另存，再放进来。"),
    "missing_file": _("点“加一个文件”，写上这个文件名。"),
    "file_missing": _("点“加一个文件”，写上这个文件名。"),
    "unknown_file": _("删去这个文件，或者改成规定的文件名。"),
    "missing_key": _("打开这个文件，把缺的这一项填上。"),
    "key_missing": _("打开这一项，把缺的填上。"),
    "unknown_key": _("删去这个键，或者改成认识的键。"),
    "type": _("照例子的写法改：文字要加引号，是否写 true 或 false。"),
    "wrong_type": _("照例子的写法改：文字要加引号，是否写 true 或 false，几个写成 [ ]。"),
    "bad_value": _("照这里写的例子改。"),
    "limit": _("写成“2 工作时”“3 工作日”“30 分钟”这样，或者 =名称。"),
    "timer": _("写成“1 工作日”这样，或者 =名称。"),
    "no_english": _("在“补英文”里写上这一句的英文。"),
    "placeholders": _("两边写成同样的 {…}。"),
    "unused_english": _("可以删去这一行；不删也能发布。"),
    "twice": _("改掉其中一个，让名称只出现一次。"),
    "key_twice": _("改掉其中一个，让名称只出现一次。"),
    "no_ceiling": _("写上 ceiling，如“20 工作日”；不写也能发布。"),
    "file_name": _("把文件名和流程的编号改成一样的。"),
    "cell": _("文字加引号，几个用逗号隔开；数字可以写 < 3 或 [1..5]；都行写 -。"),
    "not_drawn": _("打开流程图，把没有画出来的元素放好。"),
    "answers_missing": _("在这个环节加上 solved 和 not_solved 两个结果。"),
    "part_failed": _("对照工作法的文档看这个文件；还是不行，就把这一行报给维护人员。"),
}
_UNKNOWN = _("先把它加上，或者改成已经有的名称。")
_ELSE = _("照这句话改这个位置；保存后会马上再查一遍。")


def how_to_mend(code: str) -> str:
    """One sentence, in the reader's language, for a finding with that code."""
    last = code.rsplit(".", 1)[-1]
    if last in _ADVICE:
        return str(_ADVICE[last])
    return str(_UNKNOWN if last.startswith("unknown") else _ELSE)
