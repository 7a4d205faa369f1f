"""Decision tables: a subset of DMN 1.3, with S-FEEL unary tests in the cells.

Inputs are names of run data. A cell is `-`, a literal (`"a"`, `3`, `true`), a comparison (`< 3`),
a range (`[1..5]`, `(1..5]`, `]1..5[`), several of these with commas, or `not(…)` around them.
Outputs are literals or lists of strings (`["a", "b"]`). A column holds one type of value.
Hit policies: FIRST, UNIQUE (DMN's default; two hits are an error), COLLECT. No hit is an error.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from linli.procedures.engine import xml
from linli.procedures.engine.errors import ManyMatches, MissingName, NoMatch, WrongType
from linli.procedures.engine.expressions import NAME
from linli.procedures.engine.findings import Finding, errors
from linli.procedures.engine.messages import msg

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_DIAGRAM = "https://www.omg.org/spec/DMN/20191111/DMNDI/"

Literal = str | int | float | bool
Value = Literal | tuple[str, ...]


class Hit(StrEnum):
    FIRST = "FIRST"
    UNIQUE = "UNIQUE"
    COLLECT = "COLLECT"


_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One comparison: the input on the left, `value` on the right."""

    sign: str
    value: Literal

    def fits(self, given: Any) -> bool:
        return _SIGNS[self.sign](given, self.value)


@dataclass(frozen=True, slots=True)
class Cell:
    """Any of `choices` fits, each of which is all of its bounds; no choices is `-`."""

    choices: tuple[tuple[Bound, ...], ...] = ()
    negated: bool = False

    def fits(self, given: Any) -> bool:
        if not self.choices:
            return True
        found = any(all(bound.fits(given) for bound in choice) for choice in self.choices)
        return found is not self.negated

    def kinds(self) -> set[str]:
        return {kind(bound.value) for choice in self.choices for bound in choice}


@dataclass(frozen=True, slots=True)
class Rule:
    cells: tuple[Cell, ...]
    values: tuple[Value, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """`key` is the decision's id. `kinds` gives for each input "string", "number", "boolean", or
    "" if no cell of the column says anything.
    """

    key: str
    name: str
    hit: Hit
    inputs: tuple[str, ...]
    kinds: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    line: int = 0


def kind(value: Any) -> str:
    """`string`, `number`, `boolean`, or another type's own name."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else type(value).__name__


def decide(table: Table, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs by name; under COLLECT each is a list over all hits (lists are joined).

    Raises `MissingName`, `WrongType` (a datum that the column cannot be compared with), `NoMatch`,
    `ManyMatches` (UNIQUE).
    """
    given = [_given(table, inputs, name, wanted) for name, wanted in _columns(table)]
    hits = [
        (number, rule)
        for number, rule in enumerate(table.rules, 1)
        if all(cell.fits(value) for cell, value in zip(rule.cells, given, strict=True))
    ]
    if not hits:
        asked = "，".join(f"{name}={inputs[name]!r}" for name in table.inputs)
        raise NoMatch(table=table.key, inputs=asked)
    if table.hit is Hit.UNIQUE and len(hits) > 1:
        raise ManyMatches(table=table.key, rows="、".join(str(number) for number, _ in hits))
    if table.hit is Hit.COLLECT:
        return {
            name: [part for _, rule in hits for part in _parts(rule.values[index])]
            for index, name in enumerate(table.outputs)
        }
    values = hits[0][1].values
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in zip(table.outputs, values, strict=True)
    }


def _columns(table: Table) -> list[tuple[str, str]]:
    return list(zip(table.inputs, table.kinds, strict=True))


def _given(table: Table, inputs: Mapping[str, Any], name: str, wanted: str) -> Any:
    if name not in inputs:
        raise MissingName(name=name)
    if wanted and kind(inputs[name]) != wanted:
        raise WrongType(
            expression=f"{table.key}.{name}", reason=msg("要 %(wanted)s", wanted=wanted)
        )
    return inputs[name]


def _parts(value: Value) -> list[Literal]:
    return list(value) if isinstance(value, tuple) else [value]


# --- Cells -----------------------------------------------------------------------------------

_NUMBER = r"-?\d+(?:\.\d+)?"
_LITERAL = re.compile(rf'"(?:[^"\\]|\\["\\])*"|{_NUMBER}|true|false')
_RANGE = re.compile(rf"([\[\](])\s*({_NUMBER})\s*\.\.\s*({_NUMBER})\s*([\[\])])")
_COMPARE = re.compile(r"(<=|>=|<|>)\s*")
_NOT = re.compile(r"not\s*\((.*)\)", re.DOTALL)
_COMMA = re.compile(r"\s*,\s*")


class BadCell(ValueError):
    """The text of a cell is not in the subset."""


def _literal(text: str) -> Literal:
    if text.startswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    if text in ("true", "false"):
        return text == "true"
    return float(text) if "." in text else int(text)


def _take_literal(text: str, at: int) -> tuple[Literal, int]:
    found = _LITERAL.match(text, at)
    if found is None:
        raise BadCell(text)
    return _literal(found[0]), found.end()


def _take(text: str, at: int) -> tuple[tuple[Bound, ...], int]:
    if found := _RANGE.match(text, at):
        low = Bound(">=" if found[1] == "[" else ">", _literal(found[2]))
        high = Bound("<=" if found[4] == "]" else "<", _literal(found[3]))
        return (low, high), found.end()
    sign = "="
    if found := _COMPARE.match(text, at):
        sign, at = found[1], found.end()
    value, at = _take_literal(text, at)
    if sign != "=" and kind(value) != "number":
        raise BadCell(text)
    return (Bound(sign, value),), at


def parse_cell(text: str) -> Cell:
    """A unary test. Raises `BadCell`."""
    text = text.strip()
    if text in ("-", ""):
        return Cell()
    if found := _NOT.fullmatch(text):
        inner = parse_cell(found[1])
        if inner.negated or not inner.choices:
            raise BadCell(text)
        return Cell(inner.choices, negated=True)
    choices, at = [], 0
    while True:
        choice, at = _take(text, at)
        choices.append(choice)
        if at == len(text):
            return Cell(tuple(choices))
        comma = _COMMA.match(text, at)
        if comma is None:
            raise BadCell(text)
        at = comma.end()


def parse_value(text: str) -> Value:
    """An output: a literal, or a list of strings. Raises `BadCell`."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        value, end = _take_literal(text, 0)
        if end != len(text):
            raise BadCell(text)
        return value
    body = text[1:-1].strip()
    if not body:
        return ()
    cell = parse_cell(body)
    values = [bound.value for choice in cell.choices for bound in choice]
    if cell.negated or cell.kinds() != {"string"}:
        raise BadCell(text)
    return tuple(str(value) for value in values)


# --- Files -----------------------------------------------------------------------------------


def read(content: bytes, *, file: str) -> tuple[dict[str, Table], tuple[Finding, ...]]:
    """The decision tables of one file by key, or none and the findings that say why."""
    sheet = xml.Sheet(file, {DMN: "dmn", _DIAGRAM: "dmndi"})
    root = xml.load(content, sheet)
    tables: dict[str, Table] = {}
    if root is not None and sheet.tag(root) != "dmn:definitions":
        sheet.complain(root, "element", msg("不是 DMN 1.3 文件：最外层应是 <definitions>。"))
    elif root is not None:
        for tag, child in sheet.children(root, {"dmn:decision", "dmndi:DMNDI"}):
            if tag == "dmn:decision" and (table := _decision(sheet, child)):
                if table.key in tables:
                    sheet.complain(
                        child, "twice", msg("决策 %(key)s 写了两次，请改一个编号。", key=table.key)
                    )
                tables[table.key] = table
        if not tables and not sheet.findings:
            sheet.complain(root, "empty", msg("文件里没有决策表，请加一个 <decision>。"))
    return ({} if errors(sheet.findings) else tables), tuple(sheet.findings)


def _decision(sheet: xml.Sheet, element: xml.Element) -> Table | None:
    own = sheet.attributes(element, {"name"}, ["id"])
    allowed = {"dmn:decisionTable", "dmn:description", "dmn:variable"}
    tables = [e for tag, e in sheet.children(element, allowed) if tag == "dmn:decisionTable"]
    if len(tables) != 1:
        sheet.complain(element, "table", msg("一个决策里要有且只有一张决策表。"))
        return None
    table = tables[0]
    policy = sheet.attributes(
        table, {"id", "hitPolicy", "label", "outputLabel", "preferredOrientation"}
    ).get("hitPolicy", "UNIQUE")
    if policy not in Hit.__members__:
        sheet.complain(
            table,
            "hit",
            msg("不支持命中策略 %(policy)s；请用 FIRST、UNIQUE 或 COLLECT。", policy=policy),
        )
        return None
    parts = sheet.children(table, {"dmn:input", "dmn:output", "dmn:rule", "dmn:annotation"})
    inputs = tuple(_input(sheet, e) for tag, e in parts if tag == "dmn:input")
    outputs = tuple(_output(sheet, e) for tag, e in parts if tag == "dmn:output")
    shape = (len(inputs), len(outputs))
    rules = tuple(_rule(sheet, e, shape) for tag, e in parts if tag == "dmn:rule")
    if not rules or not outputs or len(set(outputs)) < len(outputs):
        sheet.complain(table, "table", msg("决策表至少要有一行规则和一个输出，输出名称不能重复。"))
    if errors(sheet.findings):
        return None
    kinds = tuple(_column(sheet, table, rules, index, name) for index, name in enumerate(inputs))
    return Table(
        own["id"],
        own.get("name", ""),
        Hit(policy),
        inputs,
        kinds,
        outputs,
        rules,
        xml.line_of(element),
    )


def _named(sheet: xml.Sheet, element: xml.Element, name: str) -> str:
    if not NAME.fullmatch(name):
        sheet.complain(
            element, "name", msg("“%(name)s”不是名称；请用英文字母、数字和下划线。", name=name)
        )
    return name


def _input(sheet: xml.Sheet, element: xml.Element) -> str:
    sheet.attributes(element, {"id", "label"})
    for _, inner in sheet.children(element, {"dmn:inputExpression"}):
        sheet.attributes(inner, {"id", "typeRef"})
        for _, text in sheet.children(inner, {"dmn:text"}):
            return _named(sheet, text, xml.text_of(text))
    sheet.complain(element, "name", msg("输入列要写 <inputExpression><text>名称</text>。"))
    return ""


def _output(sheet: xml.Sheet, element: xml.Element) -> str:
    own = sheet.attributes(element, {"id", "label", "typeRef"}, ["name"])
    sheet.children(element, set())
    return _named(sheet, element, own.get("name", ""))


def _rule(sheet: xml.Sheet, element: xml.Element, shape: tuple[int, int]) -> Rule:
    sheet.attributes(element, {"id"})
    cells: list[Cell] = []
    values: list[Value] = []
    allowed = {"dmn:inputEntry", "dmn:outputEntry", "dmn:description", "dmn:annotationEntry"}
    for tag, entry in sheet.children(element, allowed):
        if tag in ("dmn:description", "dmn:annotationEntry"):
            continue
        sheet.attributes(entry, {"id"})
        text = "".join(xml.text_of(e) for _, e in sheet.children(entry, {"dmn:text"}))
        try:
            if tag == "dmn:inputEntry":
                cells.append(parse_cell(text))
            else:
                values.append(parse_value(text))
        except BadCell:
            sheet.complain(
                entry,
                "cell",
                msg(
                    "看不懂单元格“%(text)s”；可写 -、字面值、逗号列表、比较、区间或 not(…)，"
                    "文字要加英文双引号。",
                    text=text,
                ),
            )
            return Rule((), ())
    if (len(cells), len(values)) != shape:
        sheet.complain(element, "cell", msg("这一行的单元格数与列数不一致，请补齐。"))
    return Rule(tuple(cells), tuple(values), xml.line_of(element))


def _column(
    sheet: xml.Sheet, table: xml.Element, rules: tuple[Rule, ...], index: int, name: str
) -> str:
    kinds: set[str] = set().union(*(rule.cells[index].kinds() for rule in rules))
    if len(kinds) > 1:
        sheet.complain(
            table,
            "kind",
            msg(
                "输入列 %(name)s 混用了 %(kinds)s，一列只能用一种类型。",
                name=name,
                kinds="、".join(sorted(kinds)),
            ),
        )
    return min(kinds, default="")
