"""Our shares of a method: forms and ladders of `matters.toml`, procedure and decision files."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, get_args

from django.utils.translation import gettext as _

from linli.kernel import registry
from linli.kernel.actor import Actor
from linli.kernel.errors import Invalid
from linli.kernel.registry import Finding, Folder, PartContext
from linli.procedures import services
from linli.procedures.engine import bpmn, dmn, gate
from linli.procedures.engine import definition as d
from linli.procedures.engine.findings import Finding as EngineFinding
from linli.procedures.rules.forms import KEPT_TYPES, TYPES
from linli.procedures.rules.ladders import read_when
from linli.procedures.terms import FORMS, PROCEDURES, Act
from linli.territory.terms import Limit

FILE = "matters.toml"
_SCHEMA: dict[str, dict[str, tuple[type | str, bool]]] = {
    "forms": {"key": (str, True), "name": ("words", True), "fields": (list, True)},
    "fields": {
        "key": (str, True), "label": ("words", True), "type": (str, True),
        "required": (bool, False),
        "choices": (list, False),
        "keep": (bool, False), "sensitive": (bool, False), "ahead": (bool, False),
        "help": ("words", False),
    },
    "choices": {"key": (str, True), "name": ("words", True)},
    "ladders": {
        "key": (str, True), "rungs": (list, True), "ceiling": (str, False),
        "extensions": (int, False),
    },
    "rungs": {
        "when": (str, True), "act": (str, True), "duty": (str, False), "told": ("words", False),
    },
}  # fmt: skip


def _fault(place: str, code: str, message: str) -> Finding:
    return Finding("error", FILE, place, f"procedures.{code}", message)


class _Reader:
    """Reads tables of `matters.toml` strictly; what is wrong is a finding with its place."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def say(self, place: str, code: str, message: str) -> None:
        self.findings.append(_fault(place, code, message))

    def rows(self, table: str, raw: Any, place: str) -> list[dict[str, Any]]:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            self.say(place, "not_a_table", _("应写成 [[%(place)s]]。") % {"place": place})
            return []
        return [self.row(table, row, f"{place}[{i}]") for i, row in enumerate(raw, start=1)]

    def row(self, table: str, raw: Mapping[str, Any], place: str) -> dict[str, Any]:
        keys = _SCHEMA[table]
        for name in raw.keys() - keys.keys():
            self.say(
                f"{place}.{name}",
                "unknown_key",
                _("不认识的键 %(name)s，请删除或改正。") % {"name": name},
            )
        entry: dict[str, Any] = {}
        for name, (kind, needed) in keys.items():
            wanted = str if isinstance(kind, str) else kind
            if name not in raw:
                if needed:
                    self.say(place, "key_missing", _("缺少 %(name)s。") % {"name": name})
            elif not isinstance(raw[name], wanted) or (wanted is int and raw[name] is True):
                self.say(
                    f"{place}.{name}",
                    "wrong_type",
                    _("%(name)s 应为 %(type)s。") % {"name": name, "type": wanted.__name__},
                )
            else:
                entry[name] = {"zh": raw[name]} if kind == "words" else raw[name]
        return entry

    def form(self, form: dict[str, Any], place: str) -> None:
        form["fields"] = self.rows("fields", form.get("fields", []), f"{place}.fields")
        for index, field in enumerate(form["fields"], start=1):
            self.field(field, f"{place}.fields[{index}]")
        self.once(form["fields"], f"{place}.fields")

    def field(self, field: dict[str, Any], place: str) -> None:
        kind = field.get("type", "")
        if kind and kind not in TYPES:
            self.say(
                f"{place}.type",
                "unknown_type",
                _("不认识的类型 %(kind)s；可用：%(types)s。")
                % {"kind": kind, "types": "、".join(sorted(TYPES))},
            )
        key = str(field.get("key", ""))
        if key and not (key.isascii() and key.isidentifier()):
            self.say(
                f"{place}.key",
                "bad_key",
                _("%(key)s 要用英文字母、数字和下划线，以字母开头。") % {"key": key},
            )
        raw = [{"key": c, "name": c} if isinstance(c, str) else c for c in field.get("choices", [])]
        if raw:
            field["choices"] = self.rows("choices", raw, f"{place}.choices")
            self.once(field["choices"], f"{place}.choices")
        if kind in ("choice", "choices") and not raw:
            self.say(place, "no_choices", _("请列出 choices。"))
        if field.get("keep") and (field.get("sensitive") or kind not in KEPT_TYPES):
            self.say(
                f"{place}.keep", "keeps_words",
                _("keep 只能用于 %(types)s，且不能是敏感项。")
                % {"types": "、".join(sorted(KEPT_TYPES))},
            )  # fmt: skip
        if field.get("ahead") and kind not in ("date", "moment"):
            self.say(f"{place}.ahead", "not_ahead", _("ahead 只能用于 date 和 moment。"))

    def ladder(self, ladder: dict[str, Any], place: str) -> None:
        ladder["rungs"] = self.rows("rungs", ladder.get("rungs", []), f"{place}.rungs")
        if ladder.get("ceiling"):
            self.limit(ladder["ceiling"], f"{place}.ceiling")
        for index, rung in enumerate(ladder["rungs"], start=1):
            here = f"{place}.rungs[{index}]"
            when = read_when(rung.get("when", "at"))
            if when is None:
                self.say(
                    f"{here}.when", "bad_when", _("应写成 before 1 工作时、at 或 after 1 工作日。")
                )
            elif when[1]:
                self.limit(when[1], f"{here}.when")
            if rung.get("act", "warn") not in get_args(Act):
                self.say(
                    f"{here}.act",
                    "bad_act",
                    _("act 只能是 %(acts)s。") % {"acts": "、".join(get_args(Act))},
                )

    def limit(self, text: str, place: str) -> None:
        try:
            Limit.parse(text)
        except Invalid as refused:
            self.say(place, "bad_limit", refused.message)

    def once(self, rows: list[dict[str, Any]], place: str) -> None:
        seen: set[str] = set()
        for row in rows:
            key = str(row.get("key", ""))
            if key in seen:
                self.say(place, "twice", _("%(key)s 写了两次，请改一个。") % {"key": key})
            seen.add(key)


class FormsPart:
    """`[[forms]]` and `[[ladders]]` of `matters.toml`."""

    name = FORMS
    order = 40

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """Strict: unknown keys, wrong types, bad limits and repeated keys are findings."""
        if FILE not in folder.files:
            return {"forms": [], "ladders": []}, []
        try:
            raw = tomllib.loads(folder.text(FILE))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            return {"forms": [], "ladders": []}, []  # said once, by the part that owns the file
        reader = _Reader()
        forms = reader.rows("forms", raw.get("forms", []), "forms")
        for index, form in enumerate(forms, start=1):
            reader.form(form, f"forms[{index}]")
        ladders = reader.rows("ladders", raw.get("ladders", []), "ladders")
        for index, ladder in enumerate(ladders, start=1):
            reader.ladder(ladder, f"ladders[{index}]")
        reader.once(forms, "forms")
        reader.once(ladders, "ladders")
        return {"forms": forms, "ladders": ladders}, reader.findings

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """Duties that ladders tell exist; a ladder without a ceiling is worth a word."""
        duties = _keys(context, "organisations", "duties")
        findings = []
        for ladder in document.get("ladders", ()):
            place = f"ladders.{ladder['key']}"
            told = [rung["duty"] for rung in ladder.get("rungs", ()) if rung.get("duty")]
            findings += [
                _fault(place, "unknown_duty", _("没有职责“%(duty)s”。") % {"duty": duty})
                for duty in told
                if duty not in duties
            ]
            if not ladder.get("ceiling"):
                words = _("没有写 ceiling：延期没有上限。")
                findings.append(Finding("warning", FILE, place, "procedures.no_ceiling", words))
        return findings

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None:
        """Nothing beyond the stored document."""

    def shapes(self) -> Mapping[str, Mapping[str, Mapping[str, registry.KeyShape]]]:
        """The same tables for the forms of the method desk."""
        kinds: dict[type | str, str] = {str: "text", "words": "text", bool: "flag", int: "number"}
        inside = {"fields": "forms.fields", "choices": "forms.fields.choices",
                  "rungs": "ladders.rungs"}  # fmt: skip
        return {
            FILE: {
                inside.get(table, table): {
                    name: registry.KeyShape(
                        "tables" if name in inside else kinds.get(kind, "list"), needed, "",
                        {"type": "field_types", "duty": "duties", "act": "acts"}.get(name, ""),
                    )
                    for name, (kind, needed) in keys.items()
                }
                for table, keys in _SCHEMA.items()
            }
        }  # fmt: skip

    def choices(self) -> Mapping[str, tuple[str, ...]]:
        """What the platform itself knows of those values."""
        return {"field_types": tuple(sorted(TYPES)), "acts": get_args(Act)}

    def documentation(self) -> str:
        """Every table and key of this part, for docs/methods.md."""
        lines = []
        for table, keys in _SCHEMA.items():
            lines.append(f"`[[{table}]]`\n")
            for name, (kind, needed) in keys.items():
                text = "text" if kind == "words" else getattr(kind, "__name__", "")
                lines.append(f"- `{name}` ({text}, {'必填' if needed else '可省略'})")
            lines.append("")
        return "\n".join([*lines, f"字段类型：{'、'.join(sorted(TYPES))}。"])


def _keys(context: PartContext, part: str, table: str) -> set[str]:
    rows = context.documents.get(part, {}).get(table, ())
    return {str(row.get("key", "")) for row in rows}


# --- procedures and decisions -----------------------------------------------------------


def _as_ours(found: EngineFinding) -> Finding:
    place = " ".join(
        part for part in (f"{found.line}" if found.line else "", found.element) if part
    )
    level = "warning" if found.warning else "error"
    said = found.said.worded(_)
    return Finding(level, found.file, place, f"procedures.{found.code}", said)


def _words(text: str) -> dict[str, str]:
    return {"zh": text}


def _steps(graph: d.Definition, reporters: frozenset[str]) -> list[dict[str, Any]]:
    """The texts of the steps, for the loader to give them English."""
    return [
        {
            "key": task.id,
            "lane": "reporter" if task.lane in reporters else task.lane,
            "name": _words(task.name),
            "pool": bool(task.step.pool),
            "told": _words(task.step.told),
            "told_done": _words(task.step.told_done),
            "stages": [{"key": one.key, "name": _words(one.name)} for one in task.step.stages],
            "outcomes": [{"key": one.key, "name": _words(one.name)} for one in task.step.outcomes],
        }
        for task in graph.user_tasks()
    ]


def _reporters(folder: Folder) -> frozenset[str]:
    """Lanes of the reporter, read leniently: the organisations part says what is wrong there."""
    try:
        duties = tomllib.loads(folder.text("organisations.toml")).get("duties", ())
        return frozenset(row["key"] for row in duties if row.get("level") == "reporter")
    except (KeyError, TypeError, AttributeError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return frozenset()


class ProceduresPart:
    """`procedures/*.bpmn` with `decisions/*.dmn`: read, put through the gate, published as rows."""

    name = PROCEDURES
    order = 50

    def documentation(self) -> str:
        """What may stand in a procedure or decision file, for docs/methods.md."""
        return (Path(__file__).parent / "procedure_files.md").read_text(encoding="utf-8").rstrip()

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]:
        """Each file by itself, with the engine's findings: file, line, element, how to mend it."""
        findings: list[Finding] = []
        tables: dict[str, dmn.Table] = {}
        home: dict[str, str] = {}
        for path in folder.under("decisions/", ".dmn"):
            found, faults = dmn.read(folder.files[path], file=path)
            findings += [_as_ours(one) for one in faults]
            for key in found.keys() & tables.keys():
                text = _("决策 %(key)s 在 %(file)s 里已经有了，请改一个编号。") % {
                    "key": key,
                    "file": home[key],
                }
                findings.append(Finding("error", path, key, "procedures.twice", text))
            tables |= found
            home |= dict.fromkeys(found, path)
        procedures: list[dict[str, Any]] = []
        reporters = _reporters(folder)
        for path in folder.under("procedures/", ".bpmn"):
            graph, faults = bpmn.read(folder.files[path], file=path, decisions=tables)
            findings += [_as_ours(one) for one in faults]
            if graph is None:
                continue
            if graph.key != PurePosixPath(path).stem:
                text = _("文件名应与流程编号一致：%(key)s.bpmn。") % {"key": graph.key}
                findings.append(Finding("error", path, graph.key, "procedures.file_name", text))
            used = {home[one] for one in graph.decisions if one in home}
            procedures.append(
                {
                    "key": graph.key, "name": _words(graph.name), "subject": graph.subject,
                    "file": path, "xml": folder.text(path), "decisions": sorted(used),
                    "steps": _steps(graph, reporters),
                }
            )  # fmt: skip
        decisions = {path: folder.text(path) for path in sorted(set(home.values()))}
        return {"procedures": procedures, "decisions": decisions}, findings

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]:
        """The gate: known duties, effects, forms, ladders, decisions; sound drawings."""
        tables: dict[str, dmn.Table] = {}
        for path, text in document.get("decisions", {}).items():
            tables |= dmn.read(text.encode(), file=path)[0]
        forms = context.documents.get(FORMS, {}).get("forms", ())
        kept = {
            form["key"]: [field["key"] for field in form["fields"] if field.get("keep")]
            for form in forms
        }
        effects = {
            name: getattr(effect, "outputs", ()) for name, effect in registry.effects.items()
        }

        def faults(effect: str, properties: Mapping[str, str], names: Collection[str]) -> list[str]:
            ask = getattr(registry.effects.find(effect), "faults", None)
            return list(ask(properties, names, context.documents)) if ask else []

        findings = []
        for one in document.get("procedures", ()):
            graph, _faults = bpmn.read(one["xml"].encode(), file=one["file"], decisions=tables)
            if graph is None:
                continue
            findings += [
                _as_ours(found)
                for found in gate.check(
                    graph,
                    file=one["file"],
                    known_duties=_keys(context, "organisations", "duties"),
                    known_effects=effects,
                    known_forms=kept,
                    known_decisions=tables,
                    known_ladders=_keys(context, FORMS, "ladders"),
                    known_data=frozenset(_start_data(one, context, kept)),
                    effect_faults=faults,
                )
            ]
        return findings

    def publish(
        self,
        document: Mapping[str, Any],
        revision: str,
        actor: Actor,  # noqa: ARG002 - a method part's shape
        now: datetime,
    ) -> None:
        """Definition rows; a file that did not change keeps its row."""
        services.publish(document, revision=revision, now=now)


def _start_data(
    procedure: Mapping[str, Any], context: PartContext, kept: Mapping[str, list[str]]
) -> Iterator[str]:
    """What a run has from the start: what its subject's context declared that it gives, and the
    kept fields of the forms by which it is opened.
    """
    yield from services.starts_with(procedure.get("subject", ""))
    for kind in context.documents.get("matters", {}).get("kinds", ()):
        if kind.get("procedure") == procedure["key"]:
            yield from kept.get(kind.get("form", ""), ())
