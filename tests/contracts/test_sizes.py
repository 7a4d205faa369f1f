"""A stranger understands a file that fits in the head: at most 400 lines, functions at most 50."""

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "linli"
FILES = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


def test_files_are_short():
    assert len(FILES) > 100
    long = {
        str(p.relative_to(SOURCE)): n for p in FILES if (n := len(p.read_text().splitlines())) > 400
    }
    assert long == {}


def test_functions_are_short():
    long = {}
    for path in FILES:
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (lines := _lines(node)) > 50:
                long[f"{path.relative_to(SOURCE)}:{node.name}"] = lines
    assert long == {}


def _lines(node: ast.FunctionDef) -> int:
    """Of code: what a docstring says of shapes and refusals is not counted."""
    first = node.body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    prose = first.end_lineno - first.lineno + 1 if said else 0
    return node.end_lineno - node.lineno + 1 - prose


def test_no_county_stands_in_python():
    names = ("泰宁", "永泰", "罗源", "石首", "湟源", "宁化", "taining")
    allowed = {"project/settings.py", "project/run.py"}  # the default of --county
    found = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in FILES
        if "tests" not in path.parts and str(path.relative_to(SOURCE)) not in allowed
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and not _docstring(node, path)
        for name in names
        if name in node.value
    }
    assert found == set()


def _docstring(node: ast.Constant, path: Path) -> bool:
    """A docstring may give an example."""
    return "\n" in node.value or node.value.endswith((".", "。"))
