"""Open311's two formats from one value; in XML the members of lists are elements with names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse, JsonResponse

# what XML 1.0 cannot carry, however it is written
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def answer(
    form: str,
    value: Any,
    *,
    root: str,
    item: str = "",
    items: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`form` is json or xml. `item` names the elements of a value that is a list, `items` those of
    lists inside it, by the list's own name."""
    if form == "xml":
        top = Element(root)
        _fill(top, value, {"": item, **(items or {})}, item)
        text = tostring(top, encoding="utf-8", xml_declaration=True)
        found = HttpResponse(text, content_type="text/xml; charset=utf-8", status=status)
    else:
        found = JsonResponse(
            value, safe=False, status=status, json_dumps_params={"ensure_ascii": False}
        )
    found["Access-Control-Allow-Origin"] = "*"  # public, and no cookie is read
    found["Cache-Control"] = "no-store"
    return found


def _fill(element: Element, value: Any, names: Mapping[str, str], item: str) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(SubElement(element, name), inner, names, names.get(name, "item"))
    elif isinstance(value, list):
        for one in value:
            _fill(SubElement(element, item), one, names, item)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = _UNPRINTABLE.sub("", str(value))
