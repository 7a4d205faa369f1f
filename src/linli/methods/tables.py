"""Decision tables as people read them: the cells as written, without quotes. Pure."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from linli.kernel.registry import Folder
from linli.methods.terms import DecisionTable

_OURS = "{urn:linli:method:1}"
_QUOTED = re.compile(r'"([^"]*)"')


def of_procedure(folder: Folder, procedure: str) -> tuple[DecisionTable, ...]:
    """The tables that the business rule tasks of one procedure ask, in their order there."""
    asked: list[str] = []
    for name in folder.under("procedures/", ".bpmn"):
        for process in _root(folder, name).iter("{*}process"):
            if process.get("id") == procedure:
                asked += [one.get("ref", "") for one in process.iter(f"{_OURS}decision")]
    found = {
        str(decision.get("id")): _read(decision)
        for name in folder.under("decisions/", ".dmn")
        for decision in _root(folder, name).iter("{*}decision")
    }
    return tuple(found[key] for key in dict.fromkeys(asked) if key in found)


def _root(folder: Folder, name: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(folder.files[name], parser)


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _cell(element: Any) -> str:
    """An entry as people read it: texts without their quotes, a list with room to break."""
    return _QUOTED.sub(r"\1", _text(element)).replace(",", ", ").replace(",  ", ", ")


def _read(decision: Any) -> DecisionTable:
    table = decision.find("{*}decisionTable")
    rows = () if table is None else table.findall("{*}rule")
    columns = () if table is None else table.findall("{*}input")
    results = () if table is None else table.findall("{*}output")
    return DecisionTable(
        key=str(decision.get("id")),
        name=str(decision.get("name") or decision.get("id")),
        inputs=tuple(one.get("label") or _text(one) for one in columns),
        outputs=tuple(one.get("label") or one.get("name") or "" for one in results),
        rows=tuple(
            (
                *(_cell(cell) or "-" for cell in row.findall("{*}inputEntry")),
                *(_cell(cell) for cell in row.findall("{*}outputEntry")),
            )
            for row in rows
        ),
    )
