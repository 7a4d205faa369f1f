"""The command line as people run it: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.methods import selectors, services
from linli.methods.terms import StarterRefused

HOME = Path(__file__).resolve().parents[4]


@pytest.fixture
def run(tmp_path):
    def call(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "linli.project.cli", *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": f"{HOME / 'src'}:{os.environ.get('PYTHONPATH', '')}",
                "LINLI_VAR": str(tmp_path / "var"),
                "LINLI_METHODS": str(tmp_path / "methods"),
                "DATABASE_URL": f"sqlite:////{tmp_path}/linli.sqlite3",
                "LINLI_DEBUG": "1",
                "LANG": "zh_CN.UTF-8",
                "LC_ALL": "",
                **environment,
            },
        )

    return call


def test_the_starter_passes_the_gate_and_its_story_holds(tmp_path, settings):
    target = tmp_path / "minhou"
    services.write_starter(slug="minhou", county_code="350121", target=target)
    report = selectors.check(selectors.read_folder(target))
    assert report.findings == ()
    with pytest.raises(StarterRefused, match="starter_refused"):
        services.write_starter(slug="minhou", county_code="350121", target=target)


@pytest.mark.parametrize(
    ("slug", "code"), [("../x", "350121"), ("Minhou", "350121"), ("minhou", "1")]
)
def test_the_starter_refuses_what_cannot_be(tmp_path, slug, code):
    with pytest.raises(StarterRefused):
        services.write_starter(slug=slug, county_code=code, target=tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_a_county_from_nothing_to_a_played_story(run, tmp_path):
    made = run("method", "new", "minhou", "--code", "350121")
    assert made.returncode == 0, made.stderr
    checked = run("method", "check", "minhou")
    assert (checked.returncode, checked.stdout) == (0, "✓ 可以发布（0 条提醒）\n"), checked.stderr
    played = run("method", "stories", "minhou")
    assert played.returncode == 0, played.stdout + played.stderr
    assert "1/1" in played.stdout
    assert not (tmp_path / "linli.sqlite3").exists()
    assert run("migrate").returncode == 0
    loaded = run("method", "load", "minhou")
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    shown = run("method", "show")
    assert shown.stdout.startswith("published 0.1")
    assert run("method", "show", "0.1", "--file", "words.toml").stdout.endswith("[terms]\n")
    assert run("method", "diff", "minhou").returncode == 0
    words = tmp_path / "methods" / "minhou" / "words.toml"
    words.write_text('[terms]\nmatter = "民呼"\n', encoding="utf-8")
    differs = run("method", "diff", "minhou")
    assert (differs.returncode, differs.stdout) == (1, "+ words.toml terms.matter: 民呼\n")
    again = run("method", "load", "minhou")
    assert again.returncode == 1
    assert "methods.revision_taken" in again.stderr
    assert run("trail", "verify").returncode == 0
    kept = run("backup", "create", "kept.sqlite3")
    assert kept.returncode == 0, kept.stderr
    assert run("backup", "restore", "kept.sqlite3").returncode == 2
    assert run("backup", "restore", "kept.sqlite3", "--yes").returncode == 0
    assert run("method", "show").stdout == shown.stdout


def test_findings_are_printed_with_their_place(run, tmp_path):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "method.toml").write_text("slug = \n", encoding="utf-8")
    checked = run("method", "check", "broken")
    assert checked.returncode == 1
    assert checked.stdout.startswith("method.toml:第 1 行 error methods.syntax ")


def test_wrong_usage_is_two_and_a_refusal_is_one(run):
    assert run("method").returncode == 2
    assert run("nonsense").returncode == 2
    refused = run("method", "check", "nowhere")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "methods.folder_refused" in refused.stderr
