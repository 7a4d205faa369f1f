"""`bin/linli ledger verify`: the proof of every balance from its postings."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from django.utils.translation import gettext as _

from linli.kernel.database import snapshot
from linli.points import selectors as points
from linli.project.commands.saying import FINDINGS, OK, complain, say

SHOWN = 20


def add(commands: _SubParsersAction[ArgumentParser]) -> None:
    parser = commands.add_parser("ledger", help=_("账本：逐笔验证"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("verify", help=_("从每一笔重新算出每个余额，指出不符的")).set_defaults(
        run=verify
    )


def verify(options: Namespace) -> int:  # noqa: ARG001 - every verb takes the options
    with snapshot():
        proof = points.proof()
    for one in proof.faults[:SHOWN]:
        said = {
            "check": one.check, "subject": one.subject, "kept": one.kept, "proved": one.proved,
        }  # fmt: skip
        complain(_("✗ %(check)s %(subject)s：账上是 %(kept)s，算出来是 %(proved)s") % said)
    figures = {"postings": proof.postings, "accounts": proof.accounts, "faults": len(proof.faults)}
    if proof.faults:
        complain(_("✗ %(faults)d 处不符；%(postings)d 笔，%(accounts)d 个账户") % figures)
        return FINDINGS
    say(_("✓ 相符：%(postings)d 笔，%(accounts)d 个账户，合计为零") % figures)
    return OK
