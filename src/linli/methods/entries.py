"""Changing one place of a TOML file; the rest of it stays as people wrote it. Pure.

Places are found by their headers. That is no TOML parser, so every change is proved: what comes
out must be read by the real parser as exactly what was meant, or the change is refused.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.methods.terms import EntryRefused

Value = str | bool | int | float | date | list[Any] | dict[str, Any] | None

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDE = 100


def read(text: str) -> dict[str, Any]:
    """The file as it stands. Refuses with `EntryRefused` what is no TOML."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        why = _("文件现在读不出来（%(fault)s），请先用文本编辑改好。") % {"fault": fault}
        raise EntryRefused(why=why) from fault


def put_value(text: str, table: str, key: str, value: Value) -> str:
    """Set `key` of `[table]` ("": the top of the file); None takes it out."""
    wanted = copy.deepcopy(read(text))
    place = wanted.setdefault(table, {}) if table else wanted
    if value is None:
        place.pop(key, None)
    else:
        place[key] = value
    lines = text.split("\n")
    first, last = _section(lines, table)
    if first < 0:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["", f"[{table}]"]
        first = last = len(lines)
    start, end = _assignment(lines, first, last, key)
    lines[start:end] = [] if value is None else [f"{_name(key)} = {written(value)}"]
    if table and value is None and not place:
        wanted.setdefault(table, {})
    return _proved("\n".join(lines).rstrip("\n") + "\n", wanted)


def put_entry(text: str, table: str, index: int, entry: Mapping[str, Any] | None) -> str:
    """Put the `index`-th `[[table]]` (from 1; one past the last appends); None takes it out."""
    wanted = read(text)
    rows = wanted.setdefault(table, [])
    blocks = _blocks(text.split("\n"), table)
    if not isinstance(rows, list) or len(blocks) != len(rows) or not 1 <= index <= len(rows) + 1:
        raise _unfit()
    lines = text.split("\n")
    new = [] if entry is None else _dumped(table, entry)
    if index <= len(rows):
        first, last = blocks[index - 1]
        while entry is None and last < len(lines) and not lines[last].strip():
            last += 1
        lines[first:last] = new
        rows[index - 1 : index] = [] if entry is None else [dict(entry)]
    elif entry is not None:
        at = blocks[-1][1] if blocks else len("\n".join(lines).rstrip("\n").split("\n"))
        lines[at:at] = ["", *new]
        rows.append(dict(entry))
    if not rows:
        wanted.pop(table)
    return _proved("\n".join(lines).rstrip("\n") + "\n", wanted)


def move_entry(text: str, table: str, index: int, by: int) -> str:
    """Change the place of an entry with its neighbour's: `by` is -1 or 1. At an end: nothing."""
    rows = read(text).get(table, [])
    other = index + by
    if not 1 <= index <= len(rows) or not 1 <= other <= len(rows):
        return text
    moved = put_entry(text, table, index, rows[other - 1])
    return put_entry(moved, table, other, rows[index - 1])


def written(value: Any) -> str:
    """A value as TOML, on one line where it fits."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case date():
            return value.isoformat()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            inner = ", ".join(f"{_name(key)} = {written(one)}" for key, one in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case Sequence():
            parts = [written(one) for one in value]
            line = f"[{', '.join(parts)}]"
            if len(line) <= _WIDE and not any(isinstance(one, Mapping) for one in value):
                return line
            return "[\n" + "".join(f"  {part},\n" for part in parts) + "]"
    raise _unfit()


def _name(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _headers(lines: Sequence[str]) -> list[tuple[int, str, bool]]:
    """(line, name, is it `[[…]]`) of what looks like a header."""
    found = []
    for number, line in enumerate(lines):
        if match := _HEADER.fullmatch(line):
            found.append((number, match[2], match[1] == "[["))
    return found


def _section(lines: Sequence[str], table: str) -> tuple[int, int]:
    """The lines below `[table]`, up to the next header; (-1, -1) if it is not there."""
    headers = _headers(lines)
    if not table:
        return 0, headers[0][0] if headers else len(lines)
    for at, (number, name, many) in enumerate(headers):
        if name == table and not many:
            return number + 1, headers[at + 1][0] if at + 1 < len(headers) else len(lines)
    return -1, -1


def _assignment(lines: Sequence[str], first: int, last: int, key: str) -> tuple[int, int]:
    """The lines of `key = …`, however many its value takes; an empty range where it would go."""
    names = {key, json.dumps(key, ensure_ascii=False), f"'{key}'"}
    end = first
    for number in range(first, last):
        line = lines[number].strip()
        if line and not line.startswith("#"):
            end = number + 1
        if line.partition("=")[0].strip() in names:
            for stop in range(number + 1, last + 1):
                try:
                    tomllib.loads("\n".join(lines[number:stop]))
                except tomllib.TOMLDecodeError:
                    continue
                return number, stop
    return end, end


def _blocks(lines: Sequence[str], table: str) -> list[tuple[int, int]]:
    """The lines of every `[[table]]` with the tables inside it; what follows it, empty or a
    comment, belongs to the next."""
    headers = _headers(lines)
    found = []
    for at, (number, name, many) in enumerate(headers):
        if name != table or not many:
            continue
        after = (n for n, other, _many in headers[at + 1 :] if not other.startswith(f"{table}."))
        end = next(after, len(lines))
        while end > number + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
            end -= 1
        found.append((number, end))
    return found


def _dumped(table: str, entry: Mapping[str, Any]) -> list[str]:
    lines = [f"[[{table}]]"]
    inner: list[str] = []
    for key, value in entry.items():
        rows = isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
        if rows and table.count(".") < 1:
            for one in value:
                inner += ["", *_dumped(f"{table}.{key}", one)]
        else:
            lines += f"{_name(key)} = {written(value)}".split("\n")
    return lines + inner


def _unfit() -> EntryRefused:
    return EntryRefused(why=_("这个文件的写法表单改不了，请用文本编辑。"))


def _proved(text: str, wanted: Mapping[str, Any]) -> str:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise _unfit() from fault
    if found != wanted:
        raise _unfit()
    return text
