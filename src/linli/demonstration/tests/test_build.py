"""A small county, built as the demonstration is: the shipped method with fewer villages, grids and
matters. What is true of it is true of the large one, which takes half a minute."""

import re
import shutil
from collections import Counter
from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.db.transaction import atomic, set_rollback

from linli.demonstration import selectors, services
from linli.demonstration.plan import read_plan
from linli.demonstration.terms import AlreadyBuilt, NoMethod, PlanUnreadable
from linli.kernel import trail, versions
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import LOCAL
from linli.matters.models import Matter, Rating
from linli.messaging.models import Notice
from linli.methods import selectors as methods
from linli.methods import services as publishing
from linli.organisations import selectors as organisations
from linli.organisations.models import Cover, Holding
from linli.organisations.terms import REPORTER
from linli.people.models import Account
from linli.procedures import selectors as procedures
from linli.procedures.models import Happening, Step
from linli.procedures.terms import WorkQuery
from linli.resources.models import SittingChild
from linli.territory.models import Area

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

METHOD = Path(__file__).parents[4] / "methods" / "taining"
TODAY = date(2026, 3, 2)
END = datetime.combine(TODAY, time(9), LOCAL)
SMALL = {
    "grids": 26,
    "households": 60,
    "days": 30,
    "matters": 60,
    "reporters": 12,
    "annulled": 0.15,
}


@pytest.fixture
def folder(tmp_path):
    """The shipped method, smaller: two villages a town, and the figures of `SMALL`."""
    target = tmp_path / "method"
    shutil.copytree(METHOD, target)
    head, *rows = (target / "areas.csv").read_text(encoding="utf-8").splitlines()
    kept, villages = [head], Counter()
    for row in rows:
        _code, _name, kind, parent = row.split(",")[:4]
        villages[parent] += kind == "village"
        if kind != "village" or villages[parent] <= 2:
            kept.append(row)
    (target / "areas.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    path = target / services.FILE
    text = path.read_text(encoding="utf-8")
    for key, value in SMALL.items():
        text, found = re.subn(rf"^{key} = [\d.]+$", f"{key} = {value}", text, flags=re.MULTILINE)
        assert found == 1, key
    path.write_text(text, encoding="utf-8")
    return target


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.LINLI_DEMONSTRATION = True


def build(folder, seed=1):
    with versions.unit_of_work():
        now = services.opening(folder, today=TODAY)
        publishing.load(folder=methods.read_folder(folder), actor=SYSTEM, now=now)
        return services.build(seed=seed, today=TODAY, folder=folder, say=lambda _: None)


def figures():
    """What must be the same for the same seed."""
    return {
        "areas": Counter(Area.objects.values_list("kind", flat=True)),
        "people": sorted(Account.objects.values_list("username", "display_name")),
        "holdings": Holding.objects.count(),
        "covers": Counter(Cover.objects.values_list("kind", flat=True)),
        "matters": Counter(Matter.objects.values_list("kind", "category", "state", "closing")),
        "opened": sorted(Matter.objects.values_list("opened_at", "area_path")),
        "steps": Counter(Step.objects.values_list("node", "state", "outcome")),
        "ratings": Counter(Rating.objects.values_list("solved", "satisfied")),
    }


def test_a_small_county_stands_and_lives(folder):
    assert not selectors.is_built()
    built = build(folder)

    assert selectors.is_built()
    assert Area.objects.filter(kind="grid").count() == SMALL["grids"]
    assert Area.objects.filter(kind="household").count() == SMALL["households"]
    assert Matter.objects.filter(parent=None).count() >= SMALL["matters"] - 3
    assert Matter.objects.count() == built.matters

    states = Counter(Matter.objects.values_list("state", flat=True))
    assert min(states["open"], states["closed"], states["annulled"]) >= 1
    kinds = set(Happening.objects.values_list("kind", flat=True))
    assert {"done", "marked", "warn", "urge", "effect", "ended", "withdrawn"} <= kinds
    nodes = set(Step.objects.filter(state="open").values_list("node", flat=True))
    assert len(nodes) >= 8
    assert not Happening.objects.filter(at__gt=END).exists()
    assert Matter.objects.filter(closed_at__lt=END, state="closed").exists()

    children = Counter(SittingChild.objects.values_list("state", flat=True))
    assert children == {"seated": 3, "waiting": 1}

    trail.seal(END.replace(hour=10))
    verdict = trail.verify()
    assert verdict.broken == ""
    assert verdict.unsealed == 0
    assert verdict.lines > 500

    with pytest.raises(AlreadyBuilt):
        services.build(seed=1, today=TODAY, folder=folder, say=lambda _: None)


def test_every_open_step_lies_with_somebody_but_for_the_gaps(folder):
    build(folder)
    gaps = {(gap.duty, gap.area_id) for gap in organisations.gaps(END) if gap.kind == "nobody"}
    assert {"网格员", "村"} <= {duty for duty, _ in gaps}
    assert any(gap.kind == "overload" for gap in organisations.gaps(END))
    assert any(gap.kind == "uncovered" for gap in organisations.gaps(END))
    for step in Step.objects.filter(state="open").exclude(duty=""):
        if organisations.duty(step.duty).level == REPORTER:
            continue
        assert step.area_id or step.organisation_id or step.person_id, step.node
        held = organisations.holders(
            step.duty, area_id=step.area_id, organisation_id=step.organisation_id, now=END
        )
        assert held or (step.duty, step.area_id) in gaps, (step.node, step.duty)


def test_visitors_can_sign_in_and_find_work_and_notices(folder):
    build(folder)
    logins = selectors.logins()
    plan = read_plan((folder / services.FILE).read_text(encoding="utf-8"))
    assert len(logins) == len(plan.logins) + len(plan.administrators)
    with_password = [row for row in Account.objects.all() if row.has_usable_password()]
    assert {row.username for row in with_password} == {one.username for one in logins}
    busy = 0
    for login in logins:
        account = Account.objects.get(username=login.username)
        assert account.check_password(login.password)
        assert not account.must_change_password
        actor = organisations.actor_for(account.pk, now=END)
        assert actor.grants, login.username
        busy += bool(procedures.work_list(actor, query=WorkQuery(), now=END).items)
    assert busy >= 3
    assert Notice.objects.filter(read_at=None, account__username__in=[o.username for o in logins])


def test_the_same_seed_makes_the_same_county_and_another_seed_another(folder):
    found = []
    for seed in (1, 1, 2):
        with atomic():
            build(folder, seed)
            found.append(figures())
            set_rollback(True)
    assert found[0] == found[1]
    assert found[0] != found[2]


def test_without_a_method_nothing_is_built(folder):
    with pytest.raises(NoMethod):
        services.build(seed=1, today=TODAY, folder=folder, say=lambda _: None)
    assert not selectors.is_built()
    assert selectors.logins() == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[people]", "[persons]"),
        ("posts_each = 4", "posts_apiece = 4"),
        ("grids = 26", "grids = 2"),
        ("days = 30", "days = "),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(folder, before, after):
    path = folder / services.FILE
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(PlanUnreadable):
        services.build(seed=1, today=TODAY, folder=folder, say=lambda _: None)
