"""What the checker says of a method with conversations, roles, shelves, sides, appointments."""

from __future__ import annotations

import pytest

from linli.kernel.registry import Folder
from linli.matters.tests import loops
from linli.methods import selectors as methods


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("matters.toml", 'enrolled = "woodpecker"', 'enrolled = "nobody"', "unknown_enrolled"),
        ("matters.toml", 'shelf = "grant"', 'shelf = "review"', "unknown_shelf"),
        ("matters.toml", 'agreement = "agreement"', 'agreement = "none"', "unknown_agreement"),
        ("matters.toml", 'contact = "needed"', 'contact = "perhaps"', "unknown_contact"),
        ("matters.toml", 'kind = "mediation"', 'kind = "war"', "unknown_kind"),
        ("matters.toml", "conversation = true", 'conversation = "yes"', "wrong_type"),
        ("matters.toml", 'type = "moment"\nkeep', 'type = "number"\nkeep', "not_ahead"),
        ("procedures/enrol.bpmn", 'value="woodpecker"', 'value="owl"', "effect_property"),
        ("procedures/enrol.bpmn", 'value="365"', 'value="long"', "effect_property"),
        ("procedures/errand_run.bpmn", "=appointment", "=elsewhere", "procedures.name"),
    ],
)  # fmt: skip
def test_the_checker_finds(shipped_method, file, old, new, code):
    files = dict(loops.folder(shipped_method).files)
    assert old.encode() in files[file]
    files[file] = files[file].replace(old.encode(), new.encode())
    found = [one.code for one in methods.check(Folder(files)).findings if one.level == "error"]
    assert any(one.endswith(code) for one in found), found
