"""What runs with an installation's environment, as a process of its own: prepare it, look into it.

python -m tests.faults.tools prepare|inspect|kept|drain|waiting|channel  < JSON  > JSON
"""

from __future__ import annotations

import json
import sys
from typing import Any

import django

TELLING = ("procedures.announce", "messaging.fan_out")  # the two jobs between a step and its notice


def prepare(_given: Any) -> dict[str, Any]:
    """Tables, method, scene."""
    from django.core.management import call_command
    from tests.journeys import setting

    from linli.kernel import clock, versions
    from linli.matters.stories import scene

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with versions.unit_of_work():
        built = setting.build(clock.now())
        return {"grid": str(scene.area_named("青云1格").id), "matter": str(built.matter.matter_id)}


def inspect(given: Any) -> dict[str, Any]:
    """Look at every row. `given`: keys -> code or null (sent, never acknowledged), `done`: steps
    whose completion was acknowledged."""
    from linli.files.models import Upload
    from linli.kernel import clock, trail
    from linli.kernel.models import TrailLine
    from linli.matters.models import Fact, Matter, Report
    from linli.procedures.models import Clock, Happening, Run, Step
    from linli.search.models import Entry

    faults: list[str] = []

    def check(right: bool, what: str) -> None:
        if not right:
            faults.append(what)

    for key, code in given["keys"].items():
        rows = list(Report.objects.filter(client_key=key).select_related("matter"))
        check(len(rows) == 1, f"{key}: {len(rows)} reports")
        if code and rows:
            check(rows[0].code == code, f"{key}: another code than was acknowledged")
    matters = list(Matter.objects.all())
    for one in matters:
        run = Run.objects.filter(pk=one.run_id, subject_id=one.pk).first()
        check(run is not None, f"{one.number}: no run")
        check(Report.objects.filter(matter=one).count() == 1, f"{one.number}: no report")
        check(Fact.objects.filter(matter=one).count() >= 3, f"{one.number}: facts missing")
        check(
            TrailLine.objects.filter(name="matters.opened", subject_id=one.pk).count() == 1,
            f"{one.number}: trail",
        )
        check(
            Entry.objects.filter(kind="matter", object_id=one.pk).count() == 1,
            f"{one.number}: search",
        )
    for run in Run.objects.filter(state="running"):
        alive = Step.objects.filter(run=run, state__in=("open", "waiting"))
        check(alive.exists(), f"run {run.pk}: running without a token")
        check(Happening.objects.filter(run=run).exists(), f"run {run.pk}: no happening")
    for step in Step.objects.filter(state="open", due_at__year__lt=9000):
        check(Clock.objects.filter(step=step, kind="due").exists(), f"step {step.pk}: no clock")
    for step in Step.objects.filter(state="done").exclude(duty=""):
        kept = Happening.objects.filter(step=step, kind="done").count()
        check(kept == 1, f"step {step.pk}: {kept} happenings say done")
        check(
            Step.objects.filter(run_id=step.run_id, opened_by=step.pk).exists()
            or Run.objects.get(pk=step.run_id).state != "running",
            f"step {step.pk}: opened nothing",
        )
    for step_id in given["done"]:
        check(Step.objects.filter(pk=step_id, state="done").exists(), f"step {step_id}: lost")
    numbers = sorted(int(one.number.rsplit("-")[-1]) for one in matters)
    _numbers(check, numbers)
    trail.seal(clock.now())
    verdict = trail.verify()
    check(not verdict.broken, verdict.broken)
    _jobs(check)
    return {
        "faults": faults, "matters": len(matters), "steps": Step.objects.count(),
        "lines": TrailLine.objects.count(), "files": Upload.objects.count(), "seals": verdict.seals,
    }  # fmt: skip


def _numbers(check: Any, numbers: list[int]) -> None:
    """No number is given twice or past the counter. SQLite takes it in the transaction: no gap
    either. On PostgreSQL it is taken before, and what was killed in between skips its own."""
    from linli.kernel.database import is_sqlite
    from linli.kernel.models import Counter

    counter = Counter.objects.filter(name__startswith="matter.").first()
    check(counter is not None, "no counter")
    top = counter.value if counter else 0
    check(len(numbers) == len(set(numbers)), "a number was given twice")
    check(all(1 <= one <= top for one in numbers), "a number the counter never gave")
    if is_sqlite():
        check(numbers == list(range(1, top + 1)), "numbers have gaps")


def _jobs(check: Any) -> None:
    """Every open step was told once to each who was told, and nothing waits: after `drain`."""
    from linli.jobs.models import Job
    from linli.messaging.models import Notice
    from linli.procedures.models import Step

    told: dict[str, list[Any]] = {}
    for url, account in Notice.objects.filter(template="step_opened").values_list("url", "account"):
        told.setdefault(url, []).append(account)
    for step in Step.objects.filter(state="open", duty__in=("网格员", "社区")):
        found = told.get(f"/steps/{step.pk}", [])
        check(bool(found), f"step {step.pk}: nobody was told")
        check(len(found) == len(set(found)), f"step {step.pk}: told twice")
    left = Job.objects.filter(handler__in=TELLING).exclude(state="done")
    check(not left.exists(), f"jobs left: {list(left.values_list('handler', 'last_error'))}")
    failed = Job.objects.filter(state="failed")
    check(not failed.exists(), f"failed jobs: {list(failed.values_list('last_error', flat=True))}")


def kept(given: Any) -> dict[str, Any]:
    """How many of these keys there are reports of."""
    from linli.matters.models import Report

    return {"kept": Report.objects.filter(client_key__in=given).count()}


def drain(_given: Any) -> dict[str, Any]:
    """Do what waits, as the next worker would once the killed one's leases have run out. Returns
    how many jobs were found under such a lease and how many were done."""
    from datetime import timedelta

    from linli.jobs import services as jobs
    from linli.jobs.models import Job
    from linli.kernel import clock

    held = Job.objects.filter(state="running").count()
    later, done = clock.now() + 2 * jobs.LEASE, 0
    while well := jobs.run_due(later):
        done += well
        later += timedelta(seconds=5)  # what these jobs wrote down waits for the undo window
    return {"held": held, "done": done}


def waiting(_given: Any) -> dict[str, Any]:
    """How much work still waits, and what notices and deliveries there are."""
    from django.db.models import Count

    from linli.jobs.models import Job
    from linli.messaging.models import Delivery, Notice

    twice = (
        Notice.objects.values("account", "url", "template")
        .annotate(n=Count("id")).filter(n__gt=1).count()
    )  # fmt: skip
    return {
        "jobs": Job.objects.filter(handler__in=TELLING).exclude(state="done").count(),
        "notices": Notice.objects.filter(account__username="grid.in").count(),
        "twice": twice,
        "deliveries": list(Delivery.objects.values("state", "attempts", "error")),
    }


def channel(given: Any) -> dict[str, Any]:
    """A group robot of the grid's community."""
    from linli.kernel import clock, versions
    from linli.kernel.actor import SYSTEM
    from linli.matters.stories import scene
    from linli.messaging import services

    with versions.unit_of_work():
        made = services.add_channel(
            kind="wecom", name="群", address=given["address"],
            area_id=scene.area_named("青云1格").id, organisation_id=None, secret="",
            actor=SYSTEM, now=clock.now(),
        )  # fmt: skip
    return {"id": str(made)}


def main() -> None:
    django.setup()
    given = json.loads(sys.stdin.read() or "null")
    tools = (prepare, inspect, kept, drain, waiting, channel)
    tool = next(one for one in tools if one.__name__ == sys.argv[1])
    sys.stdout.write("\n" + json.dumps(tool(given)) + "\n")


if __name__ == "__main__":
    main()
