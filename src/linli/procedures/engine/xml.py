"""Reading XML that may be hostile: no DTD, no entities, no network, bounded size and depth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from linli.procedures.engine.findings import Finding
from linli.procedures.engine.messages import Message, msg

MOST_BYTES = 1_000_000
MOST_DEPTH = 24
MOST_ELEMENTS = 20_000

Element = etree._Element  # noqa: SLF001  lxml has no other name for the type


class Sheet:
    """One file being read: it collects what is wrong. `namespaces` maps URIs to prefixes."""

    def __init__(self, file: str, namespaces: Mapping[str, str]) -> None:
        self.file = file
        self.namespaces = namespaces
        self.findings: list[Finding] = []

    def complain(
        self, element: Element | None, code: str, message: Message, *, warning: bool = False
    ) -> None:
        line = 0 if element is None else line_of(element)
        name = "" if element is None else nearest_id(element)
        self.findings.append(Finding(self.file, name, line, code, message, warning))

    def tag(self, element: Element) -> str:
        """`prefix:name` with our own prefixes, `?:name` for a foreign namespace."""
        name = etree.QName(element)
        return f"{self.namespaces.get(name.namespace or '', '?')}:{name.localname}"

    def attributes(
        self, element: Element, allowed: Iterable[str], required: Iterable[str] = ()
    ) -> dict[str, str]:
        """The attributes of the element; those not allowed and those missing are complained of."""
        found = {str(key): str(value) for key, value in element.attrib.items()}
        known = {*allowed, *required}
        for key in found.keys() - known:
            short = etree.QName(key).localname
            self.complain(
                element,
                "attribute",
                msg(
                    "<%(tag)s> 不能有属性 %(short)s；请删去。可用的属性：%(known)s。",
                    tag=self.tag(element),
                    short=short,
                    known=_listed(known),
                ),
            )
        for key in required:
            if not found.get(key, "").strip():
                self.complain(
                    element,
                    "attribute_missing",
                    msg("<%(tag)s> 缺少属性 %(key)s，请补上。", tag=self.tag(element), key=key),
                )
        return {key: value for key, value in found.items() if key in known}

    def children(self, element: Element, allowed: Iterable[str]) -> list[tuple[str, Element]]:
        """(tag, child) of the children that are allowed; the others are complained of."""
        allowed = set(allowed)
        result = []
        for child in element:
            tag = self.tag(child)
            if tag in allowed:
                result.append((tag, child))
            else:
                name = etree.QName(child).localname
                self.complain(
                    child,
                    "element",
                    msg(
                        "不支持 <%(name)s>（写在 <%(tag)s> 里）；"
                        "请删去，或改用规定的写法。这里可用：%(allowed)s。",
                        name=name,
                        tag=self.tag(element),
                        allowed=_listed(allowed),
                    ),
                )
        return result


def _listed(names: Iterable[str]) -> object:
    return "、".join(sorted(names)) or msg("无")


def nearest_id(element: Element) -> str:
    """The id of the element, or of the nearest one around it."""
    found: Element | None = element
    while found is not None:
        if found.get("id"):
            return str(found.get("id"))
        found = found.getparent()
    return ""


def line_of(element: Element) -> int:
    line: Any = element.sourceline  # the stubs do not know its type
    return int(line or 0)


def text_of(element: Element) -> str:
    return (element.text or "").strip()


def load(content: bytes, sheet: Sheet) -> Element | None:
    """The root element, or None with a finding that says why the file is not read."""
    reason = _unfit(content)
    if reason:
        sheet.complain(None, "xml", reason)
        return None
    # The encoding is forced, so that no declaration can smuggle in a DTD past the check above.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = int(error.lineno or 0)
        sheet.findings.append(
            Finding(
                sheet.file,
                "",
                line,
                "xml",
                msg("第 %(line)s 行不是合法的 XML：%(reason)s。", line=line, reason=error.msg),
            )
        )
        return None
    reason = _unfit_tree(root)
    if reason:
        sheet.complain(None, "xml", reason)
        return None
    return root


def _unfit(content: bytes) -> Message | None:
    if len(content) > MOST_BYTES:
        return msg("文件超过 %(most)s kB，请拆分或删去无关内容。", most=MOST_BYTES // 1000)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return msg("文件不是 UTF-8 编码，请另存为 UTF-8。")
    if "\0" in text:
        return msg("文件不是 UTF-8 编码，请另存为 UTF-8。")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return msg("文件里不能有 DOCTYPE 或 ENTITY 声明，请删去。")
    return None


def _unfit_tree(root: Element) -> Message | None:
    information: Any = root.getroottree().docinfo
    if information.doctype:
        return msg("文件里不能有 DOCTYPE 或 ENTITY 声明，请删去。")
    stack, count = [(root, 1)], 0
    while stack:
        element, depth = stack.pop()
        count += 1
        if depth > MOST_DEPTH:
            return msg("元素嵌套超过 %(most)s 层，请简化。", most=MOST_DEPTH)
        if count > MOST_ELEMENTS:
            return msg("元素超过 %(most)s 个，请拆分。", most=MOST_ELEMENTS)
        tag: Any = element.tag
        if not isinstance(tag, str):
            return msg("文件里不能有处理指令（<?…?>），请删去。")
        stack.extend((child, depth + 1) for child in element)
    return None
