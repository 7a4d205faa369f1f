"""The import contracts pass, and planted violations fail: the linter is not asleep."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow

PLANTED = {
    "upward import": ("territory/rules/planted.py", "import linli.matters.terms\n"),
    "peer import": ("messaging/planted_peer.py", "import linli.procedures.terms\n"),
    "import hidden in a function": (
        "people/services/planted.py",
        "def f():\n    import linli.organisations.terms\n",
    ),
    "foreign model": ("matters/services/planted.py", "import linli.procedures.models\n"),
    "foreign rules": ("matters/services/planted.py", "import linli.territory.rules\n"),
    "model imports service": ("jobs/models.py", "\nimport linli.jobs.services\n"),
    "Django in rules": ("matters/rules.py", "\nimport django.db\n"),
    "Django in the engine": ("procedures/engine/planted.py", "import django.db\n"),
    "service imports ui": ("matters/services/planted.py", "import linli.ui.context\n"),
    "kernel imports a context": ("kernel/planted.py", "import linli.territory.terms\n"),
    "an unlisted room": ("matters/helpers.py", "X = 1\n"),
    "an unlisted context": ("surprise/__init__.py", "X = 1\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contracts")
    ignored = shutil.ignore_patterns("static", "templates", "locale", "__pycache__")
    shutil.copytree(ROOT / "src", folder / "src", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder / "pyproject.toml")
    return folder


def test_the_contracts_hold(copy):
    result = lint(copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_caught(copy, name):
    place, text = PLANTED[name]
    path = copy / "src" / "linli" / place
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((before or "") + text)
    try:
        result = lint(copy)
        assert result.returncode == 1
        assert "BROKEN" in result.stdout, result.stdout
    finally:
        if before is not None:
            path.write_text(before)
        else:
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
