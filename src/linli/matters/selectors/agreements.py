"""The written agreement of a matter: what was put down at its latest signing, and whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.language import Words
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.page import MatterPage, matter_for
from linli.matters.terms import NoAgreement
from linli.procedures import selectors as procedures


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """`lines` are (question, answer) in the order of the method's form; parties are masked."""

    page: MatterPage
    name: str
    lines: tuple[tuple[Words, str], ...]
    at: datetime


def agreement_for(actor: Actor, matter_id: UUID) -> AgreementPage:
    """The doorway: of the matter first, then `matters.print` there. Refuses `MatterNotFound`,
    `NotAllowed`, `NoAgreement`."""
    page = matter_for(actor, matter_id)
    actor.require("matters.print", page.target)
    kind = catalogue().kinds.get(page.kind_key)
    if kind is None or not kind.agreement:
        raise NoAgreement
    found = procedures.latest_answers(page.run.id, kind.agreement, actor=actor)
    if found is None:
        raise NoAgreement
    name, lines, at = found
    return AgreementPage(page, name, lines, at)
