"""The evidence of a period in one file, that anybody can check without linli."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.files import selectors as files
from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.database import transaction
from linli.publicity import selectors
from linli.publicity.terms import PUBLISH, SUBJECT, PeriodPage


def take_pack(*, period_id: UUID, actor: Actor, now: datetime) -> bytes:
    """A zip with each version (`versions/1.txt`, whose SHA-256 is its digest), where it was shown
    and the photos, objections (masked) with their rulings, the days counted, and what came of it;
    `manifest.json` and `SHA256SUMS` (for `sha256sum -c`) name the digest of every file. The same
    period at the same moment gives the same bytes. Leaves a line on the trail. Needs
    `publicity.publish` there; refuses `PeriodNotFound`.
    """
    page = selectors.desk_page(actor, period_id, now=now).shown
    actor.require(PUBLISH, Target(page.period.area_path))
    members = dict(_members(page, now))
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    manifest = {
        "period": str(period_id),
        "made_at": local(now).isoformat(timespec="seconds"),
        "files": [
            {"path": name, "sha256": sums[name], "bytes": len(data)}
            for name, data in members.items()
        ],
    }
    members["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    sums["manifest.json"] = hashlib.sha256(members["manifest.json"]).hexdigest()
    members["SHA256SUMS"] = "".join(f"{sums[name]}  {name}\n" for name in sums).encode()
    packed = _zipped(members, now)
    with transaction():
        trail.record(
            "publicity.pack_taken", actor=actor, now=now, subject=(SUBJECT, period_id),
            data={"digest": hashlib.sha256(packed).hexdigest(), "manifest": sums["manifest.json"]},
        )  # fmt: skip
    return packed


def _zipped(members: dict[str, bytes], now: datetime) -> bytes:
    buffer = io.BytesIO()
    stamp = local(now).timetuple()[:6]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _members(page: PeriodPage, now: datetime) -> Iterator[tuple[str, bytes]]:
    yield "period.txt", _text(_head(page, now))
    for one in page.versions:
        yield f"versions/{one.number}.txt", f"{one.title}\n\n{one.words}".encode()
    yield "days.txt", _text(_days(page))
    yield "places.txt", _text(_places(page))
    for number, place in enumerate(page.places, start=1):
        for index, photo in enumerate(place.photos, start=1):
            name = f"photos/{number}-{index}.{photo.extension}"
            yield name, files.path_of(photo).read_bytes()
    yield "objections.txt", _text(_objections(page))


def _text(lines: Iterator[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _moment(at: datetime | None) -> str:
    return f"{local(at):%Y-%m-%d %H:%M}" if at else "—"


def _head(page: PeriodPage, now: datetime) -> Iterator[str]:
    one = page.period
    for label, value in (
        (_("公示"), one.kind_name),
        (_("标题"), one.title),
        (_("范围"), page.place),
        (_("最短时间"), one.length),
        (_("依据"), one.basis),
        (_("本版开始"), _moment(one.begins)),
        (_("本版届满"), _moment(one.ends)),
        (_("结果"), one.state_name),
        (_("结束时间"), _moment(one.ended_at)),
        (_("重新公示次数"), str(one.restarts)),
        (_("撤回原因"), one.reason or "—"),
        (_("制作时间"), _moment(now)),
    ):
        yield f"{label}{_('：')}{value}"
    for each in page.versions:
        span = f"{_moment(each.since)} – {_moment(each.until)}"
        yield _("第 %(n)d 版") % {"n": each.number} + f" {span} SHA-256 {each.digest}"
        if each.reason:
            yield f"  {_('更改原因')}{_('：')}{each.reason}"


def _days(page: PeriodPage) -> Iterator[str]:
    for one in page.days:
        counted = _("第 %(n)d 天") % {"n": one.number} if one.number else _("不计")
        yield "\t".join(part for part in (one.day.isoformat(), counted, one.note) if part)


def _places(page: PeriodPage) -> Iterator[str]:
    for number, one in enumerate(page.places, start=1):
        yield "\t".join(
            (
                str(number), _("第 %(n)d 版") % {"n": one.version}, one.kind_name, one.name,
                _moment(one.at), one.by, *(photo.digest for photo in one.photos),
            )
        )  # fmt: skip


def _objections(page: PeriodPage) -> Iterator[str]:
    for number, one in enumerate(page.objections, start=1):
        how = _("到场提出") if one.in_person else _("网上提出")
        yield f"{number}. {_('第 %(n)d 版') % {'n': one.version}} {_moment(one.at)} {how}"
        yield f"  {one.words or _('（原文已清除）')}"
        if one.ruling:
            answer = f"{one.ruling_name}{_('：')}{one.reason}"
            yield f"  {_('答复')} {_moment(one.ruled_at)} {answer}"
    if page.unanswered:
        yield _("还有 %(n)d 条没有答复。") % {"n": page.unanswered}
