"""What is read and kept of periods: doorways, lists, evidence, a person's rights, notices."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.conf import settings

from linli.jobs.models import Job
from linli.kernel import parts, versions
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.registry import subject_data
from linli.kernel.tests.counting import exactly
from linli.messaging.terms import PART
from linli.people.models import Identity
from linli.publicity import models, selectors, services, terms
from linli.publicity.terms import PeriodState, Ruling
from linli.publicity.tests.factories import DAY, ENDS, SECOND, objects, person, rule, state
from linli.territory import services as territory
from linli.territory.terms import PathChange

pytestmark = pytest.mark.django_db


def test_words_of_objections_are_public_only_masked_and_answered(show, now, clerk):
    one = show()
    ticket = objects(one, now, "我叫陈大文，住3栋502，不同意")
    page = selectors.public_period(one.id, now=now)
    assert (page.objections, page.unanswered) == ((), 1)
    (own,) = selectors.desk_page(clerk, one.id, now=now).objections
    assert own.words == "我叫陈大文，住3栋502，不同意"
    rule(ticket, clerk, now, reason="已当面告诉陈大文先生")
    (shown,) = selectors.public_period(one.id, now=now).objections
    assert shown.words == "我叫陈○○，住3栋***，不同意"
    assert "陈大文" not in shown.reason
    assert (shown.contact, shown.by) == ("", "")
    told = selectors.objection_by_code(f"{ticket.code[:5]}-{ticket.code[5:].lower()}")
    assert (told.objection.words, told.objection.ruling) == (own.words, Ruling.DENIED)
    for code in ("", "ZZZZZZZZZZ", one.id.hex):
        with pytest.raises(terms.ObjectionNotFound):
            selectors.objection_by_code(code)


def test_the_desk_is_for_its_places(show, now, clerk, stranger):
    one = show()
    assert selectors.period_for(clerk, one.id).id == one.id
    for who in (stranger, ANONYMOUS):
        with pytest.raises(terms.PeriodNotFound):
            selectors.period_for(who, one.id)
        with pytest.raises(terms.PeriodNotFound):
            selectors.desk_page(who, one.id, now=now)
        with pytest.raises(terms.PeriodNotFound):
            services.take_pack(period_id=one.id, actor=who, now=now)
        assert selectors.desk_list(who, now=now)[0] == ()
    assert len(selectors.desk_list(clerk, now=now)[0]) == 1


def test_a_period_is_not_among_publications(show, now, clerk):
    one = show()
    assert selectors.public_list(now=now).publications == ()
    text = models.Publication.objects.get()
    with pytest.raises(terms.PublicationNotFound):
        selectors.public_one(text.pk, now=now)
    with pytest.raises(terms.PublicationNotFound):
        services.withdraw(publication_id=text.pk, reason="错", actor=clerk, now=now)
    assert state(one) is PeriodState.RUNNING


def test_lists_by_place_and_what_came_of_it(show, now, areas, clerk):
    first, second = show(title="先"), show(title="后", length="9 工作日")
    path = areas["100"].path
    rows, more = selectors.public_periods(now=now, area_path=path)
    assert [(each.period.title, each.place, more) for each in rows] == [
        ("先", "王坑村", False), ("后", "王坑村", False),
    ]  # fmt: skip
    assert selectors.public_periods(now=now, area_path=areas["100001"].path)[0] == ()
    services.end_due(ENDS)
    (ended,) = selectors.public_periods(now=ENDS, ended=True)[0]
    assert (ended.period.id, ended.period.state, ended.days_left) == (first.id, "effective", 0)
    assert [each.period.id for each in selectors.public_periods(now=ENDS)[0]] == [second.id]
    assert selectors.public_periods(now=ENDS + 366 * DAY, ended=True)[0] == ()
    assert len(selectors.desk_list(clerk, now=ENDS, ended=True)[0]) == 1


def test_reads_cost_the_same_for_one_and_three(show, now, clerk, photo):
    one = show()
    for count in (1, 2):
        for _ in range(count):
            objects(one, now, phone=f"1380013800{count}", consent=True)
            services.add_place(
                period_id=one.id, kind="board", name="村部", photos=[photo()], actor=clerk, now=now
            )
        rule(objects(one, now), clerk, now)
        with versions.unit_of_work():
            selectors.public_period(one.id, now=now)
            selectors.desk_page(clerk, one.id, now=now)
            with exactly(6):
                page = selectors.public_period(one.id, now=now)
            with exactly(10):
                selectors.desk_page(clerk, one.id, now=now)
        assert len(page.places) == (1 if count == 1 else 3)
    for count in (1, 3):
        while models.Period.objects.count() < count:
            show()
        with versions.unit_of_work():
            selectors.public_periods(now=now)
            with exactly(1):
                assert len(selectors.public_periods(now=now)[0]) == count
            with exactly(1):
                selectors.desk_list(clerk, now=now)


def test_the_pack_proves_itself(show, now, clerk, photo):
    one = show(photos=True)
    services.add_place(
        period_id=one.id, kind="board", name="村部门口", photos=[photo()], actor=clerk, now=now
    )
    rule(objects(one, now, "我叫陈大文，不同意"), clerk, now)
    services.change_content(
        period_id=one.id, title="方案", words="改过的", reason="核减", actor=clerk, now=now + DAY
    )
    later = now + 2 * DAY
    packed = services.take_pack(period_id=one.id, actor=clerk, now=later)
    assert packed == services.take_pack(period_id=one.id, actor=clerk, now=later)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split("  ")) for line in held.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}
    manifest = json.loads(held.pop("manifest.json"))
    assert {each["path"]: each["sha256"] for each in manifest["files"]} == {
        name: sums[name] for name in held
    }
    page = selectors.public_period(one.id, now=later)
    assert [sums[f"versions/{each.number}.txt"] for each in page.versions] == [
        each.digest for each in page.versions
    ]
    assert sums["photos/1-1.jpg"] == page.places[0].photos[0].digest
    assert "陈○○" in held["objections.txt"].decode()
    assert not [name for name, data in held.items() if "陈大文".encode() in data]
    assert "第 7 天" in held["days.txt"].decode()
    assert "核减" in held["period.txt"].decode()
    assert TrailLine.objects.filter(name="publicity.pack_taken").count() == 2


def test_seeing_alone_takes_no_pack(show, now, village):
    one = show()
    reader = person("reader", "查看", village, "publicity.see", now=now)
    assert not selectors.desk_page(reader, one.id, now=now).may_publish
    with pytest.raises(NotAllowed):
        services.take_pack(period_id=one.id, actor=reader, now=now)


def test_a_persons_rights_over_what_they_objected(show, now, clerk):
    one = show()
    ticket = objects(one, now, "我不同意", phone="13800138000", consent=True)
    rule(ticket, clerk, now)
    identity = models.Objection.objects.get(pk=ticket.id).identity_id
    ours = subject_data.get("publicity.objections")
    (copied,) = ours.copy(identity)["objections"]
    assert (copied["words"], copied["code"], copied["ruling"]) == (
        "我不同意",
        ticket.code,
        "denied",
    )
    assert set(copied) <= set(ours.words)
    assert ours.erase(identity, now) == 1
    assert ours.erase(identity, now) == 0
    row = models.Objection.objects.get(pk=ticket.id)
    assert (row.words, row.identity_id, row.ruling) == ("", None, "denied")
    (shown,) = selectors.public_period(one.id, now=now).objections
    assert (shown.erased, shown.words) == (True, "")
    assert Identity.objects.filter(pk=identity).exists()


def test_words_are_kept_no_longer_than_words_are(show, now):
    one = show()
    objects(one, now)
    row = models.Objection.objects.get()
    models.Objection.objects.update(ruling="denied", reason="无", ruled_at=now)
    services.end_due(ENDS)
    limit = ENDS + settings.LINLI_KEEP_WORDS
    assert services.erase_old(limit) == 0
    assert services.erase_old(limit + SECOND) == 1
    assert services.erase_old(limit + SECOND) == 0
    row.refresh_from_db()
    assert (row.words, row.erased_at) == ("", limit + SECOND)


def test_paths_are_followed(show, now, village):
    one = show()
    after = village.path.replace("100.", "101.")
    change = PathChange(area_id=village.id, before=village.path, after=after)
    assert sum(territory.follow_paths([change], actor=SYSTEM, now=now).values()) == 2
    assert selectors.periods_of_subject(*one.subject)[0].area_path == change.after


def test_the_duty_hears_once_of_what_waits(show, now, clerk):
    rows = [
        {"key": key, "title": {"zh": "公示"}, "text": {"zh": "{title}"}, "channels": ["in_app"]}
        for key in ("publicity_objection", "publicity_waits", "publicity_ruled")
    ]
    parts.publish(PART, "t1", {"templates": rows}, now)
    ticket = objects(show(), now, phone="13800138000", consent=True)
    for minute in range(3):
        services.end_due(ENDS + timedelta(minutes=10 * minute))
    rule(ticket, clerk, ENDS)
    told = [
        (job.payload["template"], bool(job.payload["to"]["identity"]))
        for job in Job.objects.filter(handler="messaging.fan_out").order_by("made_at", "id")
    ]
    assert sorted(told) == [
        ("publicity_objection", False), ("publicity_ruled", True), ("publicity_waits", False),
    ]  # fmt: skip
