"""Two parts of a county method: its areas with their rules, and its working calendar."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from io import StringIO
from typing import Any

from linli.kernel.actor import Actor
from linli.kernel.errors import Refused
from linli.kernel.registry import Finding, Folder, PartContext
from linli.territory import rules, selectors, services
from linli.territory.terms import AreaRow, CalendarDay, DayKind, Layout, Workdays

AREAS, LAYOUT, CALENDAR = "areas.csv", "territory.toml", "calendar.toml"
COLUMNS = ("code", "name", "kind", "parent", "valid_from", "valid_to", "aliases")
_KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")
_HOURS = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")


def _error(file: str, place: str, code: str, message: str) -> Finding:
    return Finding("error", file, place, f"territory.{code}", message)


def _toml(folder: Folder, file: str) -> tuple[dict[str, Any], list[Finding]]:
    if file not in folder.files:
        return {}, [_error(file, "", "missing_file", "缺少这个文件。")]
    try:
        return tomllib.loads(folder.text(file)), []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        return {}, [_error(file, "", "not_toml", f"不是合法的 TOML：{fault}")]


class TerritoryPart:
    """`territory.toml` (kinds, endings of names, the frame) and `areas.csv` (the divisions)."""

    name = selectors.PART
    order = 10
    files = (LAYOUT, AREAS)

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        raw, found = _toml(folder, LAYOUT)
        kinds = [
            self._kind(one, i, found) for i, one in enumerate(_tables(LAYOUT, raw, "kinds", found))
        ]
        endings = [
            self._suffix(one, i, found)
            for i, one in enumerate(_tables(LAYOUT, raw, "suffixes", found))
        ]
        document: dict[str, Any] = {
            "kinds": [one for one in kinds if one],
            "suffixes": [one for one in endings if one],
            "frame": self._frame(raw, found),
            "areas": self._rows(folder, found),
        }
        found += [
            _error(LAYOUT, key, "unknown_key", f"没有“{key}”这一项。")
            for key in raw
            if key not in ("frame", "kinds", "suffixes")
        ]
        return document, found

    def _kind(self, one: dict[str, Any], index: int, found: list[Finding]) -> dict[str, Any] | None:
        place = f"kinds[{index}]"
        if not _KEY.match(str(one.get("key", ""))):
            found.append(_error(LAYOUT, place, "bad_key", "key 须由小写字母、数字、下划线组成。"))
            return None
        texts = [one.get(name, "") for name in ("name", "rule")]
        parents, digits = one.get("parents", []), one.get("digits", 0)
        ranges = one.get("ranges", [])
        flags = {"private": one.get("private", False), "addressed": one.get("addressed", True)}
        whole = (
            all(isinstance(text, str) and text for text in texts)
            and _strings(parents)
            and isinstance(digits, int)
            and isinstance(ranges, list)
            and all(_pair(pair) for pair in ranges)
            and all(isinstance(flag, bool) for flag in flags.values())
        )
        if not whole:
            message = (
                "需要 name、rule（文字）；parents 为文字列表，digits 为整数，ranges 为数对列表。"
            )
            found.append(_error(LAYOUT, f"{place} {one['key']}", "bad_kind", message))
            return None
        return {
            "key": one["key"],
            "name": {"zh": one["name"]},
            "rule": {"zh": one["rule"]},
            "parents": parents,
            "digits": digits,
            "ranges": ranges,
            **flags,
        }

    def _suffix(
        self, one: dict[str, Any], index: int, found: list[Finding]
    ) -> dict[str, Any] | None:
        official, spoken = one.get("official", []), one.get("spoken", "")
        if not (isinstance(one.get("kind"), str) and _strings(official) and official) or not (
            isinstance(spoken, str)
        ):
            message = "需要 kind（文字）和 official（文字列表）。"
            found.append(_error(LAYOUT, f"suffixes[{index}]", "bad_suffix", message))
            return None
        return {"kind": one["kind"], "official": official, "spoken": spoken}

    def _frame(self, raw: dict[str, Any], found: list[Finding]) -> list[float] | None:
        frame = raw.get("frame")
        if raw and not (
            isinstance(frame, list)
            and len(frame) == 4
            and all(isinstance(x, int | float) and not isinstance(x, bool) for x in frame)
            and -180 <= frame[0] < frame[2] <= 180
            and -90 <= frame[1] < frame[3] <= 90
        ):
            message = "需要 frame = [西, 南, 东, 北]，WGS-84 经纬度。"
            found.append(_error(LAYOUT, "frame", "bad_frame", message))
            return None
        return frame

    def _rows(self, folder: Folder, found: list[Finding]) -> list[dict[str, Any]]:
        if AREAS not in folder.files:
            found.append(_error(AREAS, "", "missing_file", "缺少这个文件。"))
            return []
        try:
            reader = csv.DictReader(StringIO(folder.text(AREAS), newline=""), strict=True)
            lines = list(reader)
        except (csv.Error, UnicodeDecodeError) as fault:
            found.append(_error(AREAS, "", "not_csv", f"不是合法的 CSV：{fault}"))
            return []
        if tuple(reader.fieldnames or ()) != COLUMNS:
            found.append(_error(AREAS, "1", "columns", f"表头应为：{','.join(COLUMNS)}"))
            return []
        rows = []
        for number, line in enumerate(lines, start=2):
            row = self._row(line, number, found)
            if row:
                rows.append(row)
        return rows

    def _row(
        self, line: dict[str, str], number: int, found: list[Finding]
    ) -> dict[str, Any] | None:
        if None in line or None in line.values():
            found.append(_error(AREAS, str(number), "cells", "这一行的列数不对。"))
            return None
        cells: dict[str, Any] = {name: line[name].strip() for name in COLUMNS}
        for name in ("valid_from", "valid_to"):
            if cells[name] or name == "valid_from":
                try:
                    date.fromisoformat(cells[name])
                except ValueError:
                    message = f"{name} 应为 2023-06-30 这样的日期。"
                    found.append(_error(AREAS, str(number), "bad_date", message))
                    return None
        cells["code"] = selectors.official(cells["code"])
        cells["parent"] = selectors.official(cells["parent"])
        cells["aliases"] = [alias for alias in re.split("[|、；;]", cells["aliases"]) if alias]
        return {**cells, "line": number}

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:  # noqa: ARG002
        """Every rule that `publish_areas` would refuse by, for all rows at once."""
        layout = rules.layout_of(document)
        found = self._check_kinds(document, layout)
        by_code: dict[str, dict[str, Any]] = {}
        for row in document["areas"]:
            if row["code"] in by_code:
                message = f"代码 {row['code']} 与第 {by_code[row['code']]['line']} 行重复。"
                found.append(_error(AREAS, str(row["line"]), "duplicate_code", message))
            by_code.setdefault(row["code"], row)
        roots = [row for row in document["areas"] if not row["parent"]]
        if document["areas"] and len(roots) != 1:
            message = f"应当恰有一个没有上级的区域（县），现在有 {len(roots)} 个。"
            found.append(_error(AREAS, "", "roots", message))
        for row in document["areas"]:
            found += self._check_row(row, by_code, layout)
        return found

    def _check_kinds(self, document: Mapping[str, Any], layout: Layout) -> list[Finding]:
        found = []
        keys = [one["key"] for one in document["kinds"]]
        found += [
            _error(LAYOUT, key, "duplicate_kind", f"种类“{key}”写了两次。")
            for key in sorted({key for key in keys if keys.count(key) > 1})
        ]
        if keys and sum(not kind.parents for kind in layout.kinds.values()) != 1:
            message = "应当恰有一种区域没有 parents（县）。"
            found.append(_error(LAYOUT, "kinds", "roots", message))
        for kind in layout.kinds.values():
            found += [
                _error(LAYOUT, kind.key, "unknown_kind", f"parents 里没有“{parent}”这个种类。")
                for parent in kind.parents
                if parent not in layout.kinds
            ]
        found += [
            _error(LAYOUT, "suffixes", "unknown_kind", f"没有“{suffix.kind}”这个种类。")
            for suffix in layout.suffixes
            if suffix.kind not in layout.kinds
        ]
        return found

    def _check_row(
        self, row: dict[str, Any], by_code: dict[str, dict[str, Any]], layout: Layout
    ) -> list[Finding]:
        place = str(row["line"])
        parent = by_code.get(row["parent"])
        if row["parent"] and parent is None:
            message = f"上级 {row['parent']} 不在表里。"
            return [_error(AREAS, place, "unknown_parent", message)]
        try:
            one = area_row(row)
            rules.check_row(one, layout)
            rules.check_parent(
                one, parent["kind"] if parent else None, parent["name"] if parent else "", layout
            )
        except Refused as refusal:
            return [Finding("error", AREAS, place, refusal.code, refusal.message)]
        return []

    def publish(
        self,
        document: Mapping[str, Any],
        revision: str,  # noqa: ARG002
        actor: Actor,
        now: datetime,
    ) -> None:
        services.publish_areas(
            rows=[area_row(row) for row in document["areas"]],
            actor=actor,
            now=now,
            layout=rules.layout_of(document),
        )

    def documentation(self) -> str:
        """The two files for `docs/methods.md`."""
        return (
            "`territory.toml`：区域的种类、名称的结尾和县的范围。\n\n"
            "| 键 | 意思 |\n|---|---|\n"
            "| `frame` | `[西, 南, 东, 北]`，WGS-84 经纬度；范围之外的坐标一律不收 |\n"
            "| `[[kinds]]` `key` `name` `rule` | 种类；`rule` 是上级不对时给人看的规则 |\n"
            "| `parents` | 可以做上级的种类；恰有一种没有上级（县） |\n"
            "| `digits` `ranges` | 官方代码的位数，末三位的号段；自编代码不写 |\n"
            "| `private` | `true`：不对外显示（户） |\n"
            "| `addressed` | `false`：写地址时不写这一级（网格、楼段） |\n"
            "| `[[suffixes]]` `kind` `official` `spoken` | 正式名称的结尾，平时的叫法 |\n\n"
            f"`areas.csv`：表头 `{','.join(COLUMNS)}`。代码 6、9、12 位（或补零到 12 位）；"
            "`aliases` 用 `|` 分隔；撤销的区域写 `valid_to`，不删行。\n"
        )


class CalendarPart:
    """`calendar.toml`: office hours, the years of the national table, days of the county's own."""

    name = "calendar"
    order = 11
    files = (CALENDAR,)

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        raw, found = _toml(folder, CALENDAR)
        if not raw:
            return {"spans": [], "years": [], "days": [], "move_rest_end": False}, found
        years = _table(raw, "years", found).get("national", [])
        if not (isinstance(years, list) and all(type(one) is int for one in years)):
            found.append(_error(CALENDAR, "years.national", "bad_years", "应为年份列表。"))
            years = []
        move = _table(raw, "natural_days", found).get("move_off_rest_days", False)
        if not isinstance(move, bool):
            message = "应为 true 或 false。"
            found.append(_error(CALENDAR, "natural_days.move_off_rest_days", "bad_value", message))
        found += [
            _error(CALENDAR, key, "unknown_key", f"没有“{key}”这一节。")
            for key in raw
            if key not in ("office", "years", "natural_days", "days")
        ]
        days = [
            self._day(one, i, found) for i, one in enumerate(_tables(CALENDAR, raw, "days", found))
        ]
        return {
            "spans": self._spans(raw, found),
            "years": years,
            "days": [one for one in days if one],
            "move_rest_end": move is True,
        }, found

    def _spans(self, raw: dict[str, Any], found: list[Finding]) -> list[list[str]]:
        texts = _table(raw, "office", found).get("spans", [])
        fits = [_HOURS.match(str(text)) for text in texts] if isinstance(texts, list) else []
        if not fits or not all(fits):
            message = '应写成 spans = ["08:00-12:00", "14:30-17:30"]。'
            found.append(_error(CALENDAR, "office.spans", "bad_spans", message))
            return []
        return [text.split("-") for text in texts]

    def _day(self, one: dict[str, Any], index: int, found: list[Finding]) -> dict[str, str] | None:
        day, kind, note = one.get("date"), one.get("kind"), one.get("note", "")
        if type(day) is not date or kind not in ("work", "rest") or not isinstance(note, str):
            message = '应写成 date = 2026-05-04、kind = "work" 或 "rest"、note = "原因"。'
            found.append(_error(CALENDAR, f"days[{index}]", "bad_day", message))
            return None
        return {"date": day.isoformat(), "kind": kind, "note": note[:100]}

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:  # noqa: ARG002
        if not document["spans"]:
            return []  # said by parse
        found = []
        try:
            Workdays({}, _clocks(document["spans"]), frozenset())
        except Refused as refusal:
            found.append(Finding("error", CALENDAR, "office.spans", refusal.code, refusal.message))
        days = [one["date"] for one in document["days"]]
        found += [
            _error(CALENDAR, f"days {day}", "duplicate_day", "这一天写了两次。")
            for day in sorted({day for day in days if days.count(day) > 1})
        ]
        found += [
            Finding(
                "warning", CALENDAR, "years.national", "territory.unknown_year",
                f"国家节假日表里还没有 {year} 年，时限暂按周一至周五计算。",
            )
            for year in document["years"]
            if not services.knows_year(year)
        ]  # fmt: skip
        return found

    def publish(
        self,
        document: Mapping[str, Any],
        revision: str,  # noqa: ARG002
        actor: Actor,
        now: datetime,
    ) -> None:
        services.publish_calendar(
            spans=_clocks(document["spans"]),
            days=[
                CalendarDay(date.fromisoformat(one["date"]), DayKind(one["kind"]), one["note"])
                for one in document["days"]
            ],
            years=document["years"],
            move_rest_end=document["move_rest_end"],
            actor=actor,
            now=now,
        )

    def documentation(self) -> str:
        """The file for `docs/methods.md`."""
        return (
            "`calendar.toml`：本县的工作时间。\n\n| 键 | 意思 |\n|---|---|\n"
            '| `[office]` `spans` | 每个工作日的办公时间，如 `["08:00-12:00", "14:30-17:30"]` |\n'
            "| `[years]` `national` | 采用国家节假日表的年份 |\n"
            "| `[natural_days]` `move_off_rest_days` | 按自然日的时限遇休息日是否顺延 |\n"
            "| `[[days]]` `date` `kind` `note` | 与全国不同的日子，`work` 或 `rest` |\n"
        )


def area_row(row: Mapping[str, Any]) -> AreaRow:
    """A row of the document as `publish_areas` takes it."""
    return AreaRow(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        parent=row["parent"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        aliases=tuple(row["aliases"]),
    )


def _clocks(spans: list[list[str]]) -> tuple[tuple[time, time], ...]:
    return tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans)


def _tables(
    file: str, raw: dict[str, Any], name: str, found: list[Finding]
) -> list[dict[str, Any]]:
    value = raw.get(name, [])
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return value
    found.append(_error(file, name, "not_tables", f"应写成 [[{name}]]。"))
    return []


def _table(raw: dict[str, Any], name: str, found: list[Finding]) -> dict[str, Any]:
    value = raw.get(name, {})
    if isinstance(value, dict):
        return value
    found.append(_error(CALENDAR, name, "not_a_table", f"应写成 [{name}]。"))
    return {}


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(type(one) is int for one in value)
