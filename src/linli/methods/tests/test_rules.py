import pytest

from linli.methods import rules
from linli.methods.tests import factories


def gate(**changes):
    return rules.gate(factories.folder(**changes), factories.parts().values())


def codes(report):
    return {(one.level, one.file, one.code) for one in report.findings}


def test_a_whole_method_passes_and_has_its_english():
    report = gate()
    assert report.findings == ()
    assert report.documents["things"]["things"][0]["name"] == {"zh": "灯", "en": "Lamp"}
    assert report.documents["method"]["date"] == "2026-02-20"


def test_broken_toml_names_its_line():
    report = gate(things_dot_toml="a = 1\nb = [\n")
    (finding,) = report.findings
    assert (finding.file, finding.code) == ("things.toml", "methods.syntax")
    assert not report.passes
    report = gate(things_dot_toml="a = 1\nb == 2\n")
    assert report.findings[0].place == "第 2 行"


@pytest.mark.parametrize(
    ("name", "body", "place"),
    [
        ("procedures__a_dot_bpmn", b"<a>\n<b></a>", "第 2 行"),
        ("procedures__a_dot_bpmn", b"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "第 1 行"),
        ("decisions__a_dot_dmn", b"rubbish", "第 1 行"),
        (
            "stories__a_dot_feature",
            "# language: zh-CN\n功能: x\n  场景: y\n    假如 z\n    胡说".encode(),
            "第 5 行",
        ),
        ("things_dot_toml", b"a = 1\n\xff\xfe", "第 2 行"),
        ("areas_dot_csv", b"\x00\x01\x02", ""),
    ],
)
def test_what_cannot_be_read_names_its_line(name, body, place):
    report = gate(**{name: body})
    assert not report.passes
    assert report.findings[0].place == place


def test_unknown_files_and_keys_are_said():
    assert ("warning", "notes.txt", "methods.unknown_file") in codes(gate(notes_dot_txt="x"))
    assert ("warning", "a/things.toml", "methods.unknown_file") in codes(
        gate(a__things_dot_toml="")
    )
    head = factories.HEAD.format(revision="1") + 'colour = "red"\n'
    assert ("error", "method.toml", "methods.unknown_key") in codes(gate(method_dot_toml=head))
    words = '[terms]\nspaceship = "x"\n'
    assert ("error", "words.toml", "methods.unknown_key") in codes(gate(words_dot_toml=words))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('slug = "minxi"', 'slug = "../x"'),
        ('revision = "1"', "revision = 1"),
        ("date = 2026-02-20", 'date = "2026-02-31"'),
        ('reviewer = "测试单位"', ""),
        ('county_code = "350000"', 'county_code = "35"'),
    ],
)
def test_a_wrong_head_closes_the_gate(before, after):
    head = factories.HEAD.format(revision="1").replace(before, after)
    report = gate(method_dot_toml=head)
    assert {one.file for one in report.errors} == {"method.toml"}


def test_no_head_closes_the_gate():
    assert not gate(method_dot_toml=None).passes


def test_what_residents_read_must_have_english():
    english = '"某县" = "Some county"\n"某县 · 工作法" = "Its method"\n"民呼" = "Call"\n'
    report = gate(words_dot_en_dot_toml=english)
    assert {(one.level, one.place) for one in report.findings} == {
        ("warning", "things:things.lamp.name"),
        ("error", "things:things.lamp.told"),
    }


PROCEDURE = """<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:linli="urn:linli:method:1"><d:process id="p" name="办">
<d:laneSet><d:lane name="报事人"><d:flowNodeRef>ask</d:flowNodeRef></d:lane></d:laneSet>
<d:userTask id="do" name="去办"><d:extensionElements><linli:step told="有人去办。">
  <linli:outcome key="done" name="办了"/></linli:step></d:extensionElements></d:userTask>
<d:userTask id="ask" name="请您确认"><d:extensionElements><linli:step>
  <linli:outcome key="yes" name="好了"/></linli:step></d:extensionElements></d:userTask>
</d:process></d:definitions>"""


def test_procedure_sentences_that_residents_read_must_have_english():
    folder = factories.folder(procedures__p_dot_bpmn=PROCEDURE)
    documents = {"organisations": {"duties": [{"key": "报事人", "level": "reporter"}]}}
    sentences = rules.resident_sentences(folder, documents)
    assert sentences == {"有人去办。", "请您确认", "好了"}
    found = rules.english_findings({}, {"好了": "Solved", "请您确认": "Please confirm"}, sentences)
    assert [(one.level, one.code) for one in found] == [("error", "methods.no_english")]
    assert "有人去办。" in found[0].message


def test_placeholders_must_agree_and_unused_english_is_said():
    english = (
        factories.files()["words.en.toml"].decode().replace("by {due}", "soon") + '"无" = "No"\n'
    )
    report = gate(words_dot_en_dot_toml=english)
    assert {(one.level, one.code) for one in report.findings} == {
        ("error", "methods.placeholders"),
        ("warning", "methods.unused_english"),
    }


def test_a_part_that_stumbles_closes_the_gate(caplog):
    report = gate(things_dot_toml='[[things]]\nkey = "lamp"\n')
    assert ("error", "(things)", "methods.part_failed") in codes(report)
    assert "could not parse" in caplog.text
