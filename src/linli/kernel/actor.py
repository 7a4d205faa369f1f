"""Who asks: a frozen value that `organisations` fills and every ring may question.

`actor.may(verb, target)` is the only question about access in linli. A verb is dotted
(`matters.see`); a target is a place in the tree of areas, an organisation, or both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from linli.kernel.errors import NotAllowed

Kind = Literal["anonymous", "resident", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where something is. `area_path` is a dotted path that ends in a dot (`350429.100.005.`);
    an organisation is the one that is called or owns the thing."""

    area_path: str = ""
    organisation_id: UUID | None = None
    organisation_path: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One duty carried by one post over one area or one organisation."""

    duty: str
    verbs: frozenset[str]
    area_id: UUID | None = None
    area_path: str | None = None
    organisation_id: UUID | None = None
    organisation_path: str | None = None
    post_id: UUID | None = None

    def covers(self, target: Target) -> bool:
        """True if the target lies inside this grant: at or below its area, or at or below its
        organisation. A grant over neither covers nothing."""
        if self.area_path and target.area_path.startswith(self.area_path):
            return True
        if self.organisation_id is not None and self.organisation_id == target.organisation_id:
            return True
        return bool(
            self.organisation_path and target.organisation_path.startswith(self.organisation_path)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, with the grants in force now. `name` is for showing to colleagues."""

    kind: Kind
    account_id: UUID | None = None
    name: str = ""
    grants: tuple[Grant, ...] = ()
    via: str = "web"
    session_digest: str = field(default="", repr=False)

    def may(self, verb: str, target: Target | None = None) -> bool:
        """May this actor do `verb` there? Without a target: anywhere at all?"""
        if self.kind == "system":
            return True
        return any(
            verb in grant.verbs and (target is None or grant.covers(target))
            for grant in self.grants
        )

    def require(self, verb: str, target: Target | None = None) -> None:
        """Refuse with `NotAllowed` unless `may`."""
        if not self.may(verb, target):
            raise NotAllowed(verb=verb)

    def area_paths(self, verb: str) -> tuple[str, ...]:
        """The outermost area paths over which this actor holds `verb`, for filtering reads."""
        paths = sorted({g.area_path for g in self.grants if verb in g.verbs and g.area_path})
        kept: list[str] = []
        for path in paths:
            if not any(path.startswith(outer) for outer in kept):
                kept.append(path)
        return tuple(kept)

    def organisation_ids(self, verb: str) -> tuple[UUID, ...]:
        """The organisations over which this actor holds `verb`."""
        return tuple(
            sorted(
                {g.organisation_id for g in self.grants if verb in g.verbs and g.organisation_id}
            )
        )

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"


ANONYMOUS = Actor(kind="anonymous", via="web")
SYSTEM = Actor(kind="system", name="linli", via="job")
