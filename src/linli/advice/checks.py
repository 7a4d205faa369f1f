"""What triage has against a step: work that the method bars from being handed down."""

from __future__ import annotations

from linli.advice import selectors
from linli.advice.terms import HandedDown
from linli.kernel import registry
from linli.kernel.registry import StepCheck


def not_handed_down(check: StepCheck) -> None:
    """Refuses `HandedDown` with the basis that the method states."""
    for one in selectors.triage_rules().barred_for(check.category):
        for _key, kind, name in check.units:
            if kind in one.kinds:
                raise HandedDown(to=name, basis=str(one.basis), field="unit")
        if check.what in one.outcomes:
            raise HandedDown(to="", basis=str(one.basis))


def register() -> None:
    registry.step_checks.add("advice.not_handed_down", not_handed_down)
