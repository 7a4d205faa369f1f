"""`bin/linli method …`: write, check, publish, compare a county's method and play its stories."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace, _SubParsersAction
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Folder
from linli.methods import selectors, services
from linli.methods.terms import GateClosed, ScenarioResult
from linli.project.commands.saying import FINDINGS, OK, USAGE, Progress, complain, say, say_finding

_ACTOR = replace(SYSTEM, via="command")
# Stories live on a Monday of their own, whatever the day on which they are played.
_STORY_DAY = datetime(2026, 3, 2, 9, 0, tzinfo=clock.LOCAL)


def add(commands: _SubParsersAction[ArgumentParser]) -> None:
    parser = commands.add_parser("method", help=_("县域工作法：检查、发布、比较、试演"))
    verbs = parser.add_subparsers(dest="verb", required=True)
    folder = ("folder", _("工作法的文件夹或 zip 文件"))
    _verb(verbs, "check", check, _("检查一个文件夹，列出所有问题"), folder)
    _verb(verbs, "load", load, _("检查并发布为现行工作法"), folder)
    show_ = _verb(verbs, "show", show, _("显示现行的和以往的修订"))
    show_.add_argument("revision", nargs="?", default="", help=_("修订号：列出它的文件"))
    show_.add_argument("--file", default="", help=_("只显示这个文件的内容"))
    diff_ = _verb(verbs, "diff", diff, _("比较两个文件夹或修订"))
    diff_.add_argument("before", help=_("文件夹、zip 文件或修订号"))
    diff_.add_argument("after", nargs="?", default="", help=_("同上；不写就和现行的比"))
    stories_ = _verb(verbs, "stories", stories, _("在一次性的数据库里试演故事"), folder)
    stories_.add_argument("feature", nargs="?", default="", help=_("只演这一个 .feature 文件"))
    stories_.add_argument("--here", action="store_true", help=_("用现有的数据库（演完撤回）"))
    stories_.add_argument("--json", action="store_true", help=_("每个场景一行 JSON，给程序读"))
    _verb(verbs, "phrases", phrases, _("列出故事里可以用的句子"))
    new_ = _verb(verbs, "new", new, _("新写一个能通过检查的最小工作法"))
    new_.add_argument("slug", help=_("县的英文标识，如 yongtai"))
    new_.add_argument("--code", default="350000", help=_("县级行政区划代码"))
    rollback_ = _verb(verbs, "rollback", rollback, _("恢复以往的一个修订"))
    rollback_.add_argument("revision", help=_("修订号"))
    docs_ = _verb(verbs, "docs", docs, _("从解析器生成 docs/methods.md"))
    docs_.add_argument("--check", action="store_true", help=_("只看是否最新"))


def _verb(
    verbs: _SubParsersAction[ArgumentParser],
    name: str,
    run: object,
    words: str,
    *arguments: tuple[str, str],
) -> ArgumentParser:
    parser = verbs.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    for argument, meaning in arguments:
        parser.add_argument(argument, help=meaning)
    return parser


def _folder(given: str) -> Folder:
    """A path, or the slug of a county under `methods/`."""
    path = Path(given)
    if not path.exists() and "/" not in given:
        path = settings.LINLI_METHODS / given
    return selectors.read_folder(path)


def check(options: Namespace) -> int:
    """Exit 1 if there is an error; warnings alone pass."""
    report = selectors.check(_folder(options.folder))
    for finding in report.findings:
        say_finding(finding)
    counts = {"errors": len(report.errors), "warnings": len(report.warnings)}
    if report.passes:
        say(_("✓ 可以发布（%(warnings)d 条提醒）") % counts)
        return OK
    complain(_("✗ %(errors)d 处错误，%(warnings)d 条提醒") % counts)
    return FINDINGS


def load(options: Namespace) -> int:
    try:
        view = services.load(folder=_folder(options.folder), actor=_ACTOR, now=clock.now())
    except GateClosed as closed:
        for finding in closed.findings:
            say_finding(finding)
        complain(f"✗ {closed.message}")
        return FINDINGS
    for finding in selectors.left_behind():
        say_finding(finding)
    say(_("✓ 现行：%(name)s 修订 %(revision)s") % {"name": view.name, "revision": view.revision})
    return OK


def show(options: Namespace) -> int:
    if options.revision or options.file:
        folder = selectors.folder_of(options.revision)
        if options.file and options.file not in folder.files:
            complain(_("✗ 这一修订里没有 %(file)s") % {"file": options.file})
            return FINDINGS
        if options.file:
            say(folder.text(options.file).rstrip("\n"))
            return OK
        for name, body in sorted(folder.files.items()):
            say(f"{len(body):>9} {name}")
        return OK
    rows = selectors.revisions()
    if not rows:
        say(_("还没有发布过工作法。"))
    for row in rows:
        when = f"{clock.local(row.published_at):%Y-%m-%d %H:%M}" if row.published_at else "-"
        say(f"{row.state:<9} {row.revision:<12} {when:<16} {row.digest[:12]} {row.slug} {row.name}")
    return OK


def diff(options: Namespace) -> int:
    """Exit 0 if nothing differs, 1 if something does, like `diff`."""

    def side(given: str) -> Folder:
        if not given:
            return selectors.folder_of()
        if Path(given).exists() or (settings.LINLI_METHODS / given).is_dir():
            return _folder(given)
        return selectors.folder_of(given)

    first = options.before if options.after else ""
    found = selectors.diff(side(first), side(options.after or options.before))
    for one in found:
        say(one)
    if not found:
        say(_("没有不同。"))
    return FINDINGS if found else OK


def stories(options: Namespace) -> int:
    folder = _folder(options.folder)
    file = options.feature
    if file and file not in folder.files:
        file = f"stories/{Path(file).name}"
        if file not in folder.files:
            complain(_("✗ 没有故事 %(file)s") % {"file": options.feature})
            return USAGE
    if not options.here:
        complain(_("▸ 准备一次性的数据库"))
        call_command("migrate", verbosity=0, interactive=False)

    def told(result: ScenarioResult) -> None:
        if options.json:
            say(json.dumps(asdict(result), ensure_ascii=False))
            return
        say(f"{'✓' if result.held else '✗'} {result.feature} · {result.scenario}")
        if not result.held:
            say(f"  {_('第 %(line)d 行') % {'line': result.line}}: {result.fault}")

    try:
        played = services.run_stories(folder=folder, now=_STORY_DAY, file=file, progress=told)
    except GateClosed as closed:
        for finding in closed.findings:
            say_finding(finding)
        complain(f"✗ {closed.message}")
        return FINDINGS
    finally:
        if not options.here:
            connection.close()
    every = [one for results in played for one in results.scenarios]
    held = sum(one.held for one in every)
    say(_("%(held)d/%(all)d 个场景成立") % {"held": held, "all": len(every)})
    return OK if held == len(every) else FINDINGS


def phrases(options: Namespace) -> int:  # noqa: ARG001 - every verb takes the options
    for context, pattern in selectors.sentences():
        say(f"{context:<14} {pattern}")
    return OK


def new(options: Namespace) -> int:
    target = settings.LINLI_METHODS / options.slug
    services.write_starter(slug=options.slug, county_code=options.code, target=target)
    say(
        _("✓ 写好了 %(target)s，检查：bin/linli method check %(slug)s")
        % {
            "target": target,
            "slug": options.slug,
        }
    )
    return OK


def rollback(options: Namespace) -> int:
    view = services.roll_back(revision=options.revision, actor=_ACTOR, now=clock.now())
    say(_("✓ 现行：%(name)s 修订 %(revision)s") % {"name": view.name, "revision": view.revision})
    return OK


def docs(options: Namespace) -> int:
    path = settings.LINLI_METHODS.parent / "docs" / "methods.md"
    progress = Progress(path)
    text = selectors.documentation()
    progress("")
    if options.check:
        same = path.exists() and path.read_text(encoding="utf-8") == text
        say(_("是最新的。") if same else _("过时了：请运行 bin/linli method docs"))
        return OK if same else FINDINGS
    path.write_text(text, encoding="utf-8")
    say(f"✓ {path}")
    return OK
