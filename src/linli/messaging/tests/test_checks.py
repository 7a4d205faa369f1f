"""What must be right in the settings before anything is sent."""

import pytest
from django.core import checks

from linli.messaging.rules import heading, is_public_address


@pytest.mark.parametrize(
    "address", ["https://linli.example.gov.cn", "http://127.0.0.1:8000", "http://[::1]:80"]
)
def test_links_may_begin_with(address, settings):
    assert is_public_address(address)
    settings.LINLI_ADDRESS = address
    assert checks.run_checks(tags=["linli"]) == []


@pytest.mark.parametrize(
    "address",
    ["", "linli.example.gov.cn", "/t", "ftp://x", "https://", "https://x/y", "https://u@x",
     "https://x:99999", "https://x?y=1", "https://[::1"],
)  # fmt: skip
def test_links_may_not_begin_with(address, settings):
    assert not is_public_address(address)
    settings.LINLI_ADDRESS = address
    (found,) = checks.run_checks(tags=["linli"])
    assert (found.id, found.is_serious()) == ("linli.E001", True)
    assert "LINLI_ADDRESS=https://" in found.hint


def test_the_heading_of_a_template():
    assert heading("待办：{step_name}") == "待办"
    assert heading("Due soon: {step_name}") == "Due soon"
    assert heading("欢迎使用邻里") == "欢迎使用邻里"
