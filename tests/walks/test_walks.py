"""Our engine against SpiffWorkflow on random walks, and mutants of ours that they must catch."""

from __future__ import annotations

import inspect
import sys
import types
from pathlib import Path

import pytest
from tests.walks.walk import prepare, walk, walk_prepared

from linli.procedures.engine import dmn, machine
from linli.procedures.engine.soundness import unsound

MODELS = Path(__file__).parent / "models"
METHODS = Path(__file__).parents[2] / "methods"
FILES = sorted(MODELS.glob("*.bpmn")) + sorted(METHODS.glob("*/procedures/*.bpmn"))
WALKS = 50


def tables(path):
    folder = MODELS if path.parent == MODELS else path.parents[1] / "decisions"
    found = {}
    for file in sorted(folder.glob("*.dmn")):
        read, findings = dmn.read(file.read_bytes(), file=file.name)
        assert not findings, [str(finding) for finding in findings]
        found |= read
    return found


def prepared(path):
    return prepare(path.read_bytes(), tables(path))


def test_the_models_cover_what_an_engine_does():
    text = "".join(path.read_text() for path in MODELS.glob("*.bpmn"))
    assert len(list(MODELS.glob("*.bpmn"))) >= 6
    assert len(list(MODELS.glob("*.bpmn"))) * 2 * WALKS >= 500
    for wanted in (
        "parallelGateway",
        "multiInstanceLoopCharacteristics",
        "completionCondition",
        "businessRuleTask",
        "intermediateCatchEvent",
        'cancelActivity="false"',
        'cancelActivity="true"',
        "messageEventDefinition",
        "timerEventDefinition",
        'awaited="true"',
        'awaited="false"',
    ):
        assert wanted in text, wanted


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_both_engines_agree(path):
    ready = prepared(path)
    steps = 0
    # The models walk further than the shipped files: they are what shows a fault in the engine.
    for seed in range(2 * WALKS if path.parent == MODELS else WALKS):
        difference, walked = walk_prepared(ready, seed)
        assert difference is None, difference
        steps += walked
    assert steps >= 3 * WALKS
    assert unsound(ready.definition) == []


def test_default_flows_come_first_in_some_models():
    """Else an engine that takes the default without looking further would not be found out."""
    definition = prepared(MODELS / "three_orders.bpmn").definition
    gateway = definition.nodes["x"]
    assert definition.outgoing("x")[0].id == gateway.default


def test_one_walk_from_bytes():
    path = MODELS / "review.bpmn"
    assert walk(path.read_bytes(), tables(path), seed=7) is None


# --- Mutants ---------------------------------------------------------------------------------

MUTANTS = {
    "join fires one early": ("if len(parked) < len(flows):", "if len(parked) < len(flows) - 1:"),
    "timers outlive a finished host": (
        "d.CatchTimer):\n            self.clear(token)",
        "d.CatchTimer):\n            pass",
    ),
    "completion condition ignored": (
        "if rest and not (until is not None and holds(until, self.data)):",
        "if rest:",
    ),
    "completed early without cancelling the rest": (
        "for child in rest:\n            self.drop(child)",
        "",
    ),
    "default flow taken first": ("                default = flow", "                return flow"),
    "an interrupting event does not interrupt": ("if event.interrupting:", "if False:"),
    "an interrupting timer leaves the others running": (
        "if token.group is None:\n            self.clear(token, but=but)",
        "",
    ),
    "only the last answer is kept": (
        "{**answers, token.item: happening.outcome}",
        "{token.item: happening.outcome}",
    ),
    "answers of the last round stay": (
        "self.data[node.id] = {}",
        "self.data.setdefault(node.id, {})",
    ),
}
MOST_WALKS = 120  # over all models, by turns


def copy_of_the_machine(old="", new=""):
    """`advance` of a copy of the machine in which `old` was replaced by `new`."""
    source = inspect.getsource(machine)
    if old:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    module = types.ModuleType("mutant")
    sys.modules["mutant"] = module
    try:
        exec(compile(source, "mutant", "exec"), module.__dict__)
    finally:
        del sys.modules["mutant"]
    return module.advance


def walks_until_caught(advance, models):
    """The number of walks after which a difference showed, or None."""
    for number in range(MOST_WALKS):
        try:
            difference, _ = walk_prepared(models[number % len(models)], number, advance)
        except (AssertionError, KeyError, StopIteration):
            return number + 1  # a mutant may ask for the impossible
        if difference:
            return number + 1
    return None


@pytest.fixture(scope="module")
def models():
    return [prepared(path) for path in sorted(MODELS.glob("*.bpmn"))]


def test_an_unchanged_copy_is_not_caught(models):
    assert walks_until_caught(copy_of_the_machine(), models) is None


@pytest.mark.parametrize("name", MUTANTS)
def test_mutants_are_caught(name, models):
    assert walks_until_caught(copy_of_the_machine(*MUTANTS[name]), models) is not None
