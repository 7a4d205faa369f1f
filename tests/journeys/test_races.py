"""Several people at the same moment, with threads and connections of their own, on both databases:
whatever the order, the rows agree with one another afterwards."""

from __future__ import annotations

import threading
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from tests.journeys.setting import NOW, build

from linli.jobs import services as jobs
from linli.kernel import rates
from linli.kernel.actor import ANONYMOUS
from linli.kernel.database import is_sqlite
from linli.kernel.errors import Refused, TooMany
from linli.kernel.models import Counter
from linli.matters import selectors, services
from linli.matters.models import Matter, Report
from linli.matters.stories import doing, scene
from linli.matters.terms import AlreadyEnded, Channel, Intake, Place
from linli.procedures import selectors as procedures
from linli.procedures import services as steps
from linli.procedures.models import Happening, Run, Step
from linli.procedures.terms import AlreadyHandled, Moved, TakenBySomebody

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def setting(transactional_db):
    return build()


def at_once(*works):
    """Each in a thread of its own with a connection of its own: what each gave or raised."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            gate.wait(10)
            answers[place] = work()
        except Exception as error:  # noqa: BLE001 - the answer is what was raised
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not any(one.is_alive() for one in threads), "a thread waits for ever"
    return answers


def report(key="", files=(), words="井盖坏了", parent=None, kind="report", actor=ANONYMOUS):
    area = scene.area_named("青云1格").id
    channel = Channel.PAGE if actor is ANONYMOUS else Channel.STAFF
    intake = Intake(
        kind=kind, words=words, place=Place(area_id=area), client_key=key, files=files,
        parent_id=parent, channel=channel,
    )  # fmt: skip
    return lambda: services.open_matter(intake=intake, actor=actor, now=NOW)


def whole(matter_id) -> None:
    """The matter, its run and its steps say the same."""
    matter = Matter.objects.get(pk=matter_id)
    run = Run.objects.get(pk=matter.run_id)
    alive = Step.objects.filter(run=run, state__in=("open", "waiting")).count()
    assert (run.state == "running") == (alive > 0), (run.state, alive)
    expected = {"open": "running", "closed": "ended", "annulled": "withdrawn"}[matter.state]
    assert run.state == expected
    done = set(
        Step.objects.filter(run=run, state="done").exclude(duty="").values_list("id", flat=True)
    )
    told = set(Happening.objects.filter(run=run, kind="done").values_list("step_id", flat=True))
    assert done <= told


def test_one_post_sent_eight_times_is_one_matter(setting):
    for round_ in range(3):
        key = f"key-{round_}"
        answers = at_once(*([report(key)] * 8))
        assert len({one.matter_id for one in answers}) == 1, answers
        assert sum(not one.again for one in answers) == 1
        assert Report.objects.filter(client_key=key).count() == 1
        whole(answers[0].matter_id)
    drawn, kept = Counter.objects.get(name="matter.2026").value, Matter.objects.count()
    assert drawn == kept if is_sqlite() else drawn >= kept  # PostgreSQL draws before it writes


def test_numbers_have_no_twins_and_no_gaps_although_some_are_refused(setting):
    missing = (uuid4(),)  # refused inside the transaction, after the number was drawn
    works = [report(files=missing) if i % 3 == 0 else report() for i in range(12)]
    answers = [one for _ in range(3) for one in at_once(*works)]
    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == 12, answers
    assert not [one for one in answers if isinstance(one, Exception) and one not in refused]
    numbers = sorted(
        int(one.rsplit("-")[-1]) for one in Matter.objects.values_list("number", flat=True)
    )
    assert len(set(numbers)) == len(numbers) == 2 + 24
    top = Counter.objects.get(name="matter.2026").value
    assert top == 2 + (
        24 if is_sqlite() else 36
    )  # PostgreSQL draws before: the refused skip theirs
    assert numbers[-1] <= top
    if is_sqlite():
        assert numbers == list(range(1, top + 1))


def test_of_two_officers_one_dispatches_and_the_other_is_told_who(setting):
    scene.holds(setting.world, who="李二", place="炉峰社区", duty="社区")
    people = {"李二": setting.world.actor("李二"), "某community in": setting.actor("community_in")}
    for round_ in range(3):
        opened = report(f"d{round_}")()
        first = procedures.open_steps(procedures.run_of("matter", opened.matter_id))[0]
        (step,) = steps.complete(
            step_id=first.id, outcome="pass_up", note="x", actor=setting.actor("grid_in"), now=NOW
        ).opened
        answers = at_once(
            *(
                lambda actor=actor, step=step: steps.complete(
                    step_id=step.id, outcome="to_grid", note="x", actor=actor, now=NOW
                )
                for actor in people.values()
            )
        )
        won = [one for one in answers if isinstance(one, Moved)]
        lost = [one for one in answers if isinstance(one, AlreadyHandled)]
        assert (len(won), len(lost)) == (1, 1), answers
        assert lost[0].data["by"] == list(people)[answers.index(won[0])]
        whole(opened.matter_id)


def test_of_six_members_one_claims(setting):
    world = setting.world
    opened = world.things["领办"] = report()()
    world.table = ({"填写": "理由", "内容": "x"},)
    doing.complete(world, who="grid_in", title="领办", step="签收核实", outcome="上报社区")
    step = doing.open_named(world, "领办", "社区下单")[0]
    form = procedures.forms_of(step)["order_members"]
    kinds = {"unit": scene.unit_named("青云小区党支部").key, "number": "2", "longtext": "x"}
    answers = {field.key: kinds[field.type] for field in form.fields}
    (step,) = steps.complete(
        step_id=step.id, outcome="to_members", answers=answers,
        actor=setting.actor("community_in"), now=NOW,
    ).opened  # fmt: skip
    names = [f"党员{one}" for one in "甲乙丙丁戊己"]
    for name in names:
        scene.holds(world, who=name, place="青云小区党支部", duty="党员")
    found = at_once(
        *(
            lambda name=name: steps.claim(step_id=step.id, actor=world.actor(name), now=NOW)
            for name in names
        )
    )
    assert sum(one is None for one in found) == 1, found
    assert sum(isinstance(one, TakenBySomebody) for one in found) == 5
    whole(opened.matter_id)


def _ready_to_close(setting, key):
    """A matter whose reporter is being asked."""
    opened = report(key)()
    (step,) = procedures.open_steps(procedures.run_of("matter", opened.matter_id))
    steps.complete(
        step_id=step.id, outcome="solve", answers={"done_what": "换了"},
        actor=setting.actor("grid_in"), now=NOW,
    )  # fmt: skip
    return opened


def test_no_child_is_left_under_a_matter_that_closes_meanwhile(setting):
    officer = setting.actor("community_in")
    ends = {"closed": 0, "open": 0}
    for round_ in range(6):
        parent = _ready_to_close(setting, f"p{round_}")
        closing, opening = at_once(
            lambda parent=parent: services.answer(
                code=parent.code, solved=True, satisfied=5, words="", actor=ANONYMOUS, now=NOW
            ),
            report(parent=parent.matter_id, kind="call", actor=officer),
        )
        state = Matter.objects.get(pk=parent.matter_id).state
        children = Matter.objects.filter(parent_id=parent.matter_id, state="open").count()
        ends[state] += 1
        if state == "closed":
            assert children == 0, "a child is open below a closed matter"
            assert closing is None
            assert isinstance(opening, AlreadyEnded), opening
        else:
            assert closing is None, closing  # the answer is kept until the child has ended
            assert children == 1
        whole(parent.matter_id)
    assert sum(ends.values()) == 6


def test_a_parent_that_was_answered_while_its_last_child_ended_is_not_forgotten(setting):
    officer = setting.actor("community_in")
    reason = next(iter(selectors.catalogue().reasons))
    for round_ in range(6):
        parent = _ready_to_close(setting, f"q{round_}")
        child = report(parent=parent.matter_id, kind="call", actor=officer)()
        answers = at_once(
            lambda parent=parent: services.answer(
                code=parent.code, solved=True, satisfied=5, words="", actor=ANONYMOUS, now=NOW
            ),
            lambda child=child: services.annul(
                matter_id=child.matter_id, reason=reason, note="", actor=officer, now=NOW
            ),
        )
        assert answers == [None, None], answers
        assert Matter.objects.get(pk=child.matter_id).state == "annulled"
        jobs.run_due(NOW)  # the child's end is told to its parent by a job
        assert Matter.objects.get(pk=parent.matter_id).state == "closed"
        whole(parent.matter_id)


def test_annulling_while_the_department_answers_leaves_no_half(setting):
    world, officer = setting.world, setting.actor("community_in")
    reason = next(iter(selectors.catalogue().reasons))
    for round_ in range(4):
        opened = world.things["对撞"] = report(f"a{round_}")()
        world.table = ({"填写": "理由", "内容": "x"},)
        doing.complete(world, who="grid_in", title="对撞", step="签收核实", outcome="上报社区")
        world.table = (
            {"填写": "派给哪个单位", "内容": "消防救援大队"},
            {"填写": "要办成什么样", "内容": "x"},
        )
        doing.complete(world, who="community_in", title="对撞", step="社区下单", outcome="派给部门")
        (step,) = procedures.open_steps(procedures.run_of("matter", opened.matter_id))
        annulled, done = at_once(
            lambda opened=opened: services.annul(
                matter_id=opened.matter_id, reason=reason, note="", actor=officer, now=NOW
            ),
            lambda step=step: steps.complete(
                step_id=step.id, outcome="hand_back", note="x",
                actor=setting.actor("department_called"), now=NOW,
            ),
        )  # fmt: skip
        assert annulled is None, annulled  # it may always be closed, before or after the answer
        assert isinstance(done, Moved | Refused), done
        assert Matter.objects.get(pk=opened.matter_id).state == "annulled"
        answered = Happening.objects.filter(step_id=step.id, kind="done").count()
        assert answered == int(isinstance(done, Moved))
        whole(opened.matter_id)


def test_two_corrections_at_once_leave_the_head_like_its_last_fact(setting):
    opened = report()()
    officers = [setting.actor("community_in"), setting.actor("county")]
    answers = at_once(
        *(
            lambda actor=actor, key=key: services.correct(
                matter_id=opened.matter_id, category=key, reason="x", actor=actor, now=NOW
            )
            for actor, key in zip(officers, ("parking", "noise"), strict=True)
        )
    )
    assert answers == [None, None]
    matter = Matter.objects.get(pk=opened.matter_id)
    run = Run.objects.get(pk=matter.run_id)
    step = Step.objects.get(run=run, state="open")
    assert matter.category == run.category == step.category


def test_a_rate_limit_counts_every_try_of_every_thread(transactional_db):
    later = datetime(2026, 3, 2, 1, 30, tzinfo=NOW.tzinfo)
    answers = at_once(
        *([lambda: rates.spend("x", "1.2.3.4", limit=5, seconds=3600, now=later)] * 12)
    )
    assert sum(one is None for one in answers) == 5, answers
    assert sum(isinstance(one, TooMany) for one in answers) == 7
