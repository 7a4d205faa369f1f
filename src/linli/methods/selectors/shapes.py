"""What the forms of the desk may offer: the parsers' own tables, and the names in a draft."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from linli.kernel.registry import Folder, KeyShape, MethodPart, effects, method_parts

# Where the names of a method stand: (file, table).
_NAMES = {
    "duties": ("organisations.toml", "duties"),
    "kinds": ("matters.toml", "kinds"),
    "categories": ("matters.toml", "categories"),
    "forms": ("matters.toml", "forms"),
    "ladders": ("matters.toml", "ladders"),
    "templates": ("notices.toml", "templates"),
}


def shapes(file: str) -> Mapping[str, Mapping[str, KeyShape]]:
    """The shape of every key of a TOML file by table, from the parts that parse it; {} if none
    tells."""
    found: dict[str, Mapping[str, KeyShape]] = {}
    for part in _parts():
        told = getattr(part, "shapes", None)
        if callable(told):
            found |= told().get(file, {})
    return found


def choices_of(folder: Folder) -> dict[str, tuple[str, ...]]:
    """The names that stand in a draft (`duties`, `forms`, `ladders`, `decisions`, …) and those of
    the platform (`effects`, `field_types`). A file that cannot be read gives none."""
    found = {name: _keys(folder, *place) for name, place in _NAMES.items()}
    for part in _parts():
        told = getattr(part, "choices", None)
        found |= told() if callable(told) else {}
    found["procedures"] = tuple(
        PurePosixPath(path).stem for path in folder.under("procedures/", ".bpmn")
    )
    found["decisions"] = tuple(
        key for path in folder.under("decisions/", ".dmn") for key in _decisions(folder, path)
    )
    return found | {"effects": effects.names()}


def _parts() -> tuple[MethodPart, ...]:
    return tuple(part for _name, part in method_parts.items())


def _keys(folder: Folder, file: str, table: str) -> tuple[str, ...]:
    try:
        rows: Any = tomllib.loads(folder.text(file)).get(table, [])
    except (KeyError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return ()
    rows = rows if isinstance(rows, list) else []
    return tuple(str(row["key"]) for row in rows if isinstance(row, dict) and row.get("key"))


def _decisions(folder: Folder, path: str) -> tuple[str, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(folder.files[path], parser)
    except etree.XMLSyntaxError:
        return ()
    return tuple(str(one.get("id")) for one in root.iter("{*}decision") if one.get("id"))
