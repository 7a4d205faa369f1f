"""`bin/linli`: the product's own command line.

Exit codes: 0 done, 1 findings or a refusal, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from linli.project.commands import saying


def _before_settings(arguments: list[str]) -> tempfile.TemporaryDirectory[str] | None:
    """What must be in the environment before the settings are read: stories are played in a
    database of their own, unless `--here` says otherwise; `setup` makes the keys first."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    if arguments[:1] == ["setup"] and "-h" not in arguments and "--help" not in arguments:
        from linli.project.run import make_keys  # noqa: PLC0415 - settings first

        home = Path(os.environ.get("LINLI_HOME") or Path(__file__).resolve().parents[3])
        make_keys(Path(os.environ.get("LINLI_VAR") or home / "var") / "keys.env")
    if arguments[:2] == ["method", "stories"] and "--here" not in arguments:
        scratch = tempfile.TemporaryDirectory(prefix="linli-stories-")
        os.environ["DATABASE_URL"] = f"sqlite:////{scratch.name}/stories.sqlite3"
        os.environ.pop("DATABASE_URL_FILE", None)
        os.environ.setdefault("LINLI_DATA_KEY", "only-for-stories-whose-database-is-thrown-away")
        return scratch
    return None


def _parser() -> argparse.ArgumentParser:
    from django.utils.translation import gettext as _  # noqa: PLC0415 - settings first

    from linli.project.commands import backup, installation, ledger, method, trail  # noqa: PLC0415 - settings first

    parser = argparse.ArgumentParser(prog="bin/linli", description=_("邻里的命令行"))
    commands = parser.add_subparsers(dest="command", required=True, metavar=_("命令"))
    for module in (method, trail, ledger, installation, backup):
        module.add(commands)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    scratch = _before_settings(given)
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from django.utils import translation  # noqa: PLC0415 - settings first

    from linli.kernel.errors import Refused  # noqa: PLC0415 - settings first
    from linli.kernel.versions import unit_of_work  # noqa: PLC0415 - settings first

    try:
        with translation.override(saying.language()):
            options = _parser().parse_args(given)
            try:
                with unit_of_work():
                    code: int = options.run(options)
            except Refused as refusal:
                saying.complain(f"✗ {refusal.message} [{refusal.code}]")
                code = saying.FINDINGS
            return code
    finally:
        if scratch is not None:
            scratch.cleanup()


if __name__ == "__main__":
    sys.exit(main())
