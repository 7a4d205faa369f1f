"""What lies in a merged area follows, of whichever context it is."""

from __future__ import annotations

from django.apps import apps

from linli.territory.services.following import placed


def test_every_table_with_a_place_is_followed():
    found = {model._meta.label_lower for model in placed()}
    assert {"matters.matter", "procedures.step", "points.intent", "resources.place"} <= found
    for model in apps.get_models():
        if any(one.name == "area_path" for one in model._meta.concrete_fields):
            assert model._meta.label_lower in found, "its area_path is no PathField"
