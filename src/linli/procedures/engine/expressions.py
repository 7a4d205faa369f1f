"""Conditions: a small whitelisted language, read once into a syntax tree, never `eval`ed.

Names, strings, numbers, `True`/`False` (or `true`/`false`), lists, `== != < <= > >= in not in`,
`and or not`, `+ -` on numbers, and these functions:

    len(x)                 how many
    count(map, "outcome")  how many answers of a multi-instance step are this one
    any_of(map, "outcome") at least one is
    all_of(map, "outcome") all given so far are (true of no answers)
    has(name)              whether the run has this datum
"""

from __future__ import annotations

import ast
import itertools
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from linli.procedures.engine.errors import BadExpression, MissingName, WrongType
from linli.procedures.engine.messages import Message, msg

MOST_CHARACTERS = 500
MOST_DEPTH = 20
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")

_CONSTANTS = {"true": True, "false": False}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_SUMS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
}
_ARGUMENTS = {"len": 1, "count": 2, "any_of": 2, "all_of": 2, "has": 1}


@dataclass(frozen=True, slots=True)
class Expression:
    """`names` must exist when it is evaluated (unless cut short by and/or); `asked` are those
    inside `has()`; `compared` are (name, string) pairs that are set against each other.
    """

    text: str
    tree: ast.expr = field(compare=False, repr=False)
    names: frozenset[str] = field(compare=False)
    asked: frozenset[str] = field(compare=False)
    compared: frozenset[tuple[str, str]] = field(compare=False)


def parse(text: str) -> Expression:
    """Read an expression. Raises `BadExpression` for anything that is not in the whitelist."""
    text = text.strip()
    if not text:
        raise BadExpression(expression=text, reason=msg("是空的"))
    if len(text) > MOST_CHARACTERS:
        raise BadExpression(
            expression=text[:40], reason=msg("超过 %(most)s 个字符", most=MOST_CHARACTERS)
        )
    if "\\" in text:
        raise BadExpression(expression=text, reason=msg("不能有反斜杠"))
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadExpression(expression=text, reason=msg("写法不对，请检查括号和引号")) from error
    reader = _Reader(text)
    reader.check(tree, 1)
    return Expression(
        text,
        tree,
        frozenset(reader.names),
        frozenset(reader.asked),
        frozenset(reader.compared),
    )


def evaluate(expression: Expression, data: Mapping[str, Any]) -> Any:
    """Its value. Raises `MissingName` or `WrongType`."""
    try:
        return _value(expression.tree, data)
    except TypeError as error:
        said = error.args[0] if error.args and isinstance(error.args[0], Message) else str(error)
        raise WrongType(expression=expression.text, reason=said) from error


def holds(expression: Expression, data: Mapping[str, Any]) -> bool:
    """Whether it is true."""
    return bool(evaluate(expression, data))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.names: set[str] = set()
        self.asked: set[str] = set()
        self.compared: set[tuple[str, str]] = set()

    def refuse(self, reason: Message) -> BadExpression:
        return BadExpression(expression=self.text, reason=reason)

    def check(self, node: ast.expr, depth: int) -> None:
        if depth > MOST_DEPTH:
            raise self.refuse(msg("嵌套太深，请拆成几个网关"))
        match node:
            case ast.Constant(value=bool() | int() | float() | str()):
                return
            case ast.Name(id=name):
                self.name(name)
            case ast.List(elts=parts) | ast.BoolOp(values=parts):
                self.each(parts, depth)
            case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=part):
                self.check(part, depth + 1)
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
                self.each([left, right], depth)
            case ast.Compare():
                self.comparison(node, depth)
            case ast.Call():
                self.call(node, depth)
            case _:
                raise self.refuse(msg("不支持这种写法（%(what)s）", what=type(node).__name__))

    def each(self, parts: Sequence[ast.expr], depth: int) -> None:
        for part in parts:
            self.check(part, depth + 1)

    def name(self, name: str) -> None:
        if name in _CONSTANTS:
            return
        if not NAME.fullmatch(name) or name in _ARGUMENTS:
            raise self.refuse(msg("“%(name)s”不能用作名称", name=name))
        self.names.add(name)

    def comparison(self, node: ast.Compare, depth: int) -> None:
        parts = [node.left, *node.comparators]
        if any(type(sign) not in _COMPARISONS for sign in node.ops):
            raise self.refuse(msg("不支持这种比较"))
        self.each(parts, depth)
        for left, right in itertools.pairwise(parts):
            for one, other in ((left, right), (right, left)):
                if isinstance(one, ast.Name):
                    self.compared.update((one.id, text) for text in _strings(other))

    def call(self, node: ast.Call, depth: int) -> None:
        if not isinstance(node.func, ast.Name) or node.func.id not in _ARGUMENTS:
            raise self.refuse(msg("只能用这些函数：%(functions)s", functions="、".join(_ARGUMENTS)))
        function = node.func.id
        if node.keywords or len(node.args) != _ARGUMENTS[function]:
            raise self.refuse(
                msg(
                    "%(function)s 要 %(count)s 个参数",
                    function=function,
                    count=_ARGUMENTS[function],
                )
            )
        first = node.args[0]
        if function == "has":
            if not isinstance(first, ast.Name) or not NAME.fullmatch(first.id):
                raise self.refuse(msg("has() 里只能写一个名称"))
            self.asked.add(first.id)
            return
        self.each(node.args, depth)
        if len(node.args) == 2 and isinstance(first, ast.Name):
            self.compared.update((first.id, text) for text in _strings(node.args[1]))


def _strings(node: ast.expr) -> list[str]:
    parts = node.elts if isinstance(node, ast.List) else [node]
    return [
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]


def _value(node: ast.expr, data: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return _CONSTANTS[name] if name in _CONSTANTS else _named(name, data)
        case ast.List(elts=parts):
            return [_value(part, data) for part in parts]
        case ast.BoolOp(op=sign, values=parts):
            every = isinstance(sign, ast.And)
            return (all if every else any)(_value(part, data) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return not _value(part, data)
        case ast.UnaryOp(operand=part):
            return -_number(_value(part, data))
        case ast.BinOp(left=left, op=sign, right=right):
            return _SUMS[type(sign)](_number(_value(left, data)), _number(_value(right, data)))
        case ast.Compare():
            return _compared(node, data)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return _called(function, arguments, data)
    raise AssertionError(node)  # `parse` lets nothing else through


def _named(name: str, data: Mapping[str, Any]) -> Any:
    if name not in data:
        raise MissingName(name=name)
    return data[name]


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(msg("%(value)s 不是数", value=repr(value)))
    return value


def _compared(node: ast.Compare, data: Mapping[str, Any]) -> bool:
    left = _value(node.left, data)
    for sign, part in zip(node.ops, node.comparators, strict=True):
        right = _value(part, data)
        if not _COMPARISONS[type(sign)](left, right):
            return False
        left = right
    return True


def _called(function: str, arguments: list[ast.expr], data: Mapping[str, Any]) -> Any:
    first = arguments[0]
    if function == "has":
        return isinstance(first, ast.Name) and first.id in data
    value = _value(first, data)
    if function == "len":
        return len(value)
    wanted = _value(arguments[1], data)
    if not isinstance(value, Mapping | list | tuple):
        raise TypeError(msg("%(function)s() 要一组办理结果", function=function))
    answers = list(value.values()) if isinstance(value, Mapping) else list(value)
    if function == "count":
        return sum(answer == wanted for answer in answers)
    if function == "any_of":
        return any(answer == wanted for answer in answers)
    return all(answer == wanted for answer in answers)
