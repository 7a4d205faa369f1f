"""Pure decisions of organisations: reading the method document, where a kind may stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from linli.kernel.actor import Grant, Target
from linli.kernel.language import Words
from linli.organisations.terms import (
    Carried,
    Chain,
    CoverKind,
    Definitions,
    Duty,
    Kind,
    OfField,
    PostTemplate,
    Registering,
    Skill,
    UnitTemplate,
    WrongPlace,
)

Row = Mapping[str, Any]


def _words(value: str | dict[str, str] | None) -> Words:
    return Words.of(value or "")


def definitions(document: Mapping[str, Any]) -> Definitions:
    """The stored document (made by `method.parse`) as frozen values."""
    return Definitions(
        kinds={row["key"]: _kind(row) for row in document.get("kinds", ())},
        chains={row["key"]: _chain(row) for row in document.get("chains", ())},
        duties={row["key"]: _duty(row) for row in document.get("duties", ())},
        posts=tuple(
            PostTemplate(
                title=row["title"],
                duties=tuple(row["duties"]),
                kinds=tuple(row["kinds"]),
                places=row.get("places", 1),
                at=row.get("at", ""),
            )
            for row in document.get("posts", ())
        ),
        units=tuple(
            UnitTemplate(
                key=row["key"],
                name=row["name"],
                short_name=row.get("short_name") or row["name"],
                kind=row["kind"],
                area=row.get("area", ""),
                parent=row.get("parent", ""),
                founding=row.get("founding", ""),
            )
            for row in document.get("units", ())
        ),
        covering={
            row["key"]: CoverKind(
                key=row["key"],
                name=_words(row["name"]),
                who=_words(row.get("who")),
                over=tuple(row["over"]),
                most=row.get("most", 0),
                required=row.get("required", False),
            )
            for row in document.get("covering", ())
        },
        fields={row["key"]: _field(row) for row in document.get("fields", ())},
        skills={
            row["key"]: Skill(row["key"], _words(row["name"])) for row in document.get("skills", ())
        },
        registering=next(map(_registering, document.get("registering", ())), None),
    )


def _field(row: Row) -> OfField:
    return OfField(
        key=row["key"],
        name=_words(row["name"]),
        duties=tuple(map(_words, row.get("duties", ()))),
        checklist=tuple(map(_words, row.get("checklist", ()))),
        brand=_words(row.get("brand")),
        honours=tuple(map(_words, row.get("honours", ()))),
    )


def _registering(row: Row) -> Registering:
    return Registering(
        key=row["key"],
        name=_words(row["name"]),
        over=tuple(row["over"]),
        units=tuple(row["units"]),
        duty=row.get("duty", ""),
        help=_words(row.get("help")),
    )


def _kind(row: Row) -> Kind:
    return Kind(
        key=row["key"],
        name=_words(row["name"]),
        form=row["form"],
        foundings=tuple(row.get("foundings", ())),
        over=tuple(row.get("over", ())),
        each=row.get("each", ""),
        pattern=row.get("pattern", ""),
        under=row.get("under", ""),
        of_field=row.get("field", ""),
    )


def _chain(row: Row) -> Chain:
    return Chain(
        key=row["key"],
        name=_words(row["name"]),
        levels=tuple(row["levels"]),
        rule=_words(row["rule"]),
        duty=row.get("duty", ""),
    )


def _duty(row: Row) -> Duty:
    return Duty(
        key=row["key"],
        name=_words(row["name"]),
        level=row["level"],
        verbs=frozenset(row.get("verbs", ())),
        fallback=row.get("fallback", ""),
        told=_words(row.get("told")),
        required=row.get("required", False),
        most=row.get("most", 0),
        administrator=row.get("administrator", ""),
    )


def chain_for(
    kind: Kind, parent: Kind | None, parent_chain: str, chains: Mapping[str, Chain]
) -> str:
    """The key of the chain in which `kind` stands directly below `parent`, or "" where no chain
    speaks of it. Raises `WrongPlace` with the rule's words if the chains forbid it.

    A kind that is a lower level of some chain stands only below the level above it, and in the
    chain of its parent. The uppermost level of a chain stands below no member of that chain.
    """
    mine = [chain for chain in chains.values() if kind.key in chain.levels]
    lower = [chain for chain in mine if kind.key in chain.levels[1:]]
    upper = [chain for chain in mine if chain.levels[0] == kind.key]
    fitting = [
        chain
        for chain in lower
        if parent is not None
        and parent.key == chain.levels[chain.levels.index(kind.key) - 1]
        and (not parent_chain or parent_chain == chain.key)
    ]
    if fitting:
        return fitting[0].key
    above = parent.name if parent is not None else Words("（没有上级）", "(none)")
    for chain in upper:
        if parent is None or parent.key not in chain.levels:
            return chain.key
    if mine:
        rules = [chain for chain in mine if chain.key == parent_chain] or mine
        raise WrongPlace(kind=str(kind.name), parent=str(above), rule=_said(rules))
    return ""


def _said(chains: list[Chain]) -> str:
    return "；".join(f"{chain.name}：{chain.rule}" for chain in chains)


def narrowed(grants: Iterable[Grant], carried: Iterable[Carried]) -> tuple[Grant, ...]:
    """Those of `grants` that are carried too, each no wider than what is carried: at its own place,
    or at an area inside it. What is carried and not granted (any more) gives nothing.
    """
    held = tuple(grants)
    found = []
    for one in carried:
        for grant in held:
            if grant.duty != one.duty:
                continue
            if one.organisation_id is not None:
                if grant.organisation_id == one.organisation_id:
                    found.append(grant)
            elif grant.area_path and grant.covers(Target(one.area_path)):
                found.append(replace(grant, area_id=one.area_id, area_path=one.area_path))
    return tuple(dict.fromkeys(found))
