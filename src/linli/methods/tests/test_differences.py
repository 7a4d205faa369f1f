from linli.kernel.registry import Folder
from linli.methods.differences import differences

BPMN = """<?xml version="1.0"?>
<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:linli="urn:linli:method:1">
<d:process id="p"><d:userTask id="sign" name="签收"><d:extensionElements>
<linli:step due="%s"/></d:extensionElements></d:userTask>%s</d:process>
<di:BPMNDiagram id="drawn"><di:BPMNPlane id="plane" x="%s"/></di:BPMNDiagram></d:definitions>"""


def between(before, after):
    encode = lambda files: Folder({name: text.encode() for name, text in files.items()})  # noqa: E731
    return [str(one) for one in differences(encode(before), encode(after))]


def test_files_come_and_go():
    assert between({"a.toml": "", "b.toml": ""}, {"b.toml": "", "c.toml": ""}) == [
        "- a.toml",
        "+ c.toml",
    ]


def test_toml_is_compared_by_key_and_entry():
    before = '[[kinds]]\nkey = "a"\nname = "甲"\n[[kinds]]\nkey = "b"\ndue = "1 日"\n'
    after = '[[kinds]]\nkey = "b"\ndue = "2 日"\n[[kinds]]\nkey = "a"\nname = "甲"\nform = "f"\n'
    assert between({"m.toml": before}, {"m.toml": after}) == [
        "~ m.toml kinds[b].due: 1 日 → 2 日",
        "+ m.toml kinds[a].form: f",
    ]


def test_procedures_are_compared_by_element_not_by_drawing():
    before, after = BPMN % ("2 工作时", "", 1), BPMN % ("4 工作时", '<d:endEvent id="end"/>', 2)
    assert between({"procedures/p.bpmn": before}, {"procedures/p.bpmn": after}) == [
        (
            "~ procedures/p.bpmn sign: userTask name=签收 extensionElements step due=2 工作时 → "
            "userTask name=签收 extensionElements step due=4 工作时"
        ),
        "+ procedures/p.bpmn end: endEvent",
    ]
    moved = BPMN % ("2 工作时", "", 2)
    assert between({"p.bpmn": before}, {"p.bpmn": moved}) == ["~ p.bpmn"]


def test_tables_are_compared_by_line():
    assert between({"areas.csv": "a\nb\nc\n"}, {"areas.csv": "a\nx\nc\n"}) == [
        "- areas.csv 第 2 行: b",
        "+ areas.csv 第 2 行: x",
    ]
    many = "".join(f"{n}\n" for n in range(6000))
    assert between({"areas.csv": many}, {"areas.csv": many + "new\n"}) == ["+ areas.csv: new"]
