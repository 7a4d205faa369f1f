"""A small county for tests of matters: the shipped method, one grid, people with duties."""

from __future__ import annotations

from tests.journeys.setting import Setting, build, marked_report

from linli.kernel.actor import ANONYMOUS
from linli.matters import services
from linli.matters.stories import scene
from linli.matters.terms import Contact, Intake, Place

__all__ = ["Setting", "build", "marked_report", "report"]


def report(now, *, words="井盖坏了", category="manhole", grid="青云1格", phone="", key="", **more):
    """An anonymous (or, with `phone`, a known) resident's text report."""
    return services.open_matter(
        intake=Intake(
            kind=more.pop("kind", "report"),
            words=words,
            place=Place(area_id=scene.area_named(grid).id),
            category=category,
            contact=Contact(phone=phone),
            client_key=key,
            **more,
        ),
        actor=more.pop("actor", ANONYMOUS),
        now=now,
    )
