"""A sheet is checked, waits for one tap, and is erased after it or within a day."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.urls import reverse

from linli.files import services as files
from linli.files.models import Upload
from linli.kernel import clock
from linli.matters import services
from linli.matters.models import Matter
from linli.matters.stories import scene
from linli.matters.terms import ImportRejected, NotASheet, SheetGone
from linli.matters.tests.test_web import browser, hire, world

__all__ = ["world"]  # the fixture

ROWS = (("井盖坏了", "青云1格"), ("路灯不亮", "青云1格"))


def sheet(*rows):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    for number, row in enumerate((("情况", "地点"), *rows)):
        page.write_row(number, 0, row)
    book.close()
    return ContentFile(buffer.getvalue(), name="a.xlsx")


@pytest.fixture
def community(world):
    return scene.actor_named(world, "李社区")


@pytest.fixture
def checked(world, community):
    return services.check_sheet(upload=sheet(*ROWS), kind="report", actor=community, now=world.now)


def taken(checked, actor, now, **other):
    given = {"kept": checked.kept, "digest": checked.digest, "kind": "report"} | other
    return services.import_kept(**given, actor=actor, now=now)


def test_what_was_checked_is_taken_in_once_and_erased(world, community, checked):
    assert Matter.objects.count() == 0
    assert taken(checked, community, world.now) == 2
    assert Matter.objects.count() == 2
    assert not Upload.objects.exists()
    with pytest.raises(SheetGone):
        taken(checked, community, world.now)
    assert Matter.objects.count() == 2


def test_a_sheet_with_faults_is_not_kept(world, community):
    read = services.check_sheet(
        upload=sheet(*ROWS, ("围墙裂了", "没有这个地方")), kind="report", actor=community,
        now=world.now,
    )  # fmt: skip
    assert (read.faults, read.kept) == (1, None)
    assert services.check_sheet(
        upload=sheet(), kind="report", actor=community, now=world.now
    ).kept is None  # fmt: skip
    with pytest.raises(NotASheet):
        services.check_sheet(
            upload=ContentFile(b"%PDF-1.4", name="a.xlsx"), kind="report", actor=community,
            now=world.now,
        )  # fmt: skip
    assert not Upload.objects.exists()


def test_another_persons_sheet_is_refused(world, checked):
    hire(world, "周社区", "炉峰社区", "社区")
    with pytest.raises(SheetGone):
        taken(checked, scene.actor_named(world, "周社区"), world.now)
    assert Matter.objects.count() == 0


def test_a_changed_or_unknown_sheet_is_refused(world, community, checked):
    for other in ({"digest": "0" * 64}, {"kept": uuid4()}):
        with pytest.raises(SheetGone):
            taken(checked, community, world.now, **other)
    files.attach(ids=[checked.kept], owner=("matter", uuid4()), actor=community, now=world.now)
    with pytest.raises(SheetGone):
        taken(checked, community, world.now)


def test_after_a_day_a_sheet_is_refused_and_swept(world, community, checked):
    later = world.now + timedelta(hours=24, minutes=1)
    with pytest.raises(SheetGone):
        taken(checked, community, later)
    assert files.sweep(later)[0] == 1
    assert not Upload.objects.exists()


def test_what_became_wrong_since_is_refused_and_the_sheet_stays(
    world, community, checked, monkeypatch
):
    from linli.matters.services import imports

    monkeypatch.setattr(imports.territory, "find", lambda text: ())
    with pytest.raises(ImportRejected):
        taken(checked, community, world.now)
    assert Upload.objects.count() == 1


def test_one_tap_on_the_page(world):
    client = browser(world, "李社区")
    page = client.post(
        reverse("matter-import"), {"sheet": sheet(*ROWS), "kind": "report"}
    ).content.decode()
    upload = Upload.objects.get()
    address = reverse("matter-import-kept", args=[upload.pk])
    assert f'action="{address}"' in page
    assert "导入这 2 件（群众报事）" in page
    data = {"digest": upload.digest, "kind": "report"}
    assert client.post(address, data)["Location"] == reverse("matters")
    assert Matter.objects.count() == 2
    again = client.post(address, data, follow=True)
    assert again.redirect_chain == [(reverse("matter-import"), 302)]
    assert "请重新上传检查" in again.content.decode()


def test_the_page_refuses_in_words_after_a_day(world, now, monkeypatch):
    client = browser(world, "李社区")
    client.post(reverse("matter-import"), {"sheet": sheet(*ROWS), "kind": "report"})
    upload = Upload.objects.get()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=2))
    address = reverse("matter-import-kept", args=[upload.pk])
    page = browser(world, "李社区").post(
        address, {"digest": upload.digest, "kind": "report"}, follow=True
    )
    assert "过期" in page.content.decode()
    assert Matter.objects.count() == 0


def test_only_who_may_import_may_confirm(world):
    address = reverse("matter-import-kept", args=[uuid4()])
    assert browser(world, "王网格").post(address).status_code == 403
