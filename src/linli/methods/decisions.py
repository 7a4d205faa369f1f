"""A decision file as a table that people change, cell by cell. Pure.

Only texts, rows and columns change: ids, notes and layout of the file stay. Whether what is typed
makes sense is the gate's to say; here it only must remain a table.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from linli.methods.terms import EntryRefused

MOST_ROWS = 200
MOST_COLUMNS = 12
HITS = ("FIRST", "UNIQUE", "COLLECT")
TYPES = ("string", "number", "boolean")
_PLAIN = re.compile(r"[\"\[\]()<>=]|^-?$|^-?\d+(\.\d+)?$|^(true|false)$")


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the datum's, `label` what people read; `kind` one of `TYPES`."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cells as written: one for every input, then one for every output."""

    id: str
    note: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    name: str
    hit: str
    inputs: tuple[Column, ...]
    outputs: tuple[Column, ...]
    rows: tuple[Row, ...]


def read(body: bytes) -> tuple[Table, ...]:
    """Every decision table of the file. Refuses with `EntryRefused` what is no DMN."""
    return tuple(_table(one) for one in _tables(_root(body)))


def change(body: bytes, key: str, given: Mapping[str, str], do: str) -> bytes:
    """Write what was typed into the table `key`, then do one thing more. `given`: `name`, `hit`,
    `note.3`, `in.3.1` (row, column, from 1), `out.3.1`, `input.1.label`, `input.1.name`,
    `input.1.kind`, `output.1.…`. `do`: "" or `row.add.3`, `row.remove.3`, `row.up.3`, `row.down.3`,
    `input.add`, `input.remove.2`, `output.add`, `output.remove.2`."""
    root = _root(body)
    found = [one for one in _tables(root) if one.getparent().get("id") == key]
    if len(found) != 1:
        raise EntryRefused(why=_("没有决策表 %(key)s。") % {"key": key})
    table = found[0]
    _fill(table, given)
    if do:
        _do(table, do)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written.rstrip() + b"\n"


def _root(body: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as fault:
        why = _("文件现在读不出来（%(fault)s），请先用文本编辑改好。") % {"fault": fault.msg}
        raise EntryRefused(why=why) from fault


def _tables(root: Any) -> list[Any]:
    return [
        table
        for decision in root.iter("{*}decision")
        if (table := decision.find("{*}decisionTable")) is not None
    ]


def _table(table: Any) -> Table:
    decision = table.getparent()
    return Table(
        key=str(decision.get("id") or ""),
        name=str(decision.get("name") or ""),
        hit=table.get("hitPolicy", "UNIQUE"),
        inputs=tuple(_input(one) for one in table.findall("{*}input")),
        outputs=tuple(
            Column(one.get("name") or "", one.get("label") or "", one.get("typeRef") or "string")
            for one in table.findall("{*}output")
        ),
        rows=tuple(
            Row(
                id=row.get("id") or "",
                note=_text(row.find("{*}description")),
                inputs=tuple(_text(one) for one in row.findall("{*}inputEntry")),
                outputs=tuple(_text(one) for one in row.findall("{*}outputEntry")),
                line=row.sourceline or 0,
            )
            for row in table.findall("{*}rule")
        ),
    )


def _input(element: Any) -> Column:
    asked = element.find("{*}inputExpression")
    kind = "string" if asked is None else asked.get("typeRef") or "string"
    return Column(_text(asked), element.get("label") or "", kind)


def _text(element: Any) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


# --- what was typed -------------------------------------------------------------------------------


def _fill(table: Any, given: Mapping[str, str]) -> None:
    decision = table.getparent()
    if given.get("name", "").strip():
        decision.set("name", given["name"].strip())
    if given.get("hit") in HITS:
        table.set("hitPolicy", given["hit"])
    for side in ("input", "output"):
        for at, column in enumerate(table.findall(f"{{*}}{side}"), 1):
            _fill_column(side, column, {k: given.get(f"{side}.{at}.{k}") for k in _COLUMN})
    shape = _table(table)
    for number, row in enumerate(table.findall("{*}rule"), 1):
        _fill_row(row, shape, number, given)


_COLUMN = ("name", "label", "kind")


def _fill_column(side: str, column: Any, told: Mapping[str, str | None]) -> None:
    if told["label"] is not None:
        column.set("label", told["label"].strip())
    name = (told["name"] or "").strip()
    where = column if side == "output" else column.find("{*}inputExpression")
    if where is None:
        return
    if told["kind"] in TYPES:
        where.set("typeRef", told["kind"])
    if name and side == "output":
        column.set("name", name)
    elif name:
        _write(where, name)


def _fill_row(row: Any, shape: Table, number: int, given: Mapping[str, str]) -> None:
    note = given.get(f"note.{number}")
    if note is not None:
        told = row.find("{*}description")
        if told is None and note.strip():
            told = etree.SubElement(row, _like(row, "description"))
            row.insert(0, told)
        if told is not None:
            told.text = note.strip()
    for side, columns in (("in", shape.inputs), ("out", shape.outputs)):
        cells = row.findall("{*}inputEntry" if side == "in" else "{*}outputEntry")
        for at, (cell, column) in enumerate(zip(cells, columns, strict=False), 1):
            typed = given.get(f"{side}.{number}.{at}")
            if typed is not None:
                _write(cell, quoted(typed, column.kind, of_input=side == "in"))


def quoted(typed: str, kind: str, *, of_input: bool) -> str:
    """What a person types into a column of texts, with the quotes that DMN wants: `路灯, 井盖` is
    `"路灯","井盖"`. What has signs of its own already stays. An empty input is `-`."""
    text = " ".join(typed.split())
    if of_input and not text:
        return "-"
    if kind != "string" or (text == "-" and of_input) or '"' in text or text.startswith("["):
        return text
    if of_input and (text.startswith("not(") or _PLAIN.search(text)):
        return text
    parts = re.split(r"[,，、]", text) if of_input else [text]
    return ",".join(f'"{part.strip()}"' for part in parts if part.strip()) or '""'


def _write(element: Any, text: str) -> None:
    inner = element.find("{*}text")
    if inner is None:
        inner = etree.SubElement(element, _like(element, "text"))
    inner.text = text


def _like(element: Any, name: str) -> str:
    """A name in the same namespace."""
    return f"{{{etree.QName(element).namespace}}}{name}"


# --- rows and columns -----------------------------------------------------------------------------


def _do(table: Any, do: str) -> None:
    what, verb, *rest = do.split(".")
    at = int(rest[0]) if rest and rest[0].isdigit() else 0
    if what == "row":
        _row(table, verb, at)
    elif what in {"input", "output"}:
        _column(table, what, verb, at)


def _row(table: Any, verb: str, at: int) -> None:
    rows = table.findall("{*}rule")
    if not 1 <= at <= len(rows):
        return
    row = rows[at - 1]
    if verb == "add":
        if len(rows) >= MOST_ROWS:
            raise EntryRefused(why=_("一张表最多 %(most)d 行，请拆成两张。") % {"most": MOST_ROWS})
        new = copy.deepcopy(row)
        _new_ids(table, new)
        row.addnext(new)
    elif verb == "remove" and len(rows) > 1:
        table.remove(row)
    elif verb == "remove":
        raise EntryRefused(why=_("至少要留一行规则。"))
    elif verb == "up" and at > 1:
        rows[at - 2].addprevious(row)
    elif verb == "down" and at < len(rows):
        rows[at].addnext(row)


def _new_ids(table: Any, new: Any) -> None:
    taken = {one.get("id") for one in table.getroottree().iter() if isinstance(one.tag, str)}
    stem = f"{table.getparent().get('id')}_r"
    number = next(n for n in range(1, 10_000) if f"{stem}{n}" not in taken)
    new.set("id", f"{stem}{number}")
    for side, tag in (("i", "inputEntry"), ("o", "outputEntry")):
        for at, cell in enumerate(new.findall(f"{{*}}{tag}"), 1):
            cell.set("id", f"{stem}{number}_{side}{at}")


def _column(table: Any, side: str, verb: str, at: int) -> None:
    columns = table.findall(f"{{*}}{side}")
    entry = f"{side}Entry"
    if verb == "remove" and 1 <= at <= len(columns):
        if side == "output" and len(columns) == 1:
            raise EntryRefused(why=_("至少要留一个输出。"))
        table.remove(columns[at - 1])
        for row in table.findall("{*}rule"):
            row.remove(row.findall(f"{{*}}{entry}")[at - 1])
    elif verb == "add":
        if len(columns) >= MOST_COLUMNS:
            raise EntryRefused(why=_("最多 %(most)d 列。") % {"most": MOST_COLUMNS})
        _add_column(table, side, columns)


def _add_column(table: Any, side: str, columns: list[Any]) -> None:
    key, number = table.getparent().get("id"), len(columns) + 1
    taken = {one.get("id") for one in table.iter() if isinstance(one.tag, str)}
    while f"{key}_{side[:-3]}{number}" in taken:
        number += 1
    new = etree.Element(_like(table, side), id=f"{key}_{side[:-3]}{number}", label=_("新的一列"))
    if side == "input":
        asked = etree.SubElement(new, _like(table, "inputExpression"), typeRef="string")
        asked.set("id", f"{key}_{side[:-3]}{number}_name")
        _write(asked, f"new_{number}")
    else:
        new.set("name", f"new_{number}")
        new.set("typeRef", "string")
    before = columns[-1] if columns else None
    if before is not None:
        before.addnext(new)
    else:
        table.insert(0, new)
    for row in table.findall("{*}rule"):
        cell = etree.Element(_like(table, f"{side}Entry"), id=f"{row.get('id')}_{side[0]}{number}")
        _write(cell, "-" if side == "input" else '""')
        others = row.findall(f"{{*}}{side}Entry")
        if others:
            others[-1].addnext(cell)
        elif side == "input":
            row.findall("{*}outputEntry")[0].addprevious(cell)
        else:
            row.append(cell)
