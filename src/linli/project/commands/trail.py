"""`bin/linli trail verify|seal`: the proof that nothing on the audit trail was changed."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction

from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel import trail as chain
from linli.project.commands.saying import FINDINGS, OK, complain, say


def add(commands: _SubParsersAction[ArgumentParser]) -> None:
    parser = commands.add_parser("trail", help=_("审计留痕：验证、封存"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("verify", help=_("验证整条链，指出第一处断点")).set_defaults(run=verify)
    verbs.add_parser("seal", help=_("封存尚未封存的记录")).set_defaults(run=seal)


def verify(options: Namespace) -> int:  # noqa: ARG001 - every verb takes the options
    verdict = chain.verify()
    figures = {"seals": verdict.seals, "lines": verdict.lines, "unsealed": verdict.unsealed}
    if verdict.broken:
        complain(_("✗ 断在：%(where)s") % {"where": verdict.broken})
        return FINDINGS
    say(_("✓ 完整：%(seals)d 个封条，%(lines)d 条记录；另有 %(unsealed)d 条未封") % figures)
    return OK


def seal(options: Namespace) -> int:  # noqa: ARG001
    say(_("✓ 封存了 %(lines)d 条") % {"lines": chain.seal(clock.now())})
    return OK
