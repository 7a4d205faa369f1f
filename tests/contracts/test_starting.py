"""Nothing starts with settings that send people half a link."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from linli.project import starting

HOME = Path(__file__).resolve().parents[2]


def test_a_missing_address_stops_the_start(settings):
    starting.look_over()
    settings.LINLI_ADDRESS = ""
    with pytest.raises(SystemExit, match=r"linli\.E001"):
        starting.look_over()


@pytest.mark.parametrize(("address", "code"), [("", 1), ("https://linli.example.gov.cn", 0)])
def test_the_server_s_entry_looks_first(tmp_path, address, code):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DATABASE_URL"))}
    ended = subprocess.run(
        [sys.executable, "-c", "import linli.project.wsgi"],
        env={
            **kept,
            "PYTHONPATH": str(HOME / "src"),
            "LINLI_VAR": str(tmp_path),
            "LINLI_SECRET_KEY": "k" * 50,
            "LINLI_ADDRESS": address,
        },
        cwd=HOME,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ended.returncode == code, ended.stderr
    assert ("linli.E001" in ended.stderr) == bool(code)
