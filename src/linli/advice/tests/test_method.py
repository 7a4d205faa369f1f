"""`triage.toml`: what the gate finds, what is read, what is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest

from linli.advice import checks, selectors
from linli.advice.method import FILE, TriagePart
from linli.advice.terms import HandedDown
from linli.kernel.registry import Folder, PartContext, StepCheck

GOOD = """
[joint]
categories = ["lamp"]
[[hot_spots]]
kind = "six"
level = "estate"
count = 3
days = 30
[[barred]]
categories = ["gas"]
kinds = ["居委会"]
outcomes = ["orders.place.to_grid"]
basis = "第十七条"
"""
DOCUMENTS = {
    "matters": {"categories": [{"key": "lamp"}, {"key": "gas"}], "kinds": [{"key": "six"}]},
    "territory": {"kinds": [{"key": "estate"}]},
    "organisations": {"kinds": [{"key": "居委会"}]},
}


def _codes(text: str) -> list[str]:
    part = TriagePart()
    document, findings = part.parse(Folder({FILE: text.encode()}))
    findings = [*findings, *part.check(document, PartContext(DOCUMENTS, {}))]
    return [one.code for one in findings]


def test_a_good_file_and_no_file_have_no_findings():
    assert _codes(GOOD) == []
    assert TriagePart().parse(Folder({})) == ({}, [])


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('"lamp"', '"lump"', "advice.unknown_name"),
        ('kind = "six"', 'kind = "seven"', "advice.unknown_name"),
        ('"estate"', '"estates"', "advice.unknown_name"),
        ('kinds = ["居委会"]', 'kinds = ["居委"]', "advice.unknown_name"),
        ("count = 3", "count = 1", "advice.too_small"),
        ("days = 30", 'days = "30"', "advice.wrong_type"),
        ('basis = "第十七条"', "", "advice.key_missing"),
        ("[joint]", "[joints]", "advice.unknown_key"),
        ("days = 30", "dayz = 30", "advice.unknown_key"),
        ("[joint]", "[joint", "advice.not_toml"),
        ('kinds = ["居委会"]\noutcomes = ["orders.place.to_grid"]', "", "advice.bars_nothing"),
    ],
)
def test_a_fault_is_found(before, after, code):
    assert before in GOOD
    assert code in _codes(GOOD.replace(before, after))


def test_documentation_names_every_key():
    text = TriagePart().documentation()
    for word in ("joint", "hot_spots", "barred", "basis", "metres"):
        assert word in text


def _check(category, units=(), what="orders.place.x"):
    return StepCheck("matter", uuid4(), category, what, units)


def test_barred_work_is_not_handed_down(monkeypatch):
    document, _findings = TriagePart().parse(Folder({FILE: GOOD.encode()}))
    rules = selectors.read(document)
    monkeypatch.setattr(selectors, "triage_rules", lambda: rules)
    with pytest.raises(HandedDown) as refused:
        checks.not_handed_down(_check("gas", (("u", "居委会", "炉峰居委会"),)))
    assert "第十七条" in refused.value.message
    assert "炉峰居委会" in refused.value.message
    with pytest.raises(HandedDown):
        checks.not_handed_down(_check("gas", what="orders.place.to_grid"))
    checks.not_handed_down(_check("gas", (("d", "部门", "住建局"),)))
    checks.not_handed_down(_check("lamp", (("u", "居委会", "炉峰居委会"),)))
