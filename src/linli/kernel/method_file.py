"""A context's TOML file of a method: tables of rows whose keys are stated, read and refused alike.

    FILE = MethodFile("gatherings.toml", "gatherings")
    SECTION = Section("pledges", SHAPE, inner, rules, check)

    class GatheringsPart(TablePart):
        name, order, file, sections, guide = "gatherings", 75, FILE, SECTIONS, Path(...)

A file may be missing: its document is then empty. Whatever a row holds is hostile until it has
been through `MethodFile.clean`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from linli.kernel.actor import Actor
from linli.kernel.language import Words
from linli.kernel.registry import Finding, Folder, PartContext

# What a key may hold, beside `str` (1–400 characters), `int` (0 up to MOST) and `bool`.
WORDS, WORDS_LIST, STRINGS, NUMBERS, TABLES, DATE, TEXT, DECIMAL = (
    "words", "words_list", "strings", "numbers", "tables", "date", "text", "decimal",
)  # fmt: skip
MOST = 1_000_000

Shape = Mapping[str, tuple[Any, bool]]  # key -> (what it is, must it be there)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the file. `inner`: shapes of the tables inside it by key; `rules`: what is wrong
    with a row by itself; `check`: names that lead nowhere; `unique`: its `key` stands once."""

    name: str
    shape: Shape
    inner: Mapping[str, Shape] = field(default_factory=dict)
    rules: Callable[[Row, str], Iterator[Finding]] | None = None
    check: Callable[[Row, str, Mapping[str, Any], PartContext], Iterator[Finding]] | None = None
    unique: bool = True


@dataclass(frozen=True, slots=True)
class MethodFile:
    """A file by name, and the first word of its findings' codes."""

    name: str
    prefix: str

    def error(self, place: str, code: str, message: str) -> Finding:
        return Finding("error", self.name, place, f"{self.prefix}.{code}", message)

    def clean(self, section: Section, index: int, raw: Any) -> tuple[Row, list[Finding]]:
        """One row, with names as words; and what is wrong with it."""
        named = raw.get("key") if isinstance(raw, dict) else None
        place = f"{section.name}[{named or index}]"
        row, found = self._table(section.shape, raw, place)
        for key, shape in section.inner.items():
            tables = []
            for number, entry in enumerate(row.get(key, ()), start=1):
                inner, faults = self._table(shape, entry, f"{place}.{key}[{number}]")
                tables.append(inner)
                found += faults
            if key in row:
                row[key] = tables
        if not found and section.rules is not None:
            found += section.rules(row, place)
        return row, found

    def _table(self, shape: Shape, raw: Any, place: str) -> tuple[Row, list[Finding]]:
        if not isinstance(raw, dict):
            return {}, [self.error(place, "not_a_table", "应写成一张表")]
        row: Row = {}
        found: list[Finding] = []
        for key, value in raw.items():
            at = f"{place}.{key}"
            if key not in shape:
                shown = "、".join(shape)
                found.append(self.error(at, "unknown_key", f"不认识“{key}”，可用：{shown}"))
            elif not _fits(value, shape[key][0]):
                found.append(self.error(at, "bad_value", f"“{key}”的值写得不对：{value!r}"))
            else:
                row[key] = _named(value, shape[key][0])
        missing = [key for key, (_, must) in shape.items() if must and key not in raw]
        found += [self.error(place, "missing_key", f"缺少“{key}”") for key in missing]
        return row, found

    def twice(self, section: Section, rows: list[Row]) -> list[Finding]:
        """A finding for each key that stood before."""
        if not section.unique:
            return []
        keys = [row.get("key") for row in rows]
        return [
            self.error(f"{section.name}[{index}].key", "key_twice", f"“{key}”重复了")
            for index, key in enumerate(keys, start=1)
            if key in keys[: index - 1]
        ]

    def unknown(
        self, place: str, what: str, names: Iterable[str], there: set[str]
    ) -> Iterator[Finding]:
        """A finding for each name that is not there."""
        for name in names:
            if name not in there:
                shown = "、".join(sorted(there)[:20])
                yield self.error(place, "unknown_name", f"没有{what}“{name}”，可用：{shown}")


class TablePart:
    """A part of a method that is one file of tables. `guide` is the file's page for
    docs/methods.md; `version`, if there is one, is bumped by publishing."""

    name: str
    order: int
    file: MethodFile
    sections: tuple[Section, ...]
    guide: Path

    @property
    def files(self) -> tuple[str, ...]:
        return (self.file.name,)

    def documentation(self) -> str:
        """Every table and key, for docs/methods.md."""
        return self.guide.read_text(encoding="utf-8").rstrip()

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """The document: its sections, each a list of rows. Empty without the file."""
        if self.file.name not in folder.files:
            return {}, []
        try:
            raw = tomllib.loads(folder.text(self.file.name), parse_float=str)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            return {}, [self.file.error("", "not_toml", f"不是正确的 TOML：{fault}")]
        sections = {one.name: one for one in self.sections}
        document: dict[str, Any] = {}
        found: list[Finding] = []
        for name, rows in raw.items():
            section = sections.get(name)
            if section is None or not isinstance(rows, list):
                words = f"不认识“{name}”，可用：{'、'.join(sections)}"
                found.append(self.file.error(name, "unknown_section", words))
                continue
            document[name] = []
            for index, entry in enumerate(rows, start=1):
                row, faults = self.file.clean(section, index, _dates(entry))
                found += faults
                document[name].append(row)
            found += self.file.twice(section, document[name])
        return document, found

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Do all names lead somewhere? Call only with a document parsed without errors."""
        found: list[Finding] = []
        for section in self.sections:
            for index, row in enumerate(document.get(section.name, ()), start=1):
                place = f"{section.name}[{row.get('key') or index}]"
                if section.check is not None:
                    found += section.check(row, place, document, context)
        return found

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""


def known(context: PartContext, part: str, table: str) -> set[str]:
    """The keys of a table of another part."""
    rows = context.documents.get(part, {}).get(table, ())
    return {row["key"] for row in rows if "key" in row}


def keys_of(document: Mapping[str, Any], table: str) -> set[str]:
    return {row["key"] for row in document.get(table, ()) if "key" in row}


def _fits(value: Any, wanted: Any) -> bool:
    if wanted in (STRINGS, WORDS_LIST):
        return isinstance(value, list) and all(
            isinstance(v, str) and 0 < len(v) <= 200 for v in value
        )
    if wanted == NUMBERS:
        return isinstance(value, list) and all(_fits(one, int) for one in value)
    if wanted == TABLES:
        return isinstance(value, list)
    if wanted == DATE:
        return isinstance(value, str) and _is_date(value)
    if wanted == DECIMAL:
        return is_decimal(value)
    if wanted is bool:
        return isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
    longest = 2_000 if wanted == TEXT else 400
    return isinstance(value, str) and 0 < len(value) <= longest


def is_decimal(value: Any) -> bool:
    """A number that is not negative, of at most two places: whole, or a decimal in text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    try:
        number = Decimal(value)
    except InvalidOperation:
        return False
    return number.is_finite() and 0 <= number <= MOST and number == number.quantize(Decimal("0.01"))


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _named(value: Any, wanted: Any) -> Any:
    if wanted in (WORDS, TEXT):
        return Words(value).to_json()
    if wanted == WORDS_LIST:
        return [Words(one).to_json() for one in value]
    return str(value) if wanted == DECIMAL else value


def _dates(value: Any) -> Any:
    """TOML dates as ISO text: a document is JSON."""
    if isinstance(value, dict):
        return {key: _dates(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dates(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
