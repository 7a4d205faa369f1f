"""A TOML file as forms: the parsers' tables on one side, what people typed on the other. Pure.

A place is written `kinds.2` (the second `[[kinds]]`), `forms.2.fields.1`, `@terms` (the keys below
`[terms]`) or `@` (the keys at the top).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.kernel.registry import KeyShape
from linli.methods import entries
from linli.methods.terms import EntryRefused

Shapes = Mapping[str, Mapping[str, KeyShape]]
_NAMES = ("name", "label", "title", "key", "when", "call")
_FLAT = ("", "terms")  # what is `key = value` and no list of entries
MOST_LONG = 60


@dataclass(frozen=True, slots=True)
class Field:
    """One control. `text` is what stands in it, `on` whether a flag is set."""

    name: str
    kind: str
    help: str
    needed: bool
    among: str
    text: str = ""
    on: bool = False

    @property
    def long(self) -> bool:
        return self.kind in {"long", "list"} or len(self.text) > MOST_LONG


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of entries: each a place and what it is called."""

    table: str
    place: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One place of a file: its fields, and the lists inside it."""

    place: str
    title: str
    fields: tuple[Field, ...]
    lists: tuple[Rows, ...]
    above: tuple[tuple[str, str], ...] = ()


def page(text: str, shapes: Shapes, place: str) -> Page:
    """The form at that place; "" the whole file. Refuses with `EntryRefused`."""
    data = entries.read(text)
    if not place:
        tables = [_rows(data, table, table) for table in shapes if _is_list(table)]
        flat = next((name for name in shapes if name in _FLAT), None)
        if flat is None:
            return Page("", "", (), tuple(tables))
        return page(text, shapes, f"@{flat}")
    if place.startswith("@"):
        table = place[1:]
        values = data.get(table, {}) if table else data
        return Page(place, "", _fields(values, shapes[table]), ())
    names, entry = _entry(data, place)
    shape = _shape(shapes, names)
    lists = tuple(
        _rows(entry, name, f"{place}.{name}")
        for name, key in shape.items()
        if key.kind == "tables" and not _of_texts(entry.get(name))
    )
    return Page(place, _title(entry), _fields(entry, shape), lists, _above(data, place))


def changed(text: str, shapes: Shapes, place: str, given: Mapping[str, str]) -> str:
    """The file with what was typed at that place; a field left empty takes its key out. Refuses
    with `EntryRefused`."""
    data = entries.read(text)
    if place.startswith("@"):
        table = place[1:]
        before = data.get(table, {}) if table else data
        for name, key in shapes[table].items():
            value = _value(name, key, before.get(name), given)
            if value != before.get(name):
                text = entries.put_value(text, table, name, value)
        return text
    names, entry = _entry(data, place)
    new = _filled(entry, _shape(shapes, names), given)
    return _put(text, data, place, new)


def done(text: str, shapes: Shapes, place: str, do: str) -> tuple[str, str]:
    """(the file, where one stands then) after `add` (place is the list's), `remove`, `up`, `down`
    of an entry."""
    data = entries.read(text)
    if do == "add":
        holder, table = _holder(data, place)
        rows = holder.setdefault(table, [])
        names = tuple(one for one in place.split(".") if not one.isdigit())
        rows.append(_blank(_shape(shapes, names)))
        return _rewrite(text, data, place), f"{place}.{len(rows)}"
    parent, _dot, last = place.rpartition(".")
    holder, table = _holder(data, parent)
    rows, at = holder[table], int(last)
    if not 1 <= at <= len(rows):
        raise _gone()
    if do == "remove":
        del rows[at - 1]
        if not rows and parent.count("."):
            del holder[table]
        return _rewrite(text, data, place, gone=at), parent.rpartition(".")[0]
    to = at + (-1 if do == "up" else 1)
    if 1 <= to <= len(rows):
        rows[at - 1], rows[to - 1] = rows[to - 1], rows[at - 1]
        return _rewrite(text, data, place, moved=to - at), place
    return text, place


# --- places ---------------------------------------------------------------------------------------


def _is_list(table: str) -> bool:
    """`[[kinds]]` and not `[terms]`, and no table inside another."""
    return table not in _FLAT and "." not in table


def _gone() -> EntryRefused:
    return EntryRefused(why=_("这一项已经不在了，请回到列表再选。"))


def _holder(data: dict[str, Any], place: str) -> tuple[dict[str, Any], str]:
    """Whatever holds the list at that place, and the list's key in it."""
    parent, _dot, table = place.rpartition(".")
    return (_entry(data, parent)[1] if parent else data), table


def _entry(data: Mapping[str, Any], place: str) -> tuple[tuple[str, ...], dict[str, Any]]:
    """(names of the tables on the way, the entry)."""
    steps, here, names = place.split("."), data, []
    try:
        for name, number in zip(steps[::2], steps[1::2], strict=True):
            if int(number) < 1:
                raise _gone()
            here = here[name][int(number) - 1]
            names.append(name)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise _gone() from error
    if not isinstance(here, dict):
        raise _gone()
    return tuple(names), here


def _shape(shapes: Shapes, names: tuple[str, ...]) -> Mapping[str, KeyShape]:
    if (shape := shapes.get(".".join(names))) is None:
        raise _gone()
    return shape


def _above(data: Mapping[str, Any], place: str) -> tuple[tuple[str, str], ...]:
    steps = place.split(".")[:-2]
    ends = range(2, len(steps) + 1, 2)
    return tuple((one := ".".join(steps[:end]), _title(_entry(data, one)[1])) for end in ends)


def _title(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)[:MOST_LONG]
    named = next((str(entry[one]) for one in _NAMES if entry.get(one)), "")
    return named or "、".join(map(str, entry.get("words", ())))[:MOST_LONG] or "…"


def _rows(holder: Mapping[str, Any], table: str, place: str) -> Rows:
    rows = holder.get(table, [])
    rows = rows if isinstance(rows, list) else []
    return Rows(table, place, tuple((f"{place}.{n}", _title(one)) for n, one in enumerate(rows, 1)))


# --- fields ---------------------------------------------------------------------------------------


def _of_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and not isinstance(value[0], dict)


def _fields(entry: Mapping[str, Any], shape: Mapping[str, KeyShape]) -> tuple[Field, ...]:
    found = []
    for name, key in shape.items():
        value = entry.get(name)
        kind = "list" if key.kind == "tables" and _of_texts(value) else key.kind
        if kind == "tables":
            continue
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        found.append(
            Field(name, kind, str(key.help), key.needed, key.among, text, on=value is True)
        )
    return tuple(found)


def _filled(
    entry: Mapping[str, Any], shape: Mapping[str, KeyShape], given: Mapping[str, str]
) -> dict[str, Any]:
    new = dict(entry)
    for name, key in shape.items():
        if key.kind == "tables" and not _of_texts(entry.get(name)):
            continue
        value = _value(name, key, entry.get(name), given)
        if value is None:
            new.pop(name, None)
        else:
            new[name] = value
    return new


def _value(name: str, key: KeyShape, before: Any, given: Mapping[str, str]) -> Any:
    """What was typed for that key; None if its field was left empty."""
    typed = given.get(name, "").replace("\r", "").strip()
    if key.kind == "flag":
        return True if typed else (False if before is not None else None)
    if not typed:
        return None
    if key.kind in {"list", "tables"}:
        return [line.strip() for line in typed.split("\n") if line.strip()]
    if key.kind == "number":
        if not typed.isdigit():
            raise EntryRefused(why=_("%(name)s 要写数字。") % {"name": name}, field=name)
        return int(typed)
    same = before is not None and not isinstance(before, str) and str(before) == typed
    return before if same else typed


def _blank(shape: Mapping[str, KeyShape]) -> dict[str, Any]:
    """A new entry: what is needed, to be filled in; the gate says what is still wrong."""
    empty: dict[str, Any] = {"list": [], "tables": [], "flag": False, "number": 0}
    return {name: empty.get(key.kind, "") for name, key in shape.items() if key.needed}


# --- writing --------------------------------------------------------------------------------------


def _put(text: str, data: dict[str, Any], place: str, new: dict[str, Any]) -> str:
    _names, entry = _entry(data, place)
    entry.clear()
    entry.update(new)
    return _rewrite(text, data, place)


def _rewrite(text: str, data: dict[str, Any], place: str, *, gone: int = 0, moved: int = 0) -> str:
    """Write the top entry that holds the place as it stands in `data`; or take out, or move, a top
    entry itself."""
    steps = place.split(".")
    table, at = steps[0], int(steps[1]) if len(steps) > 1 else len(data[steps[0]])
    if len(steps) == 2 and gone:
        return entries.put_entry(text, table, gone, None)
    if len(steps) == 2 and moved:
        return entries.move_entry(text, table, at, moved)
    return entries.put_entry(text, table, at, copy.deepcopy(data[table][at - 1]))
