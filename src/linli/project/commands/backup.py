"""`bin/linli backup create|restore`: the database in one file, taken while the service runs.

Not in it: uploaded files (`LINLI_VAR/files`) and the keys (`LINLI_VAR/keys.env`). Copy the files
with any tool, and keep the keys apart: a backup without its keys tells nobody anything personal.
SQLite is copied by its online backup, PostgreSQL by `pg_dump` and `pg_restore`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel import clock
from linli.kernel.database import is_sqlite
from linli.project.commands.saying import FINDINGS, OK, USAGE, Progress, complain, say

_PAGES = 2_000


def add(commands: _SubParsersAction[ArgumentParser]) -> None:
    parser = commands.add_parser(
        "backup", help=_("备份与恢复数据库（不含上传的文件和密钥）"), description=__doc__
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    create_ = verbs.add_parser("create", help=_("备份到一个文件"))
    create_.add_argument("file", nargs="?", type=Path, help=_("不写：当前目录，带日期的文件名"))
    create_.set_defaults(run=create)
    restore_ = verbs.add_parser("restore", help=_("用备份替换现有的数据库"))
    restore_.add_argument("file", type=Path)
    restore_.add_argument("--yes", action="store_true", help=_("确认：现有的内容会被替换"))
    restore_.set_defaults(run=restore)


def create(options: Namespace) -> int:
    ending = "sqlite3" if is_sqlite() else "pgdump"
    stamp = f"{clock.local(clock.now()):%Y%m%d-%H%M%S}"
    target: Path = options.file or Path(f"linli-{stamp}.{ending}")
    if target.exists():
        complain(_("✗ %(file)s 已经存在") % {"file": target})
        return USAGE
    # Made for its owner alone before anything is in it.
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    if is_sqlite():
        fault = _copy_sqlite(Path(connection.settings_dict["NAME"]), target)
    else:
        fault = _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target}")
    if fault:
        target.unlink()
        complain(f"✗ {fault}")
        return FINDINGS
    say(f"✓ {target} ({target.stat().st_size:,} B)")
    return OK


def restore(options: Namespace) -> int:
    if not options.yes:
        complain(_("✗ 现有的内容会被替换。停下服务后，加 --yes 再来一次。"))
        return USAGE
    if not options.file.is_file():
        complain(_("✗ 没有 %(file)s") % {"file": options.file})
        return USAGE
    if is_sqlite():
        connection.close()
        fault = _sound(options.file) or _copy_sqlite(
            options.file, Path(connection.settings_dict["NAME"])
        )
    else:
        fault = _postgres(
            "pg_restore",
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            f"--dbname={connection.settings_dict['NAME']}",
            str(options.file),
        )
    if fault:
        complain(f"✗ {fault}")
        return FINDINGS
    say(_("✓ 已恢复。请运行 bin/linli migrate 和 bin/linli trail verify"))
    return OK


def _sound(file: Path) -> str:
    """Why this file is no whole database of ours; empty if it is."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source:
            verdict = source.execute("PRAGMA integrity_check").fetchone()[0]
            source.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if verdict == "ok" else str(verdict)


def _copy_sqlite(source: Path, target: Path) -> str:
    if not source.is_file():
        return _("没有数据库 %(file)s") % {"file": source}
    progress = Progress(target.name)
    try:
        with (
            contextlib.closing(sqlite3.connect(source)) as read,
            contextlib.closing(sqlite3.connect(target)) as write,
        ):
            read.backup(
                write,
                pages=_PAGES,
                progress=lambda _status, left, total: progress(f"{total - left}/{total}"),
            )
    except sqlite3.Error as error:
        return str(error)
    return ""


def _postgres(program: str, *arguments: str) -> str:
    """Run PostgreSQL's own program on this database; what it complained of, empty if nothing."""
    path = shutil.which(program)
    if path is None:
        return _("没有找到 %(program)s（Debian：postgresql-client）") % {"program": program}
    place = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(place["HOST"] or ""),
        "PGPORT": str(place["PORT"] or ""),
        "PGUSER": str(place["USER"] or ""),
        "PGPASSWORD": str(place["PASSWORD"] or ""),
        "PGDATABASE": str(place["NAME"]),
    }
    environment = {key: value for key, value in environment.items() if value}
    ended = subprocess.run(  # noqa: S603 - a fixed program, arguments of ours
        [path, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    return ended.stderr.strip() or str(ended.returncode) if ended.returncode else ""
