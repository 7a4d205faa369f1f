from pathlib import Path

from linli.methods import documentation, selectors
from linli.methods.tests import factories

PAGE = Path(__file__).resolve().parents[4] / "docs" / "methods.md"


def test_the_committed_page_is_what_the_parsers_say():
    assert PAGE.read_text(encoding="utf-8") == selectors.documentation(), (
        "run bin/linli method docs"
    )


def test_every_part_has_its_section_with_files_and_codes():
    text = documentation.generate(factories.parts().values(), ())
    assert "## things" in text
    assert "`things.toml`" in text
    assert "`methods.unknown_key`" in text
    assert "| `county_code` |" in text
