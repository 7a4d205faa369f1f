"""The gate: pure checks over a folder and what its parts make of it."""

from __future__ import annotations

import logging
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from lxml import etree

from linli.kernel.registry import Finding, Folder, MethodPart, PartContext
from linli.methods.terms import Report

_log = logging.getLogger(__name__)

KNOWN = (
    "method.toml",
    "words.toml",
    "words.en.toml",
    "areas.csv",
    "territory.toml",
    "calendar.toml",
    "organisations.toml",
    "matters.toml",
    "notices.toml",
    "demonstration.toml",
    "procedures/*.bpmn",
    "decisions/*.dmn",
    "stories/*.feature",
    "README.md",
    "README.en.md",
    "stories/README.md",
)

# Where a resident reads: (part, key on the path to the text). "" stands for every part.
RESIDENT = (
    ("", "told"),
    ("", "told_done"),
    ("matters", "categories"),
    ("matters", "kinds"),
    ("matters", "roles"),
    ("matters", "danger_words"),
    ("matters", "forms"),
    ("forms", "forms"),
)
REPORTER = "reporter"
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_OURS = "{urn:linli:method:1}"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TOML_LINE = re.compile(r"\(at line (\d+), column (\d+)\)|\(at end of document\)")


def error(file: str, place: str, code: str, message: str) -> Finding:
    return Finding("error", file, place, code, message)


def warning(file: str, place: str, code: str, message: str) -> Finding:
    return Finding("warning", file, place, code, message)


# --- names and syntax ---------------------------------------------------------------------------


def known(name: str, patterns: Iterable[str]) -> bool:
    """May a method have a file of that name?"""
    return any(_matches(name, pattern) for pattern in patterns)


def _unknown(folder: Folder, allowed: Iterable[str]) -> Iterator[Finding]:
    patterns = tuple(allowed)
    for name in sorted(folder.files):
        if not known(name, patterns):
            yield warning(name, "", "methods.unknown_file", "工作法里没有这样的文件，未读取。")


def _matches(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)


def _toml_fault(text: str) -> tuple[str, str] | None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = _TOML_LINE.search(str(fault))
        if found and found.group(1):
            return f"第 {found.group(1)} 行", f"TOML 语法不对：{fault}"
        return "末尾", f"TOML 语法不对：{fault}"
    except RecursionError:
        return "", "TOML 嵌套太深。"
    return None


def _xml_fault(text: str) -> tuple[str, str] | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Any = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        return f"第 {fault.lineno or 1} 行", f"XML 不完整：{fault.msg}"
    if root.getroottree().docinfo.doctype:
        return "第 1 行", "不接受带 DOCTYPE 的 XML。"
    return None


def _feature_fault(text: str) -> tuple[str, str] | None:
    # slow to load, and no server needs it before somebody changes a method
    from gherkin.errors import CompositeParserException, ParserException  # noqa: PLC0415
    from gherkin.parser import Parser  # noqa: PLC0415

    try:
        parsed: Any = Parser().parse(text)
    except CompositeParserException as fault:
        first = fault.errors[0]
        return f"第 {first.location['line']} 行", f"故事语法不对：{first}"
    except ParserException as fault:
        return f"第 {fault.location['line']} 行", f"故事语法不对：{fault}"
    if not parsed.get("feature"):
        return "第 1 行", "里面没有“功能”。"
    return None


_SYNTAX: tuple[tuple[str, Callable[[str], tuple[str, str] | None]], ...] = (
    (".toml", _toml_fault),
    (".bpmn", _xml_fault),
    (".dmn", _xml_fault),
    (".feature", _feature_fault),
    (".csv", lambda _: None),
)


def unreadable(folder: Folder) -> tuple[Finding, ...]:
    """What cannot even be parsed, with its line: wrong encoding, broken TOML, XML or Gherkin."""
    found = []
    for name in sorted(folder.files):
        read = next((function for suffix, function in _SYNTAX if name.endswith(suffix)), None)
        if read is None:
            continue
        body = folder.files[name]
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = body[: fault.start].count(b"\n") + 1
            found.append(error(name, f"第 {line} 行", "methods.encoding", "不是 UTF-8 文本。"))
            continue
        if "\0" in text:
            found.append(error(name, "", "methods.encoding", "里面有二进制内容。"))
        elif fault_found := read(text):
            found.append(error(name, fault_found[0], "methods.syntax", fault_found[1]))
    return tuple(found)


# --- English ------------------------------------------------------------------------------------


def texts(
    document: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Every text of a document with its path. A text is a dict of exactly `zh`, or `zh`, `en`."""
    if isinstance(document, Mapping):
        keys = set(document)
        if keys in ({"zh"}, {"zh", "en"}) and isinstance(document["zh"], str):
            yield path, document  # type: ignore[misc]  # a mapping of str to str, just proved
            return
        for key, value in document.items():
            yield from texts(value, (*path, str(key)))
    elif isinstance(document, list | tuple):
        for index, value in enumerate(document):
            yield from texts(value, (*path, _label(value, index)))


def _label(value: Any, index: int) -> str:
    """How a list's entry is named in a finding: its own key where it has one."""
    if isinstance(value, Mapping) and isinstance(value.get("key"), str):
        return str(value["key"])
    return str(index + 1)


def fill_english(document: dict[str, Any], english: Mapping[str, str]) -> dict[str, Any]:
    """Give every text of the document its English, by the Chinese text. Changes and returns it."""
    for _path, text in texts(document):
        text["en"] = english.get(text["zh"], text.get("en", ""))
    return document


def resident_reads(part: str, path: tuple[str, ...]) -> bool:
    """Does a resident read what stands there: `told`, categories, kinds, forms, danger words?
    What a ladder tells is told to colleagues."""
    return "ladders" not in path and any((of in {"", part}) and key in path for of, key in RESIDENT)


def resident_sentences(
    folder: Folder, documents: Mapping[str, Mapping[str, Any]]
) -> frozenset[str]:
    """What residents read of the procedure files: `told`, `told_done`, and the names of tasks and
    outcomes in lanes of a duty whose level is the reporter."""
    duties = documents.get("organisations", {}).get("duties", ())
    reporters = {duty.get("key") for duty in duties if duty.get("level") == REPORTER}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    found: set[str] = set()
    for name in folder.under("procedures/", ".bpmn"):
        root = etree.fromstring(folder.files[name], parser)
        own = {
            (node.text or "").strip()
            for lane in root.iter(f"{_BPMN}lane")
            if lane.get("name") in reporters
            for node in lane.iter(f"{_BPMN}flowNodeRef")
        }
        for task in root.iter(f"{_BPMN}userTask"):
            for step in task.iter(f"{_OURS}step"):
                found |= {step.get("told", ""), step.get("told_done", "")}
            if task.get("id") in own:
                found.add(task.get("name", ""))
                found |= {one.get("name", "") for one in task.iter(f"{_OURS}outcome")}
    return frozenset(found - {""})


def lacking_english(
    documents: Mapping[str, Mapping[str, Any]],
    english: Mapping[str, str],
    sentences: frozenset[str] = frozenset(),
) -> dict[str, tuple[bool, str]]:
    """Chinese text without English -> (does a resident read it, where it stands)."""
    lacking = {zh: (True, "procedures") for zh in sorted(sentences) if not english.get(zh)}
    for part, document in documents.items():
        for path, text in texts(document):
            zh = text["zh"]
            if zh and not text.get("en"):
                resident = resident_reads(part, path)
                was, place = lacking.get(zh, (False, ""))
                if not place or (resident and not was):
                    lacking[zh] = (resident, f"{part}:{'.'.join(path)}")
    return lacking


def english_findings(
    documents: Mapping[str, Mapping[str, Any]],
    english: Mapping[str, str],
    sentences: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Texts without English (errors where a resident reads them, as in `sentences`), placeholders
    that differ, and lines of `words.en.toml` that nothing uses."""
    used = set(sentences)
    for document in documents.values():
        used |= {text["zh"] for _path, text in texts(document)}
    found = []
    for zh, (resident, place) in lacking_english(documents, english, sentences).items():
        make = error if resident else warning
        who = "群众会看到，" if resident else ""
        message = f"“{zh}”没有英文（{who}请加一行）。"
        found.append(make("words.en.toml", place, "methods.no_english", message))
    for zh, en in english.items():
        if set(_PLACEHOLDER.findall(zh)) != set(_PLACEHOLDER.findall(en)):
            message = "中英文里的 {…} 不一致。"
            found.append(error("words.en.toml", zh, "methods.placeholders", message))
        elif zh not in used:
            found.append(warning("words.en.toml", zh, "methods.unused_english", "没有文字用到它。"))
    return tuple(found)


# --- the gate -----------------------------------------------------------------------------------


def gate(folder: Folder, parts: Iterable[MethodPart]) -> Report:
    """Everything that is wrong with a method. Parts are parsed and checked in their order; a file
    that cannot be read at all stops the gate first, since every later finding would be noise."""
    parts = sorted(parts, key=lambda part: (part.order, part.name))
    own = (pattern for part in parts for pattern in getattr(part, "files", ()))
    findings = [*unreadable(folder), *_unknown(folder, (*KNOWN, *own))]
    if any(finding.level == "error" for finding in findings):
        return Report(tuple(findings))
    documents: dict[str, dict[str, Any]] = {}
    for part in parts:
        document, faults = _parsed(part, folder)
        findings += faults
        if document is not None:
            documents[part.name] = document
    english = {
        zh: en
        for zh, en in documents.get("words", {}).get("english", {}).items()
        if isinstance(en, str)
    }
    for document in documents.values():
        fill_english(document, english)
    context = PartContext(documents, english)
    for part in parts:
        if part.name in documents:
            findings += _checked(part, documents[part.name], context)
    findings += english_findings(documents, english, resident_sentences(folder, documents))
    return Report(tuple(dict.fromkeys(findings)), documents)


def _parsed(part: MethodPart, folder: Folder) -> tuple[dict[str, Any] | None, list[Finding]]:
    try:
        return part.parse(folder)
    except Exception as fault:  # noqa: BLE001 - hostile content closes the gate
        _log.exception("method part %s could not parse", part.name)
        return None, [_crash(part, fault)]


def _checked(part: MethodPart, document: dict[str, Any], context: PartContext) -> list[Finding]:
    try:
        return part.check(document, context)
    except Exception as fault:  # noqa: BLE001 - hostile content closes the gate
        _log.exception("method part %s could not check", part.name)
        return [_crash(part, fault)]


def _crash(part: MethodPart, fault: Exception) -> Finding:
    """A part that stumbles over hostile content closes the gate; the log has the trace."""
    what = f"{type(fault).__name__}: {fault}"
    return error(f"({part.name})", "", "methods.part_failed", f"检查时出错：{what}")
