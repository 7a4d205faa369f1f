"""A certificate on paper: A4, its titles in two languages, with a code that anybody may verify."""

from __future__ import annotations

from linli.kernel.clock import local
from linli.ui.paper import Facts, Paper, Picture, Pictures, Signatures, Table
from linli.volunteering.templatetags.service_hours import spell
from linli.volunteering.terms import CertificateRow


def _hours(minutes: int) -> str:
    """2.5 hours as `2.5`: the unit is the column's."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".") or "0"


def certificate_paper(
    it: CertificateRow, *, name: str, county: str, link: str, drawn: bytes
) -> Paper:
    """The paper says what the certificate says, to whom, and where it is verified."""
    facts = [
        ("姓名 Name", name),
        ("服务时间 Period", f"{it.since:%Y-%m-%d} — {it.until:%Y-%m-%d}"),
        ("总时长 Total", f"{spell(it.minutes)} ({_hours(it.minutes)} h) · {it.services} 次 times"),
    ]
    if it.stars:
        facts.append(("星级 Level", "、".join(one.zh for one in it.stars)))
    table = Table(
        ("组织 Organisation", "信用时 Checked in", "荣誉时 Confirmed", "合计 Total"),
        tuple(
            (one.organisation, _hours(one.credit), _hours(one.honour), _hours(one.total))
            for one in it.lines
        ),
        (4, 2, 2, 1),
    )
    said = "时长不含路途；谁组织、谁记录、谁证明。\nThe way there is left out. Free of charge."
    facts += [("说明 Note", said), ("查验 Verify", link.partition("://")[2])]
    return Paper(
        title="志愿服务记录证明\nCertificate of Volunteer Service",
        issuer=county,
        number=f"编号 No. {it.serial}",
        blocks=(
            Facts(tuple(facts)),
            table,
            Pictures((Picture(drawn, "查验 Verify", height=64),)),
            Signatures(("出具单位（盖章） Issued by",), f"{local(it.issued_at):%Y-%m-%d}"),
        ),
    )
