"""The whole scene of the walk: what stands beside the matter, and every topic's share."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from tests.journeys import (
    banking,
    deliberating,
    electing,
    lending,
    owing,
    pledging,
    rooming,
    rostering,
    scoring,
    shopping,
    sitting,
    teaming,
)
from tests.journeys.setting import NOW, Setting, county_channel

from linli.emergency import selectors as emergency_reads
from linli.emergency import services as emergencies
from linli.jobs import services as jobs
from linli.jobs.models import Job
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.registry import Folder
from linli.matters import services
from linli.matters.models import Condition
from linli.matters.stories import scene
from linli.matters.terms import NewCondition, NewLine
from linli.messaging import services as messaging
from linli.messaging.models import Delivery
from linli.methods import selectors as methods_reads
from linli.methods import services as methods
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.terms import Why
from linli.people import services as people
from linli.publicity import services as publicity
from linli.publicity.models import Publication
from linli.territory import selectors as territory
from linli.territory import services as placing
from linli.territory.terms import AreaRow
from linli.visits import selectors as visit_reads
from linli.visits import services as visits
from linli.visits.terms import NewSubject, SubjectKind, VisitItem

HOUSEHOLD = "标记十三户"
TOPICS = (
    deliberating, electing, owing, pledging, rooming, lending, teaming, scoring, shopping, banking,
    rostering, sitting,
)  # fmt: skip


def furnish(setting: Setting) -> None:
    """Things beside the matter: a household, notices, a channel and its delivery, a failed job."""
    parent = next(a for a in territory.find("青云1格") if a.name == "青云1格")
    placing.add_area(
        row=AreaRow(
            code=f"{parent.code}h1", name=HOUSEHOLD, kind="household", parent=parent.code,
            valid_from=datetime(2026, 1, 1, tzinfo=UTC).date(), synthetic=True,
        ),
        actor=SYSTEM, now=NOW,
    )  # fmt: skip
    channel = county_channel(setting, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k")
    jobs.run_due(NOW + timedelta(minutes=1))
    delivery = Delivery.objects.create(
        told=uuid4(), channel_id=channel, template="step_opened", state="gave_up", made_at=NOW
    )
    job = Job.objects.create(
        handler="procedures.announce", run_at=NOW, made_at=NOW, state="failed", failed_at=NOW
    )
    setting.ids.update(
        publication_id=Publication.objects.get().pk, channel_id=channel, delivery_id=delivery.pk,
        job_id=job.pk, account_id=setting.accounts["grid_out"], key="three_orders",
        face="office", name="chart", pk="1", kept=uuid4(),
        view_id=people.save_view(
            shown_on="work", name="本周", query="due=week", actor=setting.actor("grid_in"), now=NOW
        ),
    )  # fmt: skip
    setting.ids.update(
        key_id=organising.issue_key(name="甲", actor=setting.actor("county"), now=NOW).key_id,
        hook_id=messaging.add_hook(
            name="甲", address="https://hooks.example.com/a", events=["matter.opened"],
            actor=setting.actor("county"), now=NOW,
        ).hook_id,
        form="json", service_code="fire_lane", rest="nowhere",
    )  # fmt: skip
    _standing(setting)
    _listing(setting)
    _drafting(setting)
    _switched(setting)
    _visiting(setting)
    _showing(setting)
    for topic in TOPICS:
        before = dict(setting.ids)
        topic.arrange(setting)
        taken = {key for key, value in before.items() if setting.ids[key] != value}
        assert not taken, f"{topic.__name__} takes {taken}: another's addresses would lead nowhere"


def _showing(setting: Setting) -> None:
    """A period at 炉峰社区 to which somebody has objected."""
    period = publicity.open_period(
        title="停车棚方案", words="拟修 40 个车位", area_id=scene.area_named("炉峰社区").id,
        length="7 工作日", basis="章程", actor=SYSTEM, now=NOW,
    )  # fmt: skip
    ticket = publicity.object_to(period_id=period.id, words="太多", actor=ANONYMOUS, now=NOW)
    setting.ids.update(period_id=period.id, objection_id=ticket.id, objection_code=ticket.code)


def _visiting(setting: Setting) -> None:
    """A place that was visited twice: the second record waits to be looked at."""
    grid, area = setting.actor("grid_in"), scene.area_named("青云1格").id
    place = visits.add_subject(
        new=NewSubject(SubjectKind.PLACE, area, "青云超市"), actor=SYSTEM, now=NOW
    )
    visits.plan_day(now=NOW)
    plan = visit_reads.today(grid, now=NOW)[0]
    made = [
        visits.record_visit(
            item=VisitItem(
                client_key=f"walk-visit-{number:06d}", kind="safety", subject_id=place, at=NOW,
                answers={"hazards": ["gas"]}, plan_id=plan.id,
            ),
            actor=grid, now=NOW,
        )
        for number in range(2)
    ]  # fmt: skip
    finding = visit_reads.triage_list(setting.actor("community_in"))[0].id
    setting.ids.update(subject_id=place, visit_id=made[1].visit_id, finding_id=finding)


def _listing(setting: Setting) -> None:
    """A list that is shown, with a line of the called unit; a line made of the marked matter, which
    that unit claims."""
    actor, area = setting.actor("community_in"), scene.area_named("炉峰社区").id
    task, need = (
        services.open_list(key=key, name="清单", area_id=area, actor=actor, now=NOW).matter_id
        for key in ("task", "need")
    )
    line = services.add_line(
        list_id=task, actor=actor, now=NOW,
        line=NewLine(
            "清通道", unit="消防救援大队", due_on=date(2026, 3, 20),
            conditions=(NewCondition("通道畅通"),),
        ),
    ).matter_id  # fmt: skip
    wanted = services.add_line(
        list_id=need, actor=actor, now=NOW,
        line=NewLine("画线", sources=(setting.matter.matter_id,)),
    ).matter_id  # fmt: skip
    services.publish_list(list_id=task, actor=actor, now=NOW)
    setting.ids.update(
        list_id=task, line_id=line, need_line_id=wanted,
        condition_id=Condition.objects.get(line_id=line).pk,
        offer_id=services.claim(
            line_id=wanted, actor=setting.actor("department_called"), now=NOW
        ),
    )  # fmt: skip


def _drafting(setting: Setting) -> None:
    """A draft of the method in force, and an earlier revision to go back to."""
    earlier = methods_reads.folder_of()
    head = earlier.text("method.toml").replace('revision = "', 'revision = "2026.0" #', 1)
    files = {**earlier.files, "method.toml": head.encode()}
    methods.load(folder=Folder(files), actor=SYSTEM, now=NOW)
    methods.load(folder=earlier, actor=SYSTEM, now=NOW)
    setting.ids.update(
        draft_id=methods.begin_from_current(actor=setting.actor("party_office"), now=NOW),
        words_file="words.toml", model_file="procedures/three_orders.bpmn",
        decision_file="decisions/routing.dmn", head_file="method.toml",
    )  # fmt: skip


def _switched(setting: Setting) -> None:
    """炉峰社区 in an emergency; a member who waits to be confirmed there, and one elsewhere."""
    home, member = scene.area_named("炉峰社区"), setting.actor("department_called")
    (unit,) = organisations.units_of(setting.accounts["department_called"], now=NOW)
    emergency = emergencies.switch_on(
        area_id=home.id, plan="flood", reason="暴雨", actor=setting.actor("community_in"), now=NOW
    )
    page = emergency_reads.emergency_for(SYSTEM, emergency)
    setting.ids.update(
        registration_id=organising.register(
            unit_id=unit.id, area_id=home.id, why=Why.SERVES, actor=member, now=NOW
        ),
        unit_id=unit.id, emergency_id=emergency, door_id=page.doors[0].id,
        shift_id=page.shifts[0].id, estate_id=scene.area_named("青云小区").id,
        home_id=home.id, register_kind="matter",
    )  # fmt: skip


def _standing(setting: Setting) -> None:
    """A unit with a free post, a holder and somebody who is away; a cover, a grid, a request."""
    world = setting.world
    scene.unit(world, name="炉峰志愿队", kind="志愿服务队", place="炉峰社区")
    scene.unit(world, name="空志愿队", kind="志愿服务队", place="炉峰社区")
    scene.grid(world, parent="青云小区", name="青云2格")
    unit, empty = scene.unit_named("炉峰志愿队"), scene.unit_named("空志愿队")
    assert unit is not None
    assert empty is not None
    area = scene.area_named("青云2格")
    posts = [
        organising.open_post(organisation_id=unit.id, title=title, duties=[], actor=SYSTEM, now=NOW)
        for title in ("空岗", "在岗", "离岗")
    ]
    terms = []
    for number, post in enumerate(posts[1:]):
        holder = people.open_account(
            username=f"spare{number}", name="备用" + "甲乙"[number], actor=SYSTEM, now=NOW
        )
        terms.append(organising.appoint(post_id=post, account_id=holder, actor=SYSTEM, now=NOW))
    organising.leave(
        holding_id=terms[1], since=NOW, until=NOW + timedelta(days=3),
        stand_in=setting.accounts["grid_out"], actor=SYSTEM, now=NOW,
    )  # fmt: skip
    setting.ids.update(
        organisation_id=unit.id, empty_unit_id=empty.id, post_id=posts[0],
        holding_id=terms[0], away_id=terms[1], area_id=area.id, area_code=area.code,
        cover_id=organising.cover(
            kind="包村", account_id=setting.accounts["community_in"],
            area_id=scene.area_named("炉峰社区").id, actor=SYSTEM, now=NOW,
        ),
        request_id=people.open_request(
            identity_id=setting.ids["identity_resident"], kind="copy", words="要一份",
            actor=SYSTEM, now=NOW,
        ),
    )  # fmt: skip
