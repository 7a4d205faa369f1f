"""A scene for journeys, made through the services: places, units, people with every duty, and
matters whose words are unmistakable, so that one can look for them where they must not be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.core.files.base import ContentFile
from django.test import Client

from linli.files import services as files
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.stories import World
from linli.matters import selectors, services
from linli.matters.stories import doing, scene
from linli.matters.terms import Contact, Intake, Opened, Place
from linli.messaging import services as messaging
from linli.methods import selectors as method_reads
from linli.methods import services as methods
from linli.organisations import selectors as organisations
from linli.organisations import services as organising
from linli.organisations.models import PostDuty
from linli.people import services as people
from linli.people.models import Account
from linli.procedures import selectors as procedures

METHOD = Path(__file__).resolve().parents[2] / "methods" / "taining"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 on a Chinese wall clock

# What must not be found where its reader has no business.
WORDS = "标记甲乙丙丁戊己庚"
PHONE, MASKED = "13912345678", "139****5678"
NAME = "标记辛壬癸"
PLACE = "标记子丑寅卯"
NOTE = "标记辰巳午未"
ORDER = "标记申酉戌亥"
MARKS = (WORDS, PHONE, MASKED, NAME, PLACE, NOTE, ORDER)

# By role: places or units, each with a duty held there.
DUTIES: dict[str, tuple[tuple[str, str], ...]] = {
    "grid_in": (("青云1格", "网格员"),),
    "grid_out": (("和平1格", "网格员"),),
    "community_in": (("炉峰社区", "社区"),),
    "community_out": (("和平社区", "社区"),),
    "department_called": (("消防救援大队", "部门"),),
    "department_other": (("交警大队", "部门"),),
    "branch": (("青云小区党支部", "党员"),),
    "verifier": (("炉峰社区", "核查员"),),
    "county": (("泰宁县", "县指挥中心"),),
    "party_office": (("泰宁县", "县委组织部"),),
    "supervision": (("泰宁县", "督查"),),
    "protector": (("泰宁县", "个人信息保护"),),
    "system_admin": (("泰宁县", "系统管理员"),),
    "security_admin": (("泰宁县", "安全管理员"),),
    "audit_admin": (("泰宁县", "审计管理员"),),
    "no_post": (),
}


@dataclass(slots=True)
class Setting:
    """The scene. `accounts` by role; `matter` is the marked one, at the called department."""

    world: World
    accounts: dict[str, UUID] = field(default_factory=dict)
    ids: dict[str, UUID | str] = field(default_factory=dict)

    @property
    def matter(self) -> Opened:
        found: Opened = self.world.things["标记"]
        return found

    def actor(self, role: str) -> Actor:
        """The actor with that role's duties."""
        return organisations.actor_for(self.accounts[role], via="web", now=self.world.now)

    def client(self, role: str, *, csrf: bool = False) -> Client:
        """A browser in which that role is signed in; refusals come as answers, also 500."""
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        if role in self.accounts:
            account = Account.objects.get(pk=self.accounts[role])
            client.force_login(
                account, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        elif role in {"resident", "stranger"}:
            session = client.session
            session["identity"] = str(self.ids[f"identity_{role}"])
            session.save()
        return client


def load_method(now: datetime = NOW) -> None:
    """The shipped method, in force."""
    methods.load(folder=method_reads.read_folder(METHOD), actor=SYSTEM, now=now)


def build(now: datetime = NOW) -> Setting:
    """Method, places, people; the marked matter amid its work, and another elsewhere."""
    load_method(now)
    world = World(now=now)
    setting = Setting(world)
    _places(world)
    for role, duties in DUTIES.items():
        setting.accounts[role] = people.open_account(
            username=role.replace("_", "."), name="某" + role.replace("_", " "),
            password="Lin-li2026", must_change=False,
            actor=SYSTEM, now=now,
        )  # fmt: skip
        world.things[f"account:{role}"] = setting.accounts[role]
        for place, duty in duties:
            if role.endswith("_admin"):
                post = PostDuty.objects.get(duty=duty, post__until__isnull=True).post_id
                organising.appoint(
                    post_id=post, account_id=setting.accounts[role], actor=SYSTEM, now=now
                )
            else:
                scene.holds(world, who=role, place=place, duty=duty)
    _matters(setting)
    return setting


def _places(world: World) -> None:
    scene.estate(world, parent="炉峰社区", name="青云小区")
    scene.grid(world, parent="青云小区", name="青云1格")
    scene.estate(world, parent="和平社区", name="和平小区")
    scene.grid(world, parent="和平小区", name="和平1格")
    scene.unit(world, name="青云小区党支部", kind="党支部", place="青云小区")


def marked_report(world: World, *, key: str = "", grid: str = "青云1格") -> Opened:
    """A resident's report with a picture, a name and a number, all of them marks."""
    picture = files.receive(upload=doing.picture(), kind="image", actor=ANONYMOUS, now=world.now)
    return services.open_matter(
        intake=Intake(
            kind="report",
            words=f"{WORDS}，消防通道停满了车",
            place=Place(area_id=scene.area_named(grid).id, words=PLACE),
            category="fire_lane",
            contact=Contact(phone=PHONE, name=NAME),
            client_key=key,
            files=(picture.id,),
        ),
        actor=ANONYMOUS,
        now=world.now,
    )


def _matters(setting: Setting) -> None:
    world = setting.world
    world.things["标记"] = opened = marked_report(world)
    world.table = ({"填写": "理由", "内容": NOTE},)
    doing.complete(world, who="grid_in", title="标记", step="签收核实", outcome="上报社区")
    world.table = (
        {"填写": "派给哪个单位", "内容": "消防救援大队"},
        {"填写": "要办成什么样", "内容": ORDER},
    )
    doing.complete(world, who="community_in", title="标记", step="社区下单", outcome="派给部门")
    world.table = ()
    doing.report(world, place="和平1格", words="路灯不亮", category="路灯", title="别处")
    world.table = ({"填写": "做了什么", "内容": "换了灯"},)
    doing.complete(world, who="grid_out", title="别处", step="签收核实", outcome="就地解决")
    world.table = ()
    page = selectors.matter_for(setting.actor("county"), opened.matter_id)
    run = procedures.run_of("matter", opened.matter_id)
    assert run is not None
    session = people.remember(phone="13800000009", name="路人", actor=SYSTEM, now=world.now)
    setting.ids.update(
        matter_id=opened.matter_id,
        code=opened.code,
        other_id=world.things["别处"].matter_id,
        other_code=world.things["别处"].code,
        title=page.line.title,
        number=opened.number,
        run_id=run,
        step_id=procedures.open_steps(run)[0].id,
        done_id=max(one.step_id for one in page.history if one.step_id and one.kind == "done"),
        file_id=page.files[0].id,
        identity_resident=page.reports[0].identity_id or "",
        identity_stranger=session,
        no_shelf="report",
    )


def county_channel(setting: Setting, address: str) -> UUID:
    """A group robot of the community, at that address."""
    return messaging.add_channel(
        kind="wecom",
        name="炉峰群",
        address=address,
        area_id=scene.area_named("炉峰社区").id,
        actor=setting.actor("county"),
        now=setting.world.now,
    )


def document() -> ContentFile[bytes]:
    """A small real PDF by its first bytes."""
    return ContentFile(b"%PDF-1.4\n%%EOF\n", name="a.pdf")
