"""What people do in a story."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image

from linli.files import services as files
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.stories import World, phrase
from linli.matters import selectors, services
from linli.matters.stories.scene import actor_named, area_named, unit_named
from linli.matters.terms import Channel, Intake, Opened, Place
from linli.procedures import selectors as procedures
from linli.procedures import services as steps
from linli.procedures.terms import Field, StepView

REASON, PICTURES = "理由", "照片"


def category_of(name: str) -> str:
    found = [one.key for one in selectors.catalogue().leaves() if one.name.zh == name]
    assert found, f"没有“{name}”这个类别"
    return found[0]


def kind_of(name: str) -> str:
    found = [one.key for one in selectors.catalogue().kinds.values() if one.name.zh == name]
    assert found, f"没有“{name}”这类事项"
    return found[0]


@phrase("居民在“{place}”报告“{words}”，类别“{category}”，记作“{title}”")
def report(world: World, place: str, words: str, category: str, title: str) -> None:
    """A resident reports without signing in; the story calls the matter `title`."""
    kinds = [one for one in selectors.catalogue().kinds.values() if one.anonymous]
    world.things[title] = services.open_matter(
        intake=Intake(
            kind=kinds[0].key,
            words=words,
            place=Place(area_id=area_named(place).id),
            category=category_of(category),
        ),
        actor=ANONYMOUS,
        now=world.now,
    )


def _start(world: World, who: str, kind: str, words: str, title: str, **more: Any) -> None:
    world.things[title] = services.open_matter(
        intake=Intake(kind=kind_of(kind), words=words, channel=Channel.STAFF, **more),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”在“{place}”发起“{kind}”，内容“{words}”，记作“{title}”")
def start(world: World, who: str, place: str, kind: str, words: str, title: str) -> None:
    """Staff open a matter of some kind."""
    _start(world, who, kind, words, title, place=Place(area_id=area_named(place).id))


@phrase("“{who}”从“{parent}”发起“{kind}”，内容“{words}”，记作“{title}”")
def start_child(world: World, who: str, parent: str, kind: str, words: str, title: str) -> None:
    """Staff open a child matter at its parent's place."""
    above: Opened = world.thing(parent)
    page = selectors.matter_for(actor_named(world, who), above.matter_id)
    place = Place(area_id=page.area_id)
    _start(world, who, kind, words, title, place=place, parent_id=above.matter_id)


def run_of(world: World, title: str) -> UUID:
    """The run of the matter that the story calls so."""
    opened: Opened = world.thing(title)
    run = procedures.run_of("matter", opened.matter_id)
    assert run is not None
    return run


def open_named(world: World, title: str, step: str) -> list[StepView]:
    """The open steps of that name."""
    return [one for one in procedures.open_steps(run_of(world, title)) if one.name.zh == step]


def _step_of(world: World, title: str, step: str, actor: Actor) -> StepView:
    """The open step of that name; where several units have one each, the actor's own."""
    found = open_named(world, title, step)
    now_open = "、".join(one.name.zh for one in procedures.open_steps(run_of(world, title)))
    assert found, f"“{title}”没有开着的“{step}”，现在是：{now_open}"
    own = [one for one in found if procedures.may_act(actor, one)]
    return (own or found)[0]


def answer_of(field: Field, text: str) -> Any:
    keys = {choice.label.zh: choice.key for choice in field.choices}
    if field.type in {"choices", "units"}:
        return [_one(field, keys, part) for part in text.split("、")]
    return _one(field, keys, text)


def _one(field: Field, keys: dict[str, str], text: str) -> str:
    if field.type in {"unit", "units"}:
        unit = unit_named(text)
        return unit.key if unit else text
    return keys.get(text, text)


def _fields(step: StepView, outcome_form: str) -> dict[str, Field]:
    form = procedures.forms_of(step).get(outcome_form)
    return {field.label.zh: field for field in form.fields} if form else {}


def picture() -> ContentFile[bytes]:
    """A small real JPEG, to be evidence."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (47, 107, 87)).save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), name="evidence.jpg")


@phrase("“{who}”办理“{title}”的“{step}”，结果“{outcome}”")
def complete(world: World, who: str, title: str, step: str, outcome: str) -> None:
    """Complete a step; a table may follow with the reason, pictures and answers by label."""
    actor = actor_named(world, who)
    found = _step_of(world, title, step, actor)
    chosen = next((one for one in found.outcomes if one.name.zh == outcome), None)
    assert chosen, f"“{step}”没有“{outcome}”：{[one.name.zh for one in found.outcomes]}"
    said = {row["填写"]: row["内容"] for row in world.table}
    note, count = said.pop(REASON, ""), int(said.pop(PICTURES, "0"))
    fields = _fields(found, chosen.form)
    unknown = set(said) - set(fields)
    assert not unknown, f"表单里没有：{'、'.join(unknown)}；有：{'、'.join(fields)}"
    evidence = tuple(
        files.receive(upload=picture(), kind="image", actor=actor, now=world.now).id
        for _ in range(count)
    )
    steps.complete(
        step_id=found.id,
        outcome=chosen.key,
        answers={fields[label].key: answer_of(fields[label], text) for label, text in said.items()},
        note=note,
        files=evidence,
        actor=actor,
        now=world.now,
    )


@phrase("“{who}”领办“{title}”的“{step}”")
def claim(world: World, who: str, title: str, step: str) -> None:
    """Take a step from the pool."""
    actor = actor_named(world, who)
    steps.claim(step_id=_step_of(world, title, step, actor).id, actor=actor, now=world.now)


@phrase("“{who}”登记“{title}”的“{step}”已“{stage}”")
def mark(world: World, who: str, title: str, step: str, stage: str) -> None:
    """Mark a stage: sign for, contact, arrive."""
    actor = actor_named(world, who)
    found = _step_of(world, title, step, actor)
    key = next((one.key for one in found.stages if one.name.zh == stage), "")
    assert key, f"“{step}”没有“{stage}”这个阶段"
    steps.mark(step_id=found.id, stage=key, actor=actor, now=world.now)


@phrase("“{who}”不予受理“{title}”，理由“{reason}”")
def annul(world: World, who: str, title: str, reason: str) -> None:
    """Close a report that is no matter for us."""
    opened: Opened = world.thing(title)
    services.annul(
        matter_id=opened.matter_id,
        reason=reason,
        note="",
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("报事人评价“{title}”：{solved}，满意度 {satisfied}")
def rate(world: World, title: str, solved: str, satisfied: str) -> None:
    """The reporter answers by code: 解决了 or 没有解决, and 1 to 5."""
    opened: Opened = world.thing(title)
    assert solved in {"解决了", "没有解决"}, solved
    services.answer(
        code=opened.code,
        solved=solved == "解决了",
        satisfied=int(satisfied),
        words="",
        actor=ANONYMOUS,
        now=world.now,
    )
