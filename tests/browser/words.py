"""The words a journey reads on the screen: Chinese as written, English from the catalogues.

A journey names what it looks for in Chinese. In English it looks for the translation that the
product ships; a word that nobody translated fails the journey by name.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache

import polib

from .scene import COUNTY, PEOPLE, UNITS
from .server import HOME
from .shop_scene import CLERK, MART

HAN = re.compile(r"[\u3400-\u9fff]")
MASKED = re.compile(r"[\u3400-\u9fff]{1,2}○+")  # what is shown of a person's name
QUOTED = re.compile("“[^”]*”")  # the reader's own words
TITLE = re.compile(r"[\u3400-\u9fff]+ · ")  # titles are kept as they were when the matter came in


@cache
def english() -> dict[str, str]:
    """Every Chinese text with its English: the contexts' catalogues, then the county's method."""
    found: dict[str, str] = {}
    for path in sorted((HOME / "src" / "linli").glob("*/locale/en/LC_MESSAGES/django.po")):
        found |= {one.msgid: one.msgstr for one in polib.pofile(str(path)) if one.msgstr}
    method = HOME / "methods" / COUNTY / "words.en.toml"
    return found | tomllib.loads(method.read_text(encoding="utf-8"))


def say(language: str, chinese: str, **values: object) -> str:
    """The text in that language, with `%(name)s` and `{name}` filled in."""
    if language == "en":
        assert chinese in english(), f"no English for “{chinese}”"
        text = english()[chinese]
    else:
        text = chinese
    for name, value in values.items():
        text = re.sub(rf"%\({name}\)[sd]|{{{name}}}", str(value), text)
    return text


@cache
def proper_names() -> tuple[str, ...]:
    """Names of people, units and places: they stay Chinese in English, longest first."""
    organisations = (HOME / "methods" / COUNTY / "organisations.toml").read_text(encoding="utf-8")
    units = tomllib.loads(organisations)["units"]
    names = {
        "中文",
        "泰宁县",
        "邻里",
        "杉城镇",
        "炉峰社区",
        "青云小区",
        "青云1格",
        "青云2格",
        "3号楼",
        CLERK,
        MART,
    }
    names |= {one[key] for one in units for key in ("name", "short_name") if key in one}
    names |= {name for name, _kind, _place in UNITS} | {name for name, _ in PEOPLE.values()}
    return tuple(sorted(names, key=len, reverse=True))


def left_chinese(texts: list[str]) -> list[str]:
    """Those of the texts that still hold Chinese once proper names are taken out."""
    result = []
    for text in texts:
        rest = MASKED.sub("", QUOTED.sub("", TITLE.sub("", text)))
        for name in proper_names():
            rest = rest.replace(name, "")
        if HAN.search(rest):
            result.append(text)
    return result
