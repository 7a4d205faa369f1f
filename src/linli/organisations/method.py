"""Our share of a method: `organisations.toml` — kinds, chains, duties, posts, units, covering."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.language import Words
from linli.kernel.registry import Finding, Folder, PartContext
from linli.organisations import services
from linli.organisations.rules import chain_for, definitions
from linli.organisations.terms import (
    ORGANISATION,
    PART,
    REPORTER,
    VERBS,
    Administrator,
    Definitions,
)

FILE = "organisations.toml"
FORMS = ("party", "government", "self_government", "company", "team", "society")
_STRINGS = "strings"  # a list of strings
_LINES = "lines"  # a list of words shown to people in both languages
# section -> key -> (what it is, must it be there); "words" is shown to people in both languages
SCHEMA: dict[str, dict[str, tuple[Any, bool]]] = {
    "kinds": {
        "key": (str, True), "name": ("words", True), "form": (str, True),
        "foundings": (_STRINGS, False), "over": (_STRINGS, False), "each": (str, False),
        "pattern": (str, False), "under": (str, False), "field": (str, False),
    },
    "chains": {
        "key": (str, True), "name": ("words", True), "levels": (_STRINGS, True),
        "rule": ("words", True), "duty": (str, False),
    },
    "duties": {
        "key": (str, True), "name": ("words", False), "level": (str, True),
        "verbs": (_STRINGS, False), "fallback": (str, False), "told": ("words", False),
        "required": (bool, False), "most": (int, False), "administrator": (str, False),
    },
    "posts": {
        "title": (str, True), "duties": (_STRINGS, True), "kinds": (_STRINGS, True),
        "places": (int, False), "at": (str, False),
    },
    "units": {
        "key": (str, True), "name": (str, True), "short_name": (str, False), "kind": (str, True),
        "area": (str, False), "parent": (str, False), "founding": (str, False),
    },
    "covering": {
        "key": (str, True), "name": ("words", True), "who": ("words", False),
        "over": (_STRINGS, True), "most": (int, False), "required": (bool, False),
    },
    "fields": {
        "key": (str, True), "name": ("words", True), "duties": (_LINES, False),
        "checklist": (_LINES, False), "brand": ("words", False), "honours": (_LINES, False),
    },
    "skills": {"key": (str, True), "name": ("words", True)},
    "registering": {
        "key": (str, True), "name": ("words", True), "over": (_STRINGS, True),
        "units": (_STRINGS, True), "duty": (str, False), "help": ("words", False),
    },
}  # fmt: skip


def _error(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, f"organisations.{code}", message)


def _fits(value: Any, wanted: Any) -> bool:
    if wanted in {_STRINGS, _LINES}:
        return isinstance(value, list) and all(isinstance(one, str) and one for one in value)
    if wanted == "words":
        return isinstance(value, str) and bool(value)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10_000
    return isinstance(value, wanted) and len(str(value)) <= 200


def _cleaned(value: Any, wanted: Any) -> Any:
    if wanted == _LINES:
        return [Words(one).to_json() for one in value]
    return Words(value).to_json() if wanted == "words" else value


def _row(section: str, index: int, raw: Any) -> tuple[dict[str, Any], list[Finding]]:
    """One table of the file, cleaned; what is wrong with it."""
    shape = SCHEMA[section]
    if not isinstance(raw, dict):
        return {}, [_error(f"{section}[{index + 1}]", "not_a_table", "应写成 [[…]] 表")]
    place = f"{section}[{raw.get('key') or raw.get('title') or index + 1}]"
    found: list[Finding] = []
    row: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in shape:
            found.append(_error(place, "unknown_key", f"不认识“{key}”，可用：{'、'.join(shape)}"))
        elif not _fits(value, shape[key][0]):
            found.append(_error(f"{place}.{key}", "bad_value", f"“{key}”的值写得不对：{value!r}"))
        else:
            row[key] = _cleaned(value, shape[key][0])
    missing = [key for key, (_, must) in shape.items() if must and key not in raw]
    found += [_error(place, "missing_key", f"缺少“{key}”") for key in missing]
    if "key" in row and "name" in shape and "name" not in row and not shape["name"][1]:
        row["name"] = Words(row["key"]).to_json()
    return row, found


class OrganisationsPart:
    """Kinds of organisation, chains, duties with their verbs, posts, units, kinds of covering."""

    name = PART
    order = 30
    files = (FILE,)

    def documentation(self) -> str:
        """Every table and key, for docs/methods.md."""
        return (Path(__file__).parent / "organisation_file.md").read_text(encoding="utf-8").rstrip()

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """The document, each section a list of tables. Anything unknown or misshapen is a finding;
        a file with findings of level error is never published.
        """
        if FILE not in folder.files:
            return {}, [_error("", "missing_file", "缺少 organisations.toml")]
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            return {}, [_error(str(error), "not_toml", f"不是正确的 TOML：{error}")]
        document: dict[str, Any] = {section: [] for section in SCHEMA}
        found: list[Finding] = []
        for section, rows in raw.items():
            if section not in SCHEMA or not isinstance(rows, list):
                known = "、".join(SCHEMA)
                found.append(
                    _error(section, "unknown_section", f"不认识“{section}”，可用：{known}")
                )
                continue
            seen: set[str] = set()
            for index, entry in enumerate(rows):
                row, faults = _row(section, index, entry)
                found += faults
                if row.get("key") in seen:
                    found.append(_error(f"{section}[{row['key']}]", "key_twice", "重复的 key"))
                seen.add(row.get("key") or str(index))
                document[section].append(row)
        return document, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Do all names lead somewhere, do the units obey the chains, are the administrators three
        with verbs that never overlap? Call only with a document parsed without errors.
        """
        if not document:
            return []
        defs = definitions(document)
        area_kinds = {row["key"] for row in context.documents.get("territory", {}).get("kinds", ())}
        return [
            *_check_kinds(defs, area_kinds),
            *_check_chains(defs, area_kinds),
            *_check_duties(defs, area_kinds),
            *_check_posts(defs, area_kinds),
            *_check_units(defs),
            *_check_registering(document, defs, area_kinds),
            *_check_administrators(defs),
        ]

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Found the units and posts that the document names and that do not stand yet."""
        services.publish(document=document, revision=revision, actor=actor, now=now)


def _unknown(place: str, what: str, wanted: str) -> Finding:
    return _error(place, "unknown_name", f"没有叫“{wanted}”的{what}")


def _check_kinds(defs: Definitions, area_kinds: set[str]) -> Iterator[Finding]:
    for kind in defs.kinds.values():
        place = f"kinds[{kind.key}]"
        if kind.form not in FORMS:
            yield _error(f"{place}.form", "unknown_form", f"form 只能是：{'、'.join(FORMS)}")
        for area in (*kind.over, *filter(None, (kind.each,))):
            if area_kinds and area not in area_kinds:
                yield _unknown(place, "区域种类", area)
        if kind.under and kind.under not in defs.kinds:
            yield _unknown(f"{place}.under", "组织种类", kind.under)
        if kind.of_field and kind.of_field not in defs.fields:
            yield _unknown(f"{place}.field", "领域", kind.of_field)
        if kind.each and "{area}" not in kind.pattern:
            yield _error(f"{place}.pattern", "no_area", "pattern 里要写 {area}")


def _check_chains(defs: Definitions, area_kinds: set[str]) -> Iterator[Finding]:
    for chain in defs.chains.values():
        for level in chain.levels:
            if level not in defs.kinds:
                yield _unknown(f"chains[{chain.key}].levels", "组织种类", level)
        if len(set(chain.levels)) != len(chain.levels) or not chain.levels:
            yield _error(f"chains[{chain.key}].levels", "level_twice", "每一级只能写一次")
        if chain.duty and chain.duty not in defs.duties:
            yield _unknown(f"chains[{chain.key}].duty", "职责", chain.duty)
    for cover in defs.covering.values():
        for area in cover.over:
            if area_kinds and area not in area_kinds:
                yield _unknown(f"covering[{cover.key}].over", "区域种类", area)


def _check_duties(defs: Definitions, area_kinds: set[str]) -> Iterator[Finding]:
    for duty in defs.duties.values():
        place = f"duties[{duty.key}]"
        if duty.level not in {ORGANISATION, REPORTER} and area_kinds.isdisjoint({duty.level}):
            yield _unknown(f"{place}.level", "区域种类", duty.level)
        if duty.fallback and duty.fallback not in defs.duties:
            yield _unknown(f"{place}.fallback", "职责", duty.fallback)
        for verb in sorted(duty.verbs - VERBS):
            yield _unknown(f"{place}.verbs", "权限", verb)
        if duty.level == REPORTER and duty.verbs:
            yield _error(f"{place}.verbs", "reporter_verbs", "报事人不带任何权限")
        seen, here = {duty.key}, duty
        while here.fallback in defs.duties:
            here = defs.duties[here.fallback]
            if here.key in seen:
                yield _error(f"{place}.fallback", "fallback_loop", "fallback 绕成了圈")
                break
            seen.add(here.key)


def _check_posts(defs: Definitions, area_kinds: set[str]) -> Iterator[Finding]:
    for post in defs.posts:
        place = f"posts[{post.title}]"
        for key in post.duties:
            if key not in defs.duties:
                yield _unknown(f"{place}.duties", "职责", key)
            elif defs.duties[key].level == REPORTER:
                yield _error(f"{place}.duties", "reporter_post", "报事人不是岗位")
        for key in post.kinds:
            if key not in defs.kinds:
                yield _unknown(f"{place}.kinds", "组织种类", key)
        if post.at and area_kinds and post.at not in area_kinds:
            yield _unknown(f"{place}.at", "区域种类", post.at)
        if post.places < 1:
            yield _error(f"{place}.places", "no_places", "名额至少是 1")


def _check_units(defs: Definitions) -> Iterator[Finding]:
    chains: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for unit in defs.units:
        place = f"units[{unit.key}]"
        kind = defs.kinds.get(unit.kind)
        if kind is None:
            yield _unknown(f"{place}.kind", "组织种类", unit.kind)
            continue
        if unit.parent and unit.parent not in kinds:
            yield _error(f"{place}.parent", "unknown_parent", f"“{unit.parent}”要写在它前面")
            continue
        if unit.founding and unit.founding not in kind.foundings:
            yield _unknown(f"{place}.founding", "组建方式", unit.founding)
        parent = defs.kinds[kinds[unit.parent]] if unit.parent else None
        try:
            chains[unit.key] = chain_for(kind, parent, chains.get(unit.parent, ""), defs.chains)
        except Refused as refusal:
            yield _error(f"{place}.parent", "wrong_place", refusal.message)
        kinds[unit.key] = unit.kind


def _check_registering(
    document: Mapping[str, Any], defs: Definitions, area_kinds: set[str]
) -> Iterator[Finding]:
    """双报到: one way of registering, at known areas, with a duty that some post carries there."""
    if len(document.get("registering", ())) > 1:
        yield _error("registering", "registering_twice", "报到只写一张表")
    one = defs.registering
    if one is None:
        return
    place = f"registering[{one.key}]"
    for area in one.over:
        if area_kinds and area not in area_kinds:
            yield _unknown(f"{place}.over", "区域种类", area)
    for kind in one.units:
        if kind not in defs.kinds:
            yield _unknown(f"{place}.units", "组织种类", kind)
    if one.duty and one.duty not in defs.duties:
        yield _unknown(f"{place}.duty", "职责", one.duty)
    elif one.duty and defs.duties[one.duty].level not in one.over:
        yield _error(f"{place}.duty", "wrong_level", "这项职责要在报到的那一级区域上履行")
    elif one.duty and not any(one.duty in post.duties for post in defs.posts):
        yield _error(f"{place}.duty", "no_post", f"没有岗位承担“{one.duty}”")


def _check_administrators(defs: Definitions) -> Iterator[Finding]:
    duties = [duty for duty in defs.duties.values() if duty.administrator]
    if sorted(duty.administrator for duty in duties) != sorted(Administrator):
        yield _error("duties", "not_three", "要有且只有系统、安全、审计三项管理员职责")
    for index, one in enumerate(duties):
        for other in duties[index + 1 :]:
            for verb in sorted(one.verbs & other.verbs):
                place = f"duties[{other.key}].verbs"
                yield _error(place, "overlap", f"“{verb}”已经属于“{one.key}”，三员权限不能重叠")
        for post in defs.posts:
            if one.key in post.duties and (len(post.duties) > 1 or post.at):
                yield _error(f"posts[{post.title}]", "mixed", "管理员岗位只能带这一项职责")
