"""The forms of steps as pages show them: one Django form per outcome, built from the method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.organisations import selectors as organisations
from linli.procedures import selectors
from linli.procedures.terms import Field, Form, OutcomeView, StepView
from linli.ui.forms import UploadsField, question

NOTE, EVIDENCE = "note", "evidence"


def units_by_kind() -> list[tuple[str, list[tuple[str, str]]]]:
    """Units that can be named, folded by kind in the method's order: (kind, ((key, name), …))."""
    folded: dict[str, list[tuple[str, str]]] = {}
    for one in organisations.units():
        if one.key:
            folded.setdefault(one.kind, []).append((one.key, one.short_name or one.name))
    kinds = organisations.defined().kinds
    return [(str(kinds[kind].name), folded[kind]) for kind in kinds if kind in folded]


class UnitBoxes(forms.CheckboxSelectMultiple):
    """Many units: boxes folded by kind, with a field to narrow them (`linli-units`)."""

    folds = True


def _control(field: Field) -> forms.Field:
    """The control for one question; units are folded by kind."""
    units = field.type in {"unit", "units"}
    return question(
        field.type,
        label=str(field.label),
        help_text=str(field.help),
        required=field.required,
        choices=units_by_kind()
        if units
        else [(choice.key, str(choice.label)) for choice in field.choices],
        boxes=UnitBoxes if field.type == "units" else forms.CheckboxSelectMultiple,
    )


class OutcomeForm(forms.Form):
    """What one outcome of a step asks: the method's questions, a reason, files."""

    note = forms.CharField(
        required=False,
        max_length=2000,
        label=_("情况说明"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    evidence = UploadsField(required=False, label=_("佐证（照片或文件）"))

    def __init__(
        self,
        step: StepView,
        outcome: OutcomeView,
        asked: Form | None,
        data: Any = None,
        files: Any = None,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        # Several steps may lie open on one page: the step is part of each control's id.
        super().__init__(
            data,
            files,
            prefix=outcome.key,
            initial=dict(known or {}),
            auto_id=f"id-{step.id.hex[-8:]}-%s",
        )
        own = {field.key: _control(field) for field in asked.fields} if asked else {}
        self.asked = tuple(own)
        self.fields = {**own, **self.fields}
        self.fields[NOTE].label = _("理由") if outcome.reason else _("情况说明")
        self.fields[NOTE].required = outcome.reason
        said = any(one.type == "longtext" for one in asked.fields) if asked else False
        if said and not outcome.reason:
            del self.fields[NOTE]  # the method already asks for words
        if outcome.evidence:
            self.fields[EVIDENCE].help_text = _("至少 %(least)s 个佐证") % {
                "least": outcome.evidence
            }
        elif outcome.style != "primary":
            del self.fields[EVIDENCE]

    def answers(self) -> dict[str, Any]:
        """The method's questions only, unanswered ones left out."""
        return {
            key: self.cleaned_data[key]
            for key in self.asked
            if self.cleaned_data[key] not in ("", [], None)
        }


@dataclass(frozen=True, slots=True)
class OutcomeCard:
    """One way to complete the step, with its form; `open` is the one being answered."""

    outcome: OutcomeView
    form: OutcomeForm
    open: bool


def cards(
    step: StepView,
    *,
    data: Any = None,
    files: Any = None,
    chosen: str = "",
    known: Mapping[str, Any] | None = None,
) -> tuple[OutcomeCard, ...]:
    """The outcomes of a step; the chosen one is bound to what was posted, so that nothing typed is
    lost when it is refused. `known` are data of the run (a suggested unit) to start from."""
    asked = selectors.forms_of(step)
    result = []
    for outcome in step.outcomes:
        bound = outcome.key == chosen and data is not None
        form = OutcomeForm(
            step,
            outcome,
            asked.get(outcome.form),
            data if bound else None,
            files if bound else None,
            known,
        )
        result.append(OutcomeCard(outcome, form, bound))
    return tuple(result)
