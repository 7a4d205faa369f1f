"""What the method in force says of visits, and where an actor's duties lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from linli.kernel import parts
from linli.kernel.actor import Actor, Grant
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory
from linli.visits import rules
from linli.visits.terms import PART, Catalogue, VisitKind


@cached_by(parts.VERSION)
def catalogue() -> Catalogue:
    """Kinds of visit and groups; empty for a county whose method has none."""
    return rules.catalogue_of(parts.current(PART)[1])


def revision() -> str:
    """The revision of the method in force."""
    return parts.current(PART)[0]


def stamp_of(kind: VisitKind) -> str:
    """The stamp of the form that this kind of visit asks today."""
    form = procedures.form(kind.form)
    return rules.stamp(form) if form else ""


def paths_of(actor: Actor, verb: str, duties: Collection[str] | None = None) -> tuple[str, ...]:
    """The outermost area paths over which the actor holds `verb` by one of these duties (by any if
    None). A duty of an organisation lies where the organisation does. The system is everywhere.
    """
    if actor.kind == "system":
        return (territory.root().path,)
    return _paths(
        grant
        for grant in actor.grants
        if verb in grant.verbs and (duties is None or grant.duty in duties)
    )


def _paths(grants: Iterable[Grant]) -> tuple[str, ...]:
    held = tuple(grants)
    units = organisations.units_by_id({g.organisation_id for g in held if g.organisation_id})
    places = territory.areas({one.area_id for one in units.values() if one.area_id})
    paths = {grant.area_path for grant in held if grant.area_path}
    paths |= {one.path for one in places.values()}
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(outer) for outer in kept):
            kept.append(path)
    return tuple(kept)


def inside(path: str, paths: tuple[str, ...]) -> bool:
    """Does the path lie at or below one of these?"""
    return any(path.startswith(one) for one in paths)


def group_paths(actor: Actor) -> dict[str, tuple[str, ...]]:
    """Where the actor may know who belongs to each group of the method: () for nowhere. A group
    that the method dropped is seen by nobody.
    """
    if actor.kind == "system":
        return dict.fromkeys(catalogue().groups, (territory.root().path,))
    return {
        key: _paths(grant for grant in actor.grants if grant.duty in group.sees)
        for key, group in catalogue().groups.items()
    }


def sees_group(actor: Actor, group: str, area_path: str) -> bool:
    """May this actor know that somebody there belongs to the group? "" is no group."""
    return not group or inside(area_path, group_paths(actor).get(group, ()))
