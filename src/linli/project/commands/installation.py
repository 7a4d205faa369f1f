"""`bin/linli setup|migrate|demo|worker`: an installation's first day and its daily work."""

from __future__ import annotations

import getpass
import secrets
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _

from linli.demonstration import selectors as demonstrations
from linli.jobs import services as jobs
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.methods import selectors as methods
from linli.methods import services as publishing
from linli.organisations import services as organisations
from linli.organisations.terms import Administrator, Appointment
from linli.project import preparing, starting
from linli.project.commands.saying import FINDINGS, OK, USAGE, complain, say

_ACTOR = replace(SYSTEM, via="command")
_ROLES = {
    Administrator.SYSTEM: "系统管理员",
    Administrator.SECURITY: "安全管理员",
    Administrator.AUDIT: "审计管理员",
}


def add(commands: _SubParsersAction[ArgumentParser]) -> None:
    first = commands.add_parser(
        "setup", help=_("首次安装：密钥、数据库、工作法、三个管理员"), description=_SETUP
    )
    first.add_argument("--system", default="system", help=_("系统管理员的用户名"))
    first.add_argument("--security", default="security", help=_("安全管理员的用户名"))
    first.add_argument("--audit", default="audit", help=_("审计管理员的用户名"))
    first.add_argument("--generate", action="store_true", help=_("随机生成首个密码，只显示这一次"))
    first.set_defaults(run=setup)
    commands.add_parser("migrate", help=_("建立或升级数据库的表")).set_defaults(run=migrate)
    demo_ = commands.add_parser("demo", help=_("生成演示数据（人和事都是虚构的）"))
    demo_.add_argument("--seed", type=int, default=1, help=_("随机种子"))
    demo_.add_argument("--today", type=date.fromisoformat, default=None, help=_("演示里的今天"))
    demo_.set_defaults(run=demo)
    commands.add_parser("worker", help=_("处理后台作业，直到被停止")).set_defaults(run=worker)


_SETUP = (
    "Keys go to LINLI_VAR/keys.env (made once, mode 600); keep a copy apart from the backups: "
    "without LINLI_DATA_KEY nobody can read the personal data."
)


def setup(options: Namespace) -> int:
    """Keys were made before the settings were read (`cli._before_settings`)."""
    say(_("✓ 密钥：%(path)s（请另行保管一份）") % {"path": settings.VAR / "keys.env"})
    call_command("migrate", verbosity=0, interactive=False)
    say(_("✓ 数据库"))
    now = clock.now()
    if methods.current() is None:
        folder = methods.read_folder(settings.LINLI_METHODS / settings.LINLI_COUNTY)
        view = publishing.load(folder=folder, actor=_ACTOR, now=now)
        say(
            _("✓ 工作法：%(name)s 修订 %(revision)s")
            % {"name": view.name, "revision": view.revision}
        )
    names = {
        Administrator.SYSTEM: options.system,
        Administrator.SECURITY: options.security,
        Administrator.AUDIT: options.audit,
    }
    appointments = []
    for kind, username in names.items():
        password = _password(username, generate=options.generate)
        if not password:
            complain(_("✗ 两次输入不一致"))
            return USAGE
        appointments.append(Appointment(kind, username, _ROLES[kind], password))
    organisations.make_administrators(appointments=appointments, actor=_ACTOR, now=now)
    for one in appointments:
        shown = f"  {one.password}" if options.generate else ""
        say(f"✓ {one.name} {one.username}{shown}")
    return OK


def _password(username: str, *, generate: bool) -> str:
    """Asked twice at a terminal, or one line each from a pipe; empty if the two differ."""
    if generate:
        return secrets.token_urlsafe(12) + "-9a"
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    asked = _("%(name)s 的密码：") % {"name": username}
    first = getpass.getpass(asked)
    return first if first == getpass.getpass(_("再输入一次：")) else ""


def migrate(options: Namespace) -> int:  # noqa: ARG001 - every verb takes the options
    call_command("migrate", verbosity=1, interactive=False)
    return OK


def demo(options: Namespace) -> int:
    if not settings.LINLI_DEMONSTRATION:
        complain(_("✗ 只在演示环境里可用：请设 LINLI_DEMONSTRATION=1"))
        return FINDINGS
    today = options.today or clock.local(clock.now()).date()
    folder = settings.LINLI_METHODS / settings.LINLI_COUNTY
    built = preparing.build_demonstration(folder, seed=options.seed, today=today, say=complain)
    say(
        _("✓ 演示数据：%(areas)d 个区域，%(people)d 人，%(matters)d 件事，%(seconds).0f 秒")
        % {
            "areas": built.areas,
            "people": built.people,
            "matters": built.matters,
            "seconds": built.seconds,
        }
    )
    for one in demonstrations.logins():
        say(f"  {one.role}: {one.username} / {one.password}")
    return OK


def worker(options: Namespace) -> int:  # noqa: ARG001
    starting.look_over()
    stop = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    complain(_("▸ 后台作业开始处理，按 Ctrl-C 停止"))
    jobs.run_worker(stop)
    return OK
