"""The shipped method with one kind for each way of taking part: a question to a grid assistant, a
registered spotter's clue, a wish on a shelf, an errand by appointment, mediation.
"""

from __future__ import annotations

import re

from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Folder
from linli.methods import selectors as method_reads
from linli.methods import services as methods
from linli.procedures.tests.engine.drawing import catch, drawn, multi, user, xor

LANE = '<bpmn:lane id="lane_{n}" name="{duty}">{refs}</bpmn:lane>'


def effect(key, name, **properties):
    """A service task with the properties of its effect."""
    own = "".join(
        f'<linli:property name="{one}" value="{value}"/>' for one, value in properties.items()
    )
    return (
        f'<bpmn:serviceTask id="{key}" name="{key}"><bpmn:extensionElements>'
        f'<linli:effect name="{name}" awaited="false">{own}</linli:effect>'
        f"</bpmn:extensionElements></bpmn:serviceTask>"
    )


def procedure(key, *nodes, lanes, flows):
    """A file about matters. `lanes`: {duty: nodes that are divided by spaces}."""
    text = drawn(*nodes, flows=flows, lanes=False).decode()
    rows = "".join(
        LANE.format(
            n=n,
            duty=duty,
            refs="".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in held.split()),
        )
        for n, (duty, held) in enumerate(lanes.items())
    )
    head = (
        f'<bpmn:process id="{key}" name="{key}"><bpmn:extensionElements>'
        f'<linli:procedure subject="matter"/></bpmn:extensionElements>'
        f'<bpmn:laneSet id="lanes">{rows}</bpmn:laneSet>'
    )
    return re.sub(r"<bpmn:process [^>]*>", head, text).encode()


ASK = user("ask", "solved not_solved")

PROCEDURES = {
    "question": procedure(
        "question",
        xor("again"), user("reply", "answered"), ASK, xor("said", "back"),
        effect("close", "matters.close", **{"as": "solved"}),
        lanes={"网格员": "again reply said close", "报事人": "ask"},
        flows="""start > again > reply > ask > said
        said > close if ask == "solved" as on
        said > again as back
        close > end""",
    ),
    "enrol": procedure(
        "enrol",
        user("check", "fit unfit"), xor("fits", "no"),
        effect("enrol", "matters.enrol", role="woodpecker", days="365", level="county"),
        effect("close", "matters.close", **{"as": "enrolled"}),
        effect("refuse", "matters.close", **{"as": "unfit"}),
        xor("together"),
        lanes={"社区": "check fits enrol close refuse together"},
        flows="""start > check > fits
        fits > enrol if check == "fit" as yes
        fits > refuse as no
        enrol > close > together
        refuse > together
        together > end""",
    ),
    "clue": procedure(
        "clue",
        user("verify", "verified unfounded"), xor("found", "no"),
        effect("close", "matters.close", **{"as": "verified"}),
        effect("drop", "matters.close", **{"as": "unfounded"}), xor("together"),
        lanes={"社区": "verify found close drop together"},
        flows="""start > verify > found
        found > close if verify == "verified" as yes
        found > drop as no
        close > together
        drop > together
        together > end""",
    ),
    "wish": procedure(
        "wish",
        user("review", "good", form="wish_words"),
        effect("show", "matters.publish", answer="wish_public"),
        user("grant", "granted", pool="claim", evidence="1"),
        ASK, xor("said", "no"),
        effect("thank", "matters.publish", answer="wish_public", thanks="yes"),
        effect("close", "matters.close", **{"as": "solved"}),
        effect("regret", "matters.close", **{"as": "unsolved"}), xor("together"),
        lanes={
            "社区": "review show thank close regret said together", "网格员": "grant",
            "报事人": "ask",
        },
        flows="""start > review > show > grant > ask > said
        said > thank if ask == "solved" as yes
        said > regret as no
        thank > close > together
        regret > together
        together > end""",
    ),
    "errand_run": procedure(
        "errand_run",
        xor("mode_is", "soon"),
        user("keep", "done", due="=appointment", ladder="appointment", told="按约定的时间来。"),
        user("run", "done", due="1 工作日"), xor("together"),
        user("serve", "done", inside=multi("services", "service")),
        effect("close", "matters.close", **{"as": "solved"}),
        lanes={"网格员": "mode_is keep run together serve close"},
        flows="""start > mode_is
        mode_is > keep if has(appointment) as by_appointment
        mode_is > run as soon
        keep > together
        run > together
        together > serve > close > end""",
    ),
    "mediation": procedure(
        "mediation",
        user("mediate", "agreed failed", form="session"), xor("agrees", "no"),
        user("sign", "signed", form="agreement"),
        catch("wait", "30 天"), user("visit", "kept"),
        effect("close", "matters.close", **{"as": "agreed"}),
        effect("fail", "matters.close", **{"as": "failed"}), xor("together"),
        lanes={"社区": "mediate agrees sign wait visit close fail together"},
        flows="""start > mediate > agrees
        agrees > sign if mediate == "agreed" as yes
        agrees > fail as no
        sign > wait > visit > close > together
        fail > together
        together > end""",
    ),
}  # fmt: skip

MATTERS = """
[[roles]]
key = "woodpecker"
name = "啄木鸟"

[[party_roles]]
kind = "mediation"
key = "applicant"
name = "申请人"

[[party_roles]]
kind = "mediation"
key = "respondent"
name = "被申请人"

[[kinds]]
key = "question"
name = "在线咨询"
procedure = "question"
anonymous = true
openers = ["社区"]
conversation = true
children = ["report"]
success = ["solved"]

[[kinds]]
key = "enrol"
name = "啄木鸟登记"
procedure = "enrol"
anonymous = true
contact = "needed"

[[kinds]]
key = "clue"
name = "啄木鸟线索"
procedure = "clue"
anonymous = true
enrolled = "woodpecker"
success = ["verified"]

[[kinds]]
key = "wish"
name = "微心愿"
procedure = "wish"
anonymous = true
shelf = "grant"
success = ["solved"]

[[kinds]]
key = "errand_run"
name = "红色代办"
procedure = "errand_run"
anonymous = true
form = "order_of_errands"
success = ["solved"]

[[kinds]]
key = "mediation"
name = "矛盾调解"
procedure = "mediation"
openers = ["社区"]
agreement = "agreement"
success = ["agreed"]

[[forms]]
key = "wish_words"
name = "心愿公开的话"
[[forms.fields]]
key = "wish_public"
label = "公开的心愿"
type = "longtext"
required = true

[[forms]]
key = "order_of_errands"
name = "代办的事"
[[forms.fields]]
key = "services"
label = "办哪些事"
type = "choices"
keep = true
required = true
choices = [{ key = "pension", name = "养老认证" }, { key = "medicine", name = "代买药" }]
[[forms.fields]]
key = "appointment"
label = "约定的时间"
type = "moment"
keep = true
ahead = true

[[forms]]
key = "session"
name = "调解记录"
[[forms.fields]]
key = "held_at"
label = "调解时间"
type = "moment"
required = true
[[forms.fields]]
key = "minutes"
label = "调解笔录"
type = "longtext"
sensitive = true

[[forms]]
key = "agreement"
name = "调解协议书"
[[forms.fields]]
key = "terms"
label = "协议内容"
type = "longtext"
required = true

[[ladders]]
key = "appointment"
ceiling = "30 天"
[[ladders.rungs]]
when = "提前 1 天"
act = "remind"
duty = "报事人"
[[ladders.rungs]]
when = "提前 1 小时"
act = "remind"
"""

NOTICES = """
[[templates]]
key = "remark_to_reporter"
title = "有人答复您"
text = "{number} 有新的答复：{link}"
channels = ["sms"]

[[templates]]
key = "remark_to_staff"
title = "报事人说话了"
text = "{number} {title}"
channels = ["in_app"]

[[templates]]
key = "reporter_remind"
title = "约好的时间快到了"
text = "{number} 约在 {due}：{link}"
channels = ["sms"]

[[templates]]
key = "step_remind"
title = "约好的时间快到了：{step_name}"
text = "{number} {title}，{due}"
channels = ["in_app"]
"""


def folder(shipped: Folder) -> Folder:
    """The shipped method with those kinds, each text in English too."""
    files = dict(shipped.files)
    files["matters.toml"] += MATTERS.encode()
    files["notices.toml"] += NOTICES.encode()
    for key, content in PROCEDURES.items():
        files[f"procedures/{key}.bpmn"] = content
    texts = set(re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', MATTERS + NOTICES))
    texts -= {"社区", "报事人", "提前 1 天", "提前 1 小时", "30 天"}
    texts |= {"按约定的时间来。"}
    for content in PROCEDURES.values():
        texts |= set(re.findall(r' name="([a-z_]+)"', content.decode()))
    known = files["words.en.toml"].decode()
    for text in sorted(texts):
        if f'"{text}" =' not in known:
            marks = " ".join(re.findall(r"\{\w+\}", text))
            files["words.en.toml"] += f'"{text}" = "In English {marks}"\n'.encode()
    return Folder(files)


def load(shipped: Folder, now) -> None:
    """In force."""
    report = method_reads.check(folder(shipped))
    assert not [one for one in report.findings if one.level == "error"], report.findings
    methods.load(folder=folder(shipped), actor=SYSTEM, now=now)
