"""Database follows imports: what a static import linter cannot see."""

import pytest
from django.apps import apps
from django.db import models

# Inner rings first; the same order as in pyproject.toml.
RINGS = (
    {"kernel"}, {"ui"}, {"jobs"}, {"files", "search", "advice"}, {"territory"}, {"people"},
    {"organisations"}, {"points", "messaging", "procedures"}, {"resources", "publicity", "visits"},
    {"matters", "deliberation", "volunteering", "emergency"},
    {"pages", "methods", "demonstration"},
)  # fmt: skip
RING_OF = {name: index for index, ring in enumerate(RINGS) for name in ring}
OURS = [model for model in apps.get_models() if model.__module__.startswith("linli.")]


def context_of(model) -> str:
    return model.__module__.split(".")[1]


def foreign_keys():
    return [
        (model, field)
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.OneToOneField | models.ManyToManyField)
    ]


def test_there_are_models_to_look_at():
    assert len(OURS) > 20
    assert len(foreign_keys()) > 20


@pytest.mark.parametrize(
    ("model", "field"), foreign_keys(), ids=lambda v: getattr(v, "name", None) or v.__name__
)
def test_a_key_across_contexts_points_inward_and_protects(model, field):
    target = field.related_model
    if not target.__module__.startswith("linli.") or context_of(target) == context_of(model):
        return
    assert RING_OF[context_of(target)] < RING_OF[context_of(model)], f"{field} points outward"
    assert field.remote_field.related_name == "+", f"{field} is named backwards"
    assert field.remote_field.on_delete is models.PROTECT, f"{field} cascades"


def test_every_context_has_its_ring():
    assert {context_of(model) for model in OURS} <= set(RING_OF)


def test_models_have_no_verbs():
    for model in OURS:
        assert "save" not in vars(model), f"{model.__name__}.save holds logic"
        assert "delete" not in vars(model), f"{model.__name__}.delete holds logic"
