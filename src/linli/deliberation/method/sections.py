"""The frame of every table in `gatherings.toml`: what a key may hold, and how faults are said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.kernel.language import Words
from linli.kernel.registry import Finding, PartContext

FILE = "gatherings.toml"
WORDS, WORDS_LIST, STRINGS, NUMBERS, TABLES, DATE, TEXT = (
    "words", "words_list", "strings", "numbers", "tables", "date", "text",
)  # fmt: skip
MOST = 10_000

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


def error(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, f"gatherings.{code}", message)


def clean(section: Section, index: int, raw: Any) -> tuple[Row, list[Finding]]:
    """One row, with names as words; and what is wrong with it."""
    place = f"{section.name}[{raw.get('key') or index if isinstance(raw, dict) else index}]"
    row, found = _table(section.shape, raw, place)
    for key, shape in section.inner.items():
        tables = []
        for number, entry in enumerate(row.get(key, ()), start=1):
            inner, faults = _table(shape, entry, f"{place}.{key}[{number}]")
            tables.append(inner)
            found += faults
        if key in row:
            row[key] = tables
    if not found and section.rules is not None:
        found += section.rules(row, place)
    return row, found


def _table(shape: Shape, raw: Any, place: str) -> tuple[Row, list[Finding]]:
    if not isinstance(raw, dict):
        return {}, [error(place, "not_a_table", "应写成一张表")]
    row: Row = {}
    found: list[Finding] = []
    for key, value in raw.items():
        if key not in shape:
            known = "、".join(shape)
            found.append(error(f"{place}.{key}", "unknown_key", f"不认识“{key}”，可用：{known}"))
        elif not _fits(value, shape[key][0]):
            found.append(error(f"{place}.{key}", "bad_value", f"“{key}”的值写得不对：{value!r}"))
        else:
            row[key] = _named(value, shape[key][0])
    missing = [key for key, (_, must) in shape.items() if must and key not in raw]
    found += [error(place, "missing_key", f"缺少“{key}”") for key in missing]
    return row, found


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
    if wanted is bool:
        return isinstance(value, bool)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST
    longest = 2_000 if wanted == TEXT else 400
    return isinstance(value, str) and 0 < len(value) <= longest


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
    return value


def twice(section: Section, rows: list[Row]) -> list[Finding]:
    if not section.unique:
        return []
    keys = [row.get("key") for row in rows]
    return [
        error(f"{section.name}[{index}].key", "key_twice", f"“{key}”重复了")
        for index, key in enumerate(keys, start=1)
        if key in keys[: index - 1]
    ]


def known(context: PartContext, part: str, table: str) -> set[str]:
    """The keys of a table of another part."""
    rows = context.documents.get(part, {}).get(table, ())
    return {row["key"] for row in rows if "key" in row}


def keys_of(document: Mapping[str, Any], table: str) -> set[str]:
    return {row["key"] for row in document.get(table, ()) if "key" in row}


def unknown(place: str, what: str, names: list[str], there: set[str]) -> Iterator[Finding]:
    """A finding for each name that is not there."""
    for name in names:
        if name not in there:
            yield error(
                place, "unknown_name", f"没有{what}“{name}”，可用：{'、'.join(sorted(there)[:20])}"
            )
