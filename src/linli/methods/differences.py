"""What changed between two folders, in words that a county officer can read. Pure."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from linli.kernel.registry import Folder
from linli.methods.terms import Difference

_SHOWN = 80
_LINES = 200


def differences(before: Folder, after: Folder) -> tuple[Difference, ...]:
    """Files added and removed; inside changed ones TOML by key, BPMN and DMN by element,
    everything else by line."""
    found: list[Difference] = []
    for name in sorted({*before.files, *after.files}):
        if name not in after.files:
            found.append(Difference(name, "-"))
        elif name not in before.files:
            found.append(Difference(name, "+"))
        elif before.files[name] != after.files[name]:
            inside = tuple(_inside(name, _text(before, name), _text(after, name)))
            found += inside or (Difference(name, "~"),)
    return tuple(found)


def _text(folder: Folder, name: str) -> str:
    return folder.files[name].decode("utf-8-sig", "replace")


def _inside(name: str, before: str, after: str) -> Iterator[Difference]:
    """A draft may hold what cannot be parsed yet: that is compared by line."""
    try:
        if name.endswith(".toml"):
            found = _compared(name, _flat(tomllib.loads(before)), _flat(tomllib.loads(after)))
        elif name.endswith((".bpmn", ".dmn")):
            found = _compared(name, _elements(before), _elements(after))
        else:
            found = _lines(name, before, after)
        yield from list(found)
    except (tomllib.TOMLDecodeError, etree.XMLSyntaxError, RecursionError):
        yield from _lines(name, before, after)


def _compared(
    name: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Difference]:
    for place in [*before, *(key for key in after if key not in before)]:
        was, is_now = before.get(place), after.get(place)
        if is_now is None:
            yield Difference(name, "-", place, before=_short(was or ""))
        elif was is None:
            yield Difference(name, "+", place, after=_short(is_now))
        elif was != is_now:
            yield Difference(name, "~", place, _short(was), _short(is_now))


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _flat(value: Any, place: str = "") -> dict[str, str]:
    """Key path -> value. An entry of a list is called by its `key` (or name, title), so that
    moving it is no change and inserting one before it changes one place only."""
    if isinstance(value, dict):
        flat: dict[str, str] = {}
        for key, inner in value.items():
            flat |= _flat(inner, f"{place}.{key}" if place else key)
        return flat
    if isinstance(value, list) and any(isinstance(one, dict) for one in value):
        flat = {}
        seen: dict[str, int] = {}
        for index, one in enumerate(value):
            label = str(index + 1)
            if isinstance(one, dict):
                label = str(
                    next((one[k] for k in ("key", "name", "title", "date") if k in one), label)
                )
            seen[label] = seen.get(label, 0) + 1
            again = f"#{seen[label]}" if seen[label] > 1 else ""
            flat |= _flat(one, f"{place}[{label}{again}]")
        return flat
    return {place: "、".join(map(str, value)) if isinstance(value, list) else str(value)}


def _elements(text: str) -> dict[str, str]:
    """Element id -> what it says: tag, attributes, its own text and that of children without id.
    Where things are drawn is left out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found: dict[str, str] = {}
    for element in etree.fromstring(text.encode(), parser).iter(etree.Element):
        key = element.get("id")
        if key and "DI" not in etree.QName(element).namespace.upper().rsplit("/", 1)[-1]:
            found[key] = " ".join(_told(element))
    return found


def _told(element: Any) -> Iterator[str]:
    yield etree.QName(element).localname
    for name, value in sorted(element.attrib.items()):
        local = etree.QName(name).localname
        if local != "id":
            yield f"{local}={value}"
    if element.text and element.text.strip():
        yield element.text.strip()
    for child in element:
        if isinstance(child.tag, str) and child.get("id") is None:
            yield from _told(child)


def _lines(name: str, before: str, after: str) -> Iterator[Difference]:
    old, new = before.splitlines(), after.splitlines()
    # Line by line costs the square of the length: tables of thousands of rows are compared as sets.
    if max(len(old), len(new)) > 5_000:
        gone, come = set(old) - set(new), set(new) - set(old)
        yield from (Difference(name, "-", before=_short(line)) for line in sorted(gone)[:_LINES])
        yield from (Difference(name, "+", after=_short(line)) for line in sorted(come)[:_LINES])
        return
    shown = 0
    for tag, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for number, line in enumerate(old[i:j], i + 1):
            yield Difference(name, "-", f"第 {number} 行", before=_short(line))
        for number, line in enumerate(new[k:m], k + 1):
            yield Difference(name, "+", f"第 {number} 行", after=_short(line))
        shown += j - i + m - k
        if shown > _LINES:
            yield Difference(name, "~", "其余更改从略")
            return
