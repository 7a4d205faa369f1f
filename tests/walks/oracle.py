"""The same procedure on SpiffWorkflow: our file rewritten, driven step by step, answers fed in."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.task_parsers import TaskParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment
from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.util.task import TaskState

from linli.procedures.engine import definition as d
from linli.procedures.engine.dmn import decide

B = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
L = "{urn:linli:method:1}"
LONG_AGO = "2000-01-01T00:00:00+00:00"
ITEM = "_item_of_"


def rewritten(content: bytes) -> bytes:
    """Plain BPMN: effects and decisions become user tasks, our extensions go."""
    root = etree.fromstring(content)
    for multi in root.iter(f"{B}multiInstanceLoopCharacteristics"):
        over = multi.find(f".//{L}over")
        node = multi.getparent().get("id")
        source = etree.Element(f"{B}loopDataInputRef")
        source.text = over.get("collection")
        item = etree.Element(f"{B}inputDataItem", id=ITEM + node, name=ITEM + node)
        multi.insert(0, source)
        multi.insert(1, item)
    for extension in list(root.iter(f"{B}extensionElements")):
        extension.getparent().remove(extension)
    for tag in ("serviceTask", "businessRuleTask"):
        for element in list(root.iter(B + tag)):
            element.tag = f"{B}userTask"
    for text in root.iter(f"{B}timeDuration"):
        text.text = "'P30D'"
    for tag in ("conditionExpression", "completionCondition"):
        for text in root.iter(B + tag):
            text.text = re.sub(r"\bhas\((\w+)\)", r'has("\1")', text.text.strip())
    return etree.tostring(root)


class Facts(BasePythonScriptEngineEnvironment):
    """Conditions see what the walker knows, through Python's own eval: an independent reading."""

    def __init__(self, facts):
        super().__init__()
        self.facts = facts

    def evaluate(self, expression, context, external_context=None):
        functions = {
            "__builtins__": {},
            "true": True,
            "false": False,
            "len": len,
            "has": lambda name: name in self.facts,
            "count": lambda answers, wanted: list(answers.values()).count(wanted),
            "any_of": lambda answers, wanted: wanted in answers.values(),
            "all_of": lambda answers, wanted: set(answers.values()) <= {wanted},
        }
        return eval(expression, functions, dict(self.facts))


class Multi(ParallelMultiInstanceTask):
    """A new round begins without the answers of the last one."""

    def _update_hook(self, my_task):
        my_task.workflow.script_engine.environment.facts[self.bpmn_id] = {}
        return super()._update_hook(my_task)


class Tasks(TaskParser):
    PARALLEL_MI_CLASS = Multi


class Parser(BpmnParser):
    OVERRIDE_PARSER_CLASSES = {full_tag("userTask"): (Tasks, UserTask)}  # noqa: RUF012


class Oracle:
    def __init__(self, definition, spec, data):
        self.definition = definition
        self.facts = dict(data)
        engine = PythonScriptEngine(environment=Facts(self.facts))
        self.workflow = BpmnWorkflow(spec, script_engine=engine)
        self.workflow.task_tree.data.update(data)
        self.settle()

    @staticmethod
    def spec(content, key):
        parser = Parser()
        parser.add_bpmn_xml(etree.fromstring(rewritten(content)), filename=f"{key}.bpmn")
        return parser.get_spec(key)

    def settle(self):
        """Engine steps and decisions until only people, effects, timers and messages are left."""
        self.workflow.do_engine_steps()
        while ready := [task for task in self.ready() if self.is_decision(task)]:
            node = self.definition.nodes[ready[0].task_spec.bpmn_id]
            found = decide(self.definition.decisions[node.decision], self.facts)
            self.facts.update(found)
            ready[0].data.update(found)
            ready[0].run()
            self.workflow.do_engine_steps()

    def ready(self):
        tasks = self.workflow.get_tasks(state=TaskState.READY)
        return [task for task in tasks if task.task_spec.manual]

    def is_decision(self, task):
        return isinstance(self.definition.nodes[task.task_spec.bpmn_id], d.DecisionTask)

    def place(self, task):
        node = task.task_spec.bpmn_id
        return (node, task.data.get(ITEM + node, "") if "[child]" in task.task_spec.name else "")

    def steps(self):
        return Counter(self.place(task) for task in self.ready())

    def waiting(self, kind):
        tasks = self.workflow.event_manager.tasks.values()
        return [task for task in tasks if isinstance(task.task_spec.event_definition, kind)]

    def timers(self):
        return Counter(task.task_spec.bpmn_id for task in self.waiting(TimerEventDefinition))

    def messages(self):
        waiting = self.waiting(MessageEventDefinition)
        return Counter(task.task_spec.event_definition.name for task in waiting)

    @property
    def ended(self):
        return self.workflow.completed

    def complete(self, node, item, outcome, data):
        task = next(task for task in self.ready() if self.place(task) == (node, item))
        task.data.pop(ITEM + node, None)
        self.facts.update(data)
        if item:
            self.facts[node] = {**self.facts[node], item: outcome}
        elif outcome is not None:
            self.facts[node] = outcome
        task.run()
        self.settle()

    def fire(self, node):
        waiting = self.waiting(TimerEventDefinition)
        task = next(task for task in waiting if task.task_spec.bpmn_id == node)
        task._set_internal_data(event_value=LONG_AGO)
        self.workflow.refresh_timers()
        self.settle()

    def send(self, message):
        self.workflow.catch(BpmnEvent(MessageEventDefinition(message)))
        self.workflow.refresh_timers()
        self.settle()
